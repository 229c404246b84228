"""Labels as a change of the trainers' files, checked as `baton check` checks them before anything is written.

`python -m baton.lab.labelling.export FOLDER` prints what is wrong with the files of a project as JSON: the desk has
that done by a process of its own, because it takes seconds of the processor in which no agent should wait.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem
from baton.knowledge import checks
from baton.knowledge.document import FOLDER as FAQ_FOLDER
from baton.knowledge.document import ORDER_QUESTIONS_FILE
from baton.knowledge.questions import LiveQuestions, Questions
from baton.lab.labelling.label import Label
from baton.lab.labelling.placing import Placed, Plan, plan
from baton.nlu import data_validation

#: What the check reads of a project, beside what labels change.
_READ = ("domain.yml", "data", "tests/eval")
_MOST_ROUNDS = 5
_CHECK_SECONDS = 300
#: Says what is wrong with the files of a project in a folder.
Check = Callable[[Path], Sequence[Problem]]


class CheckFailed(RuntimeError):
    """The check itself could not be done; the text says why."""


def problems_below(root: Path) -> list[Problem]:
    """Everything wrong with the language data and the shop's answers of a project."""
    # On this day no answer has ended: that one has is no fault of a wording that is added.
    answers = checks.check(_questions(root), (), date.min)
    return [*data_validation.check(root), *answers.problems]


def problems_in_own_process(root: Path) -> list[Problem]:
    """The same, found by another process.

    Raises:
        CheckFailed: it ended without an answer.
    """
    command = [sys.executable, "-W", "ignore", "-m", __name__, str(root)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_CHECK_SECONDS, check=True)
        return [Problem(*each) for each in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise CheckFailed(f"The check of the files could not be done ({type(error).__name__}).") from error


def checked_plan(labels: Sequence[Label], root: Path = ROOT, check: Check = problems_below) -> Plan:
    """What an export of labels would do; those that the check would refuse are left out, each with the reason.

    Args:
        root: the project's folder.
        check: finds what is wrong.
    Raises:
        CheckFailed: the check could not be done.
    """
    questions = _questions(root)
    refused: list[tuple[Label, str]] = []
    kept = list(labels)
    for _round in range(_MOST_ROUNDS):
        made = plan(root, kept, questions)
        wrong = _refused(made, root, check) if made.placed else {}
        if not wrong:
            return Plan(made.before, made.after, made.placed, made.there, (*made.refused, *refused))
        refused += [(one.label, wrong[one.label.number]) for one in made.placed if one.label.number in wrong]
        kept = [label for label in kept if label.number not in wrong]
    raise CheckFailed("The labels cannot be brought together with the files: each check finds more that is wrong.")


def write(made: Plan, root: Path = ROOT) -> None:
    """Write the files of a plan."""
    for file, text in made.after.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _refused(made: Plan, root: Path, check: Check) -> dict[int, str]:
    """The labels whose lines the check complains of, each with the complaint."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in _READ:
            source, target = root / name, tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            elif source.exists():
                shutil.copy(source, target)
        write(made, tree)
        problems = check(tree)
    wrong: dict[int, str] = {}
    for one in made.placed:
        for problem in problems:
            if _blames(problem, one):
                wrong.setdefault(one.label.number, str(problem))
    return wrong


def _blames(problem: Problem, placed: Placed) -> bool:
    """Whether a line that was added is complained of, or is the other one of a pair that is."""
    names = (placed.file, placed.file.rpartition("/")[2])  # the answers are named without their folder
    if problem.file in names and problem.line == placed.line:
        return True
    return any(re.search(rf"(?<![\w/.]){re.escape(name)}:{placed.line}(?!\d)", problem.text) for name in names)


def _questions(root: Path) -> Questions:
    below = root / FAQ_FOLDER.relative_to(ROOT), root / ORDER_QUESTIONS_FILE.relative_to(ROOT)
    return LiveQuestions(*below)()


if __name__ == "__main__":
    sys.stdout.write(json.dumps([(each.file, each.line, each.text) for each in problems_below(Path(sys.argv[1]))]))
