"""Every offer of the bot is kept: whatever text made it, and however the customer agrees."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import decide
from policies.facts_fold import facts
from policies.offer_answers import OfferAnswer, offer_answers
from policies.offers import ACKNOWLEDGED, KINDS, OFFERED_AGAIN, next_action
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)

OFFERS = re.compile(
    r"(?<!what )(?<!whom )(?:"
    r"\b(?:shall|should|may|can) (?:I|we) (?:pass|put|bring|book|arrange|look|call|ask|get|connect)|"
    r"\b(?:would|do) you (?:like|want) (?:me to|us to|another)|\b(?:I|we) can (?:pass|put|bring|book|connect) )",
    re.I,
)
QUESTION = re.compile(r"\?[\s)\"]*$")
AGREEMENTS = (
    *("yes please", "go on then", "that would be great", "ok do that", "please do", "sure why not", "can you?"),
    *("Yeah, go ahead.", "ok", "would you mind?", "absolutely, thank you", "I'd like that", "👍", "Yes! Thanks"),
    *("yeahhh", "yh go on", "hell yes", "mhm", "if it helps", "i guess", "alrite", "👌", "pls do"),
    *("if you could", "alright then", "yes, it's been two weeks now", "let’s do that", "YES", "oh yes please"),
)
REFUSALS = (
    "no",
    "nooo",
    "no worries",
    "I'll do it myself",
    "no thanks",
    "nah im ok",
    "not now",
    "No, that's all, thank you.",
    "I'd rather not",
    "don't bother",
)
OTHERS = (
    "where is 10023",
    "they have it",
    "ja wo ist es",
    "go away",
    "yes but first tell me the price",
    "can you tell me where it is",
    "thanks",
    "hm",
    "",
)
REPEATS = {
    "person": "a person please",
    "callback": "call me back",
    "order": "look it up",
    "question": "its my question",
}


def responses():
    """Every text that the bot says by itself, with its metadata."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for name, variations in domain["responses"].items():
        for variation in variations:
            yield pytest.param(variation["text"], (variation.get("metadata") or {}).get("offer"), id=name)
    for path in sorted((ROOT / "data" / "faq").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["faq"]:
            for variation in block.get("answer", ()):
                yield pytest.param(variation["text"], block.get("offer"), id=f"faq/{block['id']}")


@pytest.mark.parametrize(("text", "offer"), responses())
def test_a_text_that_offers_says_what_it_offers_and_the_other_way_round(text, offer):
    assert offer is None or offer in KINDS
    if OFFERS.search(text):
        assert offer is not None, "metadata: {offer: ...} is missing"
    if offer is not None and "Haan" not in text:  # in another language the intent says what a yes is
        assert QUESTION.search(text), "an offer is the question at the end, so that ok is an answer to it"


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("If that fails, I can pass you to a person.", True),
        ("Shall I look one up?", True),
        ("Would you like another one?", True),
        ("I can look up an order. What can I do for you?", False),
        ("What would you like me to look at?", False),
    ],
)
def test_what_counts_as_an_offer(text, offers):
    assert (OFFERS.search(text) is not None) is offers


def test_every_reply_to_a_no_is_there():
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    named = [(each.get("metadata") or {}).get("declined") for texts in domain.values() for each in texts]
    for path in (ROOT / "data" / "faq").glob("*.yml"):
        named += [block.get("declined") for block in yaml.safe_load(path.read_text(encoding="utf-8"))["faq"]]
    assert any(named) and {name for name in named if name} <= set(domain)


@pytest.mark.parametrize("by", ["metadata", "slot"])
def test_a_no_may_have_a_reply_of_its_own(by):
    offer = {"kind": "person", "declined": "utter_look_first"}
    made = [slot("offer", offer)] if by == "slot" else []
    talk = [*offered("person", declined="utter_look_first" if by == "metadata" else None), *made]
    current = facts([*talk, user("no", "deny")])
    assert next_action(current, "action_listen", None) == "utter_look_first"
    assert next_action(current, "utter_look_first", None) == "action_listen"
    assert decide(facts([*talk, user("yes please", "affirm")]), POLICY).trigger == "explicit_request"


def offered(kind, text="Shall I?", **more):
    """A message that the bot answers with an offer."""
    said = {"event": "bot", "text": text, "metadata": {"metadata": {"offer": kind, **more}}}
    return [user("my code fails", "account_help"), said]


def answered(kind, reply, intent="nlu_fallback", text="Shall I?", **parsed):
    return facts([*offered(kind, text), user(reply, intent, at=9, **parsed)])


#: What keeps each offer.
KEPT = {"callback": "callback_form", "order": "order_form", "question": "action_answer_question"}
INTENTS = st.sampled_from(["affirm", "nlu_fallback", "stop", "chitchat", "thank", "deny", "capabilities"])


@given(st.sampled_from(KINDS), st.sampled_from(AGREEMENTS), INTENTS)
def test_every_agreement_keeps_every_offer_whatever_intent_was_read(kind, reply, intent):
    current = answered(kind, reply, intent)
    decision = decide(current, POLICY)
    if kind == "person":
        assert decision is not None and decision.trigger == "explicit_request"
    else:
        assert decision is None
        assert next_action(current, "action_listen", None) == KEPT[kind]


@given(st.sampled_from(KINDS), st.sampled_from(REFUSALS), INTENTS)
def test_a_refusal_is_no_failure_and_leads_to_nobody(kind, reply, intent):
    heard = {"explicit_human": 0.9} if kind == "person" else {}  # the words of a refusal name what they refuse
    current = answered(kind, reply, intent, signals=heard)
    assert decide(current, POLICY) is None
    assert current.turn.understood and not current.not_understood
    assert next_action(current, "action_listen", None) == "utter_deny"
    assert next_action(current, "utter_deny", None) == "action_listen"


READ = ("ok thanks", "Great, thank you!", "k thx", "alright ta", "fine, cheers", "okay, thanks a lot 🙏")


@given(st.sampled_from(OFFERED_AGAIN), st.sampled_from(READ), INTENTS)
def test_who_only_says_that_it_was_read_starts_nothing_and_is_asked_once(kind, reply, intent):
    current = answered(kind, reply, intent)
    assert decide(current, POLICY) is None and current.turn.understood and current.turn.small_talk
    again = f"utter_acknowledged_{kind}"
    assert next_action(current, "action_listen", None) == again
    assert next_action(current, again, None) == "action_listen"
    asked = {"event": "bot", "text": "As well?", "metadata": {"metadata": {"offer": kind, "again": True}}}
    talk = [*offered(kind), user(reply, intent), asked]
    kept = facts([*talk, user("yes please", "affirm")])
    assert kept.turn.accepted == kind
    twice = facts([*talk, user(reply, intent)])
    assert next_action(twice, "action_listen", None) != again and twice.turn.accepted is None


@pytest.mark.parametrize("kind", OFFERED_AGAIN)
def test_the_offer_that_is_made_once_more_is_open(kind):
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    assert all(each["metadata"] == {"offer": kind, "again": True} for each in domain[f"{ACKNOWLEDGED}_{kind}"])


@pytest.mark.parametrize(
    ("said", "reply", "intent", "action"),
    [
        ("It comes tomorrow.", "okay", "chitchat", "utter_acknowledged"),
        ("It comes tomorrow.", "👍", "nlu_fallback", "utter_acknowledged"),
        ("It comes tomorrow.", "super thx", "nlu_fallback", "utter_acknowledged"),
        ("It comes tomorrow.", "thanks", "thank", None),
        ("What is it about?", "good", "affirm", "utter_affirm"),
        (None, "👍", "nlu_fallback", "utter_affirm"),
        ("It comes tomorrow.", "ok and the lamp", "nlu_fallback", None),
    ],
)
def test_an_ok_after_an_answer_is_no_question(said, reply, intent, action):
    before = [user("when", "order_status"), {"event": "bot", "text": said}] if said else []
    current = facts([*before, user(reply, intent)])
    assert next_action(current, "action_listen", None) == action
    assert action is None or current.turn.understood


@pytest.mark.parametrize(
    "reply", ["well i dont have it", "no, I haven't got it", "nope it's not here", "No it hasn't come"]
)
def test_that_something_is_not_there_is_no_answer_to_an_offer(reply):
    assert offer_answers().read(reply, "person", "deny") is OfferAnswer.OTHER
    current = facts([*offered("person"), SHOWN_ORDER[-1], user(reply, "deny", question=MISSING)])
    assert current.turn.declined is None and next_action(current, "action_listen", None) == "action_show_order"


@pytest.mark.parametrize(("reply", "answer"), [("yes, I don't have it", "yes"), ("i don't want to", "no")])
def test_a_yes_and_a_no_stay_what_they_are(reply, answer):
    assert offer_answers().read(reply, "person", "deny").value == answer


@pytest.mark.parametrize("reply", ["it isn't in there", "but that is not on the page", "I never got one"])
def test_what_is_read_as_a_no_and_refuses_nothing_is_no_refusal(reply):
    assert offer_answers().read(reply, "person", "deny") is OfferAnswer.OTHER
    assert next_action(answered("person", reply, "deny"), "action_listen", None) == "utter_not_helped"


@pytest.mark.parametrize(
    "reply",
    ["no there was only one parcel", "no I'd rather have a new one than money", "no the box was fine, its the glass"],
)
def test_a_no_that_says_how_things_are_refuses_nobody(reply):
    current = answered("person", reply, "deny")
    assert current.turn.declined is None and current.turn.understood
    assert next_action(current, "action_listen", None) == "utter_offered_after_no"
    assert decide(current, POLICY) is None
    nowhere = answered("callback", reply, "deny")
    assert next_action(nowhere, "action_listen", None) == "utter_not_helped"


@pytest.mark.parametrize(
    "reply", ["no I'll just wait till friday", "no i will ring the carrier", "I don't want a person, I want my lamp"]
)
def test_a_no_of_somebody_who_does_without_is_a_refusal(reply):
    assert next_action(answered("person", reply, "deny"), "action_listen", None) == "utter_deny"


@pytest.mark.parametrize(
    ("intent", "outcome", "near", "action"),
    [
        ("account_help", "none", 0.09, "order_form"),
        ("account_help", "unsure", 0.02, None),
        ("account_help", "answer", 0.09, None),
        ("thank", "none", 0.09, None),
    ],
)
def test_a_question_that_names_an_order_and_is_as_near_to_one_is_looked_up(intent, outcome, near, action):
    ranking = [{"id": "order/invoice", "score": near}, {"id": "faq/invoice_get", "score": 0.08}]
    question = {"outcome": outcome, "ranking": sorted(ranking, key=lambda each: -each["score"])}
    named = [{"entity": "order_number", "value": "10012"}]
    current = facts([user("it's about our invoice, order 10012", intent, question=question, entities=named)])
    assert next_action(current, "action_listen", None) == action
    if action:
        assert next_action(current, action, None) == "action_show_order"


@pytest.mark.parametrize(
    ("reply", "intent", "outcome", "misses"),
    [
        ("I can't find the e-mail", "faq", "none", True),
        ("it isn't in my inbox", "nlu_fallback", "none", True),
        ("I can't find a size guide", "faq", "answer", False),
        ("why can't I find it?", "faq", "none", False),
        ("I can't find my son", "emotional", "none", False),
    ],
)
def test_who_does_not_find_what_an_answer_names_is_offered_a_person(reply, intent, outcome, misses):
    answer = {"task": "question", "outcome": "answered", "detail": "Where?", "goes_on": ["faq/invoice_get"]}
    talk = [user("where is my invoice", "faq"), slot("attempt", answer)]
    current = facts([*talk, user(reply, intent, question={"outcome": outcome, "ranking": []})])
    assert (next_action(current, "action_listen", None) == "utter_offered_after_no") is misses
    nothing = facts([user(reply, intent, question={"outcome": outcome, "ranking": []})])
    assert next_action(nothing, "action_listen", None) != "utter_offered_after_no"


def test_a_no_of_somebody_who_does_without_is_no_complaint():
    waits = facts([user("where is it", "order_status"), user("no ill just wait for it then", "deny")])
    assert next_action(waits, "action_listen", None) == "utter_deny"


def test_that_a_parcel_is_missing_is_about_where_it_is_and_about_nothing_else():
    said = user("it's not in there", "deny", question=MISSING)
    for facet, action in (("status", "action_show_order"), ("invoice", "utter_not_helped")):
        shown = slot("order_answers", {"cards": ["10005"], "facet": facet})
        current = facts([user("…", "order_status"), shown, said])
        assert next_action(current, "action_listen", None) == action


def test_i_looked_everywhere_is_not_settled():
    said = user("searched the whole house", "solved", question=MISSING)
    said["parse_data"]["intent"]["confidence"] = 0.4
    assert next_action(facts([*SHOWN_ORDER, said]), "action_listen", None) == "action_show_order"
    said["parse_data"]["intent"]["confidence"] = 0.9
    assert next_action(facts([*SHOWN_ORDER, said]), "action_listen", None) is None


def test_what_a_call_is_about_is_no_request_for_an_order():
    for text, begins in (("it's about my order, not here", None), ("where is my order", "order_form")):
        current, form = in_form("callback_name", text, "order_status")
        assert next_action(current, "action_listen", form) == begins


def test_a_goodbye_leaves_the_form():
    current, form = in_form("callback_contact", "ok bye, thanks", "goodbye")
    assert next_action(current, "action_listen", form) == "utter_goodbye"
    assert next_action(current, "utter_goodbye", None) == "action_listen"
    current, form = in_form("callback_contact", "bye the way it is 0161 496 0000", "goodbye")
    assert next_action(current, "action_listen", form) is None


def test_a_form_that_takes_the_place_of_another_one_without_ending_it_has_interrupted_it():
    begun = [user("…"), loop("callback_form"), user("first tell me where it is", "order_status"), loop("order_form")]
    assert next_action(facts([*begun, *ORDER_SHOWN]), "action_show_order", None) == "utter_resume_callback"


@pytest.mark.parametrize("reply", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_another_matter_is_neither(kind, reply):
    assert offer_answers().read(reply, kind) is OfferAnswer.OTHER
    current = answered(kind, reply, "order_status")
    assert decide(current, POLICY) is None
    assert next_action(current, "action_listen", None) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_an_offer_accept_that_offer_and_no_other(kind):
    for named, words in REPEATS.items():
        assert (offer_answers().read(words, kind) is OfferAnswer.YES) is (named == kind)


def test_after_a_statement_ok_only_says_that_it_was_read():
    assert decide(answered("person", "ok", "chitchat", text="I can pass you on."), POLICY) is None
    assert decide(answered("person", "ok", "chitchat", text="Shall I pass you on?)"), POLICY) is not None
    assert decide(answered("person", "yes", "chitchat", text="I can pass you on."), POLICY) is not None


def test_the_gravest_wins_over_a_yes():
    decision = decide(answered("callback", "yes please", signals={"health_safety": 0.9}), POLICY)
    assert decision is not None and decision.category == "health_safety"


def test_an_offer_is_open_for_one_message_and_for_a_moment_that_the_customer_asks_for():
    talk = offered("person")
    assert decide(facts([*talk, user("how long is it", "return_policy"), user("yes", "affirm")]), POLICY) is None
    assert decide(facts([*talk, user("one moment", "wait"), user("yes", "affirm")]), POLICY) is not None


def test_a_yes_to_what_a_form_reads_back_is_no_yes_to_an_offer():
    form = [{"event": "active_loop", "name": "callback_form"}, slot("requested_slot", "callback_confirmed")]
    assert decide(facts([*form, *offered("person"), user("yes", "affirm")]), POLICY) is None
    form[1] = slot("requested_slot", "callback_topic")
    assert decide(facts([*form, *offered("person"), user("yes", "affirm")]), POLICY) is not None
    assert facts([*form, *offered("person"), user("no", "deny")]).turn.declined is None


def test_an_accepted_form_that_is_complete_at_once_is_carried_out():
    current = answered("order", "yes please")
    assert next_action(current, "order_form", "order_form") is None  # it asks for the order
    assert next_action(current, "order_form", None) == "action_show_order"
    assert next_action(current, "action_show_order", None) == "action_listen"


def in_form(asked, text, intent, confidence=0.9):
    message = user(text, intent)
    message["parse_data"]["intent"]["confidence"] = confidence
    form = "callback_form" if asked.startswith("callback") else "order_form"
    return facts([{"event": "active_loop", "name": form}, slot("requested_slot", asked), message]), form


@pytest.mark.parametrize(
    ("asked", "intent", "confidence", "action"),
    [
        ("order_number", "request_callback", 0.9, "callback_form"),
        ("customer_email", "request_callback", 0.4, None),
        ("callback_contact", "order_status", 0.9, "order_form"),
        ("callback_topic", "order_status", 0.9, None),  # that is what the call is about
        ("callback_name", "request_callback", 0.9, None),
        ("order_number", "order_status", 0.9, None),
    ],
)
def test_who_asks_in_one_form_for_what_the_other_does_gets_it(asked, intent, confidence, action):
    current, form = in_form(asked, "…", intent, confidence)
    assert next_action(current, "action_listen", form) == action
    assert action is None or next_action(current, action, action) is None  # the other form goes on by itself


def loop(name):
    return {"event": "active_loop", "name": name}


def uttered(name, offer):
    return {"event": "bot", "text": "Shall I?", "metadata": {"utter_action": name, "metadata": {"offer": offer}}}


def switched(first, second):
    """A form that another one has interrupted, which is still running."""
    return [user("…", "inform"), loop(first), user("…", "inform"), loop(None), loop(second)]


ORDER_SHOWN = [user("SW1A 1AA", "inform"), loop(None), slot("order_answers", {"cards": ["10047"]})]
BOOKED = [user("yes", "affirm"), loop(None), slot("attempt", {"task": "callback", "outcome": "booked"})]


@pytest.mark.parametrize(
    ("first", "second", "done", "action", "resume", "offer"),
    [
        ("callback_form", "order_form", ORDER_SHOWN, "action_show_order", "utter_resume_callback", "callback"),
        ("order_form", "callback_form", BOOKED, "action_book_callback", "utter_resume_order", "order"),
    ],
)
def test_a_form_that_another_one_interrupted_is_offered_again_once(first, second, done, action, resume, offer):
    talk = [*switched(first, second), *done]
    assert next_action(facts(talk), action, None) == resume
    assert next_action(facts(talk), resume, None) == "action_listen"
    asked = [*talk, uttered(resume, offer)]
    assert facts(asked).interrupted is None
    assert next_action(facts([*asked, user("yes please", "affirm")]), "action_listen", None) == first
    assert next_action(facts([*asked, user("no thanks", "deny")]), "action_listen", None) == "utter_deny"
    assert next_action(facts([*asked, *ORDER_SHOWN]), "action_show_order", None) is None


def test_a_form_that_was_left_is_not_offered_again():
    left = [user("…"), loop("callback_form"), user("forget it", "stop"), loop(None), user("…"), loop("order_form")]
    assert next_action(facts([*left, *ORDER_SHOWN]), "action_show_order", None) is None


def test_a_form_that_was_gone_on_with_is_not_offered_again():
    talk = [*switched("callback_form", "order_form"), user("call me", "request_callback"), loop(None)]
    again = [*talk, loop("callback_form"), user("yes", "affirm"), loop(None), user("…"), loop("order_form")]
    assert facts([*again, *ORDER_SHOWN]).interrupted is None


SHOWN_ORDER = [user("where is it", "order_status"), slot("order_answers", {"cards": ["10005"]})]
MISSING = {"outcome": "unsure", "ranking": [{"id": "order/delivered_but_missing", "score": 0.13}]}


@pytest.mark.parametrize(
    ("before", "text", "intent", "question", "action"),
    [
        (SHOWN_ORDER, "never got it", "deny", MISSING, "action_show_order"),
        (SHOWN_ORDER, "yes i looked everywhere", "affirm", MISSING, "action_show_order"),
        (SHOWN_ORDER, "no email came", "deny", {"outcome": "none", "ranking": []}, "utter_not_helped"),
        ([user("i forgot my password", "faq")], "never got it", "deny", MISSING, "utter_not_helped"),
        ([user("i forgot my password", "faq")], "yes it came", "affirm", MISSING, None),
        (SHOWN_ORDER, "no thanks", "deny", MISSING, None),
        (SHOWN_ORDER, "no", "deny", MISSING, None),
        (SHOWN_ORDER, "never got it", "thank", MISSING, None),
    ],
)
def test_a_yes_or_no_to_nothing_that_was_offered_may_say_more(before, text, intent, question, action):
    current = facts([*before, user(text, intent, question=question)])
    assert next_action(current, "action_listen", None) == action
    answered_now = [slot("order_answers", {"cards": ["10005"]})] if action == "action_show_order" else []
    after = facts([*before, user(text, intent, question=question), *answered_now])
    assert action is None or next_action(after, action, None) == "action_listen"


def test_in_a_form_a_no_belongs_to_its_question():
    talk = [loop("order_form"), slot("requested_slot", "order_number"), user("no email came", "deny", question=MISSING)]
    assert next_action(facts(talk), "action_listen", "order_form") is None


def test_in_a_form_only_the_words_of_an_answer_are_a_yes():
    form = [{"event": "active_loop", "name": "callback_form"}, slot("requested_slot", "callback_time")]
    assert facts([*form, *offered("person"), user("any time on friday", "affirm")]).turn.accepted is None
    assert facts([*form, *offered("person"), user("yes a person please", "affirm")]).turn.accepted == "person"


REFUSED = {"event": "bot", "text": "We don't sell sofas, as far as I can see."}


@pytest.mark.parametrize("reply", ["why not", "Why not?", "how come?", "but why can't you"])
def test_why_not_after_a_refusal_is_a_question(reply):
    refused = {"event": "bot", "text": "No colours are listed for it. Shall I pass you to a person?"}
    for before in ([REFUSED], [refused, slot("offer", "person")]):
        current = facts([user("is it in red", "product_question"), *before, user(reply, "affirm")])
        assert current.turn.accepted is None and decide(current, POLICY) is None
        assert next_action(current, "action_listen", None) == "action_answer_question"
        assert next_action(current, "action_answer_question", None) == "action_listen"


@pytest.mark.parametrize("reply", ["why not, go on", "sure, why not"])
def test_why_not_with_a_yes_agrees(reply):
    offer = {"event": "bot", "text": "I can't say. Shall I pass you to a person?"}
    current = facts([user("is it in red", "product_question"), offer, slot("offer", "person"), user(reply, "affirm")])
    assert current.turn.accepted == "person"


def test_why_not_of_an_order_that_is_not_there_is_about_the_order():
    shown = slot("order_answers", {"cards": ["10005"], "facet": "day"})
    current = facts(
        [user("when", "order_status"), shown, {"event": "bot", "text": "It is not here yet."}, user("why not")]
    )
    assert next_action(current, "action_listen", None) is None


def test_before_anything_was_answered_nothing_can_have_failed_to_help():
    first = facts([user("hiya got the wrong thing", "not_helped")])
    assert next_action(first, "action_listen", None) == "action_answer_question"
    answer = slot("attempt", {"task": "question", "outcome": "answered", "detail": "What does delivery cost?"})
    later = facts([user("how much is delivery", "faq"), answer, user("got the wrong thing", "not_helped")])
    assert next_action(later, "action_listen", None) is None


def test_a_no_with_thanks_is_content():
    assert next_action(facts([user("no thats ok ill do that. thanks", "deny")]), "action_listen", None) == "utter_deny"
    said = next_action(facts([user("no it went somewhere else entirely", "deny")]), "action_listen", None)
    assert said == "utter_not_helped"
