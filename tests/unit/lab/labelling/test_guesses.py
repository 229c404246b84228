"""What a misread message probably means."""

from __future__ import annotations

from baton.lab.escalation_log.entry import MessageReason
from baton.lab.labelling.guesses import MOST, guesses, near_miss
from baton.lab.labelling.label import Kind, Target

PARSED = {
    "intent": {"name": "nlu_fallback", "confidence": 0.6},
    "intent_ranking": [{"name": n} for n in ("nlu_fallback", "return_policy", "legal", "chitchat", "thank", "greet")],
    "question": {
        "outcome": "none",
        "ranking": [{"id": "faq/gift_wrap", "score": 0.3}, {"id": "faq/pay", "score": 0.1}],
    },
    "escalation_signals": [{"signal": "legal", "confidence": 0.4}, {"signal": "fraud", "confidence": 0.2}],
}
WRAP = Target(Kind.QUESTION, "faq/gift_wrap")


def codes(reason, parsed=PARSED, **more):
    return [target.code for target in guesses(parsed, reason, **more)]


def test_what_was_not_understood_is_perhaps_the_likeliest_intent_that_can_be_learnt():
    found = codes(MessageReason.NOT_UNDERSTOOD)
    assert found[0] == "ordinary:return_policy" and "question:faq/gift_wrap" in found
    assert not any("nlu_fallback" in code or code == "ordinary:legal" for code in found) and len(found) <= MOST


def test_a_question_without_an_answer_is_perhaps_the_nearest_question():
    assert codes(MessageReason.NO_ANSWER)[0] == "question:faq/gift_wrap"
    unsure = {**PARSED, "question": {**PARSED["question"], "outcome": "unsure"}}
    assert codes(MessageReason.NOT_UNDERSTOOD, unsure)[0] == "question:faq/gift_wrap"


def test_an_agents_word_comes_first():
    assert codes(MessageReason.OTHER_CATEGORY, agent_category="refund")[0] == "signal:refund"
    assert codes(MessageReason.OTHER_CATEGORY, agent_category="order_status")[0] == "ordinary:order_status"


def test_a_needless_handover_makes_a_near_miss_of_the_signal_that_was_wrong():
    assert codes(MessageReason.UNNECESSARY, category="fraud")[0] == "near_miss:return_policy:fraud"
    assert codes(MessageReason.TOO_EARLY, category="explicit_request")[0] == "near_miss:return_policy:explicit_human"


def test_a_late_handover_makes_an_example_of_the_signal():
    assert codes(MessageReason.TOO_LATE, category="repeated_failure")[0] == "signal:legal"
    assert codes(MessageReason.TOO_LATE, {}, category="refund")[:2] == ["signal:refund", "signal:explicit_human"]


def test_what_did_not_help_comes_last():
    answered = {**PARSED, "question": {**PARSED["question"], "outcome": "answer"}}
    found = codes(MessageReason.NOT_HELPED, answered)
    assert found[0] == "question:faq/pay" and "question:faq/gift_wrap" not in found[:-1]


def test_nothing_is_known_of_a_message_that_was_never_read():
    assert guesses({}, MessageReason.NOT_UNDERSTOOD) == []


def test_a_near_miss_needs_an_everyday_meaning_and_a_signal():
    ordinary = Target(Kind.ORDINARY, "chitchat")
    assert near_miss([WRAP, ordinary], "legal") == Target(Kind.NEAR_MISS, "chitchat", "legal")
    assert near_miss([WRAP], "legal") is None and near_miss([ordinary], None) is None
