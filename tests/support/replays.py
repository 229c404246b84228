"""Logged conversations for tests of replays: written as the live bot writes them, under any policy."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from baton.base.document import read_document
from baton.conversation.event_reader import EVENTS
from baton.lab.simulate.live import BotAction, LiveConversation
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, user

TEXT = (Path(__file__).resolve().parents[2] / "policies" / "escalation.yml").read_text(encoding="utf-8")
ANSWER = BotAction("utter_answer", "Here you are.")
FAILED = BotAction.tried("action_look_up_order", "I cannot find it.", "order_lookup", "not_found", "10099")
FOUND = BotAction.tried("action_look_up_order", "It is on its way.", "order_lookup", "found", "10023")
TRIED = BotAction.tried("action_problem_report", "I am sorry.", "problem_report", "answered")


def policy(*changes, text=TEXT):
    """The policy with pieces of its text replaced: pairs of old and new."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_document(text, "escalation.yml", PolicyDocument)


LAUNCH = policy()
STEADY = policy(("posture: launch", "posture: steady"))
#: The emotional signal counts from 0.7 on.
CALMER = policy(
    ("signals: [emotional]\n    threshold: {launch: 0.45, steady: 0.5}", "signals: [emotional]\n    threshold: 0.7")
)
#: Locked categories count from 0.5 on, at launch too.
WEAKER = policy(
    ("permanent_category:\n    threshold: {launch: 0.45, steady: 0.5}", "permanent_category:\n    threshold: 0.5")
)
#: The emotional signal counts from 0.2 on.
NERVOUS = policy(
    ("signals: [emotional]\n    threshold: {launch: 0.45, steady: 0.5}", "signals: [emotional]\n    threshold: 0.2")
)


class Written:
    """A conversation under a policy; each line is one message."""

    def __init__(self, in_force=LAUNCH, conversation_id="c1", began=1_000_000.0):
        self.live = LiveConversation(conversation_id, lambda: in_force)
        self.at = began

    def says(self, text="hello", intent="order_status", signals=None, actions=(ANSWER,), **parsed):
        event = user(text, intent, signals, **parsed)
        self.at += 20
        return self.live.message(text, event["parse_data"], self.at, actions)

    def agent_replies(self):
        self.live.say("Let me look.", "agent", self.at + 30)

    def is_given_back(self):
        names = ("escalation_trigger", "escalation_category", "handoff_id", "escalation", "attempt", "no_ai")
        events = [{"event": "resume"}, *(slot(name, None) for name in names)]
        events += [
            slot("settled", {"trigger": "time", "category": "unresolved"}),
            {"event": "action", "name": "action_listen"},
        ]
        self.live.give_back(events, self.at + 60)

    @property
    def events(self):
        return self.live.events


def write(engine, conversations):
    """Store conversations in a log: pairs of id and events."""
    rows = [
        {
            "sender_id": conversation_id,
            "type_name": event["event"],
            "timestamp": event.get("timestamp"),
            "action_name": event.get("name"),
            "data": json.dumps(event),
        }
        for conversation_id, events in conversations
        for event in events
    ]
    with engine.begin() as connection:
        connection.execute(EVENTS.insert(), rows)


_SIGNALS = st.dictionaries(
    st.sampled_from(["legal", "no_ai", "emotional", "refund", "explicit_human", "fraud"]),
    st.sampled_from([0.2, 0.42, 0.46, 0.55, 0.9]),
    max_size=2,
)
_INTENTS = st.sampled_from(
    ["order_status", "thank", "not_helped", "nlu_fallback", "problem_report", "greet", "restart"]
)
_MESSAGES = st.tuples(
    _INTENTS,
    _SIGNALS,
    st.lists(st.sampled_from([ANSWER, FAILED, FOUND, TRIED]), max_size=2),
    st.sampled_from([None, "damaged", "late", "invoice"]),
)
#: What happens in a conversation: messages, and None for a person who gives it back.
STORIES = st.lists(st.one_of(_MESSAGES, st.none()), max_size=14)


def told(story, in_force=LAUNCH):
    """A conversation in which all of this happens."""
    written = Written(in_force)
    for step in story:
        if step is None:
            written.agent_replies()
            written.is_given_back()
        else:
            intent, signals, actions, problem = step
            written.says("still the same", intent, signals, actions, problem=problem)
    return written
