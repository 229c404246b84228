"""Several matters of one message are answered each from its own part."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import matters
from actions.matters import ActionAnswerMatters
from actions.slots import attempt_set, slot_set


class Product:
    """Stands for an action that answers from the latest message."""

    def __init__(self, container=None):
        self.container = container

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=f"about: {tracker.latest_message['text']}")
        return [attempt_set("product_question", "answered", "Kettle")]


def matter(text, intent):
    return {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}


def test_each_is_answered_alone_and_the_order_is_left_to_its_form(monkeypatch):
    monkeypatch.setattr(matters, "_ACTIONS", {"product_question": Product})
    monkeypatch.setattr(matters, "ActionAnswerQuestion", Product)
    asked = [
        matter("where is 10047", "order_status"),
        matter("how loud is the kettle?", "product_question"),
        matter("do you take Amex?", "payment_methods"),
    ]
    latest = {"text": "the whole", "intent": {"name": "order_status"}, "matters": asked}
    tracker, dispatcher = Tracker("c", {}, latest, [], False, None, {}, "action_listen"), CollectingDispatcher()
    events = ActionAnswerMatters().run(dispatcher, tracker, {})
    assert [(m["text"], m["response"]) for m in dispatcher.messages] == [
        ("about: how loud is the kettle?", None),
        ("about: do you take Amex?", None),
    ]
    assert [event["value"]["task"] for event in events] == ["product_question"] * 2
    assert tracker.latest_message["text"] == "the whole"


def test_what_comes_next_may_go_on_about_each_of_them(monkeypatch):
    class Question(Product):
        def run(self, dispatcher, tracker, domain):
            text = tracker.latest_message["text"]
            return [
                attempt_set("question", "answered", text),
                slot_set("attempt", {"task": "question", "goes_on": [text]}),
            ]

    monkeypatch.setattr(matters, "ActionAnswerQuestion", Question)
    latest = {
        "text": "both",
        "intent": {"name": "faq"},
        "matters": [matter("wrapping?", "faq"), matter("vouchers?", "faq")],
    }
    tracker = Tracker("c", {}, latest, [], False, None, {}, "action_listen")
    events = ActionAnswerMatters().run(CollectingDispatcher(), tracker, {})
    assert events[-1]["value"]["goes_on"] == ["vouchers?", "wrapping?"]
    assert events[1]["value"]["goes_on"] == ["wrapping?"] and len(events) == 4


class SaysTheSame(Product):
    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="We do not deliver there.")
        dispatcher.utter_message(response="utter_anything_else")
        return []


def test_what_was_said_already_is_not_said_again(monkeypatch):
    monkeypatch.setattr(matters, "ActionAnswerQuestion", SaysTheSame)
    asked = [matter("do you ship to holland", "delivery_info"), matter("how much", "delivery_info")]
    tracker = Tracker("c", {}, {"text": "", "matters": asked}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    ActionAnswerMatters().run(dispatcher, tracker, {})
    assert [(m["text"], m["response"]) for m in dispatcher.messages] == [
        ("We do not deliver there.", None),
        (None, "utter_anything_else"),
    ]


def test_a_courtesy_before_a_question_is_no_matter(monkeypatch):
    monkeypatch.setattr(matters, "ActionAnswerQuestion", Product)
    asked = [
        matter("How lovely.", "chitchat"),
        matter("What does it cost?", "faq"),
        matter("Are you well?", "chitchat"),
    ]
    tracker = Tracker("c", {}, {"text": "", "matters": asked}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    ActionAnswerMatters().run(dispatcher, tracker, {})
    assert [m["text"] for m in dispatcher.messages] == ["about: What does it cost?", "about: Are you well?"]
