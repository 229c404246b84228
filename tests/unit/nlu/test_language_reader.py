"""Messages in other languages: recognised, their grave matters found, a yes understood, English left alone."""

from __future__ import annotations

import pytest
import yaml
from rasa.shared.nlu.training_data.message import Message

from baton.base.settings import ROOT
from baton.nlu import language_data
from baton.nlu.language_detector import LANGUAGES, LanguageDetector
from baton.nlu.language_reader import LANGUAGE_OUTPUT, LanguageReader
from policies.taxonomy import taxonomy

HELD_OUT = yaml.safe_load((ROOT / "tests" / "unit" / "nlu" / "other_languages.yml").read_text(encoding="utf-8"))
NONSENSE = [{"signal": "bereavement", "confidence": 0.97, "evidence": "", "source": "message"}]


@pytest.fixture(scope="module")
def reader():
    return LanguageReader()


def parsed(reader, text, entities=(), signals=()):
    """What the reader makes of a message that the classifier took for a product question with these signals."""
    intent = {"name": "product_question", "confidence": 0.6}
    data = {"text": text, "intent": intent, "entities": list(entities), "escalation_signals": list(signals)}
    (message,) = reader.process([Message(data=data)])
    return message


def signals(message):
    return {item["signal"] for item in message.get("escalation_signals")}


@pytest.mark.parametrize("language", HELD_OUT)
def test_what_must_reach_a_person_is_found_in_every_language(reader, language):
    kinds = {kind: texts for kind, texts in HELD_OUT[language].items() if kind != "harmless"}
    wanted = [(kind, text) for kind, texts in kinds.items() for text in texts]
    missed = [text for kind, text in wanted if kind not in signals(parsed(reader, text))]
    assert len(missed) <= 0.15 * len(wanted), missed


@pytest.mark.parametrize("language", HELD_OUT)
def test_harmless_messages_reach_nobody_and_are_answered_in_their_language(reader, language):
    messages = [parsed(reader, text, signals=NONSENSE) for text in HELD_OUT[language]["harmless"]]
    known = [m for m in messages if m.get(LANGUAGE_OUTPUT)]
    assert len(known) >= 5
    assert {m.get(LANGUAGE_OUTPUT)["code"] for m in known} == {language}
    assert {m.get("intent")["name"] for m in known} == {"other_language"}
    assert [m.get("text") for m in known if signals(m)] == []


@pytest.mark.parametrize(
    "text",
    [
        "where is my order",
        "I am wait since two week for parcel",
        "pls sir tell when come",
        "do you bring parcels to hospital rooms",
        "Tribunal tee black",
        "chaise longue",
        "Van Niekerk",
        "Pieter van den Hoogen",
        "whey protein isolate chocolate",
        "10023",
        "SW1A 1AA",
        "how to draw robot",
        "xxl",
    ],
)
def test_english_names_and_products_are_no_other_language(reader, text):
    message = parsed(reader, text, signals=NONSENSE)
    assert message.get(LANGUAGE_OUTPUT) is None
    assert message.get("intent")["name"] == "product_question"
    assert message.get("escalation_signals") == NONSENSE


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("sí, por favor", "affirm"),
        ("Ja bitte!", "affirm"),
        ("oui", "affirm"),
        ("haan ji", "affirm"),
        ("हाँ", "affirm"),
        ("نعم من فضلك", "affirm"),
        ("да", "affirm"),
        ("是的", "affirm"),
        ("nein danke", "deny"),
        ("muchas gracias", "thank"),
    ],
)
def test_a_short_answer_is_understood(reader, text, intent):
    assert parsed(reader, text).get("intent")["name"] == intent


def test_a_message_with_an_order_number_is_about_that_order(reader):
    text = "hola, donde esta mi pedido 10023 por favor"
    number = {"entity": "order_number", "value": "10023", "start": 26, "end": 31}
    message = parsed(reader, text, entities=[number])
    assert message.get("intent")["name"] == "inform"
    assert message.get(LANGUAGE_OUTPUT)["code"] == "es"


def test_a_name_is_of_no_language(reader):
    name = {"entity": "person", "value": "Jürgen Böhm", "start": 11, "end": 22}
    assert parsed(reader, "my name is Jürgen Böhm", entities=[name]).get(LANGUAGE_OUTPUT) is None


def test_german_is_not_taken_for_hindi(reader):
    text = "Wo bleibt mein Paket, ich habe mit Karte bezahlt"
    assert parsed(reader, text).get(LANGUAGE_OUTPUT)["code"] == "de"


def test_a_grave_matter_that_was_taken_for_a_name_is_found(reader):
    text = "beni elektrik çarptı"
    message = parsed(reader, text, entities=[{"entity": "person", "value": text, "start": 0, "end": len(text)}])
    assert signals(message) == {"health_safety"}


def test_a_denial_is_no_request(reader):
    assert signals(parsed(reader, "no quiero hablar con una persona, solo saber el precio")) == set()


def test_a_payload_is_left_alone(reader):
    assert parsed(reader, "/affirm").get("intent")["name"] == "product_question"


def test_every_language_has_its_answer():
    responses = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    for code in LANGUAGES[1:]:
        (text,) = responses[f"utter_other_language_{code.lower()}"]
        assert text["metadata"] == {"offer": "person"}


def test_a_message_in_another_language_counts_as_not_understood():
    assert not taxonomy().is_understood("other_language")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("patterns: {}", "missing intents"),
        ("intents: {affirm: [ja]}\npatterns: {lawyers: [x]}", "unknown signal 'lawyers'"),
        ("intents: {affirm: [ja]}\npatterns: {legal: ['(']}", "not a regular expression"),
        ("intents: {affirm: [ja]}\nletters: 3", "unknown 'letters'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(text, why):
    _data, problems = language_data.read(text, "xx.yml")
    assert why in str(problems[0])


def test_the_languages_of_the_shop_are_in_order():
    assert language_data.check(language_data.FOLDER)[1] == []


def test_the_library_is_not_loaded_before_it_is_needed():
    assert "_lingua" not in vars(LanguageDetector([]))
