"""Chatwoot: agents answer there; contact, conversation, messages and state are kept in step both ways.

Longer than other modules: each refusal of Chatwoot's that can be helped is helped here, beside the call it answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

from pydantic import Field, validator

from baton.base.clock import Clock, now
from baton.connectors import plain_text
from baton.connectors.base import Answering, Delivery, Incoming, Kind, NotSigned, Undeliverable
from baton.connectors.chatwoot import incoming, markup, signature
from baton.connectors.external_ids import ExternalIds, Link
from baton.connectors.http import HOPELESS, TIMEOUT_SECONDS, Failed, Http, JsonObject, Refused
from baton.connectors.payloads import HandoffDetails, Payload
from baton.connectors.settings import ConnectorSettings, Secrets, WebAddress

_CLOSED = ("resolved", "returned", "abandoned")
_MESSAGES = {"message_created": incoming.reply, "message_updated": incoming.deleted}
_CONVERSATIONS = ("conversation_status_changed", "conversation_resolved")
_PAGE = 100  # messages that Chatwoot lists at once after a given one
_LONGEST_MESSAGE = 150_000  # characters
_LONGEST_NAME = 255  # characters
_NOT_FOUND = 404
_MARK = "baton_conversation"  # custom attribute of a conversation: what we call it


class ChatwootSettings(ConnectorSettings):
    """Where in Chatwoot, as whom, and what signs its webhook."""

    url: WebAddress = Field(..., description="Chatwoot: its address, e.g. `https://chat.example`.")
    account: str = Field(..., description="Chatwoot: number of the account.")
    inbox: str = Field(..., description="Chatwoot: number of an inbox of the API channel.")
    token: str = Field(..., description="Chatwoot: access token of the user who writes for Baton.")
    webhook_secret: Secrets = Field(
        ..., description="Chatwoot: secret of its webhook to us; two, comma separated, while it is being changed."
    )

    @validator("account", "inbox")
    def _number(cls, value: str) -> str:
        if not (value.isascii() and value.isdigit()):
            raise ValueError("must be a number, as in Chatwoot's addresses")
        return value


class ChatwootConnector(Answering):
    """Speaks Chatwoot's application API, for an inbox of the API channel.

    Args:
        settings: address, account, inbox, token and the secrets of the webhook.
        desk_url: where Chatwoot reaches us, for `test`.
        external_ids: what our conversations are called there.
        clock: tells the time.
        timeout: seconds that Chatwoot has for an answer.
    """

    name: ClassVar[str] = "chatwoot"
    title: ClassVar[str] = "Chatwoot"
    about: ClassVar[str] = "Agents answer in Chatwoot; their replies come back to the customer."
    kinds: ClassVar[frozenset[Kind]] = frozenset(Kind)
    settings_type: ClassVar[type[ConnectorSettings]] = ChatwootSettings

    def __init__(
        self,
        settings: ChatwootSettings,
        desk_url: str,
        external_ids: ExternalIds,
        clock: Clock = now,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        base = f"{settings.url.rstrip('/')}/api/v1/accounts/{settings.account}"
        token = {"api_access_token": settings.token}
        # 404 is not hopeless: a conversation that was deleted there is made anew.
        self._http = Http(base, token, timeout=timeout, hopeless=HOPELESS - {404}, clock=clock)
        self._desk = Http(desk_url.rstrip("/"), timeout=timeout)
        self._settings, self._external_ids, self._clock = settings, external_ids, clock

    @classmethod
    def from_settings(cls, settings: ChatwootSettings, external_ids: ExternalIds, desk_url: str) -> ChatwootConnector:
        return cls(settings, desk_url, external_ids)

    # -- to Chatwoot ---------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Write it there, unless it is there already: Chatwoot honours no key, so an uncertain one is looked for.

        A conversation that was deleted there, by itself or with its contact, is made again.
        """
        try:
            self._deliver(delivery, again)
        except Failed as error:
            if error.status != _NOT_FOUND or self._external_ids.get(delivery.conversation_id) is not None:
                raise
            self._deliver(delivery, again, anew=True)

    def _deliver(self, delivery: Delivery, again: bool, anew: bool = False) -> None:
        payload, conversation_id = cast(Payload, delivery.payload), delivery.conversation_id
        link = self._external_ids.get(conversation_id)
        if link is None or not (again and self._is_written(link, delivery.key)):
            if anew and payload["kind"] in (Kind.MESSAGE.value, Kind.NOTICE.value):
                link = link or self._conversation(payload["handoff"])
                self._write(
                    link, f"{delivery.key}:brief", plain_text.brief(payload["handoff"], markup.escaped), private=True
                )
            self._write_event(link, delivery)
        if payload["kind"] == Kind.OPENED.value or (anew and payload["kind"] != Kind.MOVED.value):
            link = self._external_ids.get(conversation_id)
            assert link is not None
            self._external_ids.keep(conversation_id, link.external, handoff=payload["handoff"]["id"])
        elif payload["kind"] == Kind.MOVED.value and payload["state"] in _CLOSED and link is not None:
            self._status(link, "resolved")

    def _write_event(self, link: Link | None, delivery: Delivery) -> None:
        payload = cast(Payload, delivery.payload)
        kind = payload["kind"]
        if kind == Kind.MOVED.value:
            if link is not None:  # nothing was ever written there otherwise
                self._write(link, delivery.key, plain_text.moved(payload, markup.escaped), private=True)
            return
        if kind == Kind.OPENED.value and link is not None:
            self._status(link, "open")
        link = link or self._conversation(payload["handoff"])
        if kind == Kind.OPENED.value:
            self._write(link, delivery.key, plain_text.package(payload["package"], markup.escaped), private=True)
        elif kind == Kind.MESSAGE.value:
            message = payload["message"]
            direction = "incoming" if message["speaker"] == "customer" else "outgoing"
            try:
                self._write(link, delivery.key, message["text"], direction)
            except Refused:
                # An inbox of another kind, a blocked contact: the agents can still read it.
                self._write(link, delivery.key, plain_text.message(payload, markup.escaped), private=True)
        else:
            self._write(link, delivery.key, payload["text"], private=True)

    def _conversation(self, handoff: HandoffDetails) -> Link:
        """The conversation there, made if there is none. A contact that has just been deleted is passed over."""
        missing = Failed("Chatwoot knows no contact")
        for contact in self._contacts(handoff):
            try:
                found = self._conversation_of(contact, handoff)
            except Failed as error:
                if error.status != _NOT_FOUND:
                    raise
                missing = error
                continue
            link = self._external_ids.keep(str(handoff["conversation_id"]), found["id"])
            if found.get("status") not in (None, "open"):
                # One that was resolved before, or of a blocked contact: nobody would see it, and it would end ours.
                self._status(link, "open")
            return link
        raise missing

    def _conversation_of(self, contact: JsonObject, handoff: HandoffDetails) -> JsonObject:
        conversation_id = str(handoff["conversation_id"])
        listed = self._http.json("GET", f"/contacts/{contact['id']}/conversations")["payload"]
        found = next((c for c in listed if (c.get("custom_attributes") or {}).get(_MARK) == conversation_id), None)
        if found is not None:
            return cast(JsonObject, found)
        boxes = contact.get("contact_inboxes") or ()
        asked = {
            "inbox_id": int(self._settings.inbox),
            "contact_id": contact["id"],
            "status": "open",
            "custom_attributes": {
                _MARK: conversation_id,
                "baton_category": handoff["category"],
                "baton_priority": handoff["priority"],
            },
            "source_id": next((i["source_id"] for i in boxes if self._here(i)), conversation_id),
        }
        # After contacts were merged another one may have our source_id; without it Chatwoot makes one.
        return self._post_without("/conversations", asked, ("source_id", "custom_attributes"))

    def _contacts(self, handoff: HandoffDetails) -> Iterator[JsonObject]:
        """Those that may be the customer, the best first. Only an address that is surely theirs leads to one known."""
        customer = handoff["customer"]
        email = customer["email"] if customer.get("email_verified") else None
        identifier = f"baton:{handoff['conversation_id']}"
        for field, value in (("email", email), ("identifier", identifier)):
            found = self._find_contact(field, value) if value else None
            if found is not None:
                yield found
        asked: dict[str, object] = {
            "inbox_id": int(self._settings.inbox),
            "name": (customer["name"] or "Customer in the chat")[:_LONGEST_NAME],
            "identifier": identifier,
        }
        if email:
            asked["email"] = email
        made = self._post_without("/contacts", asked, ("email", "identifier"))["payload"]
        yield {**made["contact"], "contact_inboxes": [made["contact_inbox"]]}

    def _post_without(self, path: str, asked: Mapping[str, object], optional: Iterable[str]) -> JsonObject:
        """Make something; what is refused is asked for again without one optional part after the other.

        Raises:
            Refused: without all of them too.
        """
        wanted = dict(asked)
        left = [name for name in optional if name in wanted]
        while True:
            try:
                return cast(JsonObject, self._http.json("POST", path, json=wanted))
            except Refused:
                if not left:
                    raise
                del wanted[left.pop(0)]

    def _find_contact(self, field: str, value: str) -> JsonObject | None:
        try:
            answer = self._http.json("GET", "/contacts/search", params={"q": value})
        except Refused:
            return None  # what cannot be looked for is made
        return next((c for c in answer["payload"] if str(c.get(field) or "").lower() == value.lower()), None)

    def _here(self, contact_inbox: JsonObject) -> bool:
        inbox = contact_inbox.get("inbox") or {}
        return bool(contact_inbox.get("source_id")) and str(inbox.get("id")) == self._settings.inbox

    def _write(self, link: Link, key: str, text: str, kind: str = "outgoing", private: bool = False) -> None:
        asked = {
            "content": text[:_LONGEST_MESSAGE],
            "message_type": kind,
            "private": private,
            "source_id": incoming.OURS + key,
        }
        made = self._at(link, "POST", "/messages", json=asked)
        self._external_ids.keep(link.internal, link.external, written=made["id"])

    def _is_written(self, link: Link, key: str) -> bool:
        return any(message.get("source_id") == incoming.OURS + key for message in self._messages(link, "written"))

    def _status(self, link: Link, status: str) -> None:
        self._at(link, "POST", "/toggle_status", json={"status": status})

    def _messages(self, link: Link, since: str) -> Iterator[JsonObject]:
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
            return self._http.json(method, f"/conversations/{link.external}{path}", **request)
        except Failed as error:
            if error.status == 404:
                self._external_ids.forget(link.internal)
            raise

    # -- from Chatwoot -------------------------------------------------------------------------------------

    def receive(self, headers: Mapping[str, str], body: bytes) -> list[Incoming]:
        """What an event of the webhook means.

        Raises:
            NotSigned, ValueError: it is not Chatwoot's, or no event.
        """
        at = self._clock().timestamp()
        wrong = signature.problem(headers, body, self._settings.webhook_secret, at)
        if wrong:
            raise NotSigned(wrong)
        try:
            return self._read(json.loads(body), at)
        except (AttributeError, KeyError, TypeError, RecursionError, OverflowError) as error:
            raise ValueError(f"this is no event of Chatwoot's: {type(error).__name__}") from error

    def _read(self, event: JsonObject, at: float) -> list[Incoming]:
        name = str(event.get("event"))
        read = _MESSAGES.get(name) or (incoming.resolved if name in _CONVERSATIONS else None)
        if read is None or not self._is_our_account(event):
            return []
        conversation = event.get("conversation") or {} if name in _MESSAGES else event
        link = self._external_ids.by_external(conversation.get("id"))
        if link is None:
            return []  # somebody else's conversation
        found = read(event, link.internal, at)
        return [found] if found else []

    def catch_up(self, handoffs: Mapping[str, str]) -> Iterator[Incoming]:
        """What agents did that no event told: Chatwoot sends each event once, whether it arrives or not."""
        for conversation_id, handoff_id in handoffs.items():
            link = self._external_ids.get(conversation_id)
            if link is None:
                continue
            try:
                yield from self._catch_up(link, handoff_id)
            except Failed as error:
                if error.status != _NOT_FOUND:
                    raise
                # It was deleted there: what the customer says next makes it again. The others are still asked.

    def _catch_up(self, link: Link, handoff_id: str) -> Iterator[Incoming]:
        at, seen = self._clock().timestamp(), int(link.data.get("seen", 0))
        for message in self._messages(link, "seen"):
            found = incoming.reply(message, link.internal, at)
            if found is not None:
                yield found
            seen = max(seen, int(message["id"]))
        # Before its package stands there, a resolved conversation is one of the handoff before.
        if link.data.get("handoff") == handoff_id:
            state = self._at(link, "GET", "")
            closed = incoming.found_resolved(state, link.internal, handoff_id, at)
            if closed is not None:
                yield closed
        if seen != link.data.get("seen"):
            self._external_ids.keep(link.internal, link.external, seen=seen)

    def _is_our_account(self, event: JsonObject) -> bool:
        account = (event.get("account") or {}).get("id")
        return account is None or str(account) == self._settings.account

    # -- for the operator ----------------------------------------------------------------------------------

    def test(self) -> str:
        """Read the inbox with the token, and send ourselves a signed event as Chatwoot would."""
        inbox = self._http.json("GET", f"/inboxes/{self._settings.inbox}")
        if inbox.get("channel_type") != "Channel::Api":
            raise Undeliverable(
                f"inbox {self._settings.inbox} ({inbox.get('name')}) is no API channel: make one in Chatwoot under "
                "Settings, Inboxes, Add Inbox, API"
            )
        body = json.dumps({"event": "baton.test"}).encode()
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            signature.TIMESTAMP: timestamp,
            signature.SIGNATURE: signature.sign(self._settings.webhook_secret[0], timestamp, body),
            "content-type": "application/json",
        }
        self._desk.send("POST", f"/connectors/{self.name}/events", content=body, headers=headers)
        return f"Chatwoot shows the inbox {inbox.get('name')!r}; {self._desk.url} takes its signed events."
