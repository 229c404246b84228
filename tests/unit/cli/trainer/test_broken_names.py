"""What trainers get wrong in marks, metadata, mappings, components and aliases: each a sentence with its line."""

from __future__ import annotations

from datetime import date

import pytest

from baton.base.yaml_lines import parse
from baton.cli.faq import findings
from baton.knowledge.questions import LiveQuestions
from tests.unit.cli.trainer.test_broken_inputs import (
    CON,
    DOM,
    INT,
    RUL,
    STO,
    assert_said,
    broken,
    found,
    line_of,
    write,
)

pytestmark = pytest.mark.usefixtures("small")

STOPPED = "  - text: Stopped\n"
PART = "    - type: from_text\n      conditions:\n      - active_loop: part_form\n        requested_slot: part\n"


def mark(settings: str, says: str):
    return INT, "(person)", settings, "Jane Doe", says


def metadata(written: str, says: str):
    return DOM, STOPPED, f"{STOPPED}    metadata: {written}\n", f"metadata: {written}", says


def mapping(written: str, says: str):
    return DOM, PART, f"    - {written}\n", f"- {written}", says


def entities(written: str, says: str):
    return STO, "  - intent: greet\n", f"  - intent: greet\n    entities: {written}\n", "- intent: greet", says


def component(old: str, new: str, says: str):
    return CON, old, new, new.splitlines()[0], says


#: As in test_broken_inputs: file, what is replaced, by what, the words on whose line the sentence stands, what it says.
BROKEN = {
    # marks
    "a key of a mark that is none": mark('{"entiti": "person"}', "did you mean 'entity'?"),
    "a key too many": mark('{"entity": "person", "valeu": "x"}', "did you mean 'value'?"),
    "several kinds in a mark": mark('{"entity": ["person"]}', "write one word"),
    "single quotes in a mark": mark("{'entity': 'person'}", "is no JSON"),
    "braces round nothing": mark("{}", "names no entity"),
    # what is read beside a text
    "an offer that is none": metadata("{offer: persn}", "did you mean 'person'?"),
    "an offer of two": metadata("{offer: [person, order]}", "write one name"),
    "a key of metadata that is none": metadata("{ofer: person}", "did you mean 'offer'?"),
    "a response to a no that is none": metadata("{offer: person, declined: utter_gret}", "did you mean 'utter_greet'?"),
    "again in words": metadata("{offer: person, again: sure}", "write true or false"),
    "metadata that is a word": metadata("person", "metadata holds keys with values"),
    # mappings
    "a mapping that is a word": mapping("from_text", "write `- type: from_text`"),
    "a mapping of several types": mapping("{type: [custom]}", "unknown mapping a list"),
    "a mapping from several entities": mapping("{type: from_entity, entity: [person]}", "write a mapping for each"),
    "a mapping without an intent's name": mapping(
        "{type: from_entity, entity: person, not_intent: {a: b}}", "not_intent names keys with values"
    ),
    "a mapping in several forms": mapping(
        "{type: from_text, conditions: [{active_loop: [part_form]}]}", "write a condition for each"
    ),
    # steps
    "an entity with two values": entities("[{person: [Jane, Tom]}]", "the entity person has one value"),
    # the configuration
    "a language that the model does not read": component("language: en", "language: xx", "the model reads English"),
    "a component twice": (
        CON,
        "  - name: FallbackClassifier\n    threshold: 0.3\n",
        "  - {name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.0}\n"
        "  - name: FallbackClassifier\n    threshold: 0.3\n",
        "  - name: FallbackClassifier\n",
        "stands in line",
    ),
    "a key of a component that is none": component(
        "core_fallback_threshold", "core_fallback_treshold", "did you mean 'core_fallback_threshold'?"
    ),
    "an action of a component that is a list": component(
        "core_fallback_action_name: utter_not_understood",
        "core_fallback_action_name: [utter_not_understood]",
        "which does not exist",
    ),
    # ends of lines
    "an end of a line that cannot be seen": (INT, "hello there", "hello\u2028there", "hello", "U+2028"),
    # aliases
    "aliases of aliases of aliases": (
        RUL,
        "rules:",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nrules:",
        "e: &e",
        "the aliases here (`*name`) stand for too many values",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(tmp_path, name):
    assert_said(tmp_path, *BROKEN[name])


def test_what_an_action_of_ones_own_reads_may_stand_beside_a_text(tmp_path):
    write(tmp_path, broken(DOM, STOPPED, f"{STOPPED}    metadata: {{tone: warm, offer: person}}\n"))
    assert found(tmp_path) == []


def test_aliases_of_plain_values_may_be_as_many_as_are_needed():
    lines = "".join(f"- {{<<: *usual, number: {number}}}\n" for number in range(1000))
    value, _lines, problems = parse(f"- &usual {{owner: customer care, topic: delivery}}\n{lines}", "a.yml")
    assert problems == [] and value[1000]["owner"] == "customer care"


def test_of_a_key_that_stands_twice_nothing_is_said_to_be_missing(tmp_path):
    """One of the two is lost, and nobody knows which was meant."""
    more = "rules:\n- rule: one more\n  steps:\n  - intent: inform\n  - action: utter_cards\n"
    write(tmp_path, broken(RUL, "  - action: utter_stopped\n", f"  - action: utter_stopped\n{more}"))
    said = found(tmp_path)
    assert any("'rules' is given twice" in one for one in said)
    assert not any(one.startswith("domain.yml") for one in said), said


@pytest.mark.parametrize(
    "folder",
    ["data/rules", "data/nlu", "data/stories", "data/faq", "tests/conversations", "tests/eval"],
)
def test_a_folder_that_is_called_as_a_file_is_named(tmp_path, folder):
    write(tmp_path, {})
    (tmp_path / folder / "odd.yml").mkdir(parents=True)
    assert any(one.startswith(f"{folder}/odd.yml: cannot be read: ") for one in found(tmp_path)), found(tmp_path)


FAQ = """faq:
  - id: moon
    question: Do you deliver to the moon?
    answer:
      - text: Not there.
        when: {country: [GB], language: [de]}
      - text: No.
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[GB]", "[ZZ]", "ZZ is the code of no country"),
        ("[GB]", "[UK]", "did you mean GB?"),
        ("[de]", "[xx]", "no message is ever read as being in 'xx'"),
    ],
)
def test_an_answer_for_nobody_is_named_with_its_line(tmp_path, old, new, says):
    text = FAQ.replace(old, new)
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    said = findings(LiveQuestions(tmp_path, tmp_path / "none.yml")(), date(2027, 1, 10)).problems
    assert [(one.line, says in one.text) for one in said] == [(line_of(text, new), True)]
