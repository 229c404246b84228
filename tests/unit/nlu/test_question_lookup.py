"""The questions in force are taken up beside those in use, and no message waits for them."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from baton.knowledge.questions import LiveQuestions
from baton.nlu.question_calibration import Calibration
from baton.nlu.question_lookup import Matcher, keep_fresh, refresh
from tests.unit.knowledge.conftest import block

PATIENCE = 30.0  # seconds, for a loaded machine


class Letters:
    """A language model whose vectors count letters. While `held`, it does not come back with new wordings."""

    def __init__(self):
        self.free = threading.Event()
        self.free.set()
        self.called = threading.Event()

    def all_states(self, texts):
        self.called.set()
        assert self.free.wait(PATIENCE)
        return self.states(texts)

    def states(self, texts):
        return [np.array([[0.0] * 26 + [float(text.lower().count(chr(97 + i))) for i in range(26)]]) for text in texts]


@pytest.fixture
def encoder():
    return Letters()


@pytest.fixture
def live(tmp_path):
    (tmp_path / "a.yml").write_text("faq:\n" + block("cost", "What does delivery cost?"))
    return LiveQuestions(tmp_path, tmp_path / "orders.yml")


@pytest.fixture
def matcher(encoder, live):
    made = Matcher(encoder, Calibration((0.0,) * 4, (1.0,) * 4, (0.0,) * 4, 0.0), {})
    made.use(live())
    return made


def add(folder):
    (folder / "b.yml").write_text("faq:\n" + block("jobs", "Are you hiring?"))


def nearest(matcher, text):
    return matcher.match(text).ranking[0].intent


def test_messages_are_matched_by_the_questions_before_while_new_ones_are_made_ready(tmp_path, encoder, live, matcher):
    encoder.free.clear()
    encoder.called.clear()
    add(tmp_path)
    making = threading.Thread(target=refresh, args=(matcher, live))
    making.start()
    assert encoder.called.wait(PATIENCE)
    assert nearest(matcher, "Are you hiring?") == "faq/cost" and not matcher.is_wording("Are you hiring?")
    encoder.free.set()
    making.join(PATIENCE)
    assert nearest(matcher, "Are you hiring?") == "faq/jobs" and matcher.is_wording("are you hiring")
    assert matcher.is_wording("r u hiring?") and not matcher.is_wording("r u firing?")


def test_a_slip_is_put_right_but_not_what_a_question_says(tmp_path, live, matcher):
    slips = {"dos": "does", "delivry": "delivery"}
    meant = matcher.match("What does delivery cost?")
    assert matcher.match("What dos delivry cost?", slips) == meant != matcher.match("What dos delivry cost?")
    (tmp_path / "b.yml").write_text("faq:\n" + block("klarna", "Do you take Klarna?"))
    matcher.use(live())
    assert matcher.match("Do you take Klarna?", {"Klarna": "karma"}) == matcher.match("Do you take Klarna?")


def test_a_wording_is_one_without_its_apostrophe_too(tmp_path, live, matcher):
    (tmp_path / "b.yml").write_text("faq:\n" + block("missing", "It's not there"))
    refresh(matcher, live)
    assert matcher.is_wording("its not there!") and not matcher.is_wording("its there")


def test_it_follows_the_files(tmp_path, encoder, live, matcher):
    encoder.called.clear()
    add(tmp_path)
    keep_fresh(matcher, live, interval=0.001)
    assert encoder.called.wait(PATIENCE)


def test_questions_that_cannot_be_used_change_nothing(matcher, caplog):
    def broken():
        raise OSError("no disk")

    refresh(matcher, broken)
    assert nearest(matcher, "what does delivery cost") == "faq/cost"
    assert "stay in force" in caplog.text


def test_no_questions_at_all(tmp_path, matcher):
    (tmp_path / "a.yml").unlink()
    refresh(matcher, LiveQuestions(tmp_path, tmp_path / "orders.yml"))
    assert matcher.match("what does delivery cost").ranking == ()
