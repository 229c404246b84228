"""Right after an order was shown, what it says by itself comes before an answer for everybody."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.problems import ActionProblemReport
from actions.shown_order import is_meant, may_say_more
from baton.base.settings import read
from baton.bootstrap import bootstrap

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
SHOWN = [{"event": "user"}, {"event": "action", "name": "action_show_order"}, {"event": "user"}]
CONTACT = [("faq/delivery_carrier_contact", 0.25), ("order/carrier_contact", 0.07)]


@pytest.fixture
def container(orders, tmp_path):
    return bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=lambda: NOW)


def tracker(text, ranking, outcome, intent="faq", events=SHOWN, number="10047"):
    question = {"outcome": outcome, "ranking": [{"id": name, "score": score} for name, score in ranking]}
    message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": [], "question": question}
    return Tracker("c1", {"order_number": number}, message, list(events), False, None, {}, "action_listen")


@pytest.mark.parametrize(
    ("text", "ranking", "outcome", "intent", "meant"),
    [
        ("how do I ring the courier", CONTACT, "answer", "faq", True),
        ("how do I ring the courier", CONTACT, "unsure", "faq", True),
        ("when will the lamp be here", [("faq/care_lamps", 0.3)], "answer", "faq", True),
        ("must I pay something", [("order/charged", 0.06)], "none", "faq", True),
        ("that is ages", [("order/why_late", 0.04)], "none", "nlu_fallback", True),
        ("do you take PayPal", [("faq/pay_paypal", 0.6), ("order/how_paid", 0.1)], "answer", "faq", False),
        ("is there a shop in Hull", [("faq/shop_visit", 0.04)], "none", "faq", False),
        ("did I get the oldest one", [("order/oldest_order", 0.2)], "none", "faq", False),
    ],
)
def test_what_the_order_says(container, text, ranking, outcome, intent, meant):
    assert is_meant(container, tracker(text, ranking, outcome, intent)) is meant


THANKS = {"event": "user", "parse_data": {"intent": {"name": "thank"}}}
EXPLAINED = {"event": "slot", "name": "order_answers", "value": {"facet": "meaning"}}


@pytest.mark.parametrize(
    ("events", "meant"),
    [([*SHOWN[:2], THANKS, SHOWN[0]], True), ([SHOWN[0], EXPLAINED, SHOWN[0]], True), ([SHOWN[0]] * 3, False)],
)
def test_after_thanks_or_the_meaning_of_a_state_the_order_is_still_spoken_of(container, events, meant):
    assert is_meant(container, tracker("how long does it take", CONTACT, "answer", events=events)) is meant


@pytest.mark.parametrize(
    ("ranking", "follows"),
    [
        ([("order/tracking_not_working", 0.17)], "action_show_order"),
        ([("faq/delivered_not_here", 0.17), ("order/delivered_but_missing", 0.03)], "action_show_order"),
        ([("faq/damaged_parcel", 0.17), ("order/arrived", 0.03)], None),
    ],
)
def test_a_problem_that_is_nearest_to_the_order_shown_is_answered_by_it(container, ranking, follows):
    reported = tracker("it is not right", ranking, "unsure", intent="problem_report")
    events = ActionProblemReport(container).run(CollectingDispatcher(), reported, {})
    assert next((each["name"] for each in events if each["event"] == "followup"), None) == follows


@pytest.mark.parametrize(("events", "says"), [(SHOWN, True), ([SHOWN[0], SHOWN[0]], False)])
def test_what_the_shop_does_not_answer_an_order_that_is_held_up_may(container, orders, events, says):
    held = next(each for each in ("10020", "10026", "10030") if orders.by_number(each) is not None)
    asks = tracker("which papers", [("faq/warranty_proof", 0.04)], "none", events=events, number=held)
    assert may_say_more(container, asks) is says
    assert not may_say_more(container, tracker("which papers", [], "none", number="10047"))


def test_only_right_after_an_order(container):
    later = [*SHOWN, {"event": "action", "name": "action_answer_question"}, {"event": "user"}]
    assert not is_meant(container, tracker("when does it come", CONTACT, "answer", events=later))
    assert not is_meant(container, tracker("when does it come", CONTACT, "answer", number=None))


@pytest.mark.parametrize(
    ("ranking", "number", "follows"),
    [
        ([("order/why_late", 0.06)], None, "order_form"),
        ([("order/why_late", 0.06)], "10047", "action_show_order"),
        ([("order/invoice", 0.06)], None, None),
        ([("faq/damaged_parcel", 0.07), ("order/still_no", 0.06)], None, None),
    ],
)
def test_a_problem_that_is_nearest_to_where_an_order_is_is_answered_by_it(container, ranking, number, follows):
    asked = tracker("it's awfully late!!", ranking, "none", "problem_report", events=[{"event": "user"}], number=number)
    events = ActionProblemReport(container).run(CollectingDispatcher(), asked, {})
    assert next((event["name"] for event in events if event["event"] == "followup"), None) == follows
