"""`baton why` explains a message, a conversation, each trigger and the decision."""

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.cli import explain
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, tried, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)


def test_every_trigger_has_its_verdict_and_the_decision_is_told():
    lines = explain.explain([user("my lawyer will write", "legal", {"legal": 0.9})], POLICY)
    assert "signal    legal (0.90" in "\n".join(lines)
    assert any(line.startswith("trigger   permanent_category: legal matter") for line in lines)
    assert "trigger   complexity: -" in lines
    assert lines[-1].startswith("decision  hand over: permanent_category, legal")


def test_the_facts_of_a_conversation_count():
    events = [user("10099", "inform"), tried("order_lookup", "not_found", "10099"), user("hello?", "greet")]
    lines = explain.explain(events, POLICY)
    assert "          tried in turn 1: order_lookup not_found 10099" in lines
    assert lines[-1].startswith("decision  stays with the bot")


def test_progress_offers_and_matters_are_named():
    offer = {"event": "bot", "text": "Shall I?", "metadata": {"metadata": {"offer": "callback"}}}
    lines = explain.explain([user("hm"), offer, user("go on then", "chitchat", at=30)], POLICY)
    assert "facts     2 exchanges, 0.5 minutes without progress" in lines
    assert "offer     accepted: callback" in lines
    hours = {"text": "open today?", "intent": {"name": "opening_hours", "confidence": 0.9}}
    assert "matter    opening_hours: open today?" in explain.explain([user("…", matters=[hours])], POLICY)


def test_a_conversation_is_explained_as_it_stood_at_its_latest_message():
    events = [user("a person please", "explicit_human", {"explicit_human": 0.9}), slot("escalation", {"id": "h1"})]
    assert explain.explain(events, POLICY)[-1].startswith("decision  handed over already")
    assert explain.explain(explain.up_to_latest_message(events), POLICY)[-1].startswith("decision  hand over")


def test_an_empty_conversation():
    assert explain.explain([], POLICY) == ["nothing has been said in this conversation"]
