"""Zendesk: a ticket for each handoff, with the package attached and what happens later as internal comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from baton.clock import Clock, now
from baton.connectors import note
from baton.connectors.base import Connector, Delivery, Kind, Undeliverable
from baton.connectors.http import TIMEOUT_SECONDS, Failed, Http
from baton.connectors.links import Link, Links

PRIORITIES = {1: "urgent", 2: "high", 3: "high"}
LONGEST_SUBJECT = 150  # characters
LONGEST_COMMENT = 60_000  # characters; Zendesk takes 64 KB
_PAGE = 100
_KEY = "baton_key"  # in an update's metadata: by it an uncertain one is found again


@dataclass(frozen=True)
class Account:
    """Where in Zendesk, and as whom."""

    url: str
    email: str
    token: str


class ZendeskConnector(Connector):
    """Speaks Zendesk's ticketing API with an API token.

    Args:
        account: address, e-mail address and token.
        links: which ticket belongs to which handoff.
        clock: tells the time for a Retry-After that is a date.
        timeout: seconds that Zendesk has for an answer.
    """

    name: ClassVar[str] = "zendesk"
    title: ClassVar[str] = "Zendesk"
    about: ClassVar[str] = "Opens a ticket for each handoff, with the package attached; answers do not come back."
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.OPENED, Kind.MOVED, Kind.SAID})

    def __init__(self, account: Account, links: Links, clock: Clock = now, timeout: float = TIMEOUT_SECONDS) -> None:
        base = f"{account.url.rstrip('/')}/api/v2"
        auth = (f"{account.email}/token", account.token)
        self._http = Http(base, {"Accept": "application/json"}, auth, timeout=timeout, clock=clock)
        self._links = links

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Open the ticket, or add to it; what an earlier try may have done is looked for first."""
        payload = delivery.payload
        opened = payload["kind"] == Kind.OPENED.value
        link = self._links.get(payload["handoff"]["id"]) or self._ticket(delivery, again)
        if opened:
            self._attach(link, delivery, again)
        elif not (again and self._is_written(link, delivery.key)):
            text = note.line({**payload["message"], "at": payload["at"]}) if "message" in payload else None
            self._comment(link, delivery.key, text or note.moved(payload))

    def _ticket(self, delivery: Delivery, again: bool) -> Link:
        handoff = delivery.payload["handoff"]
        if again or "package" not in delivery.payload:
            # Zendesk remembers an idempotency key for two hours; a retry may come much later. And what comes without
            # the package would be another ticket under the same key.
            listed = self._http.json("GET", "/tickets", params={"external_id": handoff["id"]})["tickets"]
            if listed:
                return self._links.keep(handoff["id"], listed[0]["id"])
        made = self._http.json(
            "POST",
            "/tickets",
            json={"ticket": ticket(delivery.payload)},
            headers={"Idempotency-Key": f"ticket:{handoff['id']}"},
        )
        return self._links.keep(handoff["id"], made["ticket"]["id"])

    def _attach(self, link: Link, delivery: Delivery, again: bool) -> None:
        """The package as a file. A step of its own: the token of an upload is another one at each try, and the same
        idempotency key must come with the same ticket."""
        if again and self._is_written(link, delivery.key):
            return
        package = json.dumps(delivery.payload["package"], ensure_ascii=False, indent=1).encode()
        name = f"handoff-{delivery.payload['handoff']['id']}.json"
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._http.json("POST", "/uploads", params={"filename": name}, content=package, headers=headers)
        except Undeliverable as error:
            # An account may allow only some kinds of files. The ticket says it all in words.
            self._comment(link, delivery.key, f"The package could not be attached as a file: {error}")
            return
        self._comment(link, delivery.key, "The handoff package, for programs.", answer["upload"]["token"])

    def _comment(self, link: Link, key: str, text: str, upload: str | None = None) -> None:
        comment: dict[str, Any] = {"body": text[:LONGEST_COMMENT], "public": False}
        if upload:
            comment["uploads"] = [upload]
        asked = {"ticket": {"comment": comment, "metadata": {_KEY: key}}}
        self._http.send("PUT", f"/tickets/{link.theirs}", json=asked)

    def _is_written(self, link: Link, key: str) -> bool:
        return any(((a.get("metadata") or {}).get("custom") or {}).get(_KEY) == key for a in self._audits(link))

    def _audits(self, link: Link) -> Iterator[Mapping[str, Any]]:
        asked: dict[str, Any] = {"page[size]": _PAGE}
        while True:
            page = self._http.json("GET", f"/tickets/{link.theirs}/audits", params=asked)
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


def ticket(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket of a handoff: the same for the same event, however often it is made."""
    handoff, package = payload["handoff"], payload.get("package")
    customer = handoff["customer"]
    wants = str(handoff["summary"]).partition("\n")[0]
    text = note.package(package) if package else note.brief(handoff)
    made: dict[str, Any] = {
        "subject": wants[:LONGEST_SUBJECT],
        "comment": {"body": text[:LONGEST_COMMENT], "public": False},
        "external_id": handoff["id"],
        "priority": PRIORITIES.get(handoff["priority"], "normal"),
        "tags": ["baton", str(handoff["category"])],
    }
    if customer["email"] and customer["verified"]:
        # Only an address that was proved: Zendesk writes to a requester.
        made["requester"] = {"name": customer["name"] or customer["email"], "email": customer["email"]}
    return made
