"""The action server's process: what it needs is told at /ready, what it counts at /metrics."""

from __future__ import annotations

import pytest
from rasa_sdk import Action
from sanic import Sanic

from actions import server
from baton.base.settings import read
from baton.bootstrap import bootstrap
from tests.support.sanic_server import listening


class Fails(Action):
    def name(self):
        return "action_fails"

    def run(self, dispatcher, tracker, domain):
        raise RuntimeError("no")


@pytest.fixture
def app_with(tmp_path, monkeypatch):
    def make(**environ):
        settings = read({"BATON_VAR_DIR": str(tmp_path), **environ})
        monkeypatch.setattr(server, "process_container", lambda: bootstrap(settings))
        monkeypatch.setattr("rasa_sdk.endpoint.ActionExecutor", server.CountingExecutor)
        Sanic.test_mode = True
        return server.create_app("tests.unit.actions.messages")

    return make


async def test_ready_says_what_is_away(app_with):
    async with listening(app_with(BATON_ORDERS_DB="postgresql://127.0.0.1:1/x")) as client:
        answer = await client.get("/ready")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "reasons": ["order store: OperationalError"]}
        assert (await client.get("/health")).json() == {"status": "ok"}


async def test_ready_when_everything_answers(app_with):
    async with listening(app_with()) as client:
        assert (await client.get("/ready")).json() == {"ready": True}


async def test_metrics_need_the_token_and_count_what_failed(app_with, monkeypatch):
    token = "0123456789abcdef" * 2
    app = app_with(BATON_METRICS_TOKEN=token)
    executor = server.CountingExecutor()
    executor.register_action(Fails)
    with pytest.raises(RuntimeError):
        await executor.run({"next_action": "action_fails", "tracker": {"sender_id": "c1"}, "domain": {}})
    async with listening(app) as client:
        assert (await client.get("/metrics")).status_code == 404
        text = (await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})).text
    assert 'baton_action_failures_total{action="action_fails"} 1.0' in text
    assert 'baton_action_seconds_count{action="action_fails"} 1.0' in text
