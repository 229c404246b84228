"""The action that shows an order and answers what is asked about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.order_replies import ActionShowOrder
from actions.several_orders import picked
from baton.base.settings import read
from baton.bootstrap import bootstrap
from policies.action_names import SHOW_ORDER
from policies.order_followups import Which
from tests.support.log_events import tried

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
JANE = {
    "proved_orders": [{"order": n, "by": "email", "at": NOW.isoformat()} for n in ("10047", "10023", "10005")],
}


def proved(*numbers, by="postcode"):
    return {"proved_orders": [{"order": number, "by": by, "at": NOW.isoformat()} for number in numbers]}


def said(text, facet=None, intent="order_status", **entities):
    """A customer's message; `facet` is what the pipeline read in it."""
    ranking = [{"id": f"order/{facet}", "score": 0.9}] if facet else []
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    question = {"outcome": "answer" if facet else "none", "ranking": ranking}
    parsed = {"intent": {"name": "order_question" if facet else intent}, "question": question, "entities": found}
    return {"event": "user", "text": text, "parse_data": parsed}


FORM = {"event": "active_loop", "name": "order_form"}
DONE = {"event": "active_loop", "name": None}
SHOWN = {"event": "action", "name": SHOW_ORDER}


class Conversation:
    """The action in one conversation about an order that was found."""

    def __init__(self, orders, tmp_path, order_proof="required", **slots):
        settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_ORDER_PROOF": order_proof})
        container = bootstrap(settings, orders=orders, clock=lambda: NOW)
        self.action = ActionShowOrder(container)
        self.slots = {"order_number": "10047", **JANE, **slots}
        self.events = []
        self.set = {}

    def ask(self, *messages):
        """The bot's message to these messages of the customer's, of which all but the first answer the form."""
        self.events += [messages[0], FORM, *messages[1:], DONE]
        return self.run(messages[-1])

    def run(self, latest):
        """The bot's message, once all events but its own are there."""
        message = {**latest["parse_data"], "text": latest["text"]}
        tracker = Tracker("c1", self.slots, message, self.events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        self.set = {event["name"]: event["value"] for event in self.action.run(dispatcher, tracker, {})}
        self.slots |= self.set
        self.events.append(SHOWN)
        (message,) = dispatcher.messages
        return message


@pytest.fixture
def talk(orders, tmp_path):
    return Conversation(orders, tmp_path)


def test_the_card_comes_once_and_again_when_the_status_is_asked_anew(talk):
    first = talk.ask(said("where is 10047"))
    assert first["custom"]["card"]["number"] == "10047" and "out for delivery" in first["text"]
    assert not talk.ask(said("how much was it", "total"))["custom"]
    assert talk.ask(said("and where is it", "status"))["custom"]["card"]["number"] == "10047"
    assert not talk.ask(said("where is it", "status"))["custom"]


def test_a_question_about_an_order_that_is_not_shown_yet_is_answered_with_its_card(talk):
    proof = (said("10047", intent="inform"), said("SW1A 1AA", intent="inform"))
    message = talk.ask(said("how much was my order", "total"), *proof)
    assert "comes to £53.95" in message["text"] and message["custom"]["text"] == message["text"]


def test_the_question_of_an_earlier_turn_is_over(talk):
    talk.ask(said("how much was it", "total"))
    assert "comes to" not in talk.ask(said("where is it"))["text"]


def test_asked_again_the_answer_differs_and_a_person_is_offered(talk):
    texts = [talk.ask(said("where is it", "status"))["text"] for _ in range(4)]
    assert len({*texts}) == 4
    assert talk.set["offer"] == "person"
    talk.events += [said("hello", intent="greet"), {"event": "action", "name": "utter_greet"}]
    assert talk.ask(said("where is it", "status"))["text"] == texts[0]
    assert "offer" not in talk.set


def test_the_other_order_of_the_same_customer(talk):
    talk.ask(said("where is 10047"))
    message = talk.ask(said("and my other order", "other_orders"))
    assert {button["payload"] for button in message["buttons"]} == {"10005", "10023"}
    message = talk.ask(said("the one with the kettle", "other_item"))
    assert "Order 10023" in message["text"] and message["custom"]["card"]["number"] == "10023"
    assert talk.set["order_number"] == "10023"


def test_what_is_asked_of_the_other_order_is_answered_of_it(talk):
    talk.slots |= proved("10023", "10047")
    talk.ask(said("where is 10047"))
    asked = said("whats in the other one", "other_orders")
    asked["parse_data"]["question"]["ranking"].append({"id": "order/items", "score": 0.5})
    assert "Copper Whistle Kettle" in talk.ask(asked)["text"]
    assert talk.set["order_number"] == "10023"


def test_what_was_asked_with_the_number_is_answered_once_the_order_is_found(talk):
    asked = said("it's about our invoice, order 10047", order_number="10047")
    asked["parse_data"] |= {"intent": {"name": "account_help"}}
    asked["parse_data"]["question"] = {"outcome": "none", "ranking": [{"id": "order/invoice", "score": 0.09}]}
    assert "invoice of order 10047" in talk.ask(asked, said("SW1A 1AA", intent="inform", postcode="SW1A 1AA"))["text"]


def test_the_other_order_is_the_one_with_what_is_named(talk):
    talk.ask(said("where is 10047"))
    assert not talk.ask(said("no the other order, the desk lamp", "other_orders"))["buttons"]
    assert talk.set["order_number"] == "10047"


def test_an_order_that_was_chosen_from_the_list_is_shown(talk):
    """Not the list once more, although that was what the customer had asked for."""
    listed = {"event": "slot", "name": "requested_slot", "value": "order_candidates"}
    talk.events += [said("where are my orders", "all_orders"), FORM, listed, said("10047", order_number="10047"), DONE]
    assert talk.run(talk.events[-2])["custom"]["card"]["number"] == "10047"


def test_an_item_of_another_order_leads_there_and_its_own_question_is_answered(talk):
    talk.ask(said("where is 10047"))
    assert talk.ask(said("what did the kettle cost", "item_price"))["text"] == "Copper Whistle Kettle costs £49.00."


def test_one_of_several_orders_by_its_place(talk):
    talk.slots["order_candidates"] = ["10047", "10023"]
    talk.events += [said("10047 10023"), FORM, DONE]
    action, latest = talk.action, said("10047 10023")
    tracker = Tracker("c1", talk.slots, latest["parse_data"], talk.events, False, None, {}, "action_listen")
    talk.slots |= {event["name"]: event["value"] for event in action.run(CollectingDispatcher(), tracker, {})}
    talk.events.append(SHOWN)
    assert talk.slots["order_answers"]["listed"] == ["10047", "10023"]
    assert {"lamp", "kettle"} <= {*talk.slots["order_answers"]["names"]}
    assert "Order 10023" in talk.ask(said("where is the second"))["text"]
    assert talk.slots["order_number"] == "10023"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (said("when did i order the second one"), "order 10023 on"),
        (said("what about the first", "oldest_order", "order_status"), "10047"),
    ],
)
def test_the_place_says_which_order_and_the_words_what_is_asked(talk, message, words):
    talk.slots["order_answers"] = {"number": "10047", "facet": "total", "times": 1, "cards": ["10047", "10023"]}
    talk.events += [said("…"), SHOWN]
    assert words in no_form(talk, message)["text"]


def test_of_two_questions_that_are_as_near_the_words_say_which(talk):
    talk.slots |= {"order_number": "10005", "order_answers": {"number": "10005", "facet": "status", "times": 1}}
    talk.events += [said("…"), SHOWN]
    message = said("how many bulbs did i get", "items")
    message["parse_data"]["question"]["ranking"].append({"id": "order/item_count", "score": 0.89})
    assert "3 × Filament Bulb" in no_form(talk, message)["text"] and "Cushion" not in str(talk.set)


def test_a_thing_that_is_only_named_is_that_of_the_order_that_has_it(talk):
    talk.slots |= {"order_answers": {"number": "10047", "facet": "status", "times": 1, "names": ["kettle", "lamp"]}}
    talk.events += [said("…"), SHOWN]
    assert "In order 10023" in talk.ask(said("and the kettle"))["text"] or talk.slots["order_number"] == "10023"


def test_the_oldest_is_that_of_all_orders(talk):
    talk.slots["order_answers"] = {"number": "10047", "facet": "status", "times": 1, "cards": ["10047", "10023"]}
    talk.events += [said("…"), SHOWN]
    assert "oldest of them is order 10005" in talk.ask(said("and the oldest one", "oldest_order"))["text"]


def test_whoever_misses_a_parcel_and_asks_what_to_do_is_not_told_that_all_is_well(talk):
    talk.slots["order_number"] = "10005"
    talk.ask(said("it says delivered but it isn't here", "delivered_but_missing"))
    text = talk.ask(said("what do I do now", "what_next"))["text"]
    assert "Nothing more is needed" not in text and "person" in text


def test_an_order_that_was_named_by_its_number_stays(talk):
    message = talk.ask(said("where's the kettle, order 10047", order_number="10047"))
    assert "Order 10047" in message["text"]


def test_the_order_before_and_the_newest(talk):
    assert "Order 10023" in talk.ask(said("what did i order before that", "previous_order"))["text"]
    assert "Order 10005" in talk.ask(said("and before that", "previous_order"))["text"]
    assert "Order 10005 is the earliest" in talk.ask(said("and before that", "previous_order"))["text"]
    assert "Order 10047" in talk.ask(said("my newest order", "newest_order"))["text"]


def test_orders_that_were_not_proved_are_not_there(orders, tmp_path):
    """Also those that the same address or postcode would prove: a proof belongs to one order."""
    talk = Conversation(orders, tmp_path, **proved("10047"))
    for text, facet in (("show me all my orders", "all_orders"), ("and my other order", "other_orders")):
        message = talk.ask(said(text, facet))
        assert "only one that I can see" in message["text"] or "no other order" in message["text"]
        assert not message["buttons"]


@pytest.mark.parametrize(
    ("slots", "street"),
    [
        (proved("10047", by="email"), False),
        (proved("10047"), False),
        ({"identity": {"email": "jane.doe@example.com"}}, True),
        ({"identity": {"email": "ben.hall@example.com"}}, False),
    ],
)
def test_the_street_is_shown_to_whoever_is_logged_in(orders, tmp_path, slots, street):
    text = Conversation(orders, tmp_path, **slots).ask(said("where is it going", "address"))["text"]
    assert ("Horse Guards" in text) is street and "London" in text
    assert ("SW1A 1AA" in text) is street


def test_weights_come_from_the_products(orders, tmp_path):
    talk = Conversation(orders, tmp_path, order_number="10023")
    assert "Copper Whistle Kettle weighs 0.9 kg." in talk.ask(said("how heavy is the kettle", "item_weight"))["text"]


def test_what_was_answered_of_an_order_that_needs_care_is_in_the_log(orders, tmp_path):
    talk = Conversation(orders, tmp_path, order_number="10020", **proved("10020"))
    talk.ask(said("where is 10020"))
    assert talk.set["attempt"]["task"] == "non_standard_order" and talk.set["attempt"]["facet"] == "status"
    assert talk.set["offer"] == "person"
    talk.ask(said("how much was it", "total"))
    assert "attempt" not in talk.set


def test_a_question_of_the_shop_s_that_fits_the_order_is_answered_of_the_order(talk):
    talk.ask(said("where is 10047"))
    talk.ask(said("how much was it", "total"))
    door = said("can they leave it in the porch", intent="faq")
    ranking = ("faq/delivery_safe_place", "order/safe_place", "order/notice")
    door["parse_data"]["question"] = {"outcome": "answer", "ranking": [{"id": each, "score": 0.5} for each in ranking]}
    talk.events.append(door)
    assert "a neighbour or a safe place" in talk.run(door)["text"]


def test_a_question_that_is_not_clear_gets_the_nearest_ones_once_the_status_was_given(talk):
    talk.ask(said("where is it", "status"))
    asked = said("and the other thing with it")
    ranking = [{"id": each, "score": 0.01} for each in ("faq/care_knives", "order/day", "order/parcels")]
    asked["parse_data"]["question"] = {"outcome": "none", "ranking": ranking}
    first = talk.ask(asked)
    assert "not sure what you'd like to know about order 10047" in first["text"] and not first["custom"]
    assert [each["title"] for each in first["buttons"]] == [
        "On which day does it come?",
        "In how many parcels does it come?",
    ]
    assert talk.set["offer"] == "person" and talk.set["attempt"]["outcome"] == "asked_back"
    again = talk.ask(said("you know, that"))
    assert again["text"] != first["text"] and again["buttons"]
    assert talk.ask(said("where is it", "status"))["custom"]["card"]["number"] == "10047"


def test_a_question_that_is_not_clear_gets_the_status_if_it_was_not_given_yet(talk):
    talk.ask(said("how much was it", "total"))
    assert "out for delivery" in talk.ask(said("tell me about it"))["text"]


def test_the_status_that_is_asked_for_again_is_no_unclear_question(talk):
    talk.ask(said("where is it", "status"))
    talk.ask(said("where is it", "status"))
    talk.ask(said("where is order 10047", order_number="10047"))
    assert "not sure" not in talk.ask(said("SW1A 1AA", intent="inform", postcode="SW1A 1AA"))["text"]


def test_an_unknown_facet_is_answered_by_the_status(talk):
    assert "out for delivery" in talk.ask(said("does it sing", "singing"))["text"]


def test_the_answer_to_the_list_of_the_form_is_no_question(talk):
    """The form has found the order by it already: "not the first, the other one" leads nowhere else."""
    chosen = said("not the first, the other one", "other_orders")
    listed = {"event": "slot", "name": "requested_slot", "value": "order_candidates"}
    talk.events += [said("where is my order"), FORM, listed, chosen, DONE]
    assert talk.run(chosen)["custom"]["card"]["number"] == "10047"


def test_several_orders_that_were_chosen_together_are_all_shown_but_none_without_proof(orders, tmp_path):
    slots = {"order_number": "10023", "order_candidates": ["10023", "10047", "10020"], **proved("10023", "10047")}
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=lambda: NOW)
    dispatcher = CollectingDispatcher()
    events = [said("both please")]
    tracker = Tracker("c1", slots, events[0], events, False, None, {}, "action_listen")
    cleared = ActionShowOrder(container).run(dispatcher, tracker, {})
    assert [message["custom"]["card"]["number"] for message in dispatcher.messages] == ["10023", "10047"]
    slots = {event["name"]: event["value"] for event in cleared}
    assert slots["order_candidates"] is None
    assert (slots["order_answers"]["number"], set(slots["order_answers"]["cards"])) == ("10023", {"10023", "10047"})


def no_form(talk, message):
    """The answer to a message that began no form, as after another answer about an order."""
    talk.events.append(message)
    return talk.run(message)


@pytest.fixture
def two(talk):
    """Two orders have been shown: 10047 (£53.95) and the older 10005 (£100.00)."""
    talk.ask(said("where is 10047"))
    talk.slots["order_number"] = "10005"
    talk.ask(said("where is 10005", order_number="10005"))
    return talk


def test_the_total_of_both(two):
    text = no_form(two, said("total of both please", "total"))["text"]
    assert "10005 comes to £100.00" in text and "10047 comes to £53.95" in text and text.endswith("£153.95 together.")


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("which one is older", "10005", "The oldest of them is order 10005"),
        ("which is the newer one", "10047", "The newest of them is order 10047"),
        ("which was cheaper", "10047", "with £53.95 in all"),
        ("the most expensive one?", "10005", "with £100.00 in all"),
    ],
)
def test_which_of_them_it_is(two, text, number, words):
    assert words in no_form(two, said(text, intent="product_question"))["text"]
    assert two.set["order_number"] == number


def test_a_question_about_both_is_answered_for_each(two):
    text = no_form(two, said("which carrier has both", "carrier"))["text"]
    assert "order 10005 is" in text.lower() and "order 10047 is" in text.lower()


def test_of_the_list_all_are_shown(talk):
    talk.ask(said("show me all my orders", "all_orders"))
    message = said("all of them", intent="inform")
    talk.events.append(message)
    tracker = Tracker("c1", talk.slots, message, talk.events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    talk.action.run(dispatcher, tracker, {})
    assert {each["custom"]["card"]["number"] for each in dispatcher.messages} == {"10047", "10023", "10005"}


def test_not_that_one_leads_to_the_others(talk):
    talk.ask(said("where is 10047"))
    message = no_form(talk, said("not that one", intent="deny"))
    assert {button["payload"] for button in message["buttons"]} == {"10005", "10023"}


def test_my_oldest_and_my_cheapest_order_need_no_list(talk):
    assert "The oldest of them is order 10005" in talk.ask(said("my oldest order", "oldest_order"))["text"]
    assert "The cheapest of them is order 10047" in talk.ask(said("my cheapest order", "cheapest_order"))["text"]


def test_amounts_in_two_currencies_are_told_and_not_compared(two):
    other = replace(two.action.container.orders.by_number("10005"), currency="USD")
    assert picked(Which.CHEAPEST, [other, two.action.container.orders.by_number("10047")]) is None
    assert picked(Which.OLDEST, [other, two.action.container.orders.by_number("10047")]) is other


def test_a_no_to_the_offer_after_a_parcel_that_is_missing_has_an_answer_of_its_own(talk):
    talk.slots["order_number"] = "10005"
    talk.ask(said("it says delivered but it is not here", "delivered_but_missing"))
    assert talk.set["offer"] == {"kind": "person", "declined": "utter_order_missing_declined"}


def test_two_questions_in_one_message_are_both_answered(talk):
    talk.ask(said("where is 10047"))
    both = talk.ask(said("who is delivering it and how much did it cost?", intent="nlu_fallback"))["text"]
    assert "DPD" in both and "53.95" in both
    assert talk.set["order_answers"]["facet"] == "carrier"


def test_what_matters_of_one_message_ask_is_answered_too(talk):
    parsed = [said("what is in it", "items")["parse_data"], said("do I sign", "signature")["parse_data"]]
    message = said("what is in it, and do I have to sign", "items")
    message["parse_data"]["matters"] = [{**each, "text": "…"} for each in parsed]
    text = talk.ask(message)["text"]
    assert "1 × Folding Desk Lamp" in text and "sign" in text


@pytest.mark.parametrize("order_proof", ["required", "strict"])
def test_an_order_that_was_not_proved_is_nowhere_shown(orders, tmp_path, order_proof):
    talk = Conversation(orders, tmp_path, order_proof=order_proof, **proved("10047"))
    talk.ask(said("where is 10047"))
    message = talk.ask(said("and my other order", "other_orders"))
    assert "only one" in message["text"] and not message["buttons"]
    talk.slots["order_candidates"] = ["10047", "10023"]
    assert talk.ask(said("both", intent="inform"))["custom"]["card"]["number"] == "10047"


def test_nothing_is_said_twice_and_what_is_offered_comes_last(talk):
    talk.slots["order_number"] = "10010"
    text = talk.ask(said("where is it now, and when does it come?", "status"))["text"]
    assert text.count("Order 10010 has not been scanned") == 1
    assert text.endswith("?") and text.count("?") == 1


def test_what_answers_the_forms_question_asks_nothing_about_the_order(talk):
    number = said("which postcode do you mean", "postcode")
    assert (
        "out for delivery" in talk.ask(said("where is it", "status"), number, said("SW1A 1AA", intent="inform"))["text"]
    )
    unsure = said("how do I find that", "delivered_but_missing", intent="faq")
    unsure["parse_data"]["question"]["outcome"] = "unsure"
    assert "marked as" not in talk.ask(said("where is it", "status"), unsure, said("10047", intent="inform"))["text"]


def test_a_short_question_names_what_is_in_the_order(talk):
    talk.ask(said("where is 10047"))
    care = {"outcome": "answer", "ranking": [{"id": "faq/care_lamps", "score": 0.3}]}
    message = said("when does the lamp come", intent="faq")
    message["parse_data"]["question"] = care
    talk.events += [message]
    assert "out for delivery" in talk.run(message)["text"]


def test_where_it_is_asked_again_after_another_question_of_the_same_matter_is_said_in_other_words(talk):
    first = talk.ask(said("where is it", "status"))
    talk.ask(said("why is it late", "why_late"))
    again = talk.ask(said("can you find out where it is", "status"))
    assert again["text"] != first["text"] and not again["custom"]
    assert talk.set["offer"] == "person"


def test_what_comes_next_after_a_problem_is_said_in_other_words_the_second_time(talk):
    talk.events += [
        said("my kettle has a scratch", intent="problem_report"),
        tried("problem_report", "asked", "damaged"),
    ]
    first = talk.ask(said("where is 10047", "status"))
    assert "put right by a person" in first["text"] and first["custom"]["card"]
    again = talk.ask(said("what happens now", "what_next"))
    assert "one of our team" in again["text"] and "out for delivery" not in again["text"] and not again["custom"]
    assert talk.set["offer"] == "person"
    assert "nothing newer" in talk.ask(said("where is it", "status"))["text"]
