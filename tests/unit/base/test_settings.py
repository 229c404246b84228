"""Settings: defaults, refusals that name the setting, secrets."""

from __future__ import annotations

import pytest

from baton.base.settings import ROOT, SettingsError, read
from baton.connectors.registry import settings_table

SECRET = "s" * 40


def production(**more):
    given = {"ENV": "production", "SESSION_SECRET": SECRET, "DESK_SECRET": SECRET, "RASA_TOKEN": SECRET}
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


def test_production_takes_what_is_complete():
    settings = read(production())
    assert settings.api_token == SECRET
    assert settings.origins == {"https://shop.example"}


@pytest.mark.check
def test_the_documentation_is_the_settings():
    assert settings_table() in (ROOT / "docs" / "settings.md").read_text()
