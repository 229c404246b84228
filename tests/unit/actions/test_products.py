"""Answers about products as customers read them."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.products import ActionAnswerProduct, ActionPlaceOrder, find
from baton.base.settings import read
from baton.bootstrap import bootstrap


class Chat:
    """One customer who asks about products; slots are kept from message to message."""

    def __init__(self, container):
        self.action = ActionAnswerProduct(container)
        self.slots = {}
        self.buttons = []
        self.responses = []

    def ask(self, text, nearest=None, events=(), corrected=(), outcome="answer"):
        """What is answered; `nearest` is the shop's question that the message is like, with its score and the
        `outcome`, `corrected` the words that are slips."""
        question = {"outcome": outcome, "ranking": [{"id": nearest[0], "score": nearest[1]}]} if nearest else None
        message = {"text": text, "intent": {"name": "product_question"}, "entities": [], "question": question}
        message["corrected_words"] = list(corrected)
        tracker = Tracker("c1", self.slots, message, list(events), False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        self.slots.pop("offer", None)
        events = self.action.run(dispatcher, tracker, {})
        if events and events[0]["event"] == "followup":
            return events[0]["name"]
        self.slots |= {event["name"]: event["value"] for event in events}
        self.buttons = dispatcher.messages[0]["buttons"]
        self.responses = [message.get("response") for message in dispatcher.messages]
        return dispatcher.messages[0]["text"]


@pytest.fixture
def chat(tmp_path, orders, catalogue):
    clock = lambda: datetime(2026, 11, 29, 12, tzinfo=timezone.utc)  # noqa: E731
    settings = read({"BATON_VAR_DIR": str(tmp_path)})
    return Chat(bootstrap(settings, orders=orders, product_catalogue=catalogue, clock=clock))


def test_it_is_carried_on_from_message_to_message(chat):
    assert "Copper Whistle Kettle" in chat.ask("do you have the copper kettle")
    assert chat.ask("does it work on induction") == "Yes. Copper Whistle Kettle - hobs: gas, electric, induction."
    assert chat.ask("how much is it") == "Copper Whistle Kettle: £49.00, in stock."
    assert chat.ask("and the electric one?") == "Quiet Electric Kettle: £59.00, in stock."
    assert "62 dB" in chat.ask("which is quieter")
    assert chat.slots["attempt"]["outcome"] == "answered"


def test_the_short_forms_of_chats_are_read_as_written_out(chat):
    assert "don't sell tents" in chat.ask("do u sell tents")
    assert "don't sell rugs" in chat.ask("and rugs?")


def test_colours_are_said_in_a_sentence(chat):
    assert chat.ask("what colours does the casserole come in") == (
        "The Cast Iron Casserole comes in ember red, slate, cream."
    )
    assert chat.ask("does it come in slate") == "Yes - the Cast Iron Casserole comes in ember red, slate, cream."
    assert chat.ask("and in green?").startswith("I can't see the Cast Iron Casserole in green: it comes in ember red")


def test_in_a_talk_about_a_product_the_shops_answer_must_be_certain(chat):
    exchange = "faq/exchange_colour"
    assert chat.ask("can i get it in red", (exchange, 0.4)) == "action_answer_question"
    chat.ask("do you have the copper kettle")
    assert "Copper Whistle Kettle" in chat.ask("can i get it in red", (exchange, 0.4))
    assert chat.ask("can i get it in red", (exchange, 0.6)) == "action_answer_question"


def test_two_of_a_kind_are_compared_whatever_was_asked_before(chat):
    assert "can't promise it in red" in chat.ask("do you have the kettle in red")
    for text in ("compare the two kettles", "which kettle is better", "compare both"):
        assert chat.ask(text).startswith("Copper Whistle Kettle / Quiet Electric Kettle:"), text


def test_what_is_for_another_product_is_not_promised_to_fit_it(chat):
    said = chat.ask("do you have a plug for the hob")
    assert "Smart Plug Twin Pack" in said and "Whether it is right for the Linea Induction Hob" in said
    assert chat.slots["offer"] == "person"


def test_what_the_data_do_not_say_is_said_and_a_person_is_offered(chat):
    said = chat.ask("is the toaster available in red?")
    assert "can't promise it in red" in said and "person" in said
    assert chat.slots["offer"] == "person"
    assert chat.slots["attempt"] == {
        "task": "product_question",
        "outcome": "not_listed",
        "detail": "Four-Slice Toaster",
    }
    chat.ask("is the coffee machine available in red?")
    assert (chat.slots["attempt"]["task"], chat.slots["attempt"]["outcome"]) == ("product_specs", "not_listed")


def test_a_wish_to_be_informed_gets_a_person_or_a_call(chat):
    said = chat.ask("let me know when the air purifier is back please")
    assert "out of stock" in said and chat.slots["offer"] == "person"
    assert [button["title"] for button in chat.buttons] == ["Please pass me to a person", "Please call me back"]
    assert "in stock: 31" in chat.ask("tell me when the toaster is available again")


def test_what_is_not_sold_is_said_with_what_is(chat):
    said = chat.ask("have you got any bread bins?")
    assert said.startswith("We don't sell bread bins, as far as I can see.")
    chat.ask(chat.buttons[2]["payload"])
    assert "casserole" in chat.ask("Which products do you have in Kitchen?").lower()
    assert "offer" not in chat.slots


@pytest.mark.parametrize(
    "text", ["do you have a bigger casserole", "is there a smaller throw", "got any lighter vacuum"]
)
def test_another_one_of_a_kind_of_which_there_is_one_only(chat, text):
    assert chat.ask(text).startswith("There is only one of that kind here: the ")


def test_a_question_for_a_property_tells_of_no_trouble(chat):
    trouble = ("faq/device_trouble", 0.64)
    assert "“flicker free” is not in its data" in chat.ask("is the lamp flicker free", trouble)
    assert chat.ask("my lamp flickers", trouble) == "action_answer_question"
    how = ("faq/product_setup", 0.52)
    assert "Bluetooth" in chat.ask("which headphones connect to two phones at once", how)
    assert chat.ask("how do i pair the headphones", how) == "action_answer_question"


def test_who_asks_whether_something_is_sold_is_told_unless_an_answer_is_certain(chat):
    assert "don't sell curtains" in chat.ask("do u sell curtains", ("faq/stock_new", 0.38))
    assert chat.ask("do you sell refurbished things", ("faq/shop_second_hand", 0.7)) == "action_answer_question"


def test_what_the_shops_answers_have_left_open_is_not_handed_back_to_them(chat):
    near = ("faq/shop_second_hand", 0.7)
    handed_on = [{"event": "user", "parse_data": {}}, {"event": "action", "name": "action_answer_question"}]
    assert chat.ask("do you sell refurbished things", near, handed_on[:1]) == "action_answer_question"
    assert "refurbished" in chat.ask("do you sell refurbished things", near, handed_on)


def test_the_few_things_of_an_order_that_was_just_shown_are_meant(chat):
    chat.slots["order_number"] = "10023"
    shown = {"event": "action", "name": "action_show_order"}
    events = [{"event": "user", "text": "where is it", "parse_data": {}}, shown, {"event": "user", "parse_data": {}}]
    assert chat.ask("how big is it", ("faq/product_dimensions", 0.66), events) == (
        "Linen Cushion Cover - size: 50 x 50 cm."
    )


def test_the_other_shown_and_the_numbered_one(chat):
    assert "• Arc Floor Lamp" in chat.ask("what lamps do you have?")
    assert chat.ask("how much is the second one") == "Arc Floor Lamp: £139.00, in stock."
    assert "don't have that" in chat.ask("is it dimmable?")
    assert "dimmable: 5 steps" in chat.ask("and the first one?")


def test_a_product_that_is_not_named_is_asked_for_and_the_question_kept(chat):
    assert "Which product" in chat.ask("how heavy is it?")
    assert chat.slots["attempt"]["task"] == "product_unknown"
    assert "14 kg" in chat.ask("the arc lamp")


def test_what_is_known_of_the_very_product_goes_before_a_general_answer(chat):
    def complete(text):
        message = {"text": text, "intent": {"name": "faq"}, "entities": []}
        return find(
            chat.action.container, Tracker("c1", chat.slots, message, [], False, None, {}, "action_listen")
        ).complete

    assert complete("what's the warranty on the hob?")
    assert not complete("how long is the warranty?")
    assert not complete("how much is delivery for the desk lamp")
    assert not complete("can I return the arc lamp")
    chat.ask("tell me about the hob")
    assert complete("how long is the warranty?")
    chat.slots["attempt"] = {"task": "question", "outcome": "answered", "detail": ""}
    assert not complete("how long is the warranty?")


def test_who_would_like_to_buy_hears_what_it_costs_and_how_to_order(chat):
    chat.action = ActionPlaceOrder(chat.action.container)
    assert chat.ask("I'd like to buy the arc lamp").startswith("Yes, we have the Arc Floor Lamp: £139.00, in stock.")
    assert chat.responses == [None, "utter_place_order"]
    chat.ask("your checkout fails, I can't order")
    assert chat.responses == ["utter_place_order"]


def test_the_action_server_takes_all_actions():
    executor = ActionExecutor()
    executor.register_package("actions")
    assert {"action_answer_product", "action_place_order"} <= executor.actions.keys()


def test_something_like_it(chat):
    chat.ask("how much is the copper kettle")
    assert "Quiet Electric Kettle" in chat.ask("anything similar?")
    assert "no second product of that kind" in chat.ask("have you got something like the air purifier")


def test_the_first_one_of_a_single_product_is_that_one(chat):
    chat.ask("do you have a bluetooth speaker")
    assert chat.ask("how much is the first one") == "Walnut Bluetooth Speaker: £119.00, in stock."


@pytest.mark.parametrize(
    "text", ["something for a tenner", "have you got anything for about 10 quid", "anything under £5?"]
)
def test_where_all_cost_more_the_cheapest_are_named(chat, text):
    assert chat.ask(text).startswith("I have nothing for as little, I'm sorry. The nearest is the Linen Cushion Cover")


def test_what_may_be_spent_in_words(chat):
    answer = chat.ask("any gift for around £30?")
    assert "Filament Bulb Pack of 4" in answer and "Kettle" not in answer


def _user(text):
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": "faq"}, "entities": []}}


def test_it_comes_back_to_the_product_of_before(chat):
    before = [_user("tell me about the toaster")]
    chat.ask("tell me about the toaster")
    before.append({"event": "slot", "name": "attempt", "value": chat.slots["attempt"]})
    chat.slots["attempt"] = {"task": "question", "outcome": "answered", "detail": "Do you wrap gifts?"}
    events = [*before, _user("do you wrap"), {"event": "slot", "name": "attempt", "value": chat.slots["attempt"]}]
    asked = "what fuse does it need"
    assert "Four-Slice Toaster" in chat.ask(asked, events=[*events, _user(asked)])


def test_a_slip_is_no_thing_that_is_not_sold(chat):
    text = "how much is the oak tabel"
    words = [{"word": "tabel", "meant": "table"}]
    assert "don't sell oak table," in chat.ask(text, corrected=words)
    assert "Copper Whistle Kettle" in chat.ask("the copper kettle", corrected=[{"word": "copper", "meant": "cooper"}])


@pytest.mark.parametrize("text", ["whats the biggest vase you have", "which is your cheapest tent"])
def test_of_a_thing_that_is_not_sold_nothing_is_the_biggest(chat, text):
    assert "don't sell" in chat.ask(text)
    assert chat.ask("what is the biggest you have").startswith("The largest is")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how often do i change the filter of the air purifier", "every 8 months"),
        ("do the headphones work with two phones at once", "Yes. Noise Cancelling Headphones"),
        ("whats in the hand mixer box", "whisks and dough hooks"),
        ("which tables do you have under 500", "don't sell tables,"),
        ("what tables have you for less than £100", "don't sell tables,"),
        ("a present under 25", "£24.00"),
    ],
)
def test_what_the_data_say_in_other_words(chat, text, said):
    assert said in chat.ask(text)


def test_what_the_customer_has_to_do_is_no_property_of_a_product(chat):
    assert chat.ask("do i have to send the toaster back", ("faq/return_start", 0.4)) == "action_answer_question"
    assert "defrost" in chat.ask("does the toaster defrost", ("faq/return_start", 0.4))


@pytest.mark.parametrize("text", ["good evening, i am looking for a lamp for reading", "any advice on a lamp?"])
def test_who_looks_for_a_kind_of_product_sees_what_there_is(chat, text):
    said = chat.ask(text, ("faq/product_advice", 0.6))
    assert "Folding Desk Lamp" in said and "Arc Floor Lamp" in said and "evening" not in said


def test_what_a_thing_is_to_do_is_no_thing_that_is_not_sold(chat):
    assert "Which product" in chat.ask("just looking for something to keep tea hot")
    assert "don't sell sofas," in chat.ask("do you sell sofas")


def test_how_something_is_done_is_asked_back_where_the_shop_may_say_it(chat):
    text, near = "how clean coffee stains off the toaster", ("faq/care_stains", 0.14)
    assert chat.ask(text, near, outcome="unsure") == "action_answer_question"
    assert "not in its data" in chat.ask(text, near, outcome="none")
