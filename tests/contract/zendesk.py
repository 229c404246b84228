"""A small Zendesk: the parts of its ticketing API that the connector speaks, as its documentation has them."""

from __future__ import annotations

import base64
import copy
import re
from typing import Any

from tests.contract.bench import fixture
from tests.contract.server import Answer, Asked

EMAIL, TOKEN = "baton@shop.example", "token-of-zendesk"
KEY_SECONDS = 2 * 3600  # how long an idempotency key is remembered


class Zendesk:
    """Keeps tickets with their audits; `handle` is for `Server`."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.tickets: list[dict[str, Any]] = []
        self.audits: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.uploads: dict[str, bytes] = {}
        self.refuses_files = False
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
        made = copy.deepcopy(fixture("zendesk", "ticket_created"))
        made["ticket"] |= {"id": 35436 + len(self.tickets), **{k: v for k, v in given.items() if k != "comment"}}
        self.tickets.append(made["ticket"])
        self._audit(made["ticket"]["id"], given)
        answer = Answer(201, made, {"x-idempotency-lookup": "miss"})
        self._keys[key] = (at, asked.body, answer)
        return answer

    def _find(self, asked: Asked) -> Answer:
        found = [t for t in self.tickets if t["external_id"] == asked.query["external_id"]]
        if not found:
            return Answer(200, fixture("zendesk", "tickets_none"))
        told = fixture("zendesk", "tickets_found")
        tickets = [{**told["tickets"][0], **ticket} for ticket in found]
        return Answer(200, {**told, "tickets": tickets, "count": len(found)})

    def _update(self, asked: Asked, number: int) -> Answer:
        ticket = next((t for t in self.tickets if t["id"] == number), None)
        if ticket is None:
            return Answer(404, {"error": "RecordNotFound", "description": "Not found"})
        if ticket["status"] == "closed":
            return Answer(422, fixture("zendesk", "ticket_closed"))
        given = asked.json["ticket"]
        assert all(token in self.uploads for token in given["comment"].get("uploads", ()))
        self._audit(number, given)
        return Answer(200, {**fixture("zendesk", "ticket_updated"), "ticket": ticket})

    def _list_audits(self, asked: Asked, number: int) -> Answer:
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
