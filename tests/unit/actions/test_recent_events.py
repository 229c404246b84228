"""What an action asks of a conversation is read from its end, with the same answer as from its beginning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import order_memory
from actions.explanations import _said_last
from actions.order_form_questions import FORM, asked_already, said_in_form, set_aside
from actions.order_memory import asked_question, in_a_row
from actions.user_message import numbers_before, texts_since
from policies.action_names import SHOW_ORDER
from policies.facts import REQUESTED_SLOT, leaves_subject


def user(intent, text="hello", *numbers):
    entities = [{"entity": "order_number", "value": number} for number in numbers]
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}, "entities": entities}}


def kinds():
    return st.one_of(
        st.sampled_from(["thanks", "order_status"]).map(user),
        st.sampled_from([SHOW_ORDER, "action_listen"]).map(lambda name: {"event": "action", "name": name}),
        st.sampled_from([FORM, "callback_form", None]).map(lambda name: {"event": "active_loop", "name": name}),
        st.just({"event": "slot", "name": order_memory.SLOT, "value": {"shown": 1}}),
    )


def in_a_row_from_the_beginning(events, action):
    answered = [False]
    for event in events:
        if event["event"] == "user":
            answered.append(leaves_subject(event["parse_data"]["intent"]["name"]) and answered[-1])
        elif (event["event"], event.get("name")) in (("action", action), ("slot", order_memory.SLOT)):
            answered[-1] = True
    return len(answered) > 2 and answered[-2]


def texts_from_the_beginning(events, form):
    texts = []
    for event in events:
        if event["event"] == "user":
            texts.append(event["text"])
        elif event["event"] == "active_loop" and event["name"] == form:
            texts = texts[-1:]
    return tuple(reversed(texts))


@given(st.lists(kinds(), max_size=12))
def test_it_is_the_same_as_from_the_beginning(events):
    numbered = [
        {**event, "text": str(place)} if event["event"] == "user" else event for place, event in enumerate(events)
    ]
    assert in_a_row(events, SHOW_ORDER) == in_a_row_from_the_beginning(events, SHOW_ORDER)
    assert texts_since(numbered, FORM) == texts_from_the_beginning(numbered, FORM)


class Counted(list):
    """A conversation that counts how many of its events are looked at."""

    looked_at = 0

    def __iter__(self):
        return map(self._see, super().__iter__())

    def __reversed__(self):
        return map(self._see, super().__reversed__())

    def __getitem__(self, place):
        found = super().__getitem__(place)
        return Counted._seen_slice(self, found) if isinstance(place, slice) else self._see(found)

    def _seen_slice(self, found):
        self.looked_at += len(found)
        return found

    def _see(self, event):
        self.looked_at += 1
        return event


TURN = [
    user("order_status", "where is my order?", "10023"),
    {"event": "action", "name": FORM},
    {"event": "active_loop", "name": FORM},
    {"event": "slot", "name": REQUESTED_SLOT, "value": "order_number"},
    {"event": "bot", "text": "which one?", "metadata": {"utter_action": "utter_ask_order_number"}},
    {"event": "action", "name": "action_listen"},
    user("inform", "10023", "10023"),
    {"event": "active_loop", "name": None},
    {"event": "action", "name": SHOW_ORDER},
    {"event": "action", "name": "action_listen"},
]


@pytest.mark.parametrize(
    "ask",
    [
        lambda events: in_a_row(events, SHOW_ORDER),
        lambda events: asked_question(events, FORM, SHOW_ORDER),
        lambda events: texts_since(events, FORM),
        lambda events: numbers_before(events, SHOW_ORDER),
        said_in_form,
        asked_already,
        set_aside,
        _said_last,
    ],
    ids=["in_a_row", "asked", "texts", "numbers", "said", "asked_already", "set_aside", "said_last"],
)
def test_a_long_conversation_costs_no_more_than_a_short_one(ask):
    short, long = Counted(TURN * 4), Counted(TURN * 400)
    assert ask(short) == ask(long)
    assert long.looked_at == short.looked_at
