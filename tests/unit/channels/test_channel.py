"""The routes of the widget's channel, as Sanic registers them."""

from __future__ import annotations

import logging
import uuid
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from sanic import Sanic
from sqlalchemy.exc import OperationalError

from baton.base import database
from baton.base.readiness import database_answers
from baton.channels.web.channel import WebChannel
from tests.support.sanic_server import listening
from tests.unit.channels.conftest import Place


def test_the_routes_are_these(place):
    app = Sanic(f"channel-{uuid.uuid4().hex}")
    app.blueprint(WebChannel(place.container).blueprint(None), url_prefix="/webhooks/web")
    routes = {(method, route.path) for route in app.router.routes for method in route.methods}
    assert {(method, path.removeprefix("webhooks/web/")) for method, path in routes} == {
        ("GET", "support-chat.js"),
        ("GET", "live"),
        ("GET", "ready"),
        ("POST", "session"),
        ("POST", "messages"),
        ("POST", "typing"),
        ("GET", "stream"),
        ("POST", "rating"),
        ("POST", "end"),
        ("OPTIONS", "<path:path>"),
    }


@asynccontextmanager
async def serving(place):
    """The channel's routes over HTTP, and what stands behind them. No model is loaded: what is accepted waits."""
    web = WebChannel(place.container)
    app = Sanic(f"channel-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None)
    app.blueprint(web.blueprint(None), url_prefix="/webhooks/web")

    async def post(path, body, token="none", address="127.0.0.1"):
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}
        return await client.post(f"/webhooks/web/{path}", json=body, headers=headers)

    async def get(path):
        return await client.get(f"/webhooks/web/{path}")

    async with listening(app) as client:
        yield SimpleNamespace(web=web, post=post, get=get, agent=app.ctx.agent)


@pytest.fixture
async def channel(place):
    async with serving(place) as served:
        yield served


async def test_ready_says_why_not_and_live_only_that_it_answers(channel):
    channel.web._needs["conversation log"] = lambda: database_answers(database.engine("postgresql://127.0.0.1:1/x"))
    away = await channel.get("ready")
    assert away.status_code == 503
    assert away.json() == {"ready": False, "reasons": ["model: not loaded", "conversation log: OperationalError"]}
    assert (await channel.get("live")).json() == {"live": True}
    del channel.web._needs["conversation log"]
    channel.agent.processor = object()
    answer = await channel.get("ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


async def test_while_a_store_is_away_a_request_is_refused_and_it_is_logged_once(channel, monkeypatch, caplog):
    def away(*_given):
        raise OperationalError("select", {"words": "my husband died"}, Exception("away"), hide_parameters=True)

    with monkeypatch.context() as outage, caplog.at_level(logging.INFO, "baton"):
        outage.setattr(channel.web._sessions, "open", away)
        answers = [await channel.post("session", {}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["error"]["code"] for answer in answers} == {"unavailable"}
    with caplog.at_level(logging.INFO, "baton"):
        assert (await channel.post("session", {})).status_code == 200
    assert [record.levelname for record in caplog.records if record.name.startswith("baton")] == ["ERROR", "WARNING"]


async def test_a_request_that_fails_is_refused_in_the_documented_form(channel, monkeypatch, caplog):
    words = "my husband died"

    def broken(*_given):
        raise ValueError(words)

    monkeypatch.setattr(channel.web._sessions, "open", broken)
    answer = await channel.post("session", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "failed")
    assert words not in caplog.text + answer.text and "ValueError" in caplog.text
    assert (await channel.post("session", [])).json()["error"]["code"] == "bad_json"


async def test_what_goes_beyond_an_addresss_share_is_refused_before_it_is_stored(tmp_path):
    place = Place(tmp_path, BATON_ADDRESS_SHARE="60", BATON_TRUST_PROXY="true", BATON_MESSAGE_RATE="1000")

    async def left_waiting(*_given):
        """As if the worker were busy."""

    async with serving(place) as channel:
        channel.web._inbox_worker.take = left_waiting
        tokens = [(await channel.post("session", {})).json()["token"] for _ in range(2)]

        async def send(number, token, address, text="x" * 2000):
            body = {"client_id": f"m{number}", "text": text}
            return await channel.post("messages", body, token, address)

        assert (await send(0, tokens[1], "198.51.100.2", "hello")).status_code == 202
        answers = [await send(number, tokens[0], "203.0.113.7") for number in range(8)]
        assert answers[0].status_code == 202 and answers[-1].status_code == 429
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
        stored = sum(answer.status_code == 202 for answer in answers)
        assert len(place.container.inbox.left_over(-1)) == 2
        conversation = place.sessions.authorised(tokens[0]).conversation_id
        assert len(place.container.inbox.waiting(conversation)) == stored
        assert (await send(9, tokens[1], "198.51.100.2", "are you there?")).status_code == 202
