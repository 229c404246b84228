"""What trainers get wrong in values that YAML and Rasa take: each a sentence with its line."""

from __future__ import annotations

from datetime import date

import pytest

from baton.base.yaml_lines import parse
from baton.cli.faq import findings
from baton.knowledge import block_checks, checks
from baton.knowledge.questions import LiveQuestions
from tests.unit.cli.trainer.test_broken_inputs import (
    DOM,
    FILES,
    INT,
    RUL,
    STO,
    TES,
    assert_said,
    line_of,
)

pytestmark = pytest.mark.usefixtures("small")

STOPPED = "  - text: Stopped\n"
FLAG = "  flag:\n    type: bool\n"
INFLUENCES = "influence_conversation: true\n    mappings: ["
CONDITION = "  - text: x\n    condition:\n    - {type: slot, name: "


def response(more: str, words: str, says: str):
    return DOM, STOPPED, more, words, says


def slot(written: str, says: str, words: str = "  flag:"):
    return DOM, FLAG, f"  flag:\n{written}", words, says


def example(written: str, says: str):
    return INT, "hello there", written, f"- {written}", says


#: As in test_broken_inputs: file, what is replaced, by what, the words on whose line the sentence stands, what it says.
BROKEN = {
    # responses
    "a picture that is a number": response("  - image: 12\n", "image: 12", "image needs an address"),
    "a picture that is words": response("  - image: a lamp\n", "image: a lamp", "image needs an address"),
    "an attachment by http": response("  - attachment: http://a.b/c\n", "attachment", "behind it: https"),
    "custom words": response("  - custom: hello\n", "custom", "custom holds keys with values"),
    "a channel that is a number": response(f"{STOPPED}  - text: x\n    channel: 12\n", "channel: 12", "needs a name"),
    "a channel misspelt": response(f"{STOPPED}  - text: x\n    channel: slak\n", "slak", "did you mean 'slack'?"),
    "HTML in a response": response("  - text: <b>Stopped</b>\n", "<b>", "customers would read <b>"),
    "Markdown in a response": response('  - text: "**Stopped**"\n', "**Stopped", "no bold words"),
    "a variation twice": (DOM, STOPPED, STOPPED * 2, "- text: Stopped", "the same stands in line"),
    "words that are a comment": response("  - text: Stopped at house #5\n", "#5", "put the whole text into quotes"),
    "a condition with several values": response(
        f"{STOPPED}{CONDITION}part, value: [lid, box]}}\n", "{type: slot", "the slot part has one value"
    ),
    "a condition on what a slot never is": response(
        f"{STOPPED}{CONDITION}flag, value: maybe}}\n", "{type: slot", "is true or false, and never 'maybe'"
    ),
    "conditions that are none": response(f"{STOPPED}  - text: x\n    condition: []\n", "condition: []", "a list"),
    "two buttons of one title": (
        DOM,
        "    - title: Cards?\n",
        "    - {title: Cards?, payload: /greet}\n    - title: Cards?\n",
        "    - title: Cards?",
        "there is a button 'Cards?' already",
    ),
    # slots, intents
    "an initial value of another type": slot("    type: bool\n    initial_value: lots\n", "never 'lots'"),
    "an initial value that is not among the values": slot(
        "    type: categorical\n    values: [one, two]\n    initial_value: tow\n", "did you mean 'two'?"
    ),
    "the same value twice": slot("    type: categorical\n    values: [one, One]\n", "has the value One twice"),
    "a value that YAML reads as false": slot("    type: categorical\n    values: [one, no]\n", "has false among"),
    "a range that holds nothing": slot("    type: float\n    min_value: 5\n", "no number between"),
    "any value, that influences": slot(
        "    type: any\n", "write false", "influence_conversation: true\n    mappings: ["
    ),
    "a colon behind an intent": (DOM, "- greet\n", "- greet:\n", "- greet:", "take the colon out"),
    "entities of an intent that are none": (
        DOM,
        "- greet\n",
        "- greet:\n    use_entities: [persn]\n",
        "use_entities",
        "did you mean 'person'?",
    ),
    # rules and stories
    "a condition of a story with two values": (
        STO,
        "- part: lid",
        "- part: [lid, box]",
        "slot_was_set",
        "one value",
    ),
    "a slot without a dash": (STO, "    - part: lid", "      part: lid", "slot_was_set", "slot_was_set is a list"),
    "no rules below rules": (RUL, FILES[RUL], "rules: []\n", "rules", "rules holds nothing"),
    "no condition below condition": (
        RUL,
        "  condition:\n  - active_loop: part_form\n",
        "  condition: []\n",
        "condition",
        "no condition",
    ),
    "a name that is a number": (RUL, "rule: stops", "rule: 12", "rule: 12", "put it into quotes"),
    "a story that ends with a message": (STO, "  - action: utter_greet\n", "", "- intent: greet", "gets no answer"),
    "waiting as a step": (
        RUL,
        "- action: utter_stopped",
        "- action: utter_stopped\n  - action: action_listen",
        "action_listen",
        "by itself",
    ),
    # examples
    "a very long example": (INT, "hello there", "hello " * 3000, "hello hello", "characters; at most 1000"),
    "a variable in an example": example("hello {name}", "{name} stands for nothing"),
    "an example in quotes": example('"hello there"', "the quotes would be learnt"),
    "a character that cannot be seen": example("hel\u200blo there", "U+200B before 'lo there'"),
    "a mark round nothing": (INT, "[Jane Doe](person)", "[ ](person)", "[ ]", "a mark is not closed"),
    "also itself": (INT, "also: [greet]", "also: [inform]", "- text: |", "has already"),
    "also the same twice": (INT, "also: [greet]", "also: [greet, greet]", "- text: |", "has already"),
    "near nothing": (INT, "problem: discount", "near: legl", "    - which", "metadata.near names the unknown intent"),
    "lines that run together": (
        INT,
        "examples: |\n    - hello",
        "examples: >\n    - hello",
        "examples: >",
        "write `|`",
    ),
    "no examples below nlu": (INT, FILES[INT], "nlu: []\n", "nlu", "a list of blocks"),
    "a version and nothing else": (INT, FILES[INT], 'version: "3.1"\n', "version", "nothing else"),
    "a key of tests that is none": (TES, "stories:", "storys:", "storys", "did you mean 'stories'?"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(tmp_path, name):
    assert_said(tmp_path, *BROKEN[name])


FAQ = """faq:
  - id: moon
    question: Do you deliver to the moon?
    wordings: |
      - ahoy moon
      - moon please
    valid_until: 2027-02-01
    related: [stars]
    answer:
      - text: Not to Ireland.
        when: {country: [IE]}
      - text: No. See [our places](https://shop.example/places).
        buttons: [{title: Stars, payload: stars}]
  - id: stars
    question: Do you deliver to the stars?
    answer: [{text: No.}]
"""
ANSWERS = {
    "a day that no calendar has": ("2027-02-01", "2027-02-30", "2027-02-30", "day is out of range for month"),
    "a day in quotes that no calendar has": ("2027-02-01", '"2027-02-30"', "2027-02-30", "is not a day like"),
    "a year for a day": ("2027-02-01", "2027", "2027", "is not a day like"),
    "a time for a day": ("2027-02-01", "2027-02-01 10:00:00", "2027-02-01", "is not a day like"),
    "a wording without a blank": ("- ahoy", "-ahoy", "wordings", "'-ahoy moon' does not"),
    "no question": (FAQ, "faq: []", "faq", "no question below faq"),
    "its own neighbour": ("related: [stars]", "related: [moon]", "related", "names itself"),
    "a neighbour twice": ("related: [stars]", "related: [stars, stars]", "related", "named twice"),
    "a wording twice": ("- moon please", "- Ahoy  moon", "Ahoy", "stands here already, in line 5"),
    "a wording that is a command": ("- moon please", "- /restart", "/restart", "begins with '/'"),
    "a wording without words": ("- moon please", "- ???", "???", "has no word"),
    "a wording with marks": ("- moon please", "- to the [moon](place)", "[moon](", "has marks"),
    "a long wording": ("- moon please", "- " + "moon " * 100, "moon moon", "at most 300"),
    "wordings that run together": ("wordings: |", "wordings: >", "wordings", "write `|`"),
    "a condition without any": ("when: {country: [IE]}", "when: {}", "when", "leave it out"),
    "a condition on no country": ("when: {country: [IE]}", "when: {country: []}", "when", "leave it out"),
    "the same condition twice": (
        "      - text: No. See",
        "      - text: x\n        when: {country: [IE]}\n      - text: No. See",
        "when",
        "another variation above",
    ),
    "HTML": ("No. See", "<p>No. See", "<p>", "customers would read <p>"),
    "a sign of HTML": ("No. See", "No&nbsp;. See", "&nbsp;", "write the sign itself"),
    "a picture": ("[our places]", "![our places]", "![our", "no pictures"),
    "a link without words": ("[our places]", "[]", "[](", "has no words to press"),
    "a blank answer": ("text: Not to Ireland.", 'text: "  "', 'text: "', "must not be empty"),
    "a blank button": ("title: Stars", 'title: " "', "buttons", "must not be empty"),
    "a link in two parts": ("[our places](", "[our places] (", "[our places] (", "take the blank out"),
    "an id with a hyphen": ("id: moon", "id: the-moon", "the-moon", "did you mean the_moon?"),
    "wordings as a list": (
        "wordings: |\n      - ahoy moon\n      - moon please",
        "wordings:\n      - ahoy moon\n      - moon please",
        "wordings:",
        "write `|` behind the colon",
    ),
    "a button twice": ("[{title", "[{title: Stars, payload: x}, {title", "buttons", "a button 'Stars' already"),
    "an id in capitals": ("id: moon", "id: MOON", "MOON", "did you mean moon?"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_fault_of_an_answer_is_a_sentence_with_its_line(tmp_path, name):
    old, new, words, says = ANSWERS[name]
    text = FAQ.replace(old, new, 1)
    assert text != FAQ
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    said = findings(LiveQuestions(tmp_path, tmp_path / "none.yml")(), date(2027, 1, 10)).problems
    assert any(one.line == line_of(text, words) and says in one.text for one in said), said


def test_a_group_without_products_is_never_said(tmp_path):
    (tmp_path / "one.yml").write_text(FAQ.replace("country: [IE]", "group: [Kitchn]"), encoding="utf-8")
    blocks = checks.placed(LiveQuestions(tmp_path, tmp_path / "none.yml")())
    (said,) = block_checks.unknown_groups(blocks, {"kitchen"})
    assert said.line == 11 and "'Kitchn'" in said.text and "kitchen" in said.text
    assert not list(block_checks.unknown_groups(blocks, {"kitchn"}))
    assert not list(block_checks.unknown_groups(blocks, ()))


@pytest.mark.parametrize(
    "text",
    [
        "a: b # said of b",
        "a: 5 #five",
        "a: b #",
        "a: '#5 is here' # so",
        "a: |\n  house #5",
        "a: https://a.example/#5",
        "a: >\n  a folded text\n",
    ],
)
def test_what_is_meant_as_a_comment_may_stand(text):
    assert parse(text, "a.yml")[2] == []


def test_the_parser_that_takes_more_says_where_it_stopped():
    """`?` in braces is fine for the one that reads, and not for the one that words errors."""
    (problem,) = parse("a: {b: c?}\nd: e: f\n", "a.yml")[2]
    assert problem.line == 2 and "needs quotes" in problem.text
