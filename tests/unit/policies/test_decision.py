"""The decision: each trigger, their order, and what must hold for any log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import read_document
from policies import taxonomy
from policies.decision import decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from policies.turns import Signal
from tests.support.log_events import slot, tried, user

TEXT = (Path(__file__).resolve().parents[3] / "policies" / "escalation.yml").read_text()
LAUNCH = read_document(TEXT, "escalation.yml", PolicyDocument)
STEADY = read_document(TEXT.replace("posture: launch", "posture: steady"), "escalation.yml", PolicyDocument)


def with_signal(known, signal):
    """The same facts with one more signal on the latest message."""
    if known.turn is None:
        return known
    turn = known.turn._replace(signals=(*known.turn.signals, signal))
    return replace(known, turn=turn, turns=(*known.turns[:-1], turn) if known.turns else known.turns)


def reason(events, policy=STEADY):
    decision = decide(facts(events), policy)
    return (decision.trigger, decision.category) if decision else None


def test_an_everyday_message_stays_with_the_bot():
    assert reason([user("where is 10023", "order_status")]) is None


@pytest.mark.parametrize(
    ("signal", "trigger", "category"),
    [
        ("explicit_human", "explicit_request", "explicit_request"),
        ("no_ai", "no_ai_contact", "no_ai"),
        ("legal", "permanent_category", "legal"),
        ("bereavement", "permanent_category", "bereavement"),
        ("emotional", "keyword", "emotional"),
        ("refund", "do_not_attempt", "refund"),
        ("cancel_change", "do_not_attempt", "cancel_change"),
        ("payment_dispute", "do_not_attempt", "payment_dispute"),
    ],
)
def test_a_signal_hands_over_in_that_turn(signal, trigger, category):
    assert reason([user("hello", "greet"), user("…", "order_status", {signal: 0.7})]) == (trigger, category)


def test_an_intent_that_names_a_signal_counts_as_one():
    assert reason([user("/explicit_human", "explicit_human")]) == ("explicit_request", "explicit_request")


def test_an_intent_that_the_classifier_did_not_support_is_no_signal():
    assert reason([user("i need a wheelchair", "explicit_human")]) is None


def test_the_intents_of_a_pipeline_without_signals_count():
    message = user("a person please", "explicit_human")
    del message["parse_data"]["escalation_signals"]
    assert reason([message]) == ("explicit_request", "explicit_request")


def test_the_gravest_comes_first_and_all_are_told():
    decision = decide(facts([user("…", signals={"refund": 0.9, "health_safety": 0.6, "explicit_human": 0.8})]), STEADY)
    assert decision.category == "health_safety"
    assert [v.category for v in decision.firings] == ["health_safety", "explicit_request", "refund"]


def test_an_order_looked_up_twice_without_success():
    events = [user("10099", "inform"), tried("order_lookup", "not_found", "10099")]
    assert reason(events) is None
    events += [user("10098", "inform"), tried("order_lookup", "not_found", "10098")]
    decision = decide(facts(events), STEADY)
    assert decision.firings[0].reason == "order looked up twice without success: 10099, 10098"


def test_a_success_between_failures_starts_again():
    events = [
        *(user("10099", "inform"), tried("order_lookup", "not_found", "10099")),
        *(user("10023", "inform"), tried("order_lookup", "found", "10023")),
        *(user("10098", "inform"), tried("order_lookup", "not_found", "10098")),
    ]
    assert reason(events) is None


def test_not_understood_twice_in_a_row():
    assert reason([user("blorp", "nlu_fallback")]) is None
    assert reason([user("blorp", "nlu_fallback"), user("hi", "greet"), user("zz", "nlu_fallback")]) is None
    assert reason([user("blorp", "nlu_fallback"), user("zz", "out_of_scope")]) == ("repeated_failure", "not_understood")


def test_a_free_answer_inside_a_form_counts_as_understood():
    form = {"event": "active_loop", "name": "callback_form"}
    assert reason([form, user("the blue thing", "nlu_fallback"), user("it wobbles", "nlu_fallback")]) is None


def test_yes_to_the_offer_of_a_person():
    assert reason([user("broken", "problem_report"), slot("offer", "person"), user("yes please", "affirm")]) == (
        "explicit_request",
        "explicit_request",
    )
    assert (
        reason([user("broken", "problem_report"), slot("offer", "person"), user("no", "deny"), user("yes", "affirm")])
        is None
    )


def test_a_moderate_matter_is_tried_as_often_as_the_posture_allows():
    ask = [user("it came broken", "problem_report"), tried("problem_report", "answered", "Hob")]
    assert reason([*ask, *ask[:1]]) is None
    assert reason([*ask, *ask, *ask[:1]]) == ("moderate_limit", "order_problem")
    assert reason([*ask, *ask[:1]], LAUNCH) == ("moderate_limit", "order_problem")


def test_a_moderate_answer_that_did_not_help():
    ask = [user("watts of the hob?", "product_question"), tried("product_specs", "answered", "Hob")]
    assert reason([*ask, user("that does not help", "not_helped")]) == ("moderate_limit", "product")


def order(number, status="", intent="order_status", **parsed):
    """A question about an order and the bot's answer."""
    asked = user(number, intent, entities=[{"entity": "order_number", "value": number}], **parsed)
    found = tried("order_lookup", "found", number)
    return [asked, found, *([tried("non_standard_order", "answered", f"{number} {status}")] if status else [])]


def test_an_order_that_is_not_standard_is_counted_by_its_number_whatever_the_words():
    held = order("10020", "customs_hold")
    again = user("which courier has it", "tracking_number")
    assert reason([*held, again], LAUNCH) == ("moderate_limit", "order_problem")
    assert reason([*held, again]) is None
    told_as_late = order("10020", "customs_hold", "problem_report", problem="late")
    assert reason([*held, *told_as_late, again]) == ("moderate_limit", "order_problem")


def asks(facet, intent="order_question", outcome="answer"):
    """A question about the order that was shown."""
    return user(facet, intent, question={"outcome": outcome, "ranking": [{"id": f"order/{facet}", "score": 0.9}]})


def shown(number, status, facet):
    """A question about an order that is not standard, and its answer."""
    detail = {"task": "non_standard_order", "outcome": "answered", "detail": f"{number} {status}", "facet": facet}
    return [order(number)[0], slot("attempt", detail)]


def test_another_question_about_the_same_order_is_no_failed_try():
    held = shown("10020", "customs_hold", "status")
    for question in (asks("total"), asks("why_late", "order_status", "unsure"), user("its number?", "tracking_number")):
        assert reason([*held, question], LAUNCH) is None
    for question in (asks("status"), user("and where is it", "order_status"), user("10020", "inform")):
        assert reason([*held, question], LAUNCH) == ("moderate_limit", "order_problem")
    why = shown("10020", "customs_hold", "why_late")
    assert reason([*held, *why, asks("day")], LAUNCH) is None
    assert reason([*held, *why, asks("status")], LAUNCH) == ("moderate_limit", "order_problem")


@pytest.mark.parametrize(
    ("question", "score", "hands_over"),
    [("faq/customs_duty", 0.6, False), ("faq/customs_duty", 0.3, True), ("faq/state_customs_hold", 0.6, True)],
)
def test_what_surely_asks_the_shop_is_no_failed_try_either(question, score, hands_over):
    first = user("which papers", "faq", question={"outcome": "answer", "ranking": [{"id": question, "score": 0.6}]})
    detail = {"task": "non_standard_order", "outcome": "answered", "detail": "10020 customs_hold", "facet": "why_late"}
    now = user("what of duty", "faq", question={"outcome": "answer", "ranking": [{"id": question, "score": score}]})
    assert (reason([first, slot("attempt", detail), now], LAUNCH) is not None) is hands_over


def test_another_order_is_another_matter():
    standard = order("10023")
    assert reason([*order("10020", "customs_hold"), standard[0]], LAUNCH) is None
    assert reason([*order("10020", "customs_hold"), *standard, user("and when?", "order_status")], LAUNCH) is None
    two = [*order("10020", "customs_hold"), *order("10006", "lost")]
    assert reason([*two, standard[0]]) is None


def test_an_unusual_account_is_tried_as_often_as_the_posture_allows():
    asked = [*order("10031"), tried("unusual_account", "answered", "10031")]
    assert reason([*asked, user("so when does it come", "order_status")], LAUNCH) == ("moderate_limit", "account")
    assert reason([*asked, *asked, user("so when does it come", "order_status")]) == ("moderate_limit", "account")


@pytest.mark.parametrize("policy", [STEADY, LAUNCH])
def test_a_moderate_answer_that_did_not_help_hands_over_whatever_the_problem(policy):
    report = [user("broken", "problem_report", problem="damaged"), tried("problem_report", "answered")]
    late = order("10020", "customs_hold", problem="late")
    for talk in (report, late):
        assert reason([*talk, user("no use", "not_helped")], policy) == ("moderate_limit", "order_problem")


def test_a_product_that_nobody_knows():
    ask = [user("torque of the mixer?", "product_question"), tried("product_unknown", "asked_back")]
    assert reason([*ask, *ask[:1]], LAUNCH) is None
    assert reason([*ask, *ask, *ask[:1]], LAUNCH) is None, "the data may answer the third"
    assert reason([*ask, *ask, *ask], LAUNCH) == ("moderate_limit", "product")
    answered = [user("how heavy is it", "product_question"), tried("product_question", "answered", "Mixer")]
    assert reason([*ask, *ask, *answered], LAUNCH) is None
    assert reason([*ask, user("that does not help", "not_helped")]) == ("moderate_limit", "product")


def test_a_standard_answer_that_twice_did_not_help():
    asked = user("how do returns work", "return_policy")
    no_use = user("no use", "not_helped")
    assert reason([asked, no_use]) is None
    assert reason([asked, no_use, no_use]) == ("repeated_failure", "return_policy")


def test_an_answer_of_long_ago_is_not_what_did_not_help():
    specs = [user("watts?", "product_question"), tried("product_specs", "answered", "Hob")]
    assert reason([*specs, user("how do returns work", "return_policy"), user("no use", "not_helped")]) is None


def test_more_distinct_problems_than_the_threshold():
    problems = [user("…", "problem_report", problem=name) for name in ("damaged", "missing", "damaged", "login")]
    assert reason(problems) is None
    assert reason([*problems, user("…", "problem_report", problem="invoice")]) == ("complexity", "several_problems")


def test_a_remembered_wish_hands_over_at_the_first_message():
    event = {**user("hello", "greet"), "metadata": {"no_ai": True}}
    assert reason([event]) == ("no_ai_contact", "no_ai")


def test_one_decision_and_no_second_while_it_stands():
    first = [user("person!", signals={"explicit_human": 0.9}), slot("escalation", {"id": "h1"})]
    assert reason(first) is None
    assert reason([*first, {"event": "pause"}, user("lawyer", signals={"legal": 0.9})]) is None


def test_after_the_return_only_what_is_new_counts():
    events = [
        *(user("10099", "inform"), tried("order_lookup", "not_found", "10099")),
        *(user("10098", "inform"), tried("order_lookup", "not_found", "10098")),
        *(slot("escalation", {"id": "h1"}), {"event": "pause"}, user("hello?"), {"event": "resume"}),
        slot("escalation", None),
    ]
    assert reason([*events, user("thanks", "thank")]) is None
    assert reason([*events, user("now a person", signals={"explicit_human": 0.9})]) is not None


def test_the_decision_names_the_same_handoff_wherever_it_is_worked_out():
    events = [user("person!", signals={"explicit_human": 0.9})]
    one, two = decide(facts(events), STEADY), decide(facts(list(events)), LAUNCH)
    assert one.handoff_id("c1") == two.handoff_id("c1") != one.handoff_id("c2")


SIGNAL_NAMES = st.sampled_from(taxonomy.taxonomy().signals)
INTENTS = st.sampled_from(
    ["greet", "order_status", "nlu_fallback", "not_helped", "solved", "product_question", "affirm"]
)
PROBLEMS = st.one_of(st.none(), st.sampled_from(["damaged", "late", "wrong_item", "billing"]))
EVENTS = st.one_of(
    st.builds(
        user,
        st.text(max_size=8),
        INTENTS,
        st.dictionaries(SIGNAL_NAMES, st.floats(0, 1), max_size=2),
        st.floats(0, 2000),
        problem=PROBLEMS,
    ),
    st.builds(
        tried,
        st.sampled_from(["order_lookup", "product_specs", "callback", "problem_report"]),
        st.sampled_from(["found", "not_found", "answered", "invalid", "no_answer", "unavailable"]),
        st.sampled_from(["", "10023", "10023 customs_hold", "a kettle"]),
    ),
    st.just(slot("no_ai", True)),
    st.just(slot("settled", {"trigger": "repeated_failure", "category": "not_understood", "handoff": "h"})),
    st.just(slot("settled", None)),
    st.just({"event": "pause"}),
    st.just({"event": "resume"}),
    st.just(slot("escalation", {"id": "h"})),
    st.just(slot("offer", "person")),
    st.just({"event": "active_loop", "name": "order_form"}),
    st.just({"event": "unheard_of"}),
)


@given(st.lists(EVENTS, max_size=25), st.sampled_from(taxonomy.LOCKED), st.sampled_from([STEADY, LAUNCH]))
def test_a_permanent_signal_never_prevents_a_handover(events, locked, policy):
    known = facts(events)
    louder = with_signal(known, Signal(locked, 0.99, "…", "test"))
    if known.turn is not None and not known.escalated and not known.owned_by_person:
        assert decide(louder, policy) is not None
    else:
        assert decide(louder, policy) is None


@given(st.lists(EVENTS, max_size=25))
def test_the_stricter_posture_never_hands_over_later(events):
    known = facts(events)
    if decide(known, STEADY) is not None:
        assert decide(known, LAUNCH) is not None


@given(st.lists(EVENTS, max_size=25))
def test_nobody_gets_two_handovers_at_once(events):
    known = facts(events)
    if known.escalated or known.owned_by_person:
        assert decide(known, LAUNCH) is None


@given(st.lists(EVENTS, max_size=25), st.sampled_from([STEADY, LAUNCH]))
def test_what_a_decision_writes_into_the_log_is_the_only_one_until_a_person_has_been_there(events, policy):
    log, opened = [], 0
    for event in events:
        log.append(event)
        if event["event"] == "resume" or (event["event"], event.get("name")) == ("slot", "escalation"):
            opened = 0  # somebody else's doing: what counts begins anew
        decision = decide(facts(log), policy) if event["event"] == "user" else None
        if decision is not None:
            assert opened == 0
            opened = 1
            log += [slot("escalation", decision.record("c1")), {"event": "pause"}]


def test_every_decision_carries_the_version_and_the_hash_of_its_document():
    decision = decide(facts([user("person!", signals={"explicit_human": 0.9})]), STEADY)
    told = decision.record("c1")
    assert (told["policy_version"], told["policy_hash"]) == (STEADY.version, STEADY.hash)
    assert STEADY.hash != LAUNCH.hash


def test_attempts_count_for_each_problem_by_itself():
    def report(problem):
        return [user("…", "problem_report", problem=problem), tried("problem_report", "answered")]

    assert reason([*report("damaged"), *report("login"), *report("invoice")[:1]]) is None
    assert reason([*report("damaged"), *report("damaged"), *report("damaged")[:1]]) == (
        "moderate_limit",
        "order_problem",
    )
