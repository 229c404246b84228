"""Settings: defaults, refusals that name the setting, secrets."""

from __future__ import annotations

import secrets

import pytest

from baton.base.secret_strength import is_simple
from baton.base.settings import ROOT, SettingsError, read
from baton.connectors.registry import settings_table

SECRETS = {
    name: f"0123456789abcdef-{name.lower():-<24}"
    for name in ("SESSION_SECRET", "DESK_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")
}
STRONG = "k3Jq8ZpR2tVx7WnB0f9e8d7c6b5a4321"
#: What lets nobody embed the widget, or anybody on the way.
NO_ORIGINS = "* null shop.example https:// https://*.shop.example https://shop.example/chat http://shop.example".split()
OPENID = {
    "OPENID_ISSUER": "https://login.shop.example",
    "OPENID_CLIENT_ID": "desk",
    "PASSWORD_SIGN_IN": "false",
}
#: By default the driver goes on in plain if the server has no TLS, or somebody on the way says so.
OPEN_DATABASES = [
    "postgresql://u:p@db.example/baton",
    "postgresql+psycopg2://u:p@203.0.113.9:5432/baton?sslmode=prefer",
    "postgresql://u:p@db.example/baton?sslmode=require&sslmode=disable",
    "postgresql://u:p@localhost/baton?host=db.example:5432",
    "postgresql://u:p@db/baton?hostaddr=203.0.113.9",
    "postgresql://u:p@/baton?host=10.0.0.5,db.example",
    "postgresql://u:p@[2001:db8::1]/baton",
    "postgresql:///baton?service=far",
]
LINKS_WITH_LOGINS = [
    "https://anna:secret@shop.example/privacy",
    "https://shop.example@evil.example/privacy",
    "https://shop.example\\@evil.example",
    "https:///privacy",
]


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
        ({"SESSION_SECRET": "0123456789abcdef" * 2}, "BATON_SESSION_SECRET: is too simple"),
        ({"RASA_TOKEN": "abcdefghijklmnopqrstuvwxyz0123456789"}, "BATON_RASA_TOKEN: is too simple"),
        ({"DESK_SECRET": "please-Change-Me-before-you-start-it"}, "BATON_DESK_SECRET: is too simple"),
        ({"DESK_SECRET": " " * 40}, "BATON_DESK_SECRET: is too simple"),
        ({"SECOND_FACTOR_SECRET": f"{STRONG},{'ab' * 20}"}, "BATON_SECOND_FACTOR_SECRET: is too simple"),
        (
            {"SECOND_FACTOR_SECRET": f"{STRONG},{SECRETS['DESK_SECRET']}"},
            "BATON_DESK_SECRET: is the same as BATON_SECOND_FACTOR_SECRET",
        ),
        ({"SMTP_PASSWORD": SECRETS["RASA_TOKEN"]}, "BATON_RASA_TOKEN: is the same as BATON_SMTP_PASSWORD"),
        *[({"ALLOWED_ORIGINS": origin}, "BATON_ALLOWED_ORIGINS: ") for origin in NO_ORIGINS],
        ({"DESK_URL": "http://desk.shop.example"}, "BATON_DESK_URL: must start with https://"),
        ({"DESK_URL": "javascript:alert(1)"}, "BATON_DESK_URL"),
        ({"RASA_URL": "http://8.8.8.8:5005"}, "BATON_RASA_URL: must start with https://"),
        ({"ACTIONS_URL": "http://actions.shop.example"}, "BATON_ACTIONS_URL: must start with https://"),
        ({"CONSENT_LINK": "http://shop.example/privacy"}, "BATON_CONSENT_LINK: must start with https://"),
        ({"REDIS_URL": "redis://8.8.8.8:6379"}, "BATON_REDIS_URL: must start with rediss://"),
        ({"REDIS_URL": "http://redis"}, "BATON_REDIS_URL"),
        ({"EVENT_BROKER_URL": "amqp://u:p@rabbit.example/"}, "BATON_EVENT_BROKER_URL: must start with amqps://"),
        *[({"DESK_DB": url}, "BATON_DESK_DB: needs .sslmode=verify-full") for url in OPEN_DATABASES],
        ({"LOG_LEVEL": "DEBUG"}, "BATON_LOG_LEVEL: DEBUG is refused"),
        ({**OPENID, "OPENID_ROLES": "everyone=admin,it=admin"}, "BATON_OPENID_ROLES: whoever can sign in"),
        *[({"CONSENT_LINK": link}, "BATON_CONSENT_LINK: must be an address") for link in LINKS_WITH_LOGINS],
        ({"SMTP_HOST": "mail", "MAIL_FROM": "a@b.example\nBcc: x@y.example"}, "BATON_MAIL_FROM"),
        ({"SMTP_HOST": "mail", "MAIL_FROM": "a b@c d"}, "BATON_MAIL_FROM"),
    ],
)
def test_production_is_strict(change, named):
    with pytest.raises(SettingsError, match=named):
        read(production(**change))


@pytest.mark.parametrize("folder", ["/", "/tmp", "/tmp/../var", "//", str(ROOT), ".", "/usr", "/home/"])
def test_the_folder_that_is_closed_to_others_is_batons_alone(folder):
    """`make run` takes all others' rights away from it: with `/` no other user's program could run any more."""
    with pytest.raises(SettingsError, match=r"BATON_VAR_DIR: must be a folder for Baton alone"):
        read({"BATON_VAR_DIR": folder})


def test_a_folder_of_batons_own_may_be_anywhere(tmp_path):
    for folder in (tmp_path / "var", ROOT / "var", tmp_path):
        assert read({"BATON_VAR_DIR": str(folder)}).var_dir == folder
    assert read(production(VAR_DIR="var/../other")).var_dir == ROOT / "other"


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "2130706433", ""])
def test_development_listens_on_this_machine_only(tmp_path, address):
    with pytest.raises(SettingsError, match="BATON_BIND"):
        read({"BATON_VAR_DIR": str(tmp_path), "BATON_BIND": address})
    assert read(production(BIND=address)).bind == address


def test_production_takes_what_is_complete():
    settings = read(production())
    assert settings.rasa_token == SECRETS["RASA_TOKEN"]
    assert settings.origins == {"https://shop.example"}


@pytest.mark.parametrize("address", ["http://rasa:5005", "http://rasa.shop.svc.cluster.local:5005", "http://10.1.2.3"])
def test_production_talks_plainly_within_its_own_network(address):
    assert read(production(RASA_URL=address, REDIS_URL="redis://redis.internal")).rasa_url == address


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@db/baton",
        "postgresql://u:p@10.0.0.5:5432/baton?sslmode=disable",
        "postgresql://u:p@[fd00::5]:5432/baton",
        "postgresql:///baton?host=/var/run/postgresql",
        "postgresql://u:p@/baton?host=10.0.0.5:5432&host=10.0.0.6:5432",
        "postgresql://u:p@db.example/baton?sslmode=verify-full",
        "postgresql+psycopg2://u:p@db.example/baton?sslmode=require",
    ],
)
def test_production_takes_databases_nearby_or_with_tls(url):
    assert read(production(TRACKER_DB=url)).tracker_db == url


def test_production_takes_admins_from_the_provider_beside_others():
    roles = {"OPENID_ROLES": "it=admin,desk=agent"}
    assert read(production(**OPENID, **roles)).role_of_group["it"] == "admin"
    assert read(production(**{**OPENID, "PASSWORD_SIGN_IN": "true", "OPENID_ROLES": "it=admin"})).password_sign_in


def test_a_secret_that_was_drawn_is_never_too_simple():
    drawn = [secrets.token_hex(16) for _ in range(500)] + [secrets.token_urlsafe(24) for _ in range(500)]
    assert not any(map(is_simple, drawn))


@pytest.mark.check
def test_the_documentation_is_the_settings():
    assert settings_table() in (ROOT / "docs" / "settings.md").read_text()
