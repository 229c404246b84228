"""The files of `deploy/` name settings and ports that there are, and let in nothing that must stay inside."""

from __future__ import annotations

import re
import secrets

from baton.base.settings import ROOT, SECRET_NAMES, Settings, read, variable

NGINX = (ROOT / "deploy" / "nginx" / "baton.conf").read_text()
UNIT = (ROOT / "deploy" / "systemd" / "baton.service").read_text()
EXAMPLE = (ROOT / "deploy" / "systemd" / "baton.env.example").read_text()


def given(text):
    return dict(re.findall(r"^(BATON_\w+)=(.*)$", text, re.MULTILINE))


def test_the_example_is_complete_but_for_its_secrets(tmp_path):
    settings = given(EXAMPLE)
    given_secrets = {variable(name): secrets.token_hex(32) for name in SECRET_NAMES}
    assert {name for name, value in settings.items() if not value} == {*given_secrets, "BATON_METRICS_TOKEN"}
    assert read({**settings, **given_secrets, "BATON_VAR_DIR": str(tmp_path)}).production


def test_what_the_example_leaves_out_is_accepted_too(tmp_path):
    settings = given(EXAMPLE.replace("#BATON_", "BATON_"))
    given_secrets = {variable(name): secrets.token_hex(32) for name in SECRET_NAMES}
    assert len(settings) > len(given(EXAMPLE))
    assert read({**settings, **given_secrets, "BATON_VAR_DIR": str(tmp_path)}).rasa_workers > 1


def locations(port):
    blocks = re.findall(r"location (?:= )?(\S+) \{([^}]*)\}", NGINX)
    return {path for path, body in blocks if f"proxy_pass http://127.0.0.1:{port};" in body}


def test_only_the_widgets_channel_of_rasa_and_the_desk_are_let_in():
    ports = {name: Settings.__fields__[f"{name}_port"].default for name in ("rasa", "desk", "actions")}
    assert {int(port) for port in re.findall(r"proxy_pass \S+?:(\d+)", NGINX)} == {ports["rasa"], ports["desk"]}
    assert all(path.startswith("/webhooks/web/") for path in locations(ports["rasa"]))
    assert locations(ports["desk"]) == {"/"}


def test_the_proxy_limits_what_a_request_may_bring_and_how_long_it_may_take():
    servers = NGINX.split("server {")[2:]
    assert len(servers) == 2
    for server in servers:
        for limit in ("client_max_body_size", "client_header_timeout", "client_body_timeout", "limit_req zone="):
            assert limit in server


def test_what_the_proxy_says_of_the_visitor_is_its_own_word():
    assert set(re.findall(r"X-Forwarded-For (\S+);", NGINX)) == {"$remote_addr"}
    assert given(EXAMPLE)["BATON_TRUST_PROXY"] == "true"


def test_the_unit_may_write_where_the_settings_say():
    state = re.search(r"^StateDirectory=(\w+)$", UNIT, re.MULTILINE)
    assert given(EXAMPLE)["BATON_VAR_DIR"] == f"/var/lib/{state[1]}"
    assert "UMask=0077" in UNIT
