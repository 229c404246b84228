"""What the pipeline writes of a message that holds several matters."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from baton.nlu.matter_reader import MatterReader
from baton.nlu.message_parts import Part

ORDER = {"entity": "order_number", "value": "10047"}
CODE = {"entity": "postcode", "value": "SW1A 1AA"}


def read(parts, intent="order_status", entities=(), **outputs):
    """The outputs for a message of these parts, one after the other."""
    text, placed = "", []
    for said, meant, about in parts:
        placed.append(Part(said, len(text), meant, 0.9, **about))
        text += f"{said} "
    found = [{**entity, "start": text.index(entity["value"])} for entity in entities]
    message = Message({TEXT: text, "parts": placed, INTENT: {"name": intent}, ENTITIES: found, **outputs})
    MatterReader().process([message])
    return message.as_dict(only_output_properties=True)


def asked(name):
    nearest = {"outcome": "answer", "ranking": [{"id": f"faq/{name}", "score": 0.9}]}
    return {"question": f"faq/{name}", "nearest": nearest}


TWO = [("do you take Amex?", "faq", asked("cards")), ("do you ship to Italy?", "faq", asked("abroad"))]


def test_each_matter_has_its_words_intent_question_and_entities():
    order = ("where is 10047?", "order_status", {})
    found = read([order, TWO[0]], entities=[ORDER])["matters"]
    assert [(matter["text"], matter["intent"]["name"]) for matter in found] == [
        ("where is 10047?", "order_status"),
        ("do you take Amex?", "faq"),
    ]
    assert [entity["value"] for entity in found[0]["entities"]] == ["10047"]
    assert found[1]["question"]["ranking"][0]["id"] == "faq/cards"


@pytest.mark.parametrize(
    ("parts", "intent", "matters"),
    [
        (TWO, "faq", 2),
        (TWO[:1], "faq", 0),  # its one answer covers the message
        ([("hello to you all", "greet", {}), TWO[0]], "greet", 1),
        ([("hm you know what", "chitchat", {}), TWO[0]], "nlu_fallback", 1),
        ([("hm you know what", "chitchat", {})], "nlu_fallback", 0),
        ([("how are returns done?", "return_policy", {}), TWO[0]], "faq", 2),  # which question it is can be asked
    ],
)
def test_when_a_message_has_matters(parts, intent, matters):
    assert len(read(parts, intent).get("matters", ())) == matters


def test_a_code_in_a_question_is_no_proof_and_one_alone_is():
    question = ("do you deliver to SW1A 1AA?", "faq", asked("abroad"))
    assert "matters" not in read([question], "faq", [CODE])
    given = read([("SW1A 1AA", "inform", {}), TWO[0]], "faq", [CODE])["matters"]
    assert [matter["intent"]["name"] for matter in given] == ["inform", "faq"]


def test_a_message_in_another_language_is_read_as_a_whole():
    assert "matters" not in read(TWO, "other_language", language={"code": "de", "confidence": 0.9})


def test_the_problems_of_all_parts_are_named_where_there_are_several():
    dent = ("it came with a dent", "problem_report", {"problem": "damaged"})
    login = ("the login fails", "account_help", {"problem": "login"})
    late = ("where is 10047?", "order_status", {"problem": "late"})  # asks for an order, and reports nothing
    told = read([dent, login, late], "problem_report")
    assert (told["problems"], told["problem"]) == (["damaged", "login"], "damaged")
    assert "problems" not in read([dent, dent], "problem_report")


def test_what_says_nothing_by_itself_goes_on_about_the_shops_question_before_it():
    ships = ("do you ship to Norway", "faq", asked("abroad"))
    alone = read([ships, ("how many days", "order_question", {})], "faq")["matters"]
    assert [each["intent"]["name"] for each in alone] == ["faq", "faq"]
    order = read([ships, ("where is my parcel", "order_question", {})], "faq")["matters"]
    assert [each["intent"]["name"] for each in order] == ["faq", "order_question"]
