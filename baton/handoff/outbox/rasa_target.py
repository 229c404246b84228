"""Adds events to the log through Rasa's HTTP API, which takes the conversation's lock; each delivery once."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from baton.base.log_event import EventMetadata, LogEvent
from baton.conversation.event_reader import EventReader
from baton.handoff.outbox.outbox import Delivery, Later, Undeliverable, backoff

TIMEOUT_SECONDS = 10
#: While Rasa is down, one delivery is tried in so many seconds; when it gets through, all the others follow.
RECONNECT_DELAY = 1.0
#: Rasa runs beside the desk and restarts in seconds; an agent's words must not wait much longer than that.
LONGEST_WAIT = 5.0


class RasaTarget:
    """The outbox's way into the conversation log. A payload is `{"events": [...]}`."""

    def __init__(self, url: str, token: str, reader: EventReader) -> None:
        self._url = url
        self._token = token
        self._reader = reader
        self._client = httpx.Client()

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Append the events, unless an earlier try got through: each event carries the delivery's key.

        Raises:
            Undeliverable: Rasa refuses the request as such.
            Later: nobody listens there.
            httpx.HTTPError: Rasa does not answer, is not ready, or knows another token; that passes.
        """
        if again and self._reader.delivered(delivery.conversation_id, delivery.key):
            return
        events = [_marked(event, delivery.key) for event in delivery.payload["events"]]
        params = {"include_events": "NONE", **({"token": self._token} if self._token else {})}
        url = f"{self._url}/conversations/{quote(delivery.conversation_id, safe='')}/tracker/events"
        try:
            answer = self._client.post(url, params=params, json=events, timeout=TIMEOUT_SECONDS)
        except httpx.ConnectError as error:
            raise Later(f"Rasa cannot be reached: {error}", RECONNECT_DELAY) from error
        reason = f"Rasa refused the events: HTTP {answer.status_code}"
        if answer.status_code == 400:
            raise Undeliverable(reason)
        if not answer.is_success:
            # The text of `raise_for_status` names the address, and with it the token: it is kept and shown.
            raise httpx.HTTPStatusError(reason, request=answer.request, response=answer)

    def wait(self, attempts: int) -> float | None:
        """Never gives up: an agent's reply is kept until Rasa is back."""
        return min(backoff(attempts), LONGEST_WAIT)


def _marked(event: LogEvent, key: str) -> LogEvent:
    metadata: EventMetadata = {**(event.get("metadata") or {}), "delivery": key}
    return {**event, "metadata": metadata}
