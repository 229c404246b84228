"""Misread messages are labelled with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from baton.desk.auth.roles import Role
from baton.desk.read_models import report_view
from baton.lab.report.gaps import Grouped
from tests.browser.conftest import hook, press_key
from tests.support.log_events import user

TEXTS = ("do you post to the moon", "moon delivery on sunday", "is the moon lamp hot")


@pytest.fixture
def bench(desk):
    desk.bench.agent("ann", role=Role.LEAD)
    for number, text in enumerate(TEXTS):  # the latest is the first on the list
        at = desk.bench.parts.time() - number
        ranking = [{"name": "delivery_info"}, {"name": "chitchat"}]
        event = user(text, "nlu_fallback", {"health_safety": 0.3}, at=at, intent_ranking=ranking)
        desk.bench.log_event(f"c{number}", event)
    desk.bench.parts.escalation_log.update()
    return desk.bench


def test_one_key_each_search_and_undo(bench, opens):
    page = opens("ann", "/misread")
    text = hook(page, "misread-text")
    expect(text).to_have_text(TEXTS[0])
    press_key(page, "y")
    expect(text).to_have_text(TEXTS[1])
    press_key(page, "u")
    expect(text).to_have_text(TEXTS[0])
    press_key(page, "n")
    expect(text).to_have_text(TEXTS[1])
    press_key(page, "/")
    page.keyboard.type("gift wrap")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=gift"))
    press_key(page, "y")
    expect(text).to_have_text(TEXTS[2])
    press_key(page, "d")
    expect(hook(page, "misread-none")).to_be_visible()
    kept = [(label.target.code, label.text) for label in bench.parts.labelling.to_export()]
    assert kept == [
        ("near_miss:delivery_info:health_safety", TEXTS[0]),
        ("question:faq/gift_wrap", TEXTS[1]),
    ]


def test_a_whole_group_with_two_keys(bench, opens, monkeypatch):
    def moon(texts):  # the first two messages, as long as both are on the list
        return [Grouped("moon", [0, 1])] if len(texts) == len(TEXTS) else []

    monkeypatch.setattr(report_view, "grouper", lambda: moon)
    page = opens("ann", "/misread?by=meaning")
    expect(hook(page, "misread-other")).to_have_text([TEXTS[1]])
    press_key(page, "g")
    expect(hook(page, "misread-whole")).to_be_checked()
    press_key(page, "y")
    expect(hook(page, "misread-text")).to_have_text(TEXTS[2])
    expect(hook(page, "misread-whole")).to_have_count(0)
    assert {(label.target.code, label.text) for label in bench.parts.labelling.to_export()} == {
        ("ordinary:delivery_info", TEXTS[0]),
        ("ordinary:delivery_info", TEXTS[1]),
    }
    press_key(page, "u")
    expect(hook(page, "misread-other")).to_have_count(1)
    assert bench.parts.labelling.to_export() == []
