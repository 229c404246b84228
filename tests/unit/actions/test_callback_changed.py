"""A callback that is booked with the bot is changed by the customer's next words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.callback import ActionBookCallback, ValidateCallbackForm
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.handoff.records.lifecycle import State
from tests.support import databases
from tests.support.clock import Clock
from tests.support.log_events import slot, tried, user

OLD, NEW = "+447700900789", "+447700900456"


class Booked:
    """A customer who has arranged a callback for tomorrow at ten."""

    def __init__(self, folder):
        databases.migrated(folder / "desk.db")
        self.clock = Clock()
        self.container = bootstrap(read({"BATON_VAR_DIR": str(folder)}), clock=self.clock)
        self.form = None
        self.slots = {"callback_name": "Bo Lind", "callback_contact": OLD}
        self.log = [slot(name, value) for name, value in self.slots.items()]
        self.due = (self.clock() + timedelta(days=1)).replace(hour=10, minute=0)
        self.container.handoffs.book_callback("c1", "conversation", self.log, self.due.timestamp())
        self.log += [user("tomorrow at 10", "inform"), tried("callback", "booked", "2026-11-25 10:00")]

    def write(self, text, **entities):
        """What the bot does after a message: the change is read back by the action, its answer read by the form."""
        found = [{"entity": kind, "value": value} for kind, value in entities.items()]
        self.log.append(user(text, "cancel_change", entities=found))
        message = {"text": text, "intent": {"name": "cancel_change"}, "entities": found}
        dispatcher = CollectingDispatcher()
        actions = [ValidateCallbackForm, ActionBookCallback] if self.form else [ActionBookCallback]
        for action in actions:
            loop = {"name": self.form} if self.form else {}
            tracker = Tracker("conversation", self.slots, message, self.log, False, None, loop, "action_listen")
            self.events = action(self.container).run(dispatcher, tracker, {})
            self.log += self.events
            self.slots.update({event["name"]: event["value"] for event in self.events if event["event"] == "slot"})
            self.form = next((e["name"] for e in self.events if e["event"] == "active_loop"), self.form)
            if self.form and self.slots.get("requested_slot") is None:
                self.form = None
                self.log.append({"event": "active_loop", "name": None})
            elif action is ValidateCallbackForm:
                break
        return dispatcher.messages

    def handoff(self):
        return self.container.store.get("c1")


@pytest.fixture
def booked(tmp_path):
    return Booked(tmp_path)


def test_a_corrected_number_is_read_back_and_kept_after_a_yes(booked):
    said = booked.write("sorry, wrong number, it is 07700 900456", phone=NEW)
    assert [(m["response"], m["contact"], m["name"]) for m in said] == [("utter_ask_callback_changed", NEW, "Bo Lind")]
    assert booked.handoff().package["customer"]["phone"] == OLD
    assert [(m["response"], m["contact"]) for m in booked.write("yes")] == [("utter_callback_booked", NEW)]
    assert booked.handoff().package["customer"]["phone"] == NEW


def test_another_hour_is_on_the_day_agreed_on(booked):
    said = booked.write("can we make it 11 instead?")
    assert said[0]["when"] == "Wednesday 25 November at 11:00 GMT" and said[0]["contact"] == OLD
    assert booked.handoff().due_at == booked.due.timestamp()
    booked.write("yes please")
    assert booked.handoff().due_at == booked.due.replace(hour=11).timestamp()
    assert booked.handoff().state is State.CALLBACK_DUE


def test_number_and_time_in_one_message(booked):
    booked.write("sorry, make it Thursday, on 07700 900456", phone=NEW)
    booked.write("yes")
    handoff = booked.handoff()
    assert handoff.package["issue"]["details"]["callback_contact"] == NEW
    assert handoff.due_at == (booked.due + timedelta(days=1)).timestamp()


def test_a_no_leaves_the_callback_and_asks_for_another_time(booked):
    booked.write("can we make it 11 instead?")
    assert booked.write("no") == [] and booked.slots["requested_slot"] == "callback_time"
    assert [m["response"] for m in booked.write("forget it")] == ["utter_callback_kept"]
    assert booked.handoff().due_at == booked.due.timestamp() and booked.form is None


def test_a_time_at_which_nobody_is_there_is_asked_again_and_nothing_changes(booked):
    said = booked.write("can we make it 11 pm instead?")
    assert [m["response"] for m in said] == ["utter_time_closed_then", "utter_ask_callback_time"]
    assert len(said[1]["buttons"]) == 4
    assert booked.handoff().due_at == booked.due.timestamp()


@pytest.mark.parametrize("text", ["please cancel the callback", "no need to call me any more", "forget it"])
def test_a_callback_that_is_not_wanted_any_more_is_cancelled_at_the_desk_too(booked, text):
    said = booked.write(text)
    assert [m["response"] for m in said] == ["utter_callback_cancelled"]
    assert booked.handoff().state is State.ABANDONED
    assert booked.write("can we make it 11 instead?") == []


def test_a_callback_that_is_being_changed_can_be_cancelled(booked):
    booked.write("can we make it 11 instead?")
    assert [m["response"] for m in booked.write("actually don't call me")] == ["utter_callback_cancelled"]
    assert booked.handoff().state is State.ABANDONED


def test_a_callback_that_is_done_is_not_changed(booked):
    booked.container.handoffs.resolve("c1", "maria", None)
    assert [m["response"] for m in booked.write("wrong number: 07700 900456", phone=NEW)] == ["utter_callback_over"]
    assert booked.handoff().state is State.RESOLVED


def test_whoever_leaves_the_form_before_its_end_changes_nothing(booked):
    assert booked.write("where is my kettle?") == [] and booked.events == []


def test_another_name_is_read_back_and_kept_after_a_yes(booked):
    said = booked.write("sorry, my name is Boris Lind, not Bo", person="Boris Lind")
    assert [(m["response"], m["name"], m["contact"]) for m in said] == [
        ("utter_ask_callback_changed", "Boris Lind", OLD)
    ]
    assert booked.handoff().package["customer"]["name"] == "Bo Lind"
    assert [m["name"] for m in booked.write("yes")] == ["Boris Lind"]
    assert booked.handoff().package["customer"]["name"] == "Boris Lind"
    assert booked.handoff().due_at == booked.due.timestamp()


def test_last_digits_alone_change_the_number(booked):
    said = booked.write("and the number ends in 456 not 789")
    assert [(m["response"], m["contact"]) for m in said] == [("utter_ask_callback_changed", OLD[:-3] + "456")]
    booked.write("yes")
    assert booked.handoff().package["customer"]["phone"] == OLD[:-3] + "456"
