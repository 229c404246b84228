"""Addresses and secrets of connectors that production does not take."""

from __future__ import annotations

import pytest

from baton.base.settings import SettingsError
from baton.connectors.registry import read_settings
from baton.connectors.settings import Secrets, WebAddress
from tests.unit.base.test_settings import SECRETS, production
from tests.unit.connectors.test_registry import CHATWOOT, WEBHOOK

NEAR = "127.0.0.1 127.8.0.1 [::1] localhost relay 10.1.2.3 172.20.0.9 192.168.0.7 [fd00::7] [::ffff:10.0.0.1]"
NUMBERS = "2130706433 0x7f000001 127.1"
FAR = (
    "[2606:4700::1] [::ffff:8.8.8.8] 134744072 0x08080808 8.8.8.8 8.8 172.32.0.1 shop.example 169.254.169.254 "
    "[fe80::1] 0.0.0.0 [::] 0 localhost.shop.example shop. "
    "metadata.google.internal desk.local"
)


@pytest.mark.parametrize("host", [*NEAR.split(), *NUMBERS.split()])
def test_this_machine_and_its_own_network_are_near(host):
    assert not WebAddress(f"http://{host}/x").exposed


@pytest.mark.parametrize("host", FAR.split())
def test_everything_else_is_not_in_whatever_spelling(host):
    assert WebAddress(f"http://{host}/x").exposed and not WebAddress(f"https://{host}/x").exposed


@pytest.mark.parametrize("secret", ["", "x", "short", "a" * 40, "abc" * 12, "k3Jq8ZpR2tVx7WnB,x"])
def test_a_secret_that_can_be_guessed_is_refused_in_production(secret):
    with pytest.raises(SettingsError, match="BATON_CHATWOOT_WEBHOOK_SECRET"):
        read_settings(production(**{**CHATWOOT, "CHATWOOT_WEBHOOK_SECRET": secret}))


def test_one_of_batons_own_secrets_is_refused():
    with pytest.raises(SettingsError, match=r"BATON_CHATWOOT_WEBHOOK_SECRET: is one of Baton's own"):
        read_settings(production(**{**CHATWOOT, "CHATWOOT_WEBHOOK_SECRET": SECRETS["DESK_SECRET"]}))


def test_strong_ones_are_taken_also_two_while_one_is_changed():
    assert not Secrets(("k3Jq8ZpR2tVx7WnB", "0f9e8d7c6b5a43210f9e8d7c")).weak
    assert read_settings(production(**WEBHOOK)).production
