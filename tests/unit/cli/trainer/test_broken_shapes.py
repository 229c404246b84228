"""What trainers get wrong in the shapes of responses, slots, forms, steps and marks: each a sentence and its line."""

from __future__ import annotations

import pytest

from baton.base.yaml_lines import parse
from baton.nlu import language_data
from tests.unit.cli.trainer.test_broken_inputs import (
    DOM,
    INT,
    RUL,
    STO,
    assert_said,
)

pytestmark = pytest.mark.usefixtures("small")

STOPPED = "  - text: Stopped\n"
FLAG = "  flag:\n    type: bool\n"
FLAG_FILLED = f"{FLAG}    influence_conversation: true\n    mappings: [{{type: custom}}]\n"
FORM = "    required_slots:\n    - part\n"
STEP = "- intent: stop\n  - action: utter_stopped"


def response(more: str, words: str, says: str):
    return DOM, STOPPED, more, words, says


def mapping(written: str, says: str):
    new = f"{FLAG}    influence_conversation: true\n    mappings:\n    - {written}\n"
    return DOM, FLAG_FILLED, new, f"- {written}", says


def step(written: str, words: str, says: str):
    return RUL, STEP, written, words, says


#: As in test_broken_inputs: file, what is replaced, by what, the words on whose line the sentence stands, what it says.
BROKEN = {
    # responses
    "an empty text": response('  - text: ""\n', '- text: ""', "the text is empty"),
    "no text at all": response("  - text:\n", "- text:\n  utter_not", "the text is empty"),
    "a text that is a number": response("  - text: 12\n", "- text: 12", "in quotes"),
    "a response without a dash": response("    text: Stopped\n", "utter_stopped:", "write a list"),
    "a key of a response that is none": response(f"{STOPPED}    buton: x\n", "buton", "did you mean 'buttons'?"),
    "a variable that is no slot": response("  - text: Stopped {prt}\n", "{prt}", "customers would read {prt}"),
    "an open brace": response("  - text: Stopped {part\n", "{part", "a brace is not closed"),
    "buttons that are no list": response(f"{STOPPED}    buttons: affirm\n", "buttons: affirm", "buttons is a list"),
    "a button without a slash": response(
        f"{STOPPED}    buttons:\n    - {{title: A, payload: greet}}\n", "{title: A", "write /greet for the intent"
    ),
    "a button with an entity that is none": response(
        f'{STOPPED}    buttons:\n    - {{title: A, payload: \'/greet{{"persn": "x"}}\'}}\n',
        "{title: A",
        "unknown entity 'persn'; did you mean 'person'?",
    ),
    "a condition on a slot that is none": response(
        f"{STOPPED}  - text: x\n    condition:\n    - {{type: slot, name: prt, value: x}}\n",
        "{type: slot",
        "unknown slot 'prt'; did you mean 'part'?",
    ),
    "a condition that lacks its value": response(
        f"{STOPPED}  - text: x\n    condition:\n    - {{type: slot, name: part}}\n", "{type: slot", "a name and a value"
    ),
    "a condition without a list": response(
        f"{STOPPED}  - text: x\n    condition: part\n", "condition: part", "condition is a list"
    ),
    "a response with conditions only": response(
        "  - text: x\n    condition:\n    - {type: slot, name: part, value: x}\n", "utter_stopped:", "is silence where"
    ),
    "a response for one channel only": response("  - text: x\n    channel: slack\n", "utter_stopped:", "is silence"),
    # lists of names
    "a dash with nothing behind it": (DOM, "- stop\n", "- stop\n-\n", "-\n- inform", "nothing stands behind this dash"),
    "an intent that is a number": (DOM, "- stop\n", "- stop\n- 12\n", "- 12", "'12' is no name"),
    "an intent of two words": (DOM, "- stop\n", "- stop\n- Greet Me\n", "Greet Me", "'Greet Me' is no name"),
    "a key of an intent that is none": (
        DOM,
        "- stop\n",
        "- stop: {use_entites: []}\n",
        "use_entites",
        "did you mean 'use_entities'?",
    ),
    "an action that says a missing response": (
        DOM,
        "- action_look_up\n",
        "- action_look_up\n- utter_grete\n",
        "- utter_grete",
        "did you mean 'utter_greet'?",
    ),
    "a session that lasts in words": (
        DOM,
        "forms:\n",
        "session_config:\n  session_expiration_time: never\nforms:\n",
        "never",
        "write a number of minutes",
    ),
    "a key of the session that is none": (
        DOM,
        "forms:\n",
        "session_config:\n  carry_over_slot: true\nforms:\n",
        "carry_over_slot:",
        "did you mean 'carry_over_slots_to_new_session'?",
    ),
    # slots and forms
    "a name of a slot with a hyphen": (DOM, "  flag:\n", "  my-flag:\n", "my-flag", "'my-flag' is no name"),
    "a key of a slot that is none": (DOM, FLAG, f"{FLAG}    influences: true\n", "influences", "no key 'influences'"),
    "a categorical slot without values": (DOM, FLAG, "  flag:\n    type: categorical\n", "flag:", "needs its values"),
    "an influence in words": (
        DOM,
        f"{FLAG}    influence_conversation: true",
        f"{FLAG}    influence_conversation: sure",
        "sure",
        "write true or false",
    ),
    "a mapping from no entity": mapping("{type: from_entity}", "without `entity: ...`"),
    "a mapping from an intent without a value": mapping("{type: from_intent, intent: greet}", "without `value: ...`"),
    "a mapping from a missing entity": mapping("{type: from_entity, entity: persn}", "did you mean 'person'?"),
    "a mapping from every text": mapping("{type: from_text}", "would take every message"),
    "a key of a mapping that is none": mapping("{type: custom, entty: person}", "did you mean 'entity'?"),
    "a mapping while a missing slot is asked for": mapping(
        "{type: from_text, conditions: [{active_loop: part_form, requested_slot: prt}]}", "did you mean 'part'?"
    ),
    "a form that is a list": (
        DOM,
        f"{FORM}    ignored_intents: [greet, stop, payment_methods]\n",
        "    - part\n",
        "part_form:",
        "asks for nothing",
    ),
    "a form without slots": (DOM, FORM, "    required_slots: []\n", "part_form:", "asks for nothing"),
    "a form that asks twice": (DOM, FORM, f"{FORM}    - part\n", "- part\n    ignored", "asks for part twice"),
    # steps
    "two things in one step": step(
        "- intent: stop\n    action: utter_stopped", "- intent: stop", "begin the second with a dash"
    ),
    "what the customer writes for an intent": step(
        "- user: stop\n  - action: utter_stopped", "- user: stop", "write `- intent: ...`"
    ),
    "what the bot says for a response": step("- intent: stop\n  - bot: Stopped", "- bot:", "`- action: utter_...`"),
    "a message at the end of a rule": step(f"{STEP}\n  - intent: greet", "- intent: greet", "gets no answer"),
    "entities with values and no dashes": step(
        "- intent: stop\n    entities: {person: Jane}\n  - action: utter_stopped", "entities:", "entities is a list"
    ),
    "a slot that is not named": (
        STO,
        "  - slot_was_set:\n    - part: lid",
        "  - slot_was_set:",
        "slot_was_set",
        "needs `- name`",
    ),
    "a form in braces": step(
        f"{STEP}\n  - active_loop: {{name: part_form}}", "{name: part_form}", "needs the name of a form"
    ),
    "waiting in words": (
        RUL,
        "- rule: stops\n",
        "- rule: stops\n  wait_for_user_input: perhaps\n",
        "perhaps",
        "write true or false",
    ),
    # marks in examples
    "a mark that is not closed": (INT, "[Jane Doe](person)", "[Jane Doe(person)", "Jane", "a mark is not closed"),
    "a mark without an entity": (INT, "[Jane Doe](person)", "[Jane Doe]()", "Jane", "names no entity"),
    "a mark with settings": (
        INT,
        "[Jane Doe](person)",
        '[Jane Doe]{"entity": "persn"}',
        "Jane",
        "unknown entity 'persn'",
    ),
    "an example that cannot be seen": (INT, "hello there", "\u200b", "\u200b", "an empty example"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(tmp_path, name):
    assert_said(tmp_path, *BROKEN[name])


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: Note: so\n", 2, "needs quotes around it"),
        ("a:\n\t- b\n", 2, "indent with blanks"),
        ('a: "b\nc: d\n', 3, "a quote is not closed"),
        ("a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> other\n", 2, "git left a conflict here"),
        ("a: b\nc: d\x00\n", 2, "write the line anew"),
    ],
)
def test_a_syntax_error_says_what_is_often_behind_it(text, line, says):
    (problem,) = parse(text, "a.yml")[2]
    assert problem.line == line and says in problem.text, problem


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("patterns: {}", 1, "missing intents"),
        ("intents: {affirm: [ja]}\nletters: 3", 2, "unknown 'letters'"),
        ("intents:\n  deny: [nein, no]", 2, "must be text, not false"),
        ("intents:\n  deny: nein", 2, "a list"),
        ("intents: {affirm: [ja]}\npatterns:\n  legal: anwalt", 3, "a list"),
        ("intents: {affirm: [ja]}\npatterns:\n  leagl: [anwalt]", 3, "did you mean 'legal'?"),
        ("intents:\n  affirm:\n  - (ja", 3, "not a regular expression"),
        ("intents: {affirm: [ja]}\ndenial: (nicht", 2, "not a regular expression"),
    ],
)
def test_a_file_of_a_language_is_checked_as_well(text, line, says):
    problems = language_data.read(text, "data/languages/de.yml")[1]
    assert any(one.line == line and says in one.text for one in problems), problems


def test_a_file_of_a_language_that_is_not_utf_8_is_named(tmp_path):
    (tmp_path / "de.yml").write_bytes(b"intents:\n  affirm: [\xfcber]\n")
    (problem,) = language_data.check(tmp_path)[1]
    assert str(problem) == "de.yml:2: not UTF-8 text (byte 0xfc); save the file as UTF-8"
