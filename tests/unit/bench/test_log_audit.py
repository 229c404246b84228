"""The audit of a load finds what is lost, doubled or out of order, on each side."""

from __future__ import annotations

import pytest

from bench.log_audit import HANDOVER, JOINED, Said, audit


def _user(text):
    return {"event": "user", "text": text}


def _bot(text, speaker="bot"):
    return {"event": "bot", "text": text, "metadata": {"speaker": speaker}}


TURNS = [_user("hello"), _bot("Hello!"), _user("thank you"), _bot("You're welcome.")]
HANDED_OVER = [
    _user("a person please"),
    _bot(HANDOVER),
    _bot(f"Maria {JOINED}", "system"),
    _bot("Good morning", "agent"),
    _user("and one thing more"),
]


def _problems(events, said):
    return audit({"c": said}, {"c": events}).problems


def _said():
    return Said(False, ["hello", "thank you"])


def test_what_is_there_once_and_in_order_is_fine():
    tally = audit(
        {"a": _said(), "b": Said(True, ["a person please", "and one thing more"], ["Good morning"])},
        {"a": TURNS, "b": HANDED_OVER},
    )
    assert tally.problems == []
    assert tally.sent == tally.stored == {"customer": 4, "agent": 1, "bot": 2}


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (TURNS[:2], "is lost"),
        ([*TURNS, *TURNS[2:]], "2 times"),
        ([*TURNS[2:], *TURNS[:2]], "out of order"),
        (TURNS[:3], "turn 1 has 0 answers"),
        ([*TURNS, TURNS[3]], "turn 1 has 2 answers"),
    ],
)
def test_what_is_wrong_in_a_conversation_with_the_bot(events, words):
    assert any(words in problem for problem in _problems(events, _said()))


def test_from_a_handover_on_the_bot_owes_no_answer():
    handover = {"event": "slot", "name": "escalation", "value": {"id": "h1"}}
    assert _problems([*TURNS[:3], handover], _said()) == []


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_what_is_lost_in_one_with_an_agent(missing):
    events = HANDED_OVER[:missing] + HANDED_OVER[missing + 1 :]
    assert len(_problems(events, Said(True, ["a person please", "and one thing more"], ["Good morning"]))) == 1
