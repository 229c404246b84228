"""The connectors' settings: every mistake at once, with its name and the way out."""

from __future__ import annotations

import base64

import pytest

from baton.base import settings as base_settings
from baton.base.settings import ROOT, SettingsError, connector_names
from baton.connectors import registry
from baton.connectors.registry import connector_settings, read_settings, setting_names
from tests.unit.base.test_settings import production

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
WEBHOOK = {"CONNECTORS": "desk, webhook", "WEBHOOK_URL": "https://hooks.example/baton", "WEBHOOK_SECRET": KEY}
CHATWOOT = {
    "CONNECTORS": "chatwoot",
    "CHATWOOT_URL": "https://chat.example",
    "CHATWOOT_ACCOUNT": "2",
    "CHATWOOT_INBOX": "7",
    "CHATWOOT_TOKEN": "t",
    "CHATWOOT_WEBHOOK_SECRET": "k3Jq8ZpR2tVx7WnB",
}


def refused(given, **more):
    with pytest.raises(SettingsError) as caught:
        read_settings(production(**given, **more))
    return str(caught.value)


def test_several_can_be_chosen():
    assert read_settings(production(**WEBHOOK)).chosen_connectors == ("desk", "webhook")
    assert read_settings(production(**CHATWOOT)).chosen_connectors == ("chatwoot",)
    assert read_settings(production()).chosen_connectors == ("desk",)


def test_everything_that_is_missing_is_named_at_once():
    told = refused({"CONNECTORS": "webhook,chatwoot,zendesk,fax"})
    for name in connector_names():
        for setting in setting_names(name):
            assert f"{setting}: is needed" in told
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
    read_settings(production(**{**WEBHOOK, "WEBHOOK_URL": url}))


def test_two_keys_while_one_is_changed():
    settings = read_settings(production(**{**WEBHOOK, "WEBHOOK_SECRET": f"{KEY}, {KEY}"}))
    assert connector_settings("webhook", settings).secret == (KEY, KEY)


def test_a_secret_is_never_repeated_in_a_refusal():
    assert "verysecret" not in refused({**WEBHOOK, "WEBHOOK_SECRET": "verysecret"})


def test_every_connector_is_known_to_the_documentation():
    page = (ROOT / "docs" / "connectors.md").read_text("utf-8")
    for name in connector_names():
        readme = (ROOT / "baton" / "connectors" / name / "README.md").read_text("utf-8")
        for setting in setting_names(name):
            assert setting in page and setting in readme
        assert f"`{name}`" in page


def test_the_settings_of_each_connector_are_these():
    assert {name: tuple(setting_names(name)) for name in connector_names()} == {
        "chatwoot": tuple(f"BATON_CHATWOOT_{n}" for n in ("URL", "ACCOUNT", "INBOX", "TOKEN", "WEBHOOK_SECRET")),
        "desk": (),
        "webhook": ("BATON_WEBHOOK_URL", "BATON_WEBHOOK_SECRET"),
        "zendesk": ("BATON_ZENDESK_URL", "BATON_ZENDESK_EMAIL", "BATON_ZENDESK_TOKEN"),
    }


def test_a_setting_that_a_connector_does_not_have_is_refused():
    assert "BATON_WEBHOOK_COLOUR: there is no such setting" in refused({"WEBHOOK_COLOUR": "red"})


def test_the_settings_of_a_connector_that_is_off_may_be_incomplete_but_not_wrong():
    read_settings(production(ZENDESK_URL="https://shop.zendesk.com"))
    assert "BATON_ZENDESK_URL: must be an address" in refused({"ZENDESK_URL": "shop.zendesk.com"})


FAX = """
from pydantic import Field
from baton.connectors.base import Connector, Kind
from baton.connectors.settings import ConnectorSettings

class FaxSettings(ConnectorSettings):
    number: str = Field(..., description="Fax: its number.")
    speed: int = Field(9600, description="Fax: bits in a second.")

class FaxConnector(Connector):
    name, title, about, kinds, settings_type = "fax", "Fax", "Sends a fax.", frozenset({Kind.OPENED}), FaxSettings

    def __init__(self, settings, external_ids):
        self.settings, self.external_ids = settings, external_ids

    @classmethod
    def from_settings(cls, settings, external_ids, desk_url):
        return cls(settings, external_ids)

    def deliver(self, delivery, again): ...
    def test(self): return "it rings"
"""


def test_a_folder_is_all_that_a_new_connector_needs(tmp_path, monkeypatch):
    import baton.connectors

    (tmp_path / "fax").mkdir()
    (tmp_path / "fax" / "__init__.py").write_text(FAX)
    monkeypatch.setattr(baton.connectors, "__path__", [*baton.connectors.__path__, str(tmp_path)])
    monkeypatch.setattr(base_settings, "CONNECTOR_FOLDERS", [*base_settings.CONNECTOR_FOLDERS, str(tmp_path)])
    assert "BATON_FAX_NUMBER: is needed by the connector fax" in refused({"CONNECTORS": "fax"})
    assert "BATON_FAX_SPEED" in refused({"FAX_SPEED": "quick"})
    settings = read_settings(production(CONNECTORS="fax", FAX_NUMBER="020 7946 0023"))
    fax = registry.build("fax", settings, None)
    assert (fax.settings.number, fax.settings.speed) == ("020 7946 0023", 9600)
    assert "| `BATON_FAX_NUMBER` | - | Fax: its number. |" in registry.settings_table()
