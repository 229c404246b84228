"""The recommended first action: a case for each rule of the file that is in force, and what is wrong with a file."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from baton.base.document import load_document
from baton.base.live_file import LiveFile
from baton.base.settings import ROOT
from baton.handoff.package.recommended_actions import (
    PLAIN,
    OrderFacts,
    RecommendedActions,
    categories,
    order_facts,
)
from policies.policy_document import PolicyDocument
from tests.support.documents import problems_of

FILE = ROOT / "business" / "recommended_actions.yml"
RULES = load_document(FILE, RecommendedActions)
NAMES = [rule.name for rule in RULES.rules]
CASES = yaml.safe_load((Path(__file__).parent / "recommended_cases.yml").read_text())
TODAY = date(2026, 11, 24)


def package(category="order_status", trigger="explicit_request", verified=True):
    return {
        "issue": {"category": category},
        "trigger": {"name": trigger, "category": category},
        "customer": {
            "verified": verified,
            "proved_orders": [{"order": "10023", "by": "postcode", "at": "2026-11-24T12:00:00+00:00"}]
            if verified
            else [],
        },
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_a_case_and_says_what_it_should(name):
    case = dict(CASES[name])  # a rule without a case fails here
    expected = case.pop("expect")
    facts = {"status": "status", "delivered": "delivered_on", "expected": "expected_on"}
    given = {facts[key]: case.pop(key) for key in list(case) if key in facts}
    order = OrderFacts("10023", **given) if given else None
    advice = RULES.advise(package(**case), order, TODAY)
    assert advice.rule == name
    assert expected in advice.text
    assert "{" not in advice.text


def test_no_case_is_left_over():
    assert set(CASES) == set(NAMES)


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/London", 22), ("Australia/Sydney", 22), ("America/New_York", 21), ("UTC", 21)]
)
def test_a_delivery_counts_from_the_day_on_the_shops_calendar(zone, day):
    late = datetime(2026, 6, 21, 23, 30, tzinfo=timezone.utc)
    facts = order_facts("10023", "delivered", late, None, ZoneInfo(zone))
    assert facts == OrderFacts("10023", "delivered", date(2026, 6, day))
    assert order_facts("10023", "shipped", None, date(2026, 6, 21), ZoneInfo(zone)).delivered_on is None


def test_what_no_rule_speaks_of_gets_the_default():
    assert RULES.advise(package("return_policy"), None, TODAY).text == RULES.default
    assert RULES.advise(package("return_policy"), None, TODAY).rule is None


def test_the_file_in_force_knows_only_categories_of_the_policy():
    policy = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
    assert load_document(FILE, RecommendedActions, categories(policy)) == RULES


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("{category: fraud}", "{category: frod}", "category: frod", "no policy gives the category frod"),
        ("{status: lost}", "{status: gone}", "status: gone", "'gone' is not one of"),
        ("{trigger: time}", "{trigger: late}", "trigger: late", "'late' is not one of"),
        ("Order {order} is lost.", "Order {number} is lost.", "Order {number}", "unknown variable number"),
        ("Order {order} is lost.", "Order {order is lost.", "Order {order is", "cannot be filled in"),
        ("name: refund\n", "name: refund_lost\n", "name: refund_lost", "refund_lost is there already"),
        ("when: {status: lost}", "when: {}", "when: {}", "when: must not be empty"),
        ("when: {status: lost}", "when: {colour: red}", "colour", "colour"),
        (
            "return_window_days: 30",
            "return_window_days: soon",
            "return_window_days",
            "must be a whole number",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old, new, line, told):
    text = FILE.read_text().replace(old, new, 1)
    policy = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
    problems = problems_of(text, RecommendedActions, "rules.yml", categories(policy))
    assert any(told in problem for problem in problems), problems
    lines = {number for number, content in enumerate(text.splitlines(), 1) if line in content}
    assert any(int(problem.split(":")[1]) in lines for problem in problems if told in problem)


def test_a_rule_that_is_never_reached_is_told():
    rules = """
return_window_days: 30
default: Read it.
rules:
  - {name: all, when: {category: [refund, legal]}, do: First.}
  - {name: some, when: {category: refund, status: lost}, do: Never.}
"""
    assert "some is never reached: all above fits whenever it does" in problems_of(rules, RecommendedActions)[0]


def test_every_problem_is_told_at_once():
    text = "return_window_days: 0\nrules:\n  - {name: A, when: {}, do: ''}\n"
    assert len(problems_of(text, RecommendedActions)) >= 4


def test_a_changed_file_counts_at_once_and_a_wrong_one_leaves_the_old_rules(tmp_path, caplog):
    path = tmp_path / "rules.yml"
    path.write_text("return_window_days: 30\ndefault: First.\nrules: []\n")
    rules = LiveFile(path, RecommendedActions)
    assert rules().advise(package(), None, TODAY).text == "First."
    path.write_text("return_window_days: 30\ndefault: Second.\nrules: []\n")
    os.utime(path, ns=(1, 1))
    assert rules().advise(package(), None, TODAY).text == "Second."
    path.write_text("default: [")
    assert rules().advise(package(), None, TODAY).text == "Second."
    assert "rules.yml:1" in caplog.text


def test_without_a_file_there_is_still_advice(tmp_path):
    assert LiveFile(tmp_path / "none.yml", RecommendedActions)().advise(package(), None, TODAY).text == PLAIN
