"""The transcript: who said what, what is shown of it, and the words that mattered."""

from __future__ import annotations

import pytest

from baton.conversation.event_reader import LogEntry
from baton.desk.read_models.transcript import lines, mark


def entries(*events):
    return [LogEntry(number, "c", event) for number, event in enumerate(events, start=10)]


def user(text, intent="x", **more):
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}, **more}


def bot(text, **metadata):
    return {"event": "bot", "text": text, "metadata": metadata, "data": {}}


def marked(line):
    return [piece for piece, flag in line.pieces if flag]


def test_speakers_and_numbers_come_from_the_log():
    found = lines(
        entries(
            user("/session_start", "session_start"),
            {"event": "action", "name": "action_listen"},
            user("hello"),
            bot("hi"),
            bot("here", speaker="agent", name="Maria", delivery="k1"),
            bot("closed", speaker="system"),
        )
    )
    assert [(line.number, line.speaker, line.text) for line in found] == [
        (12, "customer", "hello"),
        (13, "bot", "hi"),
        (14, "agent", "here"),
        (15, "system", "closed"),
    ]
    assert (found[2].name, found[2].delivery) == ("Maria", "k1")


def test_a_button_shows_its_title_and_a_bot_what_it_offered():
    offer = {**bot("What is it about?"), "data": {"buttons": [{"title": "My order", "payload": "/order"}]}}
    found = lines(entries(offer, user("/order", metadata={"title": "My order"})))
    assert found[0].offered == ("My order",) and found[1].text == "My order"


def test_the_words_of_a_reason_are_marked_in_its_turn_only():
    why = [{"trigger": "explicit_request", "evidence": "a HUMAN", "turn": 2}]
    found = lines(entries(user("a human error"), user("get me a human, a human!")), why)
    assert [marked(line) for line in found] == [[], ["a human", "a human"]]


def test_a_turn_is_counted_as_the_decision_counts_it():
    why = [{"trigger": "explicit_request", "evidence": "human", "turn": 1}]
    found = lines(entries(user("/session_start", "session_start"), user("human")), why)
    assert marked(found[0]) == ["human"]


def test_a_repeated_failure_marks_every_try():
    why = [{"trigger": "repeated_failure", "evidence": "10099, 10909", "turn": 2}]
    found = lines(entries(user("wheres 10099"), user("10909 then"), user("10099?")), why)
    assert [marked(line) for line in found] == [["10099"], ["10909"], []]
    why = [{"trigger": "repeated_failure", "evidence": "'blorp', 'glim'", "turn": 2}]
    assert [marked(line) for line in lines(entries(user("blorp"), user("glim")), why)] == [["blorp"], ["glim"]]


def test_the_moment_of_the_handover_has_a_line():
    decision = {"event": "slot", "name": "escalation", "value": {"id": "h1"}}
    cleared = {"event": "slot", "name": "escalation", "value": None}
    found = lines(entries(user("help"), decision, cleared), [], "h1")
    assert [(line.speaker, line.text) for line in found][1:] == [("handover", "Handed over here")]


@pytest.mark.parametrize("text", ["", "x", "İstanbul human", "<b>human</b>"])
def test_the_pieces_are_the_text(text):
    assert "".join(piece for piece, _ in mark(text, ["human", "<b>"])) == text
