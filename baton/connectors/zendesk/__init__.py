"""Zendesk: a ticket for each handoff, with the package attached and what happens later as internal comments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar, cast

from pydantic import Field

from baton.base.clock import Clock, now
from baton.connectors import plain_text
from baton.connectors.base import Connector, Delivery, Kind
from baton.connectors.external_ids import ExternalIds, Link
from baton.connectors.http import TIMEOUT_SECONDS, Failed, Http, JsonObject, Refused
from baton.connectors.payloads import Payload
from baton.connectors.settings import ConnectorSettings, WebAddress
from baton.connectors.zendesk import tickets

_PAGE = 100
_KEY = "baton_key"  # in an update's metadata: by it an uncertain one is found again
_GONE = frozenset({404, 410})  # of a ticket: it was deleted
_OTHER_TICKET = "IdempotentRequestError"  # the key was used for a ticket with other contents


class ZendeskSettings(ConnectorSettings):
    """Where in Zendesk, and as whom."""

    url: WebAddress = Field(..., description="Zendesk: its address, e.g. `https://shop.zendesk.com`.")
    email: str = Field(..., description="Zendesk: e-mail address of the agent who writes for Baton.")
    token: str = Field(..., description="Zendesk: API token.")


class ZendeskConnector(Connector):
    """Speaks Zendesk's ticketing API with an API token.

    Args:
        settings: address, e-mail address and token.
        external_ids: which ticket belongs to which handoff.
        clock: tells the time for a Retry-After that is a date.
        timeout: seconds that Zendesk has for an answer.
    """

    name: ClassVar[str] = "zendesk"
    title: ClassVar[str] = "Zendesk"
    about: ClassVar[str] = "Opens a ticket for each handoff, with the package attached; answers do not come back."
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.OPENED, Kind.MOVED, Kind.MESSAGE})
    settings_type: ClassVar[type[ConnectorSettings]] = ZendeskSettings

    def __init__(
        self, settings: ZendeskSettings, external_ids: ExternalIds, clock: Clock = now, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        base = f"{settings.url.rstrip('/')}/api/v2"
        auth = (f"{settings.email}/token", settings.token)
        self._http = Http(base, {"Accept": "application/json"}, auth, timeout=timeout, clock=clock)
        self._external_ids = external_ids

    @classmethod
    def from_settings(cls, settings: ZendeskSettings, external_ids: ExternalIds, desk_url: str) -> ZendeskConnector:
        return cls(settings, external_ids)

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Open the ticket, or add to it; what an earlier try may have done is looked for first."""
        payload = cast(Payload, delivery.payload)
        link = self._external_ids.get(payload["handoff"]["id"]) or self._ticket(delivery, again)
        if again and self._is_written(link, delivery.key):
            return
        if payload["kind"] == Kind.OPENED.value:
            self._attach(link, delivery, again)
        else:
            text = plain_text.message(payload) if "message" in payload else plain_text.moved(payload)
            self._comment(link, delivery, again, text)

    # -- tickets -------------------------------------------------------------------------------------------

    def _ticket(self, delivery: Delivery, again: bool) -> Link:
        """The ticket of a handoff that has no link yet."""
        payload = cast(Payload, delivery.payload)
        handoff_id = payload["handoff"]["id"]
        if again or "package" not in payload:
            # Zendesk remembers an idempotency key for two hours; a retry may come much later. And what comes without
            # the package would be another ticket under the same key.
            number = self._newest(handoff_id)
            if number is not None:
                return self._external_ids.keep(handoff_id, number)
        return self._create(handoff_id, f"ticket:{handoff_id}", tickets.opening(payload))

    def _newest(self, handoff_id: str) -> int | None:
        """The latest ticket of a handoff; None if Zendesk lists none."""
        listed = self._http.json("GET", "/tickets", params={"external_id": handoff_id})["tickets"]
        return max((int(each["id"]) for each in listed), default=None)

    def _create(self, handoff_id: str, key: str, ticket: tickets.Ticket) -> Link:
        """A new ticket; parts that Zendesk refuses are left out, and named in its comment instead.

        Raises:
            Refused: it does not take the comment alone either.
        """
        wanted: tickets.Ticket | None = ticket
        idempotency_key = key
        while wanted is not None:
            asked = {"ticket": wanted}
            try:
                made = self._http.json("POST", "/tickets", json=asked, headers={"Idempotency-Key": idempotency_key})
                return self._external_ids.keep(handoff_id, made["ticket"]["id"])
            except Refused as error:
                refused, ticket = error, wanted
            if refused.answer.get("error") == _OTHER_TICKET and idempotency_key == key:
                number = self._newest(handoff_id)
                if number is not None:
                    return self._external_ids.keep(handoff_id, number)
            else:
                wanted = tickets.reduced(ticket, refused.answer, str(refused))
            # Another ticket needs another key. The same one gets the same key at every try.
            idempotency_key = f"{key}:{tickets.digest(wanted or ticket)}"
        raise refused

    def _continue(
        self, link: Link, delivery: Delivery, again: bool, refusal: Refused, comment: tickets.Comment
    ) -> None:
        """A ticket that follows the one that takes no more comments, with the comment in it."""
        payload = cast(Payload, delivery.payload)
        handoff_id = payload["handoff"]["id"]
        newest = self._newest(handoff_id) if again else None
        if newest is not None and newest > int(link.external):
            link = self._external_ids.keep(handoff_id, newest)
            if not self._is_written(link, delivery.key):
                self._put(link, delivery.key, comment)
            return
        gone = refusal.status in _GONE
        ticket = tickets.continuing(payload, int(link.external), gone, comment, {_KEY: delivery.key})
        self._create(handoff_id, f"ticket:{handoff_id}:after:{link.external}", ticket)

    # -- comments ------------------------------------------------------------------------------------------

    def _attach(self, link: Link, delivery: Delivery, again: bool) -> None:
        """The package as a file. A step of its own: the token of an upload is another one at each try, and the same
        idempotency key must come with the same ticket."""
        package = json.dumps(delivery.payload["package"], ensure_ascii=False, indent=1).encode()
        name = f"handoff-{delivery.payload['handoff']['id']}.json"
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._http.json("POST", "/uploads", params={"filename": name}, content=package, headers=headers)
        except Refused as error:
            # An account may allow only some kinds of files. The ticket says it all in words.
            self._comment(link, delivery, again, f"The package could not be attached as a file: {error}")
            return
        self._comment(link, delivery, again, "The handoff package, for programs.", answer["upload"]["token"])

    def _comment(self, link: Link, delivery: Delivery, again: bool, text: str, upload: str | None = None) -> None:
        """A comment on the ticket; on one that follows it if this one takes none: closed, deleted or merged.

        Raises:
            Refused: no other ticket takes it either.
        """
        try:
            self._put(link, delivery.key, tickets.comment(text, upload))
        except Refused as error:
            if upload and error.status not in _GONE:
                self._comment(link, delivery, again, f"The package could not be attached as a file: {error}")
                return
            self._continue(link, delivery, again, error, tickets.comment(text, upload))

    def _put(self, link: Link, key: str, comment: tickets.Comment) -> None:
        asked = {"ticket": {"comment": comment, "metadata": {_KEY: key}}}
        self._http.send("PUT", f"/tickets/{link.external}", json=asked)

    def _is_written(self, link: Link, key: str) -> bool:
        try:
            return any(((a.get("metadata") or {}).get("custom") or {}).get(_KEY) == key for a in self._audits(link))
        except Refused as error:
            if error.status in _GONE:
                return False  # the ticket was deleted, and what stood in it too
            raise

    def _audits(self, link: Link) -> Iterator[JsonObject]:
        asked: dict[str, object] = {"page[size]": _PAGE}
        while True:
            page = self._http.json("GET", f"/tickets/{link.external}/audits", params=asked)
            yield from page["audits"]
            meta = page.get("meta") or {}
            if not meta.get("has_more"):
                return
            asked["page[after]"] = meta["after_cursor"]

    def test(self) -> str:
        """Ask who we are: with a wrong token Zendesk answers as to a stranger."""
        user = self._http.json("GET", "/users/me")["user"]
        if not user.get("id") or user.get("role") not in ("agent", "admin"):
            raise Failed("Zendesk does not know this e-mail address and token as an agent's")
        return f"Zendesk knows us as {user.get('name')} ({user['role']})."
