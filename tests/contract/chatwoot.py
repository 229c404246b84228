"""A small Chatwoot: the parts of its application API that the connector speaks, as its source has them."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import re
from typing import Any

from tests.support.outside import fixture
from tests.support.server import Answer, Asked

TOKEN, SECRET = "token-of-baton", "secret-of-the-webhook"
ACCOUNT, INBOX = 2, 7
BASE = f"/api/v1/accounts/{ACCOUNT}"
AGENT = fixture("chatwoot", "messages")["payload"][1]["sender"]


class Chatwoot:
    """Keeps contacts, conversations and messages; `handle` is for `Server`."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.contacts: list[dict[str, Any]] = []
        self.conversations: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.channel = "Channel::Api"
        self.blocked = False  # the contact is, and its conversations begin resolved
        self.refuses: set[str] = set()  # what is asked for with one of these is refused
        self._number = 17

    # -- what the connector sees ---------------------------------------------------------------------------

    def handle(self, asked: Asked) -> Answer:
        if asked.headers.get("api_access_token") != TOKEN:
            return Answer(401, {"error": "Invalid Access Token"})
        for method, pattern, answer in (
            ("GET", r"/contacts/search", self._search),
            ("POST", r"/contacts", self._add_contact),
            ("GET", r"/contacts/(\d+)/conversations", self._conversations_of),
            ("POST", r"/conversations", self._add_conversation),
            ("GET", r"/conversations/(\d+)", self._conversation),
            ("GET", r"/conversations/(\d+)/messages", self._list),
            ("POST", r"/conversations/(\d+)/messages", self._write),
            ("POST", r"/conversations/(\d+)/toggle_status", self._toggle),
            ("GET", r"/inboxes/(\d+)", self._inbox),
        ):
            match = re.fullmatch(re.escape(BASE) + pattern, asked.path)
            if match and asked.method == method:
                try:
                    return answer(asked, *map(int, match.groups()))
                except StopIteration:
                    break
        return Answer(404, {"error": "Resource could not be found"})

    def _search(self, asked: Asked) -> Answer:
        q = asked.query["q"].lower()
        found = [c for c in self.contacts if any(q in str(c[f] or "").lower() for f in ("name", "email", "identifier"))]
        told = fixture("chatwoot", "contacts_found")
        payload = [{**told["payload"][0], **contact} for contact in found]
        return Answer(200, {"meta": {**told["meta"], "count": len(found)}, "payload": payload})

    def _add_contact(self, asked: Asked) -> Answer:
        given = asked.json
        if self.refuses & set(given):
            return Answer(422, {"message": "Validation failed", "attributes": sorted(self.refuses & set(given))})
        for field in ("email", "identifier"):
            if given.get(field) and any(c[field] == given[field] for c in self.contacts):
                return Answer(422, {"message": f"{field.title()} has already been taken", "attributes": [field]})
        made = copy.deepcopy(fixture("chatwoot", "contact_created"))
        contact, box = made["payload"]["contact"], made["payload"]["contact_inbox"]
        contact |= {"id": 31 + len(self.contacts), "name": given["name"], "identifier": given.get("identifier")}
        contact["email"] = given.get("email")
        assert given["inbox_id"] == INBOX
        box["source_id"] = contact["contact_inboxes"][0]["source_id"] = f"source-{contact['id']}"
        self.contacts.append(contact)
        return Answer(200, made)

    def _conversations_of(self, asked: Asked, contact_id: int) -> Answer:
        next(contact for contact in self.contacts if contact["id"] == contact_id)
        told = fixture("chatwoot", "contact_conversations")["payload"][0]
        mine = [c for c in self.conversations if c["meta"]["sender"]["id"] == contact_id]
        return Answer(200, {"payload": [{**told, **conversation} for conversation in mine]})

    def _add_conversation(self, asked: Asked) -> Answer:
        given = asked.json
        contact = next(c for c in self.contacts if c["id"] == given["contact_id"])
        assert given["inbox_id"] == INBOX
        if self.refuses & set(given):
            return Answer(422, {"error": "source_id should be unique"})
        made = copy.deepcopy(fixture("chatwoot", "conversation_created"))
        self._number += 1
        made |= {"id": self._number, "status": "resolved" if self.blocked else given["status"]}
        made["custom_attributes"] = given.get("custom_attributes") or {}
        made["meta"]["sender"] |= {"id": contact["id"], "identifier": contact["identifier"]}
        self.conversations.append(made)
        return Answer(200, made)

    def _conversation(self, asked: Asked, number: int) -> Answer:
        return Answer(200, self.conversation(number))

    def _list(self, asked: Asked, number: int) -> Answer:
        self.conversation(number)
        mine = [m for m in self.messages if m["conversation_id"] == number]
        page = mine[-20:]
        if "after" in asked.query:
            page = [m for m in mine if m["id"] > int(asked.query["after"])][:100]
        return Answer(200, {"meta": {}, "payload": page})

    def _write(self, asked: Asked, number: int) -> Answer:
        given, conversation = asked.json, self.conversation(number)
        if given["message_type"] == "incoming" and self.channel != "Channel::Api":
            return Answer(422, {"error": "Incoming messages are only allowed in Api inboxes"})
        kind = {"incoming": 0, "outgoing": 1}[given["message_type"]]
        sender = {"id": conversation["meta"]["sender"]["id"], "type": "contact"} if kind == 0 else {**AGENT, "id": 1}
        made = self._message(number, given["content"], kind, given["private"], given.get("source_id"), sender)
        if kind == 0 and conversation["status"] == "resolved":
            conversation["status"] = "open"  # as Chatwoot does when a customer writes again
        return Answer(200, made)

    def _toggle(self, asked: Asked, number: int) -> Answer:
        self.conversation(number)["status"] = asked.json["status"]
        told = fixture("chatwoot", "status_toggled")
        told["payload"] |= {"conversation_id": number, "current_status": asked.json["status"]}
        return Answer(200, told)

    def _inbox(self, asked: Asked, number: int) -> Answer:
        return Answer(200, {**fixture("chatwoot", "inbox"), "id": number, "channel_type": self.channel})

    def _message(
        self, number: int, text: str, kind: int, private: bool, source: str | None, sender: Any
    ) -> dict[str, Any]:
        made = {
            **fixture("chatwoot", "message_created"),
            "id": 501 + len(self.messages),
            "conversation_id": number,
            "content": text,
            "message_type": kind,
            "private": private,
            "source_id": source,
            "sender": sender,
            "created_at": int(self.clock().timestamp()),
        }
        self.messages.append(made)
        return made

    # -- what agents do there ------------------------------------------------------------------------------

    def conversation(self, number: int = 18) -> dict[str, Any]:
        return next(c for c in self.conversations if c["id"] == number)

    def reply(self, text: str, number: int = 18, **changes: Any) -> dict[str, Any]:
        """An agent writes; the event that Chatwoot sends."""
        made = self._message(number, text, 1, False, None, AGENT)
        return self.event("event_reply", id=made["id"], content=text, **changes)

    def resolve(self, number: int = 18) -> dict[str, Any]:
        """An agent resolves; the event that Chatwoot sends."""
        self.conversation(number)["status"] = "resolved"
        return self.event("event_resolved", updated_at=self.clock().timestamp())

    def event(self, name: str, **changes: Any) -> dict[str, Any]:
        at = self.clock().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        when = {"created_at": at} if name != "event_resolved" else {}
        return {**fixture("chatwoot", name), **when, **changes}

    def of(self, number: int = 18, private: bool | None = None) -> list[tuple[int, str]]:
        """The messages of a conversation: kind and text."""
        return [
            (m["message_type"], m["content"])
            for m in self.messages
            if m["conversation_id"] == number and private in (None, m["private"])
        ]


def signed(event: dict[str, Any], at: float, secret: str = SECRET, delivery: str = "d-1") -> dict[str, Any]:
    """A request as Chatwoot sends it: its body and its headers."""
    body = json.dumps(event).encode()
    timestamp = str(int(at))
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": timestamp,
        "X-Chatwoot-Signature": f"sha256={digest}",
        "X-Chatwoot-Delivery": delivery,
    }
    return {"content": body, "headers": headers}
