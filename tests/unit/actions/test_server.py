"""The action server's process: what it needs is told at /ready, what it counts at /metrics."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
import yaml
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from sanic import Sanic

from actions import server
from baton.base.settings import ROOT, read
from baton.bootstrap import bootstrap
from baton.cli import services
from baton.conversation.event_reader import EVENTS
from tests.support.sanic_server import listening


class Fails(Action):
    def name(self):
        return "action_fails"

    def run(self, dispatcher, tracker, domain):
        raise RuntimeError("no")


class WaitsForTheOrderStore(Action):
    asked, answers = threading.Event(), threading.Event()

    def name(self):
        return "action_waits"

    def run(self, dispatcher, tracker, domain):
        self.asked.set()
        assert self.answers.wait(30)
        dispatcher.utter_message("it is on its way")
        return []


class Answers(Action):
    def name(self):
        return "action_answers"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message("hello")
        return []


class AnswersInTheLoop(Action):
    def name(self):
        return "action_answers_in_the_loop"

    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(0)
        dispatcher.utter_message("hello from the loop")
        return []


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


async def test_a_slow_order_store_holds_up_nobody_else(app_with):
    executor = server.CountingExecutor()
    executor.register_action(WaitsForTheOrderStore)
    executor.register_action(Answers)

    async def run(name):
        answer = await executor.run({"next_action": name, "tracker": {"sender_id": "c1"}, "domain": {}})
        return [message["text"] for message in answer["responses"]]

    slow = asyncio.create_task(run("action_waits"))
    await asyncio.to_thread(WaitsForTheOrderStore.asked.wait, 30)
    assert await run("action_answers") == ["hello"] and not slow.done()
    WaitsForTheOrderStore.answers.set()
    assert await slow == ["it is on its way"]


async def test_an_action_of_ones_own_may_be_async():
    executor = server.CountingExecutor()
    executor.register_action(AnswersInTheLoop)
    call = {"next_action": "action_answers_in_the_loop", "tracker": {"sender_id": "c1"}, "domain": {}}
    assert [message["text"] for message in (await executor.run(call))["responses"]] == ["hello from the loop"]


CALL = {
    "next_action": "action_answers",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1"},
    "domain": {},
    "version": "3",
}


OF_A_PAGE = {"Origin": "https://evil.example"}
REBOUND = {"Host": "evil.example"}


@pytest.mark.parametrize(
    "given",
    [{"Authorization": "Bearer x"}, {"Authorization": "Bearer"}, {**OF_A_PAGE, "X": "TOKEN"}, OF_A_PAGE, REBOUND],
)
async def test_nobody_but_rasa_runs_an_action_or_learns_their_names(app_with, given):
    token = bootstrap_token(app_with)
    headers = {name: value.replace("TOKEN", token) for name, value in given.items()}
    async with listening(app_with()) as client:
        for answer in (
            await client.post("/webhook", json=CALL, headers=headers),
            await client.post(f"/webhook?token={token}", json=CALL, headers=headers),
            await client.get("/actions", headers=headers),
            await client.get("/%77ebhook", headers=headers),
        ):
            assert answer.status_code == 401 and answer.json() == {"error": "unauthorized"}


async def test_in_development_rasas_commands_in_the_root_run_actions_without_a_token(app_with):
    async with listening(app_with()) as client:
        endpoint = EndpointConfig.from_dict(yaml.safe_load((ROOT / "endpoints.yml").read_text())["action_endpoint"])
        endpoint.url = f"{client.base_url}/webhook"
        answer = await endpoint.request(json=CALL, method="post")
    assert [each["text"] for each in answer["responses"]] == ["hello"]


async def test_in_production_the_token_is_asked_of_this_machine_too(app_with, monkeypatch):
    app = app_with()
    settings = server.process_container().settings.copy(update={"env": "production"})
    container = bootstrap(settings)
    monkeypatch.setattr(server, "process_container", lambda: container)
    app = server.create_app("tests.unit.actions.messages")
    async with listening(app) as client:
        assert (await client.post("/webhook", json=CALL)).status_code == 401


async def test_rasas_own_request_brings_the_token_from_the_endpoints_file(app_with, tmp_path, monkeypatch):
    app = app_with()
    settings = server.process_container().settings
    services.service("rasa", settings)
    written = yaml.safe_load((tmp_path / "endpoints.yml").read_text())["action_endpoint"]
    assert (tmp_path / "endpoints.yml").stat().st_mode & 0o077 == 0
    async with listening(app) as client:
        endpoint = EndpointConfig.from_dict({**written, "url": f"{client.base_url}/webhook"})
        answer = await endpoint.request(json=CALL, method="post")
    assert [each["text"] for each in answer["responses"]] == ["hello"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"[" * 20_000,
        b'{"next_action": "action_answers"}',
        b'{"next_action": 7, "tracker": {}, "domain": {}}',
        b'{"next_action": "action_answers", "tracker": [], "domain": {}}',
        b'{"next_action": "action_answers", "tracker": {}, "domain": "my words"}',
    ],
)
async def test_what_is_no_call_is_refused_and_not_repeated(app_with, content):
    async with listening(app_with()) as client:
        answer = await client.post("/webhook", content=content)
    assert (answer.status_code, answer.json()) == (400, {"error": "this is no call of an action"})


def bootstrap_token(app_with):
    app_with()
    return server.process_container().settings.actions_token


class CountsMessages(Action):
    def name(self):
        return "action_counts_messages"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(" ".join(event["text"] for event in tracker.events))
        return []


def call_from_log(count, last, action="action_counts_messages"):
    end = {"sender_id": "c1", "slots": {}, "events": [{"event": "user", "text": "third"}]}
    place = {"next_action": action, "count": count, "last": last}
    return {"next_action": None, "from_log": place, "sender_id": "c1", "tracker": end}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/health", 405), ("POST", "/%ff..%2f", 404)]
)
async def test_what_is_not_there_is_no_failure_of_the_server(app_with, method, path, status):
    async with listening(app_with()) as client:
        answer = await client.request(method, path, content="hunter2")
    assert answer.status_code == status and "hunter2" not in answer.text


async def test_a_long_conversation_is_read_in_the_log(app_with):
    executor = _executor_with_log(app_with)
    answer = await executor.run(call_from_log(2, 2))
    assert [each["text"] for each in answer["responses"]] == ["first second third"]


@pytest.mark.parametrize(("count", "last"), [(3, 3), (2, 7), (1, 2)])
async def test_what_the_log_does_not_hold_is_asked_for(app_with, count, last):
    assert await _executor_with_log(app_with).run(call_from_log(count, last)) is None


async def test_a_log_that_is_away_is_no_failure_of_an_action(app_with, monkeypatch):
    executor = _executor_with_log(app_with)
    container = server.process_container()
    with container.log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE events")
    assert await executor.run(call_from_log(2, 2)) is None


@pytest.mark.parametrize("place", [7, {}, {"next_action": "a", "count": "2", "last": 2}, {"count": 2, "last": 2}])
async def test_a_place_in_the_log_that_is_none_is_refused(app_with, place):
    async with listening(app_with()) as client:
        answer = await client.post("/webhook", json={**call_from_log(2, 2), "from_log": place})
    assert (answer.status_code, answer.json()) == (400, {"error": "this is no call of an action"})


def _executor_with_log(app_with):
    """An executor whose log has two messages."""
    app_with()
    log = server.process_container().log
    log.prepare()
    with log.engine.begin() as connection:
        for text in ("first", "second"):
            data = json.dumps({"event": "user", "text": text})
            connection.execute(EVENTS.insert().values(sender_id="c1", type_name="user", data=data))
    executor = server.CountingExecutor()
    executor.register_action(CountsMessages)
    return executor
