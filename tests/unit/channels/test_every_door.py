"""Every route of the widget's channel and of the REST channel against odd bytes: an answer, and never a server error.

The routes are taken from the app, so that a new door is tried without a line here.
"""

from __future__ import annotations

import uuid
from itertools import cycle
from types import SimpleNamespace

import pytest
from sanic import Sanic

from baton.channels import rest
from baton.channels.rest import DevelopmentRest
from baton.channels.web import channel
from baton.channels.web.channel import WebChannel
from tests.support.odd import SENT, as_json
from tests.support.raw_http import status, talk
from tests.support.sanic_server import listening
from tests.unit.channels.conftest import Place

VALUES = (None, True, -1, 10**400, "", "\ud800", "\0", "9" * 400, [], [[]], {"a": {"b": []}}, ["x"] * 500)
FIELDS = ("client_id", "text", "payload", "no_ai", "token", "identity", "stars", "comment", "contact", "typing")
FIELDS += ("sender", "message", "input_channel", "metadata")
#: Answer for as long as the browser stays.
STREAMS = {"webhooks/web/stream"}


@pytest.fixture
async def server(tmp_path, monkeypatch):
    """Both channels on one server, with nobody who takes messages from the inbox, and no limits of rate."""
    place = Place(tmp_path, BATON_MESSAGE_RATE="10000", BATON_SESSION_RATE="100000", BATON_ADDRESS_RATE="100000")
    monkeypatch.setattr(rest, "process_container", lambda: place.container)
    web = WebChannel(place.container)

    async def nobody(*_):
        return None

    web._inbox_worker.take = nobody
    app = Sanic(f"doors-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None, domain=SimpleNamespace(intents=[]))
    app.blueprint(web.blueprint(None), url_prefix="/webhooks/web")
    app.blueprint(DevelopmentRest().blueprint(nobody), url_prefix="/webhooks/rest")
    async with listening(app) as client:
        routes = sorted((m, route.path) for route in app.router.routes for m in route.methods)
        yield SimpleNamespace(client=client, routes=routes, place=place)


async def send(server, method, path, **request):
    token = server.place.sessions.open({})["token"]  # a new one each time: some doors end the chat
    headers = {"Authorization": f"Bearer {token}", **request.pop("headers", {})}
    answer = await server.client.request(method, f"/{path}", headers=headers, timeout=10, **request)
    what = (method, path, str(request)[:200], answer.status_code, answer.text[:300])
    assert answer.status_code < 500 or (path.endswith("/ready") and answer.status_code == 503), what
    assert "Traceback" not in answer.text, what


async def test_bodies_of_any_bytes(server):
    odd = cycle(SENT)
    for method, path in server.routes:
        for _ in range(10 if method == "POST" else 2):
            if path not in STREAMS:
                content, kind = next(odd)
                headers = {"Content-Type": kind} if kind else {}
                await send(server, method, path.replace("<path:path>", "x"), content=content, headers=headers)


async def test_json_whose_fields_are_of_any_kind(server):
    fields = cycle(FIELDS)
    for method, path in server.routes:
        for value in VALUES if method == "POST" else ():
            good = {"client_id": uuid.uuid4().hex, "text": "hello", "sender": "a", "message": "hello"}
            for body in ({**good, next(fields): value}, {**good, next(fields): value}, value):
                await send(server, method, path, content=as_json(body))


@pytest.mark.parametrize("tail", [b"?\xff=%00", b"/%ed%a0%80", b"/..%2f..", b"%00", b"?" + b"a=1&" * 2_000])
async def test_paths_and_queries_of_any_bytes(server, tail):
    for method, path in server.routes:
        if path in STREAMS:
            continue
        head = f"{method} /{path.replace('<path:path>', 'x')}".encode() + tail + b" HTTP/1.1"
        lines = [head, b"Host: localhost", b"Content-Length: 2", b"Connection: close", b"", b"{}"]
        answer, _ = await talk(server.client.base_url.port, b"\r\n".join(lines))
        if not answer and method == "HEAD":
            continue
        assert 200 <= status(answer) < 500 or (path.endswith("/ready") and status(answer) == 503), (head, answer)


async def test_a_stream_too_many_is_refused(server, monkeypatch):
    monkeypatch.setattr(channel, "MAX_STREAMS", 0)
    token = server.place.sessions.open({})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await server.client.get("/webhooks/web/stream", headers=headers)).status_code == 429


async def test_what_is_tried_is_something(server):
    paths = {path for _, path in server.routes}
    assert {"webhooks/web/messages", "webhooks/web/session", "webhooks/rest/webhook"} | STREAMS <= paths
