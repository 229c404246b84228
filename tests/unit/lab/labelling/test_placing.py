"""Labels become lines of the trainers' files, and nothing else of these changes."""

from __future__ import annotations

import subprocess

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baton.knowledge.questions import LiveQuestions
from baton.lab.labelling.label import Kind, Label
from baton.lab.labelling.placing import CannotPlace, added, plan

RETURNS = """# What customers ask about returns.
version: "3.1"
nlu:
- intent: return_policy   # the policy, not a return of theirs
  metadata:
    problem: return
  examples: |
    - the label is missing
- intent: return_policy
  examples: |
    - how long do i have
    # said at Christmas
    - can a gift go back

- intent: chitchat
  examples: |
    - nice shop
"""
GIFTS = """version: "3.1"
faq:
  - id: gift_wrap
    question: Do you wrap gifts?
    topic: place_order
    owner: care
    wordings: |
      - gift wrapped?
      - can it come wrapped
    answer:
      - text: Yes.
"""


@pytest.fixture
def project(tmp_path):
    for file, text in (("data/nlu/ordinary/return_policy.yml", RETURNS), ("data/faq/gifts.yml", GIFTS)):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def label(text, kind=Kind.ORDINARY, name="return_policy", near="", number=1):
    return Label(number, "c1", kind, name, near, text, "tom", 0.0)


def planned(project, *labels):
    return plan(project, labels, LiveQuestions(project / "data" / "faq", project / "data" / "order_questions.yml")())


def test_an_example_goes_to_the_block_that_says_nothing_besides(project):
    made = planned(project, label("may i send it back worn"))
    text = made.after["data/nlu/ordinary/return_policy.yml"]
    assert text == RETURNS.replace(
        "    - can a gift go back\n", "    - can a gift go back\n    - may i send it back worn\n"
    )
    assert text.splitlines()[made.placed[0].line - 1].strip() == "- may i send it back worn"


def test_a_wording_goes_to_its_question(project):
    made = planned(project, label("ribbon round it?", Kind.QUESTION, "faq/gift_wrap"))
    wanted = GIFTS.replace("- can it come wrapped\n", "- can it come wrapped\n      - ribbon round it?\n")
    assert made.after == {"data/faq/gifts.yml": wanted}


def test_a_near_miss_and_a_signal_get_files_where_there_are_none(project):
    near = label("my lawyer likes the lamp", Kind.NEAR_MISS, "chitchat", "legal")
    made = planned(project, near, label("you hear from my solicitor", Kind.SIGNAL, "legal", number=2))
    assert made.after["data/nlu/near_misses/legal.yml"] == (
        'version: "3.1"\nnlu:\n- intent: chitchat\n  examples: |\n    - my lawyer likes the lamp\n'
    )
    assert "- intent: legal\n" in made.after["data/nlu/signals/legal.yml"]


def test_words_that_stand_there_are_not_written_again(project):
    made = planned(project, label("How long do I have?"), label("can [Jane](person) swap", number=2),
                   label("can Jane swap", number=3))  # fmt: skip
    assert [one.number for one in made.there] == [1, 3] and len(made.placed) == 1


def test_a_question_that_is_gone_is_refused_with_the_reason(project):
    made = planned(project, label("x y", Kind.QUESTION, "faq/gone"))
    assert "faq/gone" in made.refused[0][1] and not made.after


def test_each_label_knows_its_line_after_all_are_written(project):
    labels = [label(f"example number {n}", name=("return_policy", "chitchat")[n % 2], number=n) for n in range(6)]
    made = planned(project, *labels)
    lines = {file: text.splitlines() for file, text in made.after.items()}
    assert all(lines[one.file][one.line - 1].strip() == f"- {one.label.text}" for one in made.placed)


def test_git_applies_the_difference(project):
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    made = planned(project, label("may i send it back worn"), label("from solicitors", Kind.SIGNAL, "legal", number=2))
    subprocess.run(["git", "apply", "-"], cwd=project, input=made.diff(), text=True, check=True)
    assert {file: (project / file).read_text(encoding="utf-8") for file in made.after} == dict(made.after)


def test_a_plain_list_is_no_block_of_lines():
    with pytest.raises(CannotPlace):
        added("faq:\n- wordings: [a, b]\n", ("faq", 0, "wordings"), "c")


@given(
    st.lists(
        st.sampled_from(["    - one", "    # a comment", "", "    - [Jane](person): two", "      - deeper"]), max_size=8
    ),
    st.sampled_from(["", "- intent: other\n  examples: |\n    - x\n", "# the end", "\n\n"]),
    st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40).map(str.strip),
)
def test_nothing_but_one_line_is_added(lines, behind, item):
    text = "nlu:\n- intent: a\n  examples: |\n" + "\n".join(["    - first", *lines]) + "\n" + behind
    made, number = added(text, ("nlu", 0, "examples"), item)
    rest = made.splitlines(keepends=True)
    assert rest.pop(number - 1) == f"    - {item}\n"
    assert "".join(rest) in (text, text + "\n")
    try:
        before = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    block = yaml.safe_load(made)["nlu"][0]["examples"]
    assert f"- {item}" in block.split("\n") and set(before["nlu"][0]["examples"].split("\n")) <= set(block.split("\n"))
