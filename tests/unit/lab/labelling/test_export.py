"""What the check would refuse is left out of an export, with the reason."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem
from baton.lab.labelling import export
from baton.lab.labelling.export import CheckFailed, checked_plan, write
from baton.lab.labelling.label import Kind, Label
from baton.nlu import data_validation

INTENTS = ("return_policy", "delivery_info", "legal")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small one, for which the counts that a real one needs are not asked."""
    files = {
        "domain.yml": "intents: [return_policy, delivery_info, legal]\nentities: [person]\n",
        "data/nlu/ordinary/return_policy.yml": _nlu("return_policy", "how long do i have", "send it back worn"),
        "data/nlu/ordinary/delivery_info.yml": _nlu("delivery_info", "do you ship on sundays"),
        "tests/eval/ordinary.yml": _nlu("delivery_info", "will the van come to the isle of skye"),
    }
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    (tmp_path / "data" / "faq").mkdir()
    shutil.copy(ROOT / "data" / "faq" / "gifts.yml", tmp_path / "data" / "faq" / "gifts.yml")
    shutil.copy(ROOT / "data" / "patterns.yml", tmp_path / "data" / "patterns.yml")
    shutil.copytree(ROOT / "data" / "languages", tmp_path / "data" / "languages")
    monkeypatch.setattr(data_validation, "_too_few", lambda examples, known: iter(()))
    return tmp_path


def _nlu(intent, *texts):
    return f"nlu:\n- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)


def label(text, name="return_policy", kind=Kind.ORDINARY, number=1, near=""):
    return Label(number, "c1", kind, name, near, text, "tom", 0.0)


def test_what_is_fine_is_written(project):
    made = checked_plan([label("may i return a gift")], project)
    write(made, project)
    text = (project / "data/nlu/ordinary/return_policy.yml").read_text(encoding="utf-8")
    assert text.endswith("    - send it back worn\n    - may i return a gift\n") and not made.refused
    assert checked_plan([label("may i return a gift")], project).there  # the second time it is there already


@pytest.mark.parametrize(
    "one, why",
    [
        (label("how long do I have?", "delivery_info"), "is return_policy here and delivery_info in"),
        (label("do you ship on sundays?"), "is return_policy here and delivery_info in"),
        (label("will the van come to the isle of skye", "delivery_info"), "stands in"),
        (label("Do you wrap gifts?", "faq/gift_message", Kind.QUESTION), "is a wording of"),
        (label("hello", "faq/gone", Kind.QUESTION), "no question"),
    ],
)
def test_what_the_check_refuses_is_left_out_and_the_rest_is_not(project, one, why):
    made = checked_plan([label("a good one", number=7), one], project)
    assert [placed.label.number for placed in made.placed] == [7]
    assert [(refused, why in reason) for refused, reason in made.refused] == [(one, True)]


def test_two_labels_that_contradict_each_other_are_both_left_out(project):
    made = checked_plan([label("by sunday?"), label("by sunday?", "delivery_info", number=2)], project)
    assert not made.placed and {one.number for one, _why in made.refused} == {1, 2}


def test_what_was_wrong_before_is_no_labels_fault(project):
    (project / "tests/eval/ordinary.yml").write_text(_nlu("delivery_info", "do you ship on sundays"), encoding="utf-8")
    assert len(checked_plan([label("a good one")], project).placed) == 1


def test_a_check_that_cannot_be_done_changes_nothing(project, monkeypatch):
    def ends(*args, **kwargs):
        raise subprocess.CalledProcessError(1, "check")

    monkeypatch.setattr(subprocess, "run", ends)
    with pytest.raises(CheckFailed):
        checked_plan([label("a good one")], project, export.problems_in_own_process)


def test_the_check_in_a_process_of_its_own_says_the_same(project, monkeypatch):
    broken = _nlu("delivery_info", "how long do i have")
    (project / "data/nlu/ordinary/delivery_info.yml").write_text(broken, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "baton.lab.labelling.export", str(project)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = {Problem(*each) for each in json.loads(done.stdout)}
    assert {each for each in found if "examples" not in each.text and "needed" not in each.text} >= set(
        export.problems_below(project)
    )
