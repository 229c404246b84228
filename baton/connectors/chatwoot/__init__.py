"""Chatwoot: agents answer there; contact, conversation, messages and state are kept in step both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from baton.clock import Clock, now
from baton.connectors import note
from baton.connectors.base import Answering, Delivery, Incoming, Kind, NotSigned, Undeliverable
from baton.connectors.chatwoot import incoming, signature
from baton.connectors.http import HOPELESS, TIMEOUT_SECONDS, Failed, Http
from baton.connectors.links import Link, Links

_CLOSED = ("resolved", "returned", "abandoned")
_EVENTS = ("message_created", "conversation_status_changed", "conversation_resolved")
_PAGE = 100  # messages that Chatwoot lists at once after a given one
_MARK = "baton_conversation"  # custom attribute of a conversation: what we call it


@dataclass(frozen=True)
class Account:
    """Where in Chatwoot."""

    url: str
    account: str
    inbox: str
    token: str


class ChatwootConnector(Answering):
    """Speaks Chatwoot's application API, for an inbox of the API channel.

    Args:
        account: address, account, inbox and token.
        secrets: of the webhook; several while it is being changed.
        desk_url: where Chatwoot reaches us, for `test`.
        links: what our conversations are called there.
        clock: tells the time.
        timeout: seconds that Chatwoot has for an answer.
    """

    name: ClassVar[str] = "chatwoot"
    title: ClassVar[str] = "Chatwoot"
    about: ClassVar[str] = "Agents answer in Chatwoot; their replies come back to the customer."
    kinds: ClassVar[frozenset[Kind]] = frozenset(Kind)

    def __init__(
        self,
        account: Account,
        secrets: Sequence[str],
        desk_url: str,
        links: Links,
        clock: Clock = now,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        base = f"{account.url.rstrip('/')}/api/v1/accounts/{account.account}"
        token = {"api_access_token": account.token}
        # 404 is not hopeless: a conversation that was deleted there is made anew.
        self._http = Http(base, token, timeout=timeout, hopeless=HOPELESS - {404}, clock=clock)
        self._desk = Http(desk_url.rstrip("/"), timeout=timeout)
        self._account, self._secrets, self._links, self._clock = account, tuple(secrets), links, clock

    # -- to Chatwoot ---------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Write it there, unless it is there already: Chatwoot honours no key, so an uncertain one is looked for."""
        payload, ours = delivery.payload, delivery.conversation_id
        link = self._links.get(ours)
        if link is None or not (again and self._is_written(link, delivery.key)):
            self._write_event(link, delivery)
        if payload["kind"] == Kind.OPENED.value:
            link = self._links.get(ours)
            assert link is not None
            self._links.keep(ours, link.theirs, handoff=payload["handoff"]["id"])
        elif payload["kind"] == Kind.MOVED.value and payload["state"] in _CLOSED and link is not None:
            self._status(link, "resolved")

    def _write_event(self, link: Link | None, delivery: Delivery) -> None:
        payload = delivery.payload
        kind = payload["kind"]
        if kind == Kind.MOVED.value:
            if link is not None:  # nothing was ever written there otherwise
                self._write(link, delivery.key, note.moved(payload), private=True)
            return
        if kind == Kind.OPENED.value and link is not None:
            self._status(link, "open")
        link = link or self._conversation(payload["handoff"])
        if kind == Kind.OPENED.value:
            self._write(link, delivery.key, note.package(payload["package"]), private=True)
        elif kind == Kind.SAID.value:
            said = payload["message"]
            direction = "incoming" if said["speaker"] == "customer" else "outgoing"
            self._write(link, delivery.key, said["text"], direction)
        else:
            self._write(link, delivery.key, payload["text"], private=True)

    def _conversation(self, handoff: Mapping[str, Any]) -> Link:
        """The conversation there, made if there is none."""
        ours = str(handoff["conversation_id"])
        contact = self._contact(handoff)
        listed = self._http.json("GET", f"/contacts/{contact['id']}/conversations")["payload"]
        found = next((c for c in listed if (c.get("custom_attributes") or {}).get(_MARK) == ours), None)
        if found is None:
            source = next((i["source_id"] for i in contact.get("contact_inboxes") or () if self._here(i)), ours)
            asked = {
                "source_id": source,
                "inbox_id": int(self._account.inbox),
                "contact_id": contact["id"],
                "status": "open",
                "custom_attributes": {
                    _MARK: ours,
                    "baton_category": handoff["category"],
                    "baton_priority": handoff["priority"],
                },
            }
            found = self._http.json("POST", "/conversations", json=asked)
        return self._links.keep(ours, found["id"])

    def _contact(self, handoff: Mapping[str, Any]) -> Mapping[str, Any]:
        """The contact there. Only an address that was proved leads to somebody who is known there already."""
        customer = handoff["customer"]
        email = customer["email"] if customer["verified"] else None
        identifier = f"baton:{handoff['conversation_id']}"
        for field, value in (("email", email), ("identifier", identifier)):
            found = self._find_contact(field, value) if value else None
            if found is not None:
                return found
        asked = {
            "inbox_id": int(self._account.inbox),
            "name": customer["name"] or "Customer in the chat",
            "identifier": identifier,
            **({"email": email} if email else {}),
        }
        made = self._http.json("POST", "/contacts", json=asked)["payload"]
        return {**made["contact"], "contact_inboxes": [made["contact_inbox"]]}

    def _find_contact(self, field: str, value: str) -> Mapping[str, Any] | None:
        answer = self._http.json("GET", "/contacts/search", params={"q": value})
        return next((c for c in answer["payload"] if str(c.get(field) or "").lower() == value.lower()), None)

    def _here(self, contact_inbox: Mapping[str, Any]) -> bool:
        inbox = contact_inbox.get("inbox") or {}
        return bool(contact_inbox.get("source_id")) and str(inbox.get("id")) == self._account.inbox

    def _write(self, link: Link, key: str, text: str, kind: str = "outgoing", private: bool = False) -> None:
        asked = {"content": text, "message_type": kind, "private": private, "source_id": incoming.OURS + key}
        made = self._at(link, "POST", "/messages", json=asked)
        self._links.keep(link.ours, link.theirs, written=made["id"])

    def _is_written(self, link: Link, key: str) -> bool:
        return any(message.get("source_id") == incoming.OURS + key for message in self._messages(link, "written"))

    def _status(self, link: Link, status: str) -> None:
        self._at(link, "POST", "/toggle_status", json={"status": status})

    def _messages(self, link: Link, since: str) -> Iterator[Mapping[str, Any]]:
        """The messages there after the one whose number the link remembers under this name."""
        after = int(link.data.get(since, 0))
        while True:
            page = self._at(link, "GET", "/messages", params={"after": after})["payload"]
            yield from page
            if len(page) < _PAGE:
                return
            after = max(int(message["id"]) for message in page)

    def _at(self, link: Link, method: str, path: str, **request: Any) -> Any:
        """A request to a conversation; one that was deleted there is forgotten, so that the next try makes it anew."""
        try:
            return self._http.json(method, f"/conversations/{link.theirs}{path}", **request)
        except Failed as error:
            if error.status == 404:
                self._links.forget(link.ours)
            raise

    # -- from Chatwoot -------------------------------------------------------------------------------------

    def receive(self, headers: Mapping[str, str], body: bytes) -> list[Incoming]:
        """What an event of the webhook means.

        Raises:
            NotSigned, ValueError: it is not theirs, or no event.
        """
        at = self._clock().timestamp()
        wrong = signature.problem(headers, body, self._secrets, at)
        if wrong:
            raise NotSigned(wrong)
        try:
            return self._read(json.loads(body), at)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"this is no event of Chatwoot's: {error!r}") from error

    def _read(self, event: Mapping[str, Any], at: float) -> list[Incoming]:
        if event.get("event") not in _EVENTS or not self._ours(event):
            return []
        message = event["event"] == "message_created"
        conversation = event.get("conversation") or {} if message else event
        link = self._links.by_theirs(conversation.get("id"))
        if link is None:
            return []  # somebody else's conversation
        found = (incoming.reply if message else incoming.resolved)(event, link.ours, at)
        return [found] if found else []

    def catch_up(self, handoffs: Mapping[str, str]) -> Iterator[Incoming]:
        """What agents did that no event told: Chatwoot sends each event once, whether it arrives or not."""
        for conversation_id, handoff_id in handoffs.items():
            link = self._links.get(conversation_id)
            if link is None:
                continue
            at, seen = self._clock().timestamp(), int(link.data.get("seen", 0))
            for message in self._messages(link, "seen"):
                found = incoming.reply(message, conversation_id, at)
                if found is not None:
                    yield found
                seen = max(seen, int(message["id"]))
            # Before its package stands there, a resolved conversation is one of the handoff before.
            if link.data.get("handoff") == handoff_id:
                state = self._at(link, "GET", "")
                closed = incoming.found_resolved(state, conversation_id, handoff_id, at)
                if closed is not None:
                    yield closed
            if seen != link.data.get("seen"):
                self._links.keep(link.ours, link.theirs, seen=seen)

    def _ours(self, event: Mapping[str, Any]) -> bool:
        account = (event.get("account") or {}).get("id")
        return account is None or str(account) == self._account.account

    # -- for the operator ----------------------------------------------------------------------------------

    def test(self) -> str:
        """Read the inbox with the token, and send ourselves a signed event as Chatwoot would."""
        inbox = self._http.json("GET", f"/inboxes/{self._account.inbox}")
        if inbox.get("channel_type") != "Channel::Api":
            raise Undeliverable(
                f"inbox {self._account.inbox} ({inbox.get('name')}) is no API channel: make one in Chatwoot under "
                "Settings, Inboxes, Add Inbox, API"
            )
        body = json.dumps({"event": "baton.test"}).encode()
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            signature.TIMESTAMP: timestamp,
            signature.SIGNATURE: signature.sign(self._secrets[0], timestamp, body),
            "content-type": "application/json",
        }
        self._desk.send("POST", f"/connectors/{self.name}/events", content=body, headers=headers)
        return f"Chatwoot shows the inbox {inbox.get('name')!r}; {self._desk.url} takes its signed events."
