"""A new intent that means much the same as another one is named before the training, with its nearest messages."""

from __future__ import annotations

import numpy as np

from baton.cli.trainer import overlaps
from baton.nlu.example import Example

#: Directions of meaning.
WRAPPING, POST, THANKS = np.eye(3, dtype=np.float32)


def example(intent, number, file="data/nlu/ordinary/x.yml"):
    return Example(file, number, intent, f"{intent} {number}", {})


GIFTS = [example("gifts", number) for number in range(4)]
POSTAGE = [example("postage", number) for number in range(4)]
NEW = [example("ribbons", number, "data/nlu/ordinary/ribbons.yml") for number in range(10)]
EXAMPLES = [*GIFTS, *POSTAGE, *NEW]


def vectors(near):
    """Of the new intent's messages so many are near to those about wrapping, and the others to each other."""
    new = [WRAPPING if number < near else THANKS for number in range(len(NEW))]
    rows = [*(WRAPPING for _ in GIFTS), *(POST for _ in POSTAGE), *new]
    return np.array(rows) + np.linspace(0, 0.01, len(rows), dtype=np.float32)[:, None]


def test_an_intent_whose_messages_are_near_to_another_is_named_with_its_nearest():
    def rows(near):
        made = vectors(near)
        made[len(GIFTS) + len(POSTAGE) :][:near] *= 0.9  # nearer to the other intent than to each other
        return made

    (found,) = overlaps.overlaps(EXAMPLES, rows(4), "ribbons")
    assert (found.intent, found.other, found.number, found.of) == ("ribbons", "gifts", 4, 10)
    said = str(overlaps._problem(found))
    assert said.startswith("data/nlu/ordinary/ribbons.yml:") and "ribbons overlaps with gifts: 4 of its 10" in said
    assert "data/nlu/ordinary/x.yml:3" in said
    assert list(overlaps.overlaps(EXAMPLES, rows(1), "ribbons")) == []


def test_new_are_the_intents_that_were_not_learnt_before():
    learnt = {one.text for one in [*GIFTS, *POSTAGE[:3], *NEW[:4]]}
    assert overlaps.new_intents(EXAMPLES, learnt) == {"ribbons"}


def test_where_no_training_kept_anything_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv("FULL_TRAINING_FOLDER", raising=False)
    assert overlaps.warnings(tmp_path / "baton.tar.gz", tmp_path) == []
