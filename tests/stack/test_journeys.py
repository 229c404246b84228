"""Whole journeys through the three real processes."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from baton.base.document import read_document
from policies.policy_document import PolicyDocument
from tests.support.stack import HTTP, until


@pytest.fixture
def sender():
    return f"test-{uuid.uuid4().hex[:8]}"


def test_an_order_is_told_in_one_message(stack, sender):
    told = " ".join(stack.say(sender, "where is my order 10023?"))
    assert "10023" in told
    assert "on its way" in told
    assert stack.handoffs(sender) == []


@pytest.mark.parametrize("number", ["#10023", "order no. 10 023", "it's 10023 I think"])
def test_order_numbers_as_people_write_them(stack, sender, number):
    assert "number" in " ".join(stack.say(sender, "where is my parcel?")).lower()
    assert "10023" in " ".join(stack.say(sender, number))


def test_an_order_by_name(stack, sender):
    stack.say(sender, "where is my order")
    assert "Which one" in " ".join(stack.say(sender, "Jane Doe"))  # she has several: a choice, not a guess
    assert "10023" in " ".join(stack.say(sender, "10023"))


def test_a_person_at_the_first_message(stack, sender):
    told = stack.say(sender, "I want to talk to a human being")
    assert told
    assert "passing you to a person" in told[0]
    slots = stack.slots(sender)
    assert slots["escalation_trigger"] == "explicit_request"
    handoff = stack.handoffs(sender)[0]
    assert handoff["id"] == slots["handoff_id"]
    assert handoff["state"] == "queued"


def test_a_person_in_the_middle_of_a_form(stack, sender):
    stack.say(sender, "can you call me back please")
    told = stack.say(sender, "forget it, just give me a real person")
    assert any("person" in text for text in told)
    assert len(told) <= 2  # one warm sentence; out of hours one more on when somebody is there
    assert stack.slots(sender)["requested_slot"] is None
    assert len(stack.handoffs(sender)) == 1


def test_the_bot_is_silent_then_and_restart_does_not_get_round_it(stack, sender):
    stack.say(sender, "agent please, a human")
    assert stack.say(sender, "hello? where is 10023") == []
    (said,) = stack.say(sender, "/restart")
    assert "a person from our team has this conversation" in said
    assert stack.say(sender, "/session_start") == []
    assert stack.say(sender, "are you there") == []
    detail = stack.api("GET", f"/handoffs/{stack.handoffs(sender)[0]['id']}")
    assert any("hello? where is 10023" in line["text"] for line in detail["transcript"])


@pytest.mark.parametrize("text", ["/greet", "/unknown", "/", "/greet{oops}"])
def test_a_message_with_a_slash_is_answered(stack, sender, text):
    assert stack.say(sender, text)


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_a_blank_message_is_refused_with_a_sentence(stack, sender, text):
    answer = HTTP.post(f"{stack.rasa}/webhooks/rest/webhook", json={"sender": sender, "message": text})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "empty")


@pytest.mark.parametrize("path", ["conversations/c1/tracker/events", "model/parse"])
def test_a_page_of_another_site_cannot_write_by_rasas_api(stack, path):
    """As a browser sends it without asking first: text, from another origin, without a token."""
    headers = {"Content-Type": "text/plain", "Origin": "http://evil.example"}
    answer = HTTP.post(f"{stack.rasa}/{path}", content="[]", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("text", ["/greet", "/restart", "/unknown", "", "  "])
def test_the_parser_takes_any_text(stack, text):
    answer = HTTP.post(f"{stack.rasa}/model/parse", json={"text": text}, params=stack.rasa_token)
    assert answer.status_code == 200 and answer.json()["intent"]["name"]


def test_a_changed_policy_counts_at_the_next_message_and_a_wrong_one_does_not(stack, sender):
    file = Path(stack.environment["BATON_POLICY_FILE"])
    text = file.read_text()
    stricter = text.replace("version: 1", "version: 7").replace("same_task: 2", "same_task: 1")
    try:
        for content in (stricter, "version: seven"):  # what is wrong leaves in force what was there before
            file.write_text(content)
            customer = f"{sender}-{len(content)}"
            stack.say(customer, "where is order 10099")
            package = stack.api("GET", f"/handoffs/{stack.handoffs(customer)[0]['id']}")["package"]
            assert package["trigger"]["policy_version"] == 7
            assert package["trigger"]["policy_hash"] == read_document(stricter, "escalation.yml", PolicyDocument).hash
    finally:
        file.write_text(text)
    stack.say(sender, "where is order 10099")
    assert stack.handoffs(sender) == []


def test_two_failed_lookups_hand_over_instead_of_a_third_question(stack, sender):
    stack.say(sender, "where is order 10099")
    assert stack.handoffs(sender) == []
    told = stack.say(sender, "sorry, 10098")
    assert stack.slots(sender)["escalation_trigger"] == "repeated_failure"
    assert "?" not in told[-1] or "passing" in " ".join(told)
    package = stack.api("GET", f"/handoffs/{stack.handoffs(sender)[0]['id']}")["package"]
    assert package["trigger"]["reason"] == "order looked up twice without success: 10099, 10098"


def test_agent_and_customer_talk_and_the_bot_comes_back_without_the_backlog(stack, sender):
    stack.say(sender, "let me speak to somebody from your staff")
    handoff = stack.handoffs(sender)[0]["id"]
    stack.api("POST", f"/handoffs/{handoff}/claim")
    stack.api("POST", f"/handoffs/{handoff}/reply", text="Hello, how can I help?", client_id="reply-0001")
    stack.api("POST", f"/handoffs/{handoff}/reply", text="Hello, how can I help?", client_id="reply-0001")
    said = until(
        lambda: [e for e in stack.events(sender) if (e.get("metadata") or {}).get("speaker") == "agent"],
        "the agent's reply in the log",
    )
    assert [e["text"] for e in said] == ["Hello, how can I help?"]
    assert stack.say(sender, "where is order 10023?") == []
    stack.api("POST", f"/handoffs/{handoff}/return", note="told her it is on its way")
    until(lambda: stack.slots(sender)["handoff_id"] is None, "the return")
    events = stack.events(sender)
    assert not [e for e in events if e["event"] == "bot" and "10023" in (e.get("text") or "")]
    assert "30 days" in " ".join(stack.say(sender, "how long do I have to return something?"))
    assert len(stack.handoffs(sender)) == 1
    stack.say(sender, "I need a human again please")
    handoffs = {h["id"]: h for h in stack.handoffs(sender)}
    assert len(handoffs) == 2
    assert [h["previous_id"] for h in handoffs.values() if h["id"] != handoff] == [handoff]


def test_a_matter_that_a_person_settled_is_no_new_handover_and_another_one_is(stack, sender):
    stack.say(sender, "I want a refund")
    assert stack.slots(sender)["escalation_category"] == "refund"
    first = stack.handoffs(sender)[0]["id"]
    stack.api("POST", f"/handoffs/{first}/claim")
    stack.api("POST", f"/handoffs/{first}/return", note="refunded, three days until it is there")
    until(lambda: stack.slots(sender)["handoff_id"] is None, "the return")
    assert "dealt with this" in " ".join(stack.say(sender, "I want a refund"))  # the very same reason: said, once
    assert [h["id"] for h in stack.handoffs(sender)] == [first]
    assert any("passing" in text for text in stack.say(sender, "please cancel my order 10045"))
    assert stack.slots(sender)["escalation_category"] == "cancel_change"
    others = [h for h in stack.handoffs(sender) if h["id"] != first]
    assert [(h["state"], h["previous_id"]) for h in others] == [("queued", first)]


def test_resolve_closes_and_the_next_words_begin_with_the_bot(stack, sender):
    stack.say(sender, "operator please, a person")
    handoff = stack.handoffs(sender)[0]["id"]
    stack.api("POST", f"/handoffs/{handoff}/claim")
    stack.api("POST", f"/handoffs/{handoff}/resolve", verdict="right", bot_could=False)
    until(lambda: stack.slots(sender)["handoff_id"] is None, "the end of the handoff")
    assert stack.say(sender, "what are your opening hours?")


def test_the_callback_form_is_interrupted_resumed_and_stored(stack, sender):
    stack.say(sender, "could somebody phone me back?")
    assert "reach" in " ".join(stack.say(sender, "Jane Doe")).lower()
    told = " ".join(stack.say(sender, "what does delivery cost by the way?"))
    assert "£" in told
    assert "reach" in told.lower()  # the form goes on where it was
    stack.say(sender, "020 7946 0018")
    stack.say(sender, "the colour of my lamp")
    assert "10:30" in " ".join(stack.say(sender, "Monday at 10:30")) and not stack.handoffs(sender)
    told = " ".join(stack.say(sender, "yes"))
    assert "10:30" in told
    booked = stack.handoffs(sender)[0]
    assert booked["state"] == "callback_due"
    assert stack.say(sender, "thanks!")  # the bot goes on


def test_a_form_can_be_left(stack, sender):
    stack.say(sender, "please call me back")
    assert "dropped" in " ".join(stack.say(sender, "never mind, leave it"))
    assert stack.slots(sender)["requested_slot"] is None


def test_signals_are_in_the_parse_result(stack):
    text = "where is 10023? if it isn't here tomorrow you'll hear from my lawyer"
    parsed = HTTP.post(f"{stack.rasa}/model/parse", json={"text": text}, params=stack.rasa_token, timeout=60).json()
    assert "legal" in [s["signal"] for s in parsed["escalation_signals"]]
    assert {"signal", "confidence", "evidence", "source"} == set(parsed["escalation_signals"][0])
