"""Signed webhooks: every event of a handoff to an address of your own, as Standard Webhooks describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from standardwebhooks import Webhook

from baton.clock import Clock, now
from baton.connectors import events
from baton.connectors.base import Connector, Delivery, Kind
from baton.connectors.http import Http

#: Seconds before each try, the first one included: the schedule of the specification, about three days in all.
SCHEDULE = (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
TIMEOUT_SECONDS = 15.0

TYPES = {Kind.OPENED.value: "handoff.opened", Kind.MOVED.value: "handoff.moved", Kind.SAID.value: "handoff.message"}
TEST_TYPE = "baton.test"


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
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.OPENED, Kind.MOVED, Kind.SAID})

    def __init__(self, url: str, secrets: Sequence[str], clock: Clock = now, timeout: float = TIMEOUT_SECONDS) -> None:
        # Everything but success and 410 is tried again: the receiver may be half-way through a change of its own.
        self._http = Http(url, timeout=timeout, hopeless=frozenset(), stops=frozenset({410}), clock=clock)
        self._signers = [Webhook(secret) for secret in secrets]
        self._clock = clock

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Send it; `webhook-id` is the delivery's key, the same over all tries.

        Raises:
            Stopped: 410.
            Later, Failed: to be tried again.
        """
        self._send(delivery.key, body(delivery.payload))

    def wait(self, attempts: int) -> float | None:
        """The specification's schedule."""
        return SCHEDULE[attempts] if attempts < len(SCHEDULE) else None

    def test(self) -> str:
        """Send an event of the type `baton.test`."""
        told = {"type": TEST_TYPE, "timestamp": events.iso(self._clock().timestamp()), "data": {}}
        return f"HTTP {self._send(f'test:{uuid4().hex}', _json(told))}"

    def _send(self, identity: str, text: str) -> int:
        at = self._clock()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signer.sign(identity, at, text) for signer in self._signers),
        }
        return self._http.send("POST", "", content=text.encode(), headers=headers).status_code


def body(payload: Mapping[str, Any]) -> str:
    """The body of an event: `{type, timestamp, data}`. Always the same bytes for the same payload."""
    data = {name: value for name, value in payload.items() if name not in ("kind", "at")}
    return _json({"type": TYPES[payload["kind"]], "timestamp": payload["at"], "data": data})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
