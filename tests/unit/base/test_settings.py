"""Settings: defaults, refusals that name the setting, secrets."""

from __future__ import annotations

import pytest

from baton.base.settings import ROOT, SettingsError, read
from baton.connectors.registry import settings_table

SECRETS = {
    name: f"0123456789abcdef-{name.lower():-<24}"
    for name in ("SESSION_SECRET", "DESK_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")
}


def production(**more):
    given = {"ENV": "production", **SECRETS}
    given |= {"ALLOWED_ORIGINS": "https://shop.example", **more}
    return {f"BATON_{k}": v for k, v in given.items() if v is not None}


def test_development_needs_nothing_and_keeps_its_secrets(tmp_path):
    first = read({"BATON_VAR_DIR": str(tmp_path)})
    again = read({"BATON_VAR_DIR": str(tmp_path)})
    assert first.session_secret == again.session_secret
    assert len(first.session_secret) == 64
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert first.tracker_db.startswith("sqlite:///")


def test_every_bad_setting_is_named_at_once(tmp_path):
    given = {"BATON_VAR_DIR": str(tmp_path), "BATON_RASA_PORT": "many", "BATON_COLOUR": "red", "BATON_ENV": "moon"}
    with pytest.raises(SettingsError) as caught:
        read(given)
    for name in ("BATON_RASA_PORT", "BATON_COLOUR", "BATON_ENV"):
        assert name in str(caught.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SESSION_SECRET": None}, "BATON_SESSION_SECRET"),
        ({"RASA_TOKEN": "short"}, "BATON_RASA_TOKEN"),
        ({"RASA_TOKEN": "a" * 40}, "BATON_RASA_TOKEN: is too simple"),
        ({"IDENTITY_SECRET": "abc" * 20}, "BATON_IDENTITY_SECRET: is too simple"),
        ({"DESK_SECRET": SECRETS["SESSION_SECRET"]}, "BATON_DESK_SECRET: is the same as BATON_SESSION_SECRET"),
        ({"ORDER_PROOF": "none"}, "BATON_ORDER_PROOF"),
        ({"ALLOWED_ORIGINS": None}, "BATON_ALLOWED_ORIGINS"),
        ({"RASA_WORKERS": "4"}, "BATON_REDIS_URL"),
        ({"DESK_PORT": "5005"}, "BATON_DESK_PORT"),
        ({"LOG_DB": "mysql://x"}, "BATON_TRACKER_DB"),
    ],
)
def test_production_is_strict(change, named):
    with pytest.raises(SettingsError, match=named):
        read(production(**change))


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "2130706433", ""])
def test_development_listens_on_this_machine_only(tmp_path, address):
    with pytest.raises(SettingsError, match="BATON_BIND"):
        read({"BATON_VAR_DIR": str(tmp_path), "BATON_BIND": address})
    assert read(production(BIND=address)).bind == address


def test_production_takes_what_is_complete():
    settings = read(production())
    assert settings.rasa_token == SECRETS["RASA_TOKEN"]
    assert settings.origins == {"https://shop.example"}


@pytest.mark.check
def test_the_documentation_is_the_settings():
    assert settings_table() in (ROOT / "docs" / "settings.md").read_text()
