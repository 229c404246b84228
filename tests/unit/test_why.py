"""`baton why` explains a message, a conversation, each trigger and the decision."""

from baton import why
from policies import document
from tests.unit.policies.builders import slot, tried, user

POLICY = document.load(document.Path(__file__).parents[2] / "policies" / "escalation.yml")


def test_every_trigger_has_its_verdict_and_the_decision_is_told():
    lines = why.explain([user("my lawyer will write", "legal", {"legal": 0.9})], POLICY)
    assert "signal    legal (0.90" in "\n".join(lines)
    assert any(line.startswith("trigger   permanent_category: legal matter") for line in lines)
    assert "trigger   complexity: -" in lines
    assert lines[-1].startswith("decision  hand over: permanent_category, legal")


def test_the_facts_of_a_conversation_count():
    events = [user("10099", "inform"), tried("order_lookup", "not_found", "10099"), user("hello?", "greet")]
    lines = why.explain(events, POLICY)
    assert "          tried in turn 1: order_lookup not_found 10099" in lines
    assert lines[-1].startswith("decision  stays with the bot")


def test_a_conversation_is_explained_as_it_stood_at_its_latest_message():
    events = [user("a person please", "explicit_human", {"explicit_human": 0.9}), slot("escalation", {"id": "h1"})]
    assert why.explain(events, POLICY)[-1].startswith("decision  handed over already")
    assert why.explain(why.up_to_latest_message(events), POLICY)[-1].startswith("decision  hand over")


def test_an_empty_conversation():
    assert why.explain([], POLICY) == ["nothing has been said in this conversation"]
