"""What of the log is a message, a button, a name; and how it is found in a long log."""

from __future__ import annotations

import pytest

from baton.channels.web import message_view
from baton.conversation.event_reader import LogEntry

CARD = {"kind": "order", "number": "10023", "steps": []}


def message(event):
    return message_view.to_widget(LogEntry(7, "web-a", event))


def test_a_slash_at_the_beginning_is_guarded_on_the_way_in_and_not_shown():
    for text in ("/restart", "  /restart", "\n/restart"):
        guarded = message_view.as_text(text)
        assert not guarded.lstrip().startswith("/")
        assert message({"event": "user", "text": guarded})["text"] == text
    assert message_view.as_text("and/or") == "and/or"


def test_beside_a_card_stand_its_own_words():
    event = {"event": "bot", "text": "long", "data": {"custom": {"card": CARD, "text": "short"}}}
    assert (message(event)["text"], message(event)["card"]) == ("short", CARD)
    assert message({**event, "data": {"custom": {"card": CARD}}})["text"] == "long"
    assert message({**event, "data": {"custom": {"text": "short"}}})["text"] == "long"


@pytest.mark.parametrize("event", [{"event": "action", "name": "x"}, {"event": "bot", "text": None}, {"event": "slot"}])
def test_what_nobody_said_is_not_shown(event):
    assert message(event) is None


def test_a_button_counts_with_the_title_that_was_offered_last(place):
    def offer(title, payload='say "hi" 100%_'):
        place.said("web-a", "bot", "choose", data={"buttons": [{"title": title, "payload": payload}]})

    def find(payload):
        return message_view.button_title(place.log.naming("web-a", "bot", payload), payload)

    offer("One")
    offer("Two")
    place.said("web-b", "bot", "choose", data={"buttons": [{"title": "x", "payload": "/other"}]})
    place.said("web-a", "user", "/typed", metadata={"payload": "/typed"})
    assert find('say "hi" 100%_') == "Two"
    for payload in ('SAY "HI" 100%_', 'say "hi" 100xx', "/other", "/typed", "Two", ""):
        assert find(payload) is None


def test_a_message_is_found_by_its_id(place):
    place.said("web-a", "user", "hello", message_id="abc")
    place.said("web-a", "user", "xyz", message_id="other")

    def taken(client_id, conversation_id="web-a"):
        return message_view.contains_client_id(place.log.naming(conversation_id, "user", client_id), client_id)

    assert taken("abc")
    assert not taken("ABC")  # a database may not tell upper and lower case apart
    assert not taken("xyz")
    assert not taken("abc", "web-b")


def test_the_person_who_spoke_last():
    bot = {"event": "bot", "text": "hi"}
    said = [{**bot, "metadata": {"name": "Maria"}}, {**bot, "metadata": {"name": "Tom"}}, bot, {"event": "user"}]
    assert message_view.person([LogEntry(n, "web-a", event) for n, event in enumerate(said)]) == "Tom"
    assert message_view.person([]) is None
