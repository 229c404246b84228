"""How sure the nearest question is, is learnt again only when more than a few wordings have changed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from baton.base import full_training
from baton.knowledge.questions import LiveQuestions
from baton.nlu.question_calibration import Calibration
from baton.nlu.question_lookup import CALIBRATION
from baton.nlu.question_training import train
from tests.unit.knowledge.conftest import block

OTHERS = ["good morning", "the kettle is leaking", "order 10047", "Jane Doe"]
ASKED = {"cost": "What does delivery cost?", "jobs": "Are you hiring?", "hours": "When are you open?"}


class Letters:
    """A language model whose vectors count letters. `encoded` is how many texts it had to encode."""

    def __init__(self):
        self.encoded = 0

    def all_states(self, texts):
        self.encoded += len(texts)
        return [np.array([[0.0] * 26 + [float(text.lower().count(chr(97 + i))) for i in range(26)]]) for text in texts]


@pytest.fixture
def encoder(tmp_path, monkeypatch):
    monkeypatch.setenv(full_training.VARIABLE, str(tmp_path / "full_training"))
    monkeypatch.delenv(full_training.FROM_NOTHING, raising=False)
    return Letters()


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "faq").mkdir()
    for name, question in ASKED.items():
        write(tmp_path, name, question)
    return tmp_path


def write(shop, name, question):
    (shop / "faq" / f"{name}.yml").write_text("faq:\n" + block(name, question))


def trained(shop, encoder, name):
    """What a training leaves in a folder."""
    folder = shop / name
    folder.mkdir()
    live = LiveQuestions(shop / "faq", shop / "orders.yml")
    train(live(), OTHERS, encoder, folder)
    return folder


def test_after_a_few_wordings_the_calibration_stays_and_nothing_is_encoded(shop, encoder):
    first = trained(shop, encoder, "first")
    encoder.encoded = 0
    write(shop, "returns", "Can I send it back?")
    second = trained(shop, encoder, "second")
    assert encoder.encoded == 0
    assert (second / CALIBRATION).read_text() == (first / CALIBRATION).read_text()
    Calibration(**json.loads((second / CALIBRATION).read_text()))


def test_without_a_full_training_everything_is_learnt(shop, encoder, monkeypatch):
    trained(shop, encoder, "first")
    encoder.encoded = 0
    monkeypatch.setenv(full_training.FROM_NOTHING, "1")
    trained(shop, encoder, "second")
    assert encoder.encoded > len(OTHERS)


def test_many_changed_wordings_are_learnt(shop, encoder, monkeypatch):
    trained(shop, encoder, "first")
    encoder.encoded = 0
    monkeypatch.setattr(full_training, "MOST_CHANGED", 3)
    write(shop, "returns", "Can I send it back?")
    trained(shop, encoder, "second")
    assert encoder.encoded > len(OTHERS)
