"""A long conversation is not sent to the action server with each call; a server that does not read the log gets it."""

from __future__ import annotations

import json

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from baton.base.log_position import positions
from baton.base.settings import ROOT, read
from baton.bootstrap import bootstrap
from baton.conversation.save_signal import SaveSignal
from baton.conversation.tracker_store import ConversationLog
from baton.rasa_overrides import action_request, remote_action, tracker_copy

DOMAIN = Domain.load(ROOT / "domain.yml")
RASAS_FORMAT = action_request._RASAS_FORMAT


class Counts(Action):
    """An action of a shop's own, written for Rasa's own server."""

    def name(self):
        return "action_count"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(f"{sum(event['event'] == 'user' for event in tracker.events)} messages")
        return []


class Server(EndpointConfig):
    """An action server; keeps what it is sent.

    Args:
        run: what it does with a call.
    """

    def __init__(self, run, events_from_log=True):
        super().__init__("http://actions.test", events_from_log=events_from_log)
        self._run, self.calls = run, []

    async def request(self, json, **_more):
        self.calls.append(json)
        return await self._run(json)


def plain_sdk():
    executor = ActionExecutor()
    executor.register_action(Counts())
    return executor.run


@pytest.fixture(autouse=True)
def patched(monkeypatch):
    monkeypatch.setattr(RemoteAction, "_action_call_format", action_request.action_call_format)


@pytest.fixture
def log(tmp_path):
    reader = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)})).log
    reader.prepare()
    return ConversationLog(DOMAIN, None, reader, SaveSignal())


async def conversation(log, messages):
    """A conversation of so many messages in the log, and one more that is not there yet."""
    tracker = DialogueStateTracker("c1", DOMAIN.slots)
    for number in range(messages):
        tracker.update_with_events([UserUttered(f"message {number}"), BotUttered("yes"), SlotSet("topic", "x")], DOMAIN)
        await log.save(tracker)
    tracker.update(UserUttered("the last one"))
    return tracker


async def _run(server, tracker, name="action_count"):
    nlg = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
    action = RemoteAction(name, server)
    return await remote_action.run(action, CollectingOutputChannel(), nlg, tracker, DOMAIN)


async def test_message_400_is_sent_in_as_many_bytes_as_message_50(log):
    sizes = []
    for messages in (50, 400):
        tracker = tracker_copy.copy_tracker(await conversation(log, messages))
        tracker.update(SlotSet("topic", "delivery"))  # what the prediction adds
        call = RemoteAction("action_count", Server(None))._action_call_format(tracker, DOMAIN)
        assert [event["event"] for event in call["tracker"]["events"]] == ["user", "slot"]
        sizes.append(len(json.dumps(call)))
        _forget(log)
    assert abs(sizes[1] - sizes[0]) < 10


def _forget(log):
    with log.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM events")


async def test_a_call_says_what_rasas_own_says(log):
    tracker = await conversation(log, 50)
    action = RemoteAction("action_count", Server(None))
    call, rasas = action._action_call_format(tracker, DOMAIN), RASAS_FORMAT(action, tracker, DOMAIN)
    place = call.pop("from_log")
    # What is empty is not stored (test_stored_form.py); reading puts it back.
    logged = [Event.from_parameters(entry.event).as_dict() for entry in log.reader.conversation("c1")]
    assert place == {"next_action": "action_count", "count": len(logged), "last": positions.get(tracker).last}
    whole = {**call["tracker"], "events": [*logged, *call["tracker"]["events"]]}
    assert {**call, "next_action": place["next_action"], "tracker": whole} == json.loads(json.dumps(rasas))


@pytest.mark.parametrize("messages", [1, 30])
async def test_a_short_conversation_and_a_server_that_does_not_read_the_log_get_all(log, messages):
    tracker = await conversation(log, messages)
    action = RemoteAction("action_count", Server(None, events_from_log=messages == 1))
    assert action._action_call_format(tracker, DOMAIN) == RASAS_FORMAT(action, tracker, DOMAIN)
    alone = RemoteAction("action_count", None)
    assert alone._action_call_format(tracker, DOMAIN) == RASAS_FORMAT(alone, tracker, DOMAIN)


async def test_a_plain_rasa_sdk_sees_every_message(log):
    server = Server(plain_sdk())
    (answer,) = await _run(server, await conversation(log, 50))
    assert answer.text == "51 messages" and len(server.calls) == 2


async def test_what_is_no_answer_to_the_whole_either_is_an_error(log, monkeypatch, caplog):
    async def nothing(_call):
        return None

    server = Server(nothing)
    (apology,) = await _run(server, await conversation(log, 50))
    assert "cannot answer that at the moment" in apology.text and len(server.calls) == 2


def test_another_mistake_in_an_answer_is_no_wish_for_the_whole():
    assert not action_request.asks_for_whole(ValidationError("x", instance={"events": 7}))
