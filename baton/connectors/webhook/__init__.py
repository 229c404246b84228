"""Signed webhooks: every event of a handoff to an address of your own, as Standard Webhooks describes it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import ClassVar, cast
from uuid import uuid4

from pydantic import Field, validator
from standardwebhooks import Webhook

from baton.base.clock import Clock, now
from baton.connectors import payloads
from baton.connectors.base import Connector, Delivery, Kind
from baton.connectors.external_ids import ExternalIds
from baton.connectors.http import Http
from baton.connectors.payloads import Payload
from baton.connectors.settings import ConnectorSettings, Secrets, WebAddress

#: Seconds before each try, the first one included: the schedule of the specification, about three days in all.
SCHEDULE = (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
TIMEOUT_SECONDS = 15.0

TYPES = {Kind.OPENED.value: "handoff.opened", Kind.MOVED.value: "handoff.moved", Kind.MESSAGE.value: "handoff.message"}
TEST_TYPE = "baton.test"


KEY_PREFIX = "whsec_"
LEAST_KEY, LONGEST_KEY = 24, 64  # bytes, as Standard Webhooks says


class WebhookSettings(ConnectorSettings):
    """Where events go, and what signs them."""

    url: WebAddress = Field(..., description="Webhook: address that events are sent to.")
    secret: Secrets = Field(
        ..., description="Webhook: signing key (`whsec_...`); two, comma separated, while it is being changed."
    )

    @validator("secret")
    def _keys(cls, secrets: Secrets) -> Secrets:
        if not all(map(_is_key, secrets)):
            raise ValueError(
                f"must be {KEY_PREFIX} and {LEAST_KEY} to {LONGEST_KEY} random bytes in base64; "
                f'make one with: echo "{KEY_PREFIX}$(openssl rand -base64 32)"'
            )
        return secrets


class WebhookConnector(Connector):
    """Sends events to one address.

    Args:
        url: where to.
        secrets: each signs; two while a key is being changed.
        clock: tells the time of an attempt.
        timeout: seconds that the receiver has.
    """

    name: ClassVar[str] = "webhook"
    title: ClassVar[str] = "Webhook"
    about: ClassVar[str] = "Sends every event of a handoff, signed, to an address of your own (Standard Webhooks)."
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.OPENED, Kind.MOVED, Kind.MESSAGE})
    settings_type: ClassVar[type[ConnectorSettings]] = WebhookSettings

    def __init__(self, url: str, secrets: Sequence[str], clock: Clock = now, timeout: float = TIMEOUT_SECONDS) -> None:
        # Everything but success and 410 is tried again: the receiver may be half-way through a change of its own.
        self._http = Http(url, timeout=timeout, hopeless=frozenset(), stops=frozenset({410}), clock=clock)
        self._signers = [Webhook(secret) for secret in secrets]
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: WebhookSettings, external_ids: ExternalIds, desk_url: str) -> WebhookConnector:
        return cls(settings.url, settings.secret)

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Send it; `webhook-id` is the delivery's key, the same over all tries.

        Raises:
            Stopped: 410.
            Later, Failed: to be tried again.
        """
        self._send(delivery.key, body(cast(Payload, delivery.payload)))

    def wait(self, attempts: int) -> float | None:
        """The specification's schedule."""
        return SCHEDULE[attempts] if attempts < len(SCHEDULE) else None

    def test(self) -> str:
        """Send an event of the type `baton.test`."""
        event = {"type": TEST_TYPE, "timestamp": payloads.iso(self._clock().timestamp()), "data": {}}
        return f"HTTP {self._send(f'test:{uuid4().hex}', _json(event))}"

    def _send(self, identity: str, text: str) -> int:
        at = self._clock()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signer.sign(identity, at, text) for signer in self._signers),
        }
        return self._http.send("POST", "", content=text.encode(), headers=headers).status_code


def body(payload: Payload) -> str:
    """The body of an event: `{type, timestamp, data}`. Always the same bytes for the same payload."""
    data = {name: value for name, value in payload.items() if name not in ("kind", "at")}
    return _json({"type": TYPES[payload["kind"]], "timestamp": payload["at"], "data": data})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _is_key(secret: str) -> bool:
    if not secret.startswith(KEY_PREFIX):
        return False
    try:
        key = base64.b64decode(secret[len(KEY_PREFIX) :], validate=True)
    except (binascii.Error, ValueError):
        return False
    return LEAST_KEY <= len(key) <= LONGEST_KEY
