"""What trainers get wrong where YAML means something else than they do: each a sentence with its line."""

from __future__ import annotations

import pytest

from baton.base.document import FileRefused, read_document
from baton.base.settings import ROOT
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.messages.texts import MessageTemplates
from baton.orders.carriers import Carriers
from tests.unit.cli.trainer.test_broken_inputs import (
    DOM,
    INT,
    NLU,
    RUL,
    STO,
    assert_said,
    broken,
    found,
    write,
)

pytestmark = pytest.mark.usefixtures("small")

STOPPED = "  - text: Stopped\n"
FLAG = "  flag:\n    type: bool\n"
NOTE = "  note:\n    type: text\n"


def text(written: str, says: str):
    return DOM, STOPPED, f"  - text: {written}\n", f"- text: {written}", says


def button(old: str, new: str, says: str):
    return DOM, old, new, "- title:", says


#: As in test_broken_inputs: file, what is replaced, by what, the words on whose line the sentence stands, what it says.
BROKEN = {
    # signs that mean something in YAML
    "a text that begins with @": text("@shop", "needs quotes"),
    "a text that begins with *": text("*Great* news", "begins with * or & needs quotes"),
    "a text that begins with !": text("!Hello you", "begins with ! needs quotes"),
    "a text that begins with &": text("&co is it", "'&co' is left out of the text"),
    "a text that is a variable alone": text("{part}", "begins with a bracket"),
    "a text that is a time": text("12:30", "write what the bot says, in quotes"),
    "a text that is no": text("No", "the text is false; write what the bot says, in quotes"),
    "a second document": (RUL, "- rule: stops", "---\n- rule: stops", "---", "take the line --- out"),
    "a blank from a web page": (
        RUL,
        "  - action: utter_stopped",
        "\u00a0 - action: utter_stopped",
        "utter_st",
        "no-break",
    ),
    "an intent called yes": (DOM, "- stop\n", "- stop\n- yes\n", "- yes", "yes, no, on, off"),
    "an intent no of a rule": (RUL, "intent: stop", "intent: no", "intent: no\n", "yes, no, on and off are none"),
    "none for null": (RUL, "- active_loop: null", "- active_loop: None", "None", "for no form write null"),
    # a long text, and what a button cannot do
    "a text as long as a page": text("long words " * 2000, "characters; at most 1000"),
    "a title as long as a sentence": button("Cards?", "Cards " * 20, "at most 80"),
    "a button with a key that is none": button(
        "      payload:", "      typ: x\n      payload:", "did you mean 'type'?"
    ),
    "a button with an address": button("/payment_methods", "https://shop.example", "sends an address"),
    "a button with half an intent": button("/payment_methods", "'/greet{\"person\": 1'", "which is no intent"),
    # slots and forms
    "mappings in a form, as in Rasa 2": (
        DOM,
        "    required_slots:\n    - part",
        "    required_slots:\n      part:\n      - type: from_text",
        "  part_form:\n    req",
        "stands at the slot, under mappings",
    ),
    "a type of Rasa 2": (DOM, FLAG, "  flag:\n    type: unfeaturized\n", "unfeaturized", "write `type: any`"),
    "values of a text": (DOM, NOTE, f"{NOTE}    values: [a, b]\n", "  note:", "values counts for nothing"),
    "a range of a text": (DOM, NOTE, f"{NOTE}    max_value: 5\n", "  note:", "write `type: float`"),
    "conditions without a dash": (
        DOM,
        "      conditions:\n      - active_loop: part_form\n",
        "      conditions:\n        active_loop: part_form\n",
        "- type: from_text",
        "conditions is a list",
    ),
    # stories
    "a checkpoint that only leads to itself": (
        STO,
        "- story: after",
        "- story: round\n  steps:\n  - checkpoint: round\n  - intent: greet\n  - action: utter_greet\n"
        "  - checkpoint: round\n- story: after",
        "checkpoint: round\n  - intent: greet",
        "only this story ends with the checkpoint 'round'",
    ),
    "a checkpoint of several": (STO, "knows_cards\n- story", "[a, b]\n- story", "[a, b]", "needs a name"),
    "or between actions": (
        STO,
        "  - action: utter_greet",
        "  - or:\n    - action: utter_greet\n    - action: utter_cards",
        "action: utter_greet\n    - action: utter_c",
        "write a story for each action",
    ),
    # examples
    "a number for an example": (INT, "text: |\n      it is 10023", "text: 10023", "10023", "put it into quotes"),
    "a number for an intent": (INT, "intent: greet", "intent: 12", "intent: 12", "the intent is 12"),
    "example for examples": (
        INT,
        "  examples: |\n    - which",
        "  example: |\n    - which",
        "- intent: pay",
        "'examples'?",
    ),
    "examples that are not indented": (
        INT,
        "    - which cards do you take?",
        "- which cards do you take?",
        "- which",
        "further to the right",
    ),
    "a dash that is indented further": (INT, "    - good day", "     - good day", "- good day", "put its dash below"),
    "a comment among examples": (
        INT,
        "    - good day",
        "    # polite\n    - good day",
        "# polite",
        "is no comment here",
    ),
    "a regular expression": (INT, "- intent: inform", "- regex: inform", "- regex", "has no effect"),
    "a table of words": (INT, "- intent: inform", "- lookup: inform", "- lookup", "has no effect"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(tmp_path, name):
    assert_said(tmp_path, *BROKEN[name])


def test_a_file_that_cannot_be_read_hides_nothing_behind_what_is_missing_with_it(tmp_path):
    write(tmp_path, broken(RUL, "- rule: stops", "---\n- rule: stops"))
    (said,) = found(tmp_path)
    assert said.startswith(f"{RUL}:21: ")


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read_as_ours(tmp_path, ending):
    write(tmp_path, {INT: NLU.replace("\n", ending).encode()})
    assert found(tmp_path) == []


HOURS, TEXTS, CARRIERS = "business/opening_hours.yml", "business/handoff_messages.yml", "business/carriers.yml"
MODELS = {HOURS: OpeningHours, TEXTS: MessageTemplates, CARRIERS: Carriers}
LINE = "You are next in line."
DOCUMENTS = {
    "spans as a list": (HOURS, 'monday: "09:00-18:00"', 'monday: ["09:00-12:00", "13:00-18:00"]', "not a text like"),
    "no for closed": (HOURS, "sunday: closed", "sunday: no", 'false is not a text like "09:00-12:00'),
    "a day that is left empty": (HOURS, "sunday: closed", "sunday:", "empty is not a text like"),
    "a phone number that is a number": (CARRIERS, "0121 275 0500", "01212750500", "put it into quotes"),
    "HTML in a message": (TEXTS, LINE, "You are <b>next</b>.", "customers would read <b>"),
    "bold words in a message": (TEXTS, LINE, '"You are **next** in line."', "no bold words"),
    "a message as long as a page": (TEXTS, LINE, "next in line " * 1000, "at most 1000 characters"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_fault_of_a_document_is_a_sentence_with_its_line(name):
    file, old, new, says = DOCUMENTS[name]
    before = (ROOT / file).read_text(encoding="utf-8")
    assert old in before
    with pytest.raises(FileRefused) as refused:
        read_document(before.replace(old, new, 1), file, MODELS[file])
    line = before[: before.index(old)].count("\n") + 1
    assert any(one.line == line and says in one.text for one in refused.value.problems), refused.value.problems
