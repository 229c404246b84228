"""Settings that are accepted and still unsafe."""

from __future__ import annotations

import json
import secrets

import pytest

from baton.cli.doctor import settings_checks

GOOD = {name: secrets.token_hex(32) for name in ("SESSION_SECRET", "DESK_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")}
PRODUCTION = {
    **GOOD,
    "ENV": "production",
    "ALLOWED_ORIGINS": "https://shop.example",
    "DESK_URL": "https://desk.shop.example",
    "TRUST_PROXY": "true",
}


def found(folder, **changes):
    given = {**PRODUCTION, "VAR_DIR": str(folder), **changes}
    settings, refused = settings_checks.load({f"BATON_{name}": value for name, value in given.items()})
    return refused if settings is None else list(settings_checks.findings(settings))


def test_a_sound_production_has_nothing_wrong(tmp_path):
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DESK_SECRET": "ab" * 20}, "BATON_DESK_SECRET: is too simple"),
        ({"ALLOWED_ORIGINS": "shop.example"}, "'shop.example' is not such as"),
        ({"ALLOWED_ORIGINS": "http://shop"}, "without TLS"),
        ({"LOG_LEVEL": "DEBUG"}, "BATON_LOG_LEVEL: DEBUG is refused"),
        ({"DESK_DB": "postgresql://u:p@db.example/baton"}, "BATON_DESK_DB: needs ?sslmode=verify-full"),
        ({"DESK_DB": "postgresql://u:p@db.example/baton?sslmode=require"}, "BATON_DESK_DB: the server"),
        ({"DESK_URL": ""}, "this machine alone"),
        ({"TRUST_PROXY": "false"}, "BATON_TRUST_PROXY is off"),
    ],
)
def test_what_is_unsafe_is_named_with_its_setting(tmp_path, changes, named):
    [finding] = found(tmp_path, **changes)
    assert named in finding.what
    assert finding.why
    assert finding.way_out


def test_a_secret_that_stands_for_two_things_is_named_twice(tmp_path):
    refused = found(tmp_path, DESK_SECRET=GOOD["SESSION_SECRET"])
    assert {finding.what.partition(":")[0] for finding in refused} == {"BATON_SESSION_SECRET", "BATON_DESK_SECRET"}


def test_a_secret_of_development_is_refused_in_production(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"rasa_token": GOOD["RASA_TOKEN"]}))
    [finding] = found(tmp_path)
    assert "BATON_RASA_TOKEN is the secret of development" in finding.what


def test_every_refused_setting_is_a_finding_of_its_own(tmp_path):
    refused = found(tmp_path, COLOUR="red", RASA_PORT="many")
    assert {finding.what.partition(":")[0] for finding in refused} == {"BATON_COLOUR", "BATON_RASA_PORT"}


def test_a_damaged_file_of_secrets_and_a_var_folder_that_is_a_file_are_told(tmp_path):
    (tmp_path / "secrets.json").write_text("{")
    _, [finding] = settings_checks.load({"BATON_VAR_DIR": str(tmp_path)})
    assert "secrets.json" in finding.what
    (tmp_path / "file").touch()
    _, [finding] = settings_checks.load({"BATON_VAR_DIR": str(tmp_path / "file")})
    assert "BATON_VAR_DIR" in finding.what
