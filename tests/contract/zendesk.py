"""A small Zendesk: the parts of its ticketing API that the connector speaks, as its documentation has them."""

from __future__ import annotations

import base64
import copy
import re
from typing import Any

from tests.support.outside import fixture
from tests.support.server import Answer, Asked

EMAIL, TOKEN = "baton@shop.example", "token-of-zendesk"
KEY_SECONDS = 2 * 3600  # how long an idempotency key is remembered


class Zendesk:
    """Keeps tickets with their audits; `handle` is for `Server`."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.tickets: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []  #: the tickets as they were asked for
        self.audits: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.uploads: dict[str, bytes] = {}
        self.refuses_files = False
        self.refuses: dict[str, Answer] = {}  # tickets with a part of this name, each with the answer
        self._number = 35435
        self._keys: dict[str, tuple[float, bytes, Answer]] = {}

    def handle(self, asked: Asked) -> Answer:
        login = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {login}":
            return Answer(401, {"error": "Couldn't authenticate you"})
        for method, pattern, answer in (
            ("POST", r"/api/v2/tickets", self._create),
            ("GET", r"/api/v2/tickets", self._find),
            ("PUT", r"/api/v2/tickets/(\d+)", self._update),
            ("GET", r"/api/v2/tickets/(\d+)/audits", self._list_audits),
            ("POST", r"/api/v2/uploads", self._upload),
            ("GET", r"/api/v2/users/me", lambda asked: Answer(200, fixture("zendesk", "user"))),
        ):
            match = re.fullmatch(pattern, asked.path)
            if match and asked.method == method:
                return answer(asked, *map(int, match.groups()))
        return Answer(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _create(self, asked: Asked) -> Answer:
        key = asked.headers["idempotency-key"]
        at = self.clock().timestamp()
        known = self._keys.get(key)
        if known and at - known[0] < KEY_SECONDS:
            if known[1] != asked.body:
                return Answer(400, fixture("zendesk", "key_conflict"))
            return Answer(known[2].status, known[2].body, {"x-idempotency-lookup": "hit"})
        given = asked.json["ticket"]
        for part, refusal in self.refuses.items():
            if part in given:
                return refusal
        made = copy.deepcopy(fixture("zendesk", "ticket_created"))
        self._number += 1
        self.made.append(given)
        made["ticket"] |= {"id": self._number, **{k: v for k, v in given.items() if k != "comment"}}
        self.tickets.append(made["ticket"])
        self._audit(made["ticket"]["id"], given)
        answer = Answer(201, made, {"x-idempotency-lookup": "miss"})
        self._keys[key] = (at, asked.body, answer)
        return answer

    def _find(self, asked: Asked) -> Answer:
        found = [t for t in self.tickets if t.get("external_id") == asked.query["external_id"]]
        if not found:
            return Answer(200, fixture("zendesk", "tickets_none"))
        told = fixture("zendesk", "tickets_found")
        tickets = [{**told["tickets"][0], **ticket} for ticket in found]
        return Answer(200, {**told, "tickets": tickets, "count": len(found)})

    def _update(self, asked: Asked, number: int) -> Answer:
        ticket = next((t for t in self.tickets if t["id"] == number), None)
        if ticket is None:
            return Answer(404, fixture("zendesk", "ticket_deleted"))
        if ticket["status"] == "closed":
            return Answer(422, fixture("zendesk", "ticket_closed"))
        given = asked.json["ticket"]
        assert all(token in self.uploads for token in given["comment"].get("uploads", ()))
        self._audit(number, given)
        return Answer(200, {**fixture("zendesk", "ticket_updated"), "ticket": ticket})

    def _list_audits(self, asked: Asked, number: int) -> Answer:
        if all(ticket["id"] != number for ticket in self.tickets):
            return Answer(404, fixture("zendesk", "ticket_deleted"))
        mine = [a for a in self.audits if a["ticket_id"] == number]
        start, size = int(asked.query.get("page[after]", 0)), int(asked.query["page[size]"])
        more = start + size < len(mine)
        meta = {"has_more": more, "after_cursor": str(start + size)}
        return Answer(200, {**fixture("zendesk", "audits"), "audits": mine[start : start + size], "meta": meta})

    def _upload(self, asked: Asked) -> Answer:
        if self.refuses_files:
            return Answer(422, fixture("zendesk", "upload_refused"))
        made = copy.deepcopy(fixture("zendesk", "upload_created"))
        made["upload"]["token"] = f"token-{len(self.uploads)}"
        assert asked.query["filename"] == "handoff-h1.json"
        self.uploads[made["upload"]["token"]] = asked.body
        return Answer(201, made)

    def _audit(self, number: int, given: dict[str, Any]) -> None:
        made = copy.deepcopy(fixture("zendesk", "audits")["audits"][0])
        made |= {"id": len(self.audits), "ticket_id": number}
        made["metadata"]["custom"] = given.get("metadata", {})
        self.audits.append(made)
        self.comments.append(given["comment"])
