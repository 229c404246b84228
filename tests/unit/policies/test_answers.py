"""What the bot asked is part of what a message means; what it offered is kept."""

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import decide
from policies.facts import OFFER_PERSON, REQUESTED_SLOT
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from policies.triggers import plainly_wants_no_ai
from tests.support.log_events import slot, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
ASKED = [user("where is it", "order_status"), {"event": "active_loop", "name": "order_form"}]
ASKED.append(slot(REQUESTED_SLOT, "order_number"))
LONG = "the order is for my mother who is not able to look after such things herself any more"


@pytest.mark.parametrize(
    ("text", "confidence", "handed_over"),
    [("under Will Grave", 0.6, False), ("he passed away", 0.93, True), (LONG, 0.6, True)],
)
def test_an_answer_to_the_bots_question_is_overridden_only_by_a_clear_signal(text, confidence, handed_over):
    message = user(text, "inform", {"bereavement": confidence}, at=5)
    assert (decide(facts([*ASKED, message]), POLICY) is not None) is handed_over
    assert decide(facts([message]), POLICY) is not None


def test_when_the_form_has_ended_a_message_stands_for_itself():
    ended = [*ASKED, {"event": "active_loop", "name": None}]
    assert decide(facts([*ended, user("sue", "inform", {"legal": 0.6}, at=5)]), POLICY) is not None


def test_a_response_that_offers_a_person_is_kept_to():
    said = {"event": "bot", "text": "Shall I pass you on?", "metadata": {"metadata": {"offer": OFFER_PERSON}}}
    accepted = decide(facts([user("my code fails"), said, user("yes please", "affirm", at=9)]), POLICY)
    assert accepted is not None and accepted.trigger == "explicit_request"
    plain = {"event": "bot", "text": "Anything else?", "metadata": {"utter_action": "utter_thank"}}
    assert decide(facts([user("thanks", "thank"), plain, user("yes please", "affirm", at=9)]), POLICY) is None


@pytest.mark.parametrize(("confidence", "lasting"), [(0.6, False), (0.8, True)])
def test_only_plain_words_are_an_opt_out_for_good(confidence, lasting):
    events = [user("none of these robots", signals={"no_ai": confidence})]
    assert decide(facts(events), POLICY) is not None
    assert plainly_wants_no_ai(facts(events)) is lasting
    assert plainly_wants_no_ai(facts([slot("no_ai", True), user("hello")]))


@pytest.mark.parametrize(("answers", "handed_over"), [(9, False), (17, True)])
def test_answers_to_a_form_are_not_cut_off_at_the_limit_but_at_twice_of_it(answers, handed_over):
    talk = [*ASKED, *(user(f"answer {number}", "inform", at=number) for number in range(answers))]
    assert (decide(facts(talk), POLICY) is not None) is handed_over
    assert decide(facts([*talk, {"event": "active_loop", "name": None}, user("hello?", at=20)]), POLICY) is not None


def asking(text, score, question="faq/website_genuine", intent="faq", **signals):
    message = user(text, intent, signals, at=5)
    message["parse_data"]["question"] = {"outcome": "answer", "ranking": [{"id": question, "score": score}]}
    return message


@pytest.mark.parametrize(
    ("score", "question", "confidence", "handed_over"),
    [
        (0.6, "faq/website_genuine", 0.6, False),
        (0.6, "faq/website_genuine", 0.85, True),
        (0.3, "faq/website_genuine", 0.6, True),
        (0.6, "order/status", 0.6, True),  # about their own order: no general question
    ],
)
def test_a_clear_question_of_the_shops_is_overridden_only_by_a_clear_signal(score, question, confidence, handed_over):
    message = asking("is this website real", score, question, fraud=confidence)
    assert (decide(facts([message]), POLICY) is not None) is handed_over


def test_whoever_asks_to_be_rung_gets_the_form_and_no_queue():
    ring = user("can somebody ring me", "request_callback", {"explicit_human": 0.9})
    assert decide(facts([ring]), POLICY) is None
    unsure = user("get me somebody", "request_callback", {"explicit_human": 0.9})
    unsure["parse_data"]["intent"]["confidence"] = 0.3
    assert decide(facts([unsure]), POLICY) is not None
    danger = user("call me, the kettle is on fire", "request_callback", {"health_safety": 0.9})
    assert decide(facts([danger]), POLICY) is not None


def test_another_time_for_a_callback_is_no_change_of_an_order():
    begun = [user("call me", "request_callback"), {"event": "active_loop", "name": "callback_form"}]
    change = user("can we make it 11 instead", "inform", {"cancel_change": 0.9}, at=9)
    assert decide(facts([*begun, slot(REQUESTED_SLOT, "callback_confirmed"), change]), POLICY) is None
    assert decide(facts([change]), POLICY) is not None
