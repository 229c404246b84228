"""Adds events to the log through Rasa's HTTP API, which takes the conversation's lock; each delivery once."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from baton.handoff.outbox import Delivery, Undeliverable, backoff
from baton.log.reader import LogReader

TIMEOUT_SECONDS = 10


class RasaTarget:
    """The outbox's way into the conversation log. A payload is `{"events": [...]}`."""

    def __init__(self, url: str, token: str, reader: LogReader) -> None:
        self._url = url
        self._token = token
        self._reader = reader

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Append the events, unless an earlier try got through: each event carries the delivery's key.

        Raises:
            Undeliverable: Rasa refuses the request as such.
            httpx.HTTPError: Rasa cannot be reached or is not ready.
        """
        if again and self._arrived(delivery):
            return
        events = [_marked(event, delivery.key) for event in delivery.payload["events"]]
        params = {"include_events": "NONE", **({"token": self._token} if self._token else {})}
        url = f"{self._url}/conversations/{quote(delivery.conversation_id, safe='')}/tracker/events"
        answer = httpx.post(url, params=params, json=events, timeout=TIMEOUT_SECONDS)
        if answer.status_code in (400, 401, 403):
            raise Undeliverable(f"Rasa refused the events: HTTP {answer.status_code}")
        answer.raise_for_status()

    def wait(self, attempts: int) -> float | None:
        """Never gives up: an agent's reply is kept until Rasa is back."""
        return backoff(attempts)

    def _arrived(self, delivery: Delivery) -> bool:
        return any(
            (entry.event.get("metadata") or {}).get("delivery") == delivery.key
            for entry in self._reader.conversation(delivery.conversation_id)
        )


def _marked(event: dict[str, Any], key: str) -> dict[str, Any]:
    return {**event, "metadata": {**(event.get("metadata") or {}), "delivery": key}}
