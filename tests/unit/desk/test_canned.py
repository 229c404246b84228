"""Canned replies: checked with lines, filled in, the fitting one suggested."""

from __future__ import annotations

import pytest

from baton.desk import canned, case
from baton.settings import ROOT
from baton.watched import FileRefused

TEXT = (ROOT / "policies" / "canned_replies.yml").read_text()


def one(text="Hello", **more):
    extra = "".join(f"\n    {name}: {value}" for name, value in more.items())
    return f"replies:\n  - key: one\n    title: One\n    text: {text!r}{extra}\n"


def test_the_file_of_the_project_is_fine():
    assert canned.check(TEXT, "canned_replies.yml") == []
    replies = canned.read(TEXT, "canned_replies.yml")
    assert len({reply.title for reply in replies}) == len(replies) > 15


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (one("Hi {nmae}"), 4, "there is no {nmae}"),
        (one("Hi {"), 4, "cannot be filled in"),
        (one("Hi {}"), 4, "there is no {}"),
        (one(suggest="{mood: bad}"), 5, "mood"),
        (one(colour="red"), 2, "colour"),
        (one() + one()[9:], 5, "one is there already"),
        ("replies: {}", 1, "array"),
    ],
)
def test_every_problem_is_named_with_its_line(text, line, said):
    problems = canned.check(text, "f.yml")
    assert [(p.line, said in p.text) for p in problems] == [(line, True)], list(map(str, problems))
    with pytest.raises(FileRefused, match=r"f\.yml"):
        canned.read(text, "f.yml")


@pytest.mark.parametrize(
    ("category", "suggested"),
    [("bereavement", "condolences"), ("cancel_change", None), ("fraud", "fraud"), ("order_status", "customs")],
)
def test_the_fitting_reply_comes_first_with_what_is_known(bench, category, suggested):
    bench.agent("maria")
    bench.log_event("c1", {"event": "slot", "name": "customer_name", "value": "Jane Doe"})
    handoff = bench.handoff("h1", "c1", category=category)
    cards = case.orders(bench.parts, handoff)
    found = case.replies(bench.parts, handoff, bench.agents.get("maria"), cards)
    assert found[0].suggested and not any(reply.suggested for reply in found[1:])
    assert found[0].key == suggested or suggested is None
    assert "Jane" in found[0].text and "Maria Smith" in found[0].text and "{" not in found[0].text
    tracking = next(reply for reply in found if reply.key == "tracking")
    assert "DHL" in tracking.text and "TR4CK" in tracking.text


def test_what_is_not_known_is_left_to_fill_in(bench):
    bench.agent("maria")
    handoff = bench.handoff("h1", "c1")
    bench.orders.away = True
    found = case.replies(bench.parts, handoff, bench.agents.get("maria"), case.orders(bench.parts, handoff))
    tracking = next(reply for reply in found if reply.key == "tracking")
    assert "[carrier]" in tracking.text and "[tracking url]" in tracking.text


def test_a_format_string_in_a_customers_name_is_only_a_name(bench):
    bench.log_event("c1", {"event": "slot", "name": "customer_name", "value": "{agent.__class__} {0}"})
    values = canned.values(bench.handoff("h1", "c1").package, None, "Maria", "Shop")
    assert canned.Reply("k", "t", "Hi {customer}", None).filled(values) == "Hi {agent.__class__} {0}"
