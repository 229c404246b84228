"""What a matched question does to the intent of a message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rasa.shared.nlu.training_data.message import Message

from baton.nlu.known_texts import normal
from baton.nlu.message_parts import Part
from baton.nlu.question_index import Match
from baton.nlu.question_matcher import (
    SURE,
    QuestionMatcher,
    asked_by,
    intent_of,
    says_more,
    topic_of,
    upset,
    without_proofs,
)
from baton.nlu.question_matching import ANSWER, UNSURE, Matched, match, with_codes_named, without_place
from policies.question_names import CLEAR


def matched(probability, intent="faq/return_label"):
    return Matched(probability, (Match(intent, 3.0, 0.9, 0.5, 0.5, 1.0), Match("faq/other", 1.0, 0.4, 0.1, 0.1, 0.5)))


@pytest.mark.parametrize(
    ("probability", "question", "classified", "intent"),
    [
        (ANSWER, "faq/return_label", "return_policy", "faq"),
        (ANSWER, "faq/return_label", "out_of_scope", "faq"),
        (UNSURE, "faq/return_label", "return_policy", None),
        (ANSWER, "faq/return_label", "order_status", None),  # sure of itself: only a clear question takes its place
        (CLEAR, "faq/return_label", "order_status", "faq"),
        (CLEAR, "order/total", "order_status", "order_question"),
        (CLEAR, "faq/return_label", "refund", "faq"),  # a signal is judged by its own confidence, whatever the intent
        (UNSURE, "faq/return_label", "order_question", "faq"),
        (UNSURE, "order/total", "order_question", None),
        (0.99, "faq/return_label", "inform", None),
        (0.99, "faq/return_label", "affirm", None),
        (0.99, "faq/return_label", "stop", None),
        (0.99, "faq/return_label", "greet", None),
    ],
)
def test_the_intent(probability, question, classified, intent):
    assert intent_of(matched(probability, question), {"name": classified, "confidence": 0.9}) == intent


def entity(kind, value, text):
    return {"entity": kind, "value": value, "start": text.index(value), "end": text.index(value) + len(value)}


@pytest.mark.parametrize(
    ("text", "kind", "value", "rest"),
    [
        ("where is 10023? postcode SW1A 1AA", "postcode", "SW1A 1AA", "where is 10023?"),
        ("my email is a@b.example, what did i pay", "email", "a@b.example", ", what did i pay"),
        ("ok SW1A 1AA", "postcode", "SW1A 1AA", "ok"),
        ("SW1A 1AA", "postcode", "SW1A 1AA", "."),
        ("where is 10023", "order_number", "10023", "where is 10023"),
    ],
)
def test_a_proof_asks_nothing(text, kind, value, rest):
    assert without_proofs(text, [entity(kind, value, text)]) == rest


@pytest.mark.parametrize(
    ("shares", "intent"),
    [
        ({"order_status": 0.25, "tracking_number": 0.15, "greet": 0.2}, "order_status"),
        ({"return_policy": 0.2, "delivery_info": 0.15, "greet": 0.1}, "faq"),
        ({"order_status": 0.5, "faq": 0.1}, None),  # strong enough by itself
        ({"greet": 0.25, "order_status": 0.1}, None),
        ({"inform": 0.25, "order_status": 0.1}, None),
        ({}, None),
    ],
)
def test_weak_intents_of_one_topic_count_together(shares, intent):
    assert topic_of([{"name": name, "confidence": share} for name, share in shares.items()]) == intent


def test_a_weak_message_with_a_name_gives_what_an_order_is_found_by():
    weak = [{"name": "place_order", "confidence": 0.2}, {"name": "order_status", "confidence": 0.2}]
    assert topic_of(weak, {"person"}) == "inform"
    assert topic_of(weak, {"phone"}) != "inform"


def test_a_product_that_is_asked_about_is_no_question_about_an_order():
    about_weight = matched(0.9, "order/item_weight")
    assert intent_of(about_weight, {"name": "product_question", "confidence": 0.8}) is None
    assert intent_of(matched(0.9), {"name": "product_question", "confidence": 0.8}) == "faq"


def test_an_unsure_intent_gives_way_to_any_answer():
    assert intent_of(matched(ANSWER), {"name": "product_question", "confidence": SURE - 0.1}) == "faq"


@pytest.mark.parametrize(
    ("confidence", "name", "entities", "intent"),
    [
        (0.4, "why_asked", (), "faq"),
        (0.4, "stop", (), "faq"),
        (0.4, "inform", (), "faq"),
        (0.48, "stop", (), None),  # likelier than the question
        (0.4, "inform", ("postcode",), None),
        (0.4, "affirm", (), None),
    ],
)
def test_an_intent_that_never_asks_gives_way_only_as_a_weak_guess(confidence, name, entities, intent):
    classified = {"name": name, "confidence": confidence}
    assert intent_of(matched(0.45, "faq/shop_email"), classified, entities) == intent
    assert intent_of(matched(0.45, "order/total"), {"name": "stop", "confidence": 0.4}) is None


@pytest.mark.parametrize(
    ("confidence", "name", "entities", "question", "intent"),
    [
        (0.37, "order_status", (), "faq/return_start", "faq"),
        (0.45, "order_status", (), "faq/return_start", None),
        (0.37, "inform", (), "faq/return_start", None),  # the answer to a question of the bot's
        (0.37, "order_status", ("person",), "faq/return_start", None),
        (0.37, "order_status", (), "order/total", None),
    ],
)
def test_what_is_hardly_known_is_asked_back(confidence, name, entities, question, intent):
    assert intent_of(matched(UNSURE, question), {"name": name, "confidence": confidence}, entities) == intent


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("whats postage to glasgow", ["whats postage"]),
        ("and to Lyon?", []),  # a place alone goes on with the answer before
        ("whats postage", []),
    ],
)
def test_a_text_without_its_places(text, left):
    assert without_place(text) == left


class OfItems:
    """An index, and its calibration, of a shop that says how any item is swapped, and how a casserole is washed."""

    def rank(self, text, vector, most):
        name = "faq/swap" if text in ("swap the item", "fire the item") else "faq/wash"
        return [Match(name, 1.0, 0.5, 0.1, 0.1, 0.5)]

    def probability(self, ranking):
        return 0.6 if ranking[0].intent == "faq/swap" else self.of_casserole

    def __init__(self, of_casserole):
        self.of_casserole = of_casserole


def asked_of_items(text, of_casserole):
    shop = OfItems(of_casserole)
    found = match(text, list, shop, shop)
    return found.ranking[0].intent, found.outcome


def test_a_product_does_not_hide_what_is_asked_of_it():
    assert asked_of_items("swap the casserole", 0.2) == ("faq/swap", "answer")
    assert asked_of_items("wash the casserole", 0.2) == ("faq/wash", "unsure")


def test_what_only_a_product_brings_near_is_asked_back():
    assert asked_of_items("fire the casserole", 0.4) == ("faq/wash", "unsure")
    assert asked_of_items("wash the casserole", 0.4) == ("faq/wash", "answer")
    assert asked_of_items("fire the casserole", 0.6) == ("faq/wash", "answer")  # plainly


def test_no_question_leaves_the_intent():
    assert intent_of(Matched(0.0), {"name": "return_policy"}) is None


@pytest.mark.parametrize(
    ("score", "covered", "outcome"),
    [
        (2.9, 0.95, "unsure"),  # as near, and speaks of as much
        (2.9, 0.5, "answer"),
        (0.5, 1.0, "answer"),
    ],
)
def test_two_questions_that_fit_a_message_as_well_are_asked_back(score, covered, outcome):
    first, second = matched(0.9).ranking
    ranking = (first, replace(second, score=score, covered=covered))
    assert Matched(0.9, ranking).outcome == outcome


@pytest.mark.parametrize(("probability", "outcome"), [(ANSWER, "answer"), (UNSURE, "unsure"), (UNSURE / 2, "none")])
def test_the_outcome(probability, outcome):
    assert matched(probability).outcome == outcome


@pytest.mark.parametrize(
    ("name", "known", "intent"),
    [
        ("capabilities", False, "order_question"),  # a guess gives way to a question that is clear
        ("capabilities", True, None),
        ("bot_challenge", True, None),
        ("order_status", True, "order_question"),  # which question of its topic it is, only the matcher can say
        ("out_of_scope", True, "order_question"),
    ],
)
def test_what_the_language_data_say_word_for_word_is_no_guess(name, known, intent):
    certain = matched(0.99, "order/what_next")
    assert intent_of(certain, {"name": name, "confidence": 0.95}, known=known) == intent


def test_a_part_that_the_language_data_have_keeps_its_intent():
    part = Part("what can you do", 0, "capabilities", 0.95, known=True)
    assert asked_by(part, matched(0.99, "order/what_next")).intent == "capabilities"
    assert asked_by(replace(part, known=False), matched(0.99, "order/what_next")).intent == "order_question"


def processed(component, text, intent, known):
    data = {"text": text, "intent": {"name": intent, "confidence": 0.95}, "known_text": known}
    (message,) = component.process([Message(data=data)])
    return message.get("intent")["name"]


@pytest.mark.parametrize(
    ("text", "known", "wordings", "intent"),
    [
        ("what can you do?", True, (), "capabilities"),
        ("what can you do?", False, (), "order_question"),
        ("what can you do?", True, ("What can you do",), "order_question"),  # a question has these very words
    ],
)
def test_a_known_text_is_decided_by_the_language_data(text, known, wordings, intent):
    component = QuestionMatcher({}, None, None)
    component._matcher = CertainMatcher(wordings)
    assert processed(component, text, "capabilities", known) == intent


@pytest.mark.parametrize(
    ("text", "intent", "known", "result"),
    [
        ("no it is not in the shed", "deny", False, "order_question"),
        ("no it is not there", "deny", True, "deny"),  # the language data say that it is a no
        ("no thanks", "deny", False, "deny"),
        ("yes", "affirm", False, "affirm"),
        ("no it is not in the shed", "thank", False, "thank"),
    ],
)
def test_a_no_that_clearly_tells_something_of_an_order_is_more_than_that(text, intent, known, result):
    component = QuestionMatcher({}, None, None)
    component._matcher = CertainMatcher(())
    assert processed(component, text, intent, known) == result


def test_a_no_that_is_merely_near_to_something_stays_one():
    assert says_more(matched(CLEAR - 0.01, "order/status"), {"name": "deny"}) is None
    assert says_more(matched(0.99, "faq/return_label"), {"name": "deny"}) is None


class CertainMatcher:
    """Takes every text for the same question, and is certain of it."""

    def __init__(self, wordings):
        self.wordings = {normal(text) for text in wordings}

    def use(self, questions):
        """Any questions will do."""

    def match(self, text, slips, names_order=False):
        return matched(0.99, "order/what_next")

    def is_wording(self, text):
        return normal(text) in self.wordings


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SPRING20", "my discount code"),
        ("my code SPRING20 does nothing", "my discount code does nothing"),
        ("does the AX3000 have WPA3", "does the AX3000 have WPA3"),
        ("does it work with an iphone15", "does it work with an iphone15"),
        ("where is HW10023", "where is HW10023"),
    ],
)
def test_the_code_of_a_voucher_is_read_as_one(text, read):
    assert with_codes_named(text) == read


@pytest.mark.parametrize(
    ("confidence", "name", "probability", "intent"),
    [
        (0.5, "order_status", 0.4, "faq"),
        (0.5, "order_status", 0.2, None),  # not near enough
        (0.7, "order_status", 0.4, None),
        (0.5, "inform", 0.4, None),
    ],
)
def test_of_two_clearly_near_questions_it_is_asked_which(confidence, name, probability, intent):
    rivals = tuple(Match(f"faq/{each}", score, 0.5, 0.1, 0.1, 0.5) for each, score in (("a", 1.0), ("b", 0.9)))
    found = Matched(probability, rivals)
    assert found.outcome == "unsure"
    assert intent_of(found, {"name": name, "confidence": confidence}) == intent


@pytest.mark.parametrize(
    ("intent", "confidence", "distress", "meant"),
    [
        ("chitchat", 0.35, 0.3, "problem_report"),
        ("chitchat", 0.9, 0.3, None),  # small talk, surely
        ("chitchat", 0.35, 0.1, None),
        ("order_status", 0.35, 0.3, None),
    ],
)
def test_distress_that_is_half_heard_gets_no_small_talk(intent, confidence, distress, meant):
    signals = [{"signal": "emotional", "confidence": distress}]
    assert upset({"name": intent, "confidence": confidence}, signals) == meant


@pytest.mark.parametrize(("confidence", "intent"), [(0.64, "faq"), (0.75, None)])
def test_a_certain_question_takes_the_place_of_an_intent_that_is_hardly_sure(confidence, intent):
    classified = {"name": "request_callback", "confidence": confidence}
    assert intent_of(matched(0.7, "faq/shop_phone"), classified) == intent


class Followed:
    """A matcher that notes which questions it is to use."""

    def __init__(self):
        self.used = []

    def use(self, questions):
        self.used.append(questions)


def test_each_process_follows_the_questions_itself():
    """A worker is forked from the process that has loaded the model, without its threads and perhaps hours later."""
    component = QuestionMatcher({}, None, None)
    component._matcher, component._live = Followed(), lambda: "the questions of now"
    component.process([])
    first = len(component._matcher.used)
    assert first and set(component._matcher.used) == {"the questions of now"}
    component._followed_in = -1  # as after a fork
    component.process([])
    assert len(component._matcher.used) > first
