"""Conversation tests: what is wrong in their files, and what a test says when the bot does otherwise."""

from __future__ import annotations

import pytest

from baton.base.settings import ROOT
from baton.cli.trainer import domain_names
from baton.cli.trainer.conversation_tests import Step, read_tests, unknown_names
from baton.cli.trainer.play import After, Turn, at, wrong
from baton.cli.trainer.sources import read_all
from policies.taxonomy import taxonomy

BEGINNING = "conversations:\n- conversation: one\n  steps:\n"
KNOWN = domain_names.names(read_all(ROOT).domain)


def problems(tmp_path, steps, beginning=BEGINNING):
    folder = tmp_path / "tests" / "conversations"
    folder.mkdir(parents=True)
    (folder / "x.yml").write_text(beginning + steps, encoding="utf-8")
    tests, refused = read_tests(tmp_path)
    return [str(each) for each in [*refused, *(p for one in tests for p in unknown_names(one, KNOWN, {"refund"}))]]


def test_a_file_that_says_everything_is_fine(tmp_path):
    steps = """  - user: where is 10023
    says: ["10023", on its way]
    says_not: sorry
    buttons: [See more]
    slots: {order_number: "10023", customer_name: null}
    intent: order_status
    handoff: none
  - press: See more
  - after: 5 minutes
    user: a refund
    handoff: {trigger: do_not_attempt, category: refund, evidence: refund, package: {issue.category: refund}}
"""
    assert problems(tmp_path, steps, BEGINNING.replace("  steps", "  at: 2026-12-01 22:00\n  steps")) == []


@pytest.mark.parametrize(
    ("steps", "line", "why"),
    [
        ("  - user: x\n    sais: y\n", 5, "sais"),
        ("  - after: soon\n", 4, "a number and a unit"),
        ("  - user: x\n    press: y\n    says: z\n", 4, "not both"),
        ("  - {}\n", 4, "an empty step"),
        ("  - user: x\n    handoff: yes please\n", 5, "write `handoff: none`"),
        ("  - user: x\n    handoff: {trigger: explicit_reqest}\n", 5, "did you mean 'explicit_request'"),
        ("  - user: x\n    handoff: {category: refnd}\n", 5, "did you mean 'refund'"),
        ("  - user: x\n    slots: {order_nunber: 1}\n", 5, "did you mean 'order_number'"),
        ("  - user: x\n    intent: order_staus\n", 5, "did you mean 'order_status'"),
        ("  - user: 10023\n", 4, "user"),
        ("  - {user: x, says: z}\n- conversation: one\n  steps:\n  - {user: y, says: z}\n", 5, "already"),
        ("    []\n", 2, "needs steps"),
        ('  - user: "  "\n    says: x\n', 4, "must not be empty"),
        ('  - press: ""\n    says: x\n', 4, "must not be empty"),
        ("  - user: /greet\n    says: x\n", 4, "Rasa takes for an intent"),
        ('  - user: x\n    says: ""\n', 5, "nothing stands behind says"),
        ("  - user: x\n    says: all Cards\n    says_not: [x, CARDS]\n", 6, "'CARDS' must be said and must not"),
        ("  - user: x\n    slots: {}\n", 5, "nothing stands behind slots"),
        ("  - user: x\n    buttons: [' ']\n", 5, "must not be empty"),
        ('  - user: x\n    handoff: {evidence: ""}\n', 5, "evidence is empty"),
        ("  - user: x\n    handoff: {package: {isue.category: refund}}\n", 5, "did you mean 'issue'"),
        ("  - user: x\n    handoff: {package: {issue.categry: refund}}\n", 5, "did you mean 'category'"),
        ("  - user: x\n", 2, "never fails"),
        ("  - after: 5 minutes\n    says_not: x\n", 2, "says nothing"),
        ("  - after: 0 minutes\n    user: x\n    says: x\n", 4, "a number and a unit"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, steps, line, why):
    found = problems(tmp_path, steps)
    assert len(found) == 1 and found[0].startswith(f"tests/conversations/x.yml:{line}: ") and why in found[0], found


def test_paths_of_the_package_that_exist_are_fine(tmp_path):
    package = "{issue.details.Which part: lid, attempts.0.what: x, customer.name: Jane, trigger.also.0.category: legal}"
    assert problems(tmp_path, f"  - user: x\n    handoff: {{package: {package}}}\n") == []


def test_a_capability_that_the_policy_does_not_have_is_named(tmp_path):
    steps, beginning = "  - user: x\n    says: y\n", BEGINNING.replace("  steps", "  capability: order_staus\n  steps")
    problems(tmp_path, steps, beginning)
    (one,) = read_tests(tmp_path)[0]
    (said,) = unknown_names(one, KNOWN, set(), {"order_status"})
    assert said.line == 3 and "did you mean 'order_status'" in said.text


def test_a_file_without_tests_is_named(tmp_path):
    (said,) = problems(tmp_path, "", "conversations: []\n")
    assert "x.yml:1: there is no conversation" in said


def test_a_time_that_is_none_is_named(tmp_path):
    (found,) = problems(tmp_path, "  - user: x\n", BEGINNING.replace("  steps", "  at: noon\n  steps"))
    assert "x.yml:3:" in found and "2026-11-30 10:15" in found


def test_rasas_own_stories_are_left_alone(tmp_path):
    assert problems(tmp_path, "", "stories:\n- story: x\n  steps:\n  - intent: greet\n") == []


def test_the_tests_of_this_project_are_fine():
    tests, refused = read_tests(ROOT)
    assert not refused and tests
    categories = set(taxonomy().categories)
    assert [str(p) for one in tests for p in unknown_names(one, KNOWN, categories)] == []


DECIDED = {"trigger": "keyword", "category": "legal", "reasons": [{"evidence": "my lawyer"}]}
PACKAGE = {
    "trigger": {"name": "keyword"},
    "issue": {"details": {"Which part": "left leg"}, "orders": ["10023", "10051"]},
}
AFTER = After(
    Turn(("All cards.", "Anything  else?"), {"Yes": "/affirm"}),
    "payment_methods",
    {"escalation": DECIDED, "part": "left leg", "order_number": None},
    PACKAGE,
)


@pytest.mark.parametrize(
    "step",
    [
        {"says": "all CARDS. Anything else?"},
        {"says": ["cards", "else"], "says_not": "sorry"},
        {"buttons": ["Yes"], "intent": "payment_methods"},
        {"slots": {"part": "left leg", "order_number": None}},
        {"handoff": {"trigger": "keyword", "category": "legal", "evidence": "Lawyer"}},
        {"handoff": {"package": {"issue.details.Which part": "LEFT leg", "issue.orders.1": "10051"}}},
    ],
)
def test_what_is_as_it_must_be_passes(step):
    assert list(wrong(Step(**step), AFTER)) == []


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"says": "invoice"}, "it said: All cards. Anything else?"),
        ({"says_not": "cards"}, "must not say"),
        ({"buttons": ["No"]}, "there are: Yes"),
        ({"slots": {"part": "right leg"}}, "is 'left leg'"),
        ({"slots": {"part": None}}, "must be None"),
        ({"slots": {"order_number": "10023"}}, "is None"),
        ({"intent": "greet"}, "read as payment_methods"),
        ({"handoff": "none"}, "is handed over: keyword"),
        ({"handoff": {"trigger": "time"}}, "must be time, and is keyword"),
        ({"handoff": {"category": "refund"}}, "must be refund, and is legal"),
        ({"handoff": {"evidence": "court"}}, "rests on “my lawyer”"),
        ({"handoff": {"package": {"issue.details.Photo": "no"}}}, "at issue.details.Photo, and has None"),
    ],
)
def test_what_is_otherwise_is_said(step, why):
    ((key, said),) = wrong(Step(**step), AFTER)
    assert key in step and why in said


def test_what_stays_with_the_bot_is_no_handover():
    stays = After(Turn(("Hello",)), "greet", {}, None)
    assert list(wrong(Step(handoff="none"), stays)) == []
    ((_key, said),) = wrong(Step(handoff={"trigger": "time"}), stays)
    assert "stays with the bot" in said


def test_a_path_leads_through_names_and_places():
    assert at({"a": [{"name": "x", "v": 1}]}, "a.x.v") == 1 and at({"a": [1]}, "a.3") is None and at("a", "b") is None
