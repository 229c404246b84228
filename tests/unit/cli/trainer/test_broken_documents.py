"""What trainers get wrong in the policy, the answers and the other documents: each a sentence with its line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from baton.base.document import FileRefused, read_document
from baton.base.settings import ROOT
from baton.cli.check import misspelt_categories
from baton.cli.trainer.conversation_tests import ConversationTests
from baton.desk.store.desk_config import DeskConfig
from baton.handoff.package.recommended_actions import RecommendedActions
from baton.knowledge.document import QuestionFile
from baton.nlu import language_data, patterns
from policies.policy_document import PolicyDocument
from policies.taxonomy import Taxonomy, taxonomy

POLICY, DESK, FIRST, TAXONOMY, PATTERNS, GERMAN = (
    "policies/escalation.yml",
    "business/desk.yml",
    "business/recommended_actions.yml",
    "business/taxonomy.yml",
    "data/patterns.yml",
    "data/languages/de.yml",
)
FAQ, TEST = "data/faq/one.yml", "tests/conversations/one.yml"
MODELS = {
    POLICY: PolicyDocument,
    DESK: DeskConfig,
    FIRST: RecommendedActions,
    TAXONOMY: Taxonomy,
    FAQ: QuestionFile,
    TEST: ConversationTests,
}
WRITTEN = {
    FAQ: """version: "3.1"
faq:
  - id: moon
    question: Do you deliver to the moon?
    valid_from: 2027-01-01
    valid_until: 2027-02-01
    answer:
      - text: No. See [our places](https://shop.example/places).
""",
    TEST: """conversations:
- conversation: hello
  steps:
  - user: hello
    after: 5 minutes
    handoff: none
""",
}
THRESHOLD = "threshold: {launch: 0.3, steady: 0.4}"
#: File, what is replaced, by what, the words on whose line the sentence stands, and what it says.
BROKEN = {
    "a threshold in words": (POLICY, THRESHOLD, "threshold: {launch: high, steady: 0.4}", "launch: high", "number"),
    "a decimal comma": (POLICY, THRESHOLD, "threshold: {launch: 0,4}", "0,4", "write 0.4 with a point"),
    "a decimal comma alone": (POLICY, THRESHOLD, "threshold: 0,4", "0,4", "number"),
    "a threshold in percent": (POLICY, THRESHOLD, "threshold: 30", "threshold: 30", "at most"),
    "a trigger that does not exist": (POLICY, "\n  keyword:", "\n  keywords:", "keywords:", "keyword"),
    "an unknown key of the policy": (POLICY, "posture: launch", "postur: launch", "postur:", "posture"),
    "a posture that does not exist": (POLICY, "posture: launch", "posture: lunch", "lunch", "launch"),
    "minutes in words": (POLICY, "minutes: {launch: 5,", "minutes: {launch: 5 min,", "5 min", "number"),
    "seconds in words": (DESK, "offer_seconds: 60", "offer_seconds: one minute", "one minute", "number"),
    "a key of the desk that does not exist": (DESK, "offer_seconds", "offer_secs", "offer_secs", "offer_secs"),
    "advice about a fact that is unknown": (FIRST, "{category: health_safety}", "{categry: x}", "categry", "categry"),
    "a key of a category that does not exist": (TAXONOMY, "priority:", "priorty:", "priorty:", "priorty"),
    "an answer without a dash": (FAQ, "- text: No.", "text: No.", "answer:", "list"),
    "an unknown key of a question": (FAQ, "question:", "questoin:", "questoin", "question"),
    "an end before its beginning": (FAQ, "2027-02-01", "2026-02-01", "valid_until", "ends before it begins"),
    "an unknown key of a test": (TEST, "- user: hello", "- usr: hello", "usr", "user"),
    "a time that is none": (TEST, "5 minutes", "5 mins", "5 mins", "5 minutes"),
    "a pattern that is none": (PATTERNS, "before (?:action|claim)", "before (?:action", "(?:action\n", "expression"),
    "a pattern for a signal that is none": (PATTERNS, "\n  legal:", "\n  leagl:", "leagl", "legal"),
}


def text_of(file):
    return WRITTEN[file] if file in WRITTEN else (ROOT / file).read_text(encoding="utf-8")


def problems(file, text):
    if file == PATTERNS:
        return patterns.read(text, file)[1]
    if file == GERMAN:
        return language_data.read(text, file)[1]
    try:
        read_document(text, file, MODELS[file])
    except FileRefused as refused:
        return refused.problems
    return []


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(name):
    file, old, new, words, says = BROKEN[name]
    before = text_of(file)
    assert old in before and problems(file, before) == []
    after = before.replace(old, new, 1)
    line = after[: after.index(words)].count("\n") + 1
    found = problems(file, after)
    assert any(one.line == line and says in one.text and "\n" not in one.text for one in found), (line, found)


def test_a_category_of_the_policy_that_looks_like_another_is_warned_of():
    labelled = set(taxonomy().labels)
    before = text_of(POLICY)
    assert not list(misspelt_categories(read_document(before, POLICY, PolicyDocument), labelled, POLICY))
    after = before.replace("category: account}", "category: acount}", 1)
    (found,) = misspelt_categories(read_document(after, POLICY, PolicyDocument), labelled, POLICY)
    assert found.line == after[: after.index("acount}")].count("\n") + 1 and "did you mean 'account'?" in found.text


COPIED = ("actions", "baton", "business", "data", "policies", "tests/conversations", "tests/eval")


def test_faults_in_many_files_are_said_at_once_by_the_real_command(tmp_path):
    for name in COPIED:  # with what is compiled; files of that kind that are being written may vanish
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for path in ROOT.glob("*.yml"):
        shutil.copy(path, tmp_path)
    faults = [BROKEN[name] for name in ("a posture that does not exist", "seconds in words", "a pattern that is none")]
    for file, old, new, _words, _says in faults:
        (tmp_path / file).write_text(text_of(file).replace(old, new, 1), encoding="utf-8")
    (tmp_path / "data" / "rules" / "empty.yaml").write_bytes(b"")
    (tmp_path / "data" / "stories" / "latin.yml").write_bytes(b"stories: []  # caf\xe9\n")
    (tmp_path / FAQ).write_text(WRITTEN[FAQ].replace("2027-02-01", "2026-02-01"), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "baton", "check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    for file, line in (
        ("policies/escalation.yml", r"\d+"),
        ("business/desk.yml", r"\d+"),
        ("data/patterns.yml", r"\d+"),
        ("data/rules/empty.yaml", "1"),
        ("data/stories/latin.yml", "1"),
        ("data/faq/one.yml", "6"),
    ):
        assert re.search(rf"^\s+{re.escape(file)}:{line}: ", done.stderr, re.M), (file, done.stderr)
