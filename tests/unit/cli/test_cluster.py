"""The cluster profile: what it sets, what it writes for nginx, and what it says when something is missing."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from baton.base.settings import read
from baton.cli import cluster, nginx
from baton.cli.supervisor import StartFailed


@pytest.fixture
def settings(tmp_path):
    environ = {"BATON_VAR_DIR": str(tmp_path)}
    return read({**environ, **cluster.settings_for(environ, read(environ))})


def test_what_is_given_counts_more_than_the_profiles_own(tmp_path):
    given = {"BATON_DESK_DB": "postgresql://db/desk"}
    made = cluster.settings_for(given, read({"BATON_VAR_DIR": str(tmp_path), **given}))
    assert "BATON_DESK_DB" not in made and made["BATON_TRACKER_DB"] == cluster.DATABASE
    assert made["BATON_REDIS_URL"] == cluster.REDIS and made["BATON_TRUST_PROXY"] == "true"


def locations(settings, port):
    text = nginx.configuration(settings, cluster.COPIES)
    server = next(part for part in text.split("server {")[1:] if f":{port};" in part.split("location")[0])
    return dict(re.findall(r"location ((?:= )?\S+) \{ (.*?); \}", server))


def test_from_outside_only_the_widgets_channel_the_shop_and_the_desk_are_reached(settings):
    found = locations(settings, settings.front_port)
    assert {path for path, what in found.items() if what == "proxy_pass http://rasa"} == {"/webhooks/web/", "/shop/"}
    assert found["/"] == "proxy_pass http://desk"
    closed = {path.removeprefix("= ") for path, what in found.items() if what == "return 404"}
    assert {"/metrics", "/ready", "/webhooks/web/ready", "/webhooks/rest/"} <= closed


def test_inside_requests_are_spread_over_both(settings):
    assert locations(settings, int(settings.rasa_url.rpartition(":")[2])) == {"/": "proxy_pass http://rasa"}
    assert locations(settings, int(settings.actions_url.rpartition(":")[2])) == {"/": "proxy_pass http://actions"}
    text = nginx.configuration(settings, cluster.COPIES)
    assert text.count("        server 127.0.0.1:") == 3 * cluster.COPIES
    listened = re.findall(r"listen (\S+):\d+;", text)
    assert set(listened) == {"127.0.0.1"}


@pytest.mark.skipif(shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason="no nginx (Debian: nginx-light)")
def test_nginx_accepts_it(settings):
    config = nginx.write(settings, cluster.COPIES)
    command = [cluster._nginx(), "-t", "-q", *cluster._options(config)]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr


def test_without_nginx_it_says_which_package(settings, monkeypatch):
    monkeypatch.setattr(cluster.shutil, "which", lambda *_args, **_options: None)
    with pytest.raises(StartFailed, match="apt install nginx-light"):
        cluster.plan(settings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"desk_db": "sqlite:////tmp/x.db"}, "BATON_DESK_DB: the cluster profile needs PostgreSQL"),
        ({"desk_db": "postgresql://127.0.0.1:1/x"}, "BATON_DESK_DB: PostgreSQL does not let us in"),
    ],
)
def test_a_store_that_does_not_do_is_named_with_the_way_out(settings, change, words):
    with pytest.raises(StartFailed, match=words):
        cluster._check_stores(settings.copy(update=change))


def test_redis_that_is_away_is_named(settings, monkeypatch):
    monkeypatch.setattr(cluster, "_check_database", lambda *_: None)
    with pytest.raises(StartFailed, match="BATON_REDIS_URL"):
        cluster._check_stores(settings.copy(update={"redis_url": "redis://127.0.0.1:1/0"}))


def test_production_is_sent_to_the_page_on_deploying(settings):
    with pytest.raises(StartFailed, match=r"docs/deploying\.md"):
        cluster.plan(settings.copy(update={"env": "production"}))


def test_every_port_is_checked_and_named_by_its_setting(settings):
    ports = cluster._ports(settings)
    assert len(ports) == 1 + 3 + 3 + 2 and set(ports.values()) == {
        "BATON_FRONT_PORT",
        "BATON_RASA_PORT",
        "BATON_ACTIONS_PORT",
        "BATON_DESK_PORT",
    }
