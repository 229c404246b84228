"""The routes of the widget's channel, as Sanic registers them."""

from __future__ import annotations

import logging
import uuid
from types import SimpleNamespace

import pytest
from sanic import Sanic
from sqlalchemy.exc import OperationalError

from baton.base import database
from baton.base.readiness import database_answers
from baton.channels.web.channel import WebChannel
from tests.support.sanic_server import listening


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


@pytest.fixture
async def channel(place):
    """The channel's routes over HTTP, and what stands behind them."""
    web = WebChannel(place.container)
    app = Sanic(f"channel-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None)
    app.blueprint(web.blueprint(None), url_prefix="/webhooks/web")

    async def post(path, body):
        return await client.post(f"/webhooks/web/{path}", json=body)

    async def get(path):
        return await client.get(f"/webhooks/web/{path}")

    async with listening(app) as client:
        yield SimpleNamespace(web=web, post=post, get=get, agent=app.ctx.agent)


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
