"""Every business document takes effect while the desk runs: a valid change at the next use, a wrong one never."""

from __future__ import annotations

from datetime import date

import pytest

from baton.base import document
from baton.base.live_file import LiveFiles
from baton.base.settings import Settings
from baton.desk.auth.roles import Role
from baton.desk.store.business_documents import DOCUMENTS
from baton.handoff.calendar.opening_hours import OpeningHours
from tests.support.bench import Bench

NOTHING_FITS = {
    "issue": {"category": "none"},
    "trigger": {"name": "none", "category": "none"},
    "customer": {"verified": True},
}

#: By setting: a change, and what uses the document, before and after it.
CHANGES = {
    "policy_file": ("version: 1", "version: 2", lambda bench: bench.parts.policy().version, 1, 2),
    "recommended_actions_file": (
        "default: Greet by name",
        "default: Say hello",
        lambda bench: bench.parts.handoffs.recommendations().advise(NOTHING_FITS, None, date(2026, 11, 24)).text[:9],
        "Greet by ",
        "Say hello",
    ),
    "opening_hours_file": (
        "tuesday: 09:00-18:00",
        "tuesday: closed",
        lambda bench: bench.parts.handoffs.messages.hours.is_open(bench.clock()),
        True,
        False,
    ),
    "handoff_messages_file": (
        "You are next in line.",
        "It is your turn.",
        lambda bench: bench.parts.handoffs.messages.say("next_in_line"),
        "You are next in line.",
        "It is your turn.",
    ),
    "carriers_file": (
        "phone: 0121 275 0500",
        "phone: 0121 275 0501",
        lambda bench: bench.parts.carriers().named("DPD").phone,
        "0121 275 0500",
        "0121 275 0501",
    ),
    "desk_file": ("urgent: 2", "urgent: 3", lambda bench: bench.parts.rules().limit(1), 120, 180),
    "canned_replies_file": (
        "title: Condolences",
        "title: Our sympathy",
        lambda bench: bench.parts.canned().replies[1].title,
        "Condolences",
        "Our sympathy",
    ),
}


@pytest.fixture
def desk(tmp_path):
    """A desk with business documents of its own."""
    shipped = Bench(tmp_path / "shipped")
    environ = {}
    for model in DOCUMENTS:
        path = tmp_path / f"{model.setting}.yml"
        path.write_text(getattr(shipped.settings, model.setting).read_text())
        environ[f"BATON_{model.setting.upper()}"] = str(path)
    return Bench(tmp_path / "desk", **environ)


@pytest.mark.parametrize("model", DOCUMENTS, ids=lambda model: model.__name__)
def test_a_change_counts_at_the_next_use_and_a_wrong_one_never(desk, model, caplog):
    old, new, use, before, after = CHANGES[model.setting]
    path = getattr(desk.settings, model.setting)
    text = path.read_text()
    assert old in text and use(desk) == before
    path.write_text(text.replace(old, new, 1))
    assert use(desk) == after and desk.parts.refused() == []

    path.write_text(text.replace(old, new, 1) + "\nsurprise: 1\n")
    assert use(desk) == after
    refused = desk.parts.refused()
    assert len(refused) == 1 and f"{path.name}:" in refused[0] and "unknown 'surprise'" in refused[0]
    assert "The previous version stays in force" in caplog.text

    path.unlink()
    assert use(desk) == after and "cannot be read" in desk.parts.refused()[0]
    path.write_text(text)
    assert use(desk) == before and desk.parts.refused() == []


def test_supervisors_see_at_the_desk_what_is_refused(desk):
    desk.agent("ann", role=Role.LEAD)
    browser = desk.browser()
    desk.enter(browser, "ann")
    assert desk.parts.refused() == []
    desk.settings.opening_hours_file.write_text("time_zone: Atlantis\n")
    answer = browser.get("/team")
    assert answer.status_code == 200, answer.headers
    page = answer.text
    assert "does not count" in page and "opening_hours_file.yml:1" in page and "missing hours" in page


def kinds(model):
    """Every model that is one of a kind, directly or not."""
    for below in model.__subclasses__():
        yield below
        yield from kinds(below)


def test_every_document_has_a_setting_and_is_listed():
    listed = {model.setting for model in DOCUMENTS}
    assert len(listed) == len(DOCUMENTS) and listed <= set(Settings.__fields__)
    models = [model for model in kinds(document.Document) if "tests." not in model.__module__]
    # The taxonomy is read once, with the model; what lies in data/ has a place and no setting.
    models = [model for model in models if getattr(model, "setting", "")]
    assert set(models) == set(DOCUMENTS)


def test_a_document_is_opened_once_in_a_process(desk):
    files = LiveFiles(desk.settings)
    assert files[OpeningHours] is files[OpeningHours] and files.refused() == []
