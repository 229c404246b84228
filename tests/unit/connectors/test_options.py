"""The connectors' settings: every mistake at once, with its name and the way out."""

from __future__ import annotations

import base64

import pytest

from baton import wiring
from baton.connectors import options
from baton.settings import ROOT, Settings, SettingsError, read
from tests.unit.test_settings import production

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
WEBHOOK = {"CONNECTORS": "desk, webhook", "WEBHOOK_URL": "https://hooks.example/baton", "WEBHOOK_SECRET": KEY}
CHATWOOT = {
    "CONNECTORS": "chatwoot",
    "CHATWOOT_URL": "https://chat.example",
    "CHATWOOT_ACCOUNT": "2",
    "CHATWOOT_INBOX": "7",
    "CHATWOOT_TOKEN": "t",
    "CHATWOOT_WEBHOOK_SECRET": "s",
}


def refused(given, **more):
    with pytest.raises(SettingsError) as caught:
        read(production(**given, **more))
    return str(caught.value)


def test_several_can_be_chosen():
    assert read(production(**WEBHOOK)).chosen_connectors == ("desk", "webhook")
    assert read(production(**CHATWOOT)).chosen_connectors == ("chatwoot",)
    assert read(production()).chosen_connectors == ("desk",)


def test_everything_that_is_missing_is_named_at_once():
    told = refused({"CONNECTORS": "webhook,chatwoot,zendesk,fax"})
    for fields in options.NEEDS.values():
        for field in fields:
            assert f"BATON_{field.upper()}: is needed" in told
    assert "there is no connector 'fax'" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"CONNECTORS": ""}, "BATON_CONNECTORS: name at least one"),
        ({"CONNECTORS": "desk,desk"}, "desk is named twice"),
        ({"WEBHOOK_URL": "hooks.example"}, "BATON_WEBHOOK_URL: must be an address"),
        ({"WEBHOOK_URL": "ftp://hooks.example"}, "BATON_WEBHOOK_URL: must be an address"),
        ({"WEBHOOK_URL": "https://[::1"}, "BATON_WEBHOOK_URL: is no address"),
        ({"WEBHOOK_URL": "http://hooks.example"}, "BATON_WEBHOOK_URL: must start with https://"),
        ({"WEBHOOK_URL": "https://me:pw@hooks.example"}, "BATON_WEBHOOK_URL: must hold no login"),
        ({"WEBHOOK_SECRET": "short"}, "BATON_WEBHOOK_SECRET: must be whsec_"),
        ({"WEBHOOK_SECRET": "whsec_c2hvcnQ="}, "BATON_WEBHOOK_SECRET: must be whsec_"),
        ({"WEBHOOK_SECRET": f"{KEY},whsec_???"}, "BATON_WEBHOOK_SECRET: must be whsec_"),
        ({"CHATWOOT_ACCOUNT": "mine"}, "BATON_CHATWOOT_ACCOUNT: must be a number"),
    ],
)
def test_a_mistake_is_named(change, told):
    assert told in refused({**WEBHOOK, **change})


@pytest.mark.parametrize("url", ["http://chatwoot:3000", "http://127.0.0.1:3000", "https://chat.example/hook"])
def test_an_address_of_the_own_network_needs_no_certificate(url):
    read(production(**{**WEBHOOK, "WEBHOOK_URL": url}))


def test_two_keys_while_one_is_changed():
    settings = read(production(**{**WEBHOOK, "WEBHOOK_SECRET": f"{KEY}, {KEY}"}))
    assert options.split(settings.webhook_secret) == (KEY, KEY)


def test_a_secret_is_never_repeated_in_a_refusal():
    assert "verysecret" not in refused({**WEBHOOK, "WEBHOOK_SECRET": "verysecret"})


def test_every_connector_is_known_to_settings_wiring_and_documentation():
    assert set(wiring.KINDS) == set(options.NEEDS)
    page = (ROOT / "docs" / "connectors.md").read_text("utf-8")
    for name, fields in options.NEEDS.items():
        assert set(fields) <= set(Settings.__fields__)
        readme = (ROOT / "baton" / "connectors" / name / "README.md").read_text("utf-8")
        for field in fields:
            assert f"BATON_{field.upper()}" in page and f"BATON_{field.upper()}" in readme
        assert f"`{name}`" in page
