"""Trains what finds the shop's questions: how sure the nearest is, and the vectors of the wordings that there are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baton.base import full_training, training_inputs, training_progress
from baton.knowledge.questions import Questions
from baton.nlu import question_calibration
from baton.nlu.encoder import Encoder
from baton.nlu.question_lookup import CALIBRATION, VECTORS, vectors_of, wordings

_COMPONENT = "questions"  # the name of its full training


def train(questions: Questions, others: Sequence[str], encoder: Encoder, folder: Path) -> None:
    """Write everything that a matcher loads, but the language model, into a folder.

    After a few changed wordings the calibration of the last full training is kept: four weights, learnt from thousands
    of wordings, do not change with them. A matcher encodes the wordings itself that it has no vectors of.

    Args:
        questions: those in force.
        others: messages that no question fits.
        encoder: the language model.
    """
    texts, intents = wordings(questions)
    fits = f"{Encoder.version()} {training_inputs.digest(training_inputs.source_files([__name__]))}"
    keys = {full_training.key(*pair) for pair in zip(texts, intents, strict=True)}
    before = full_training.few_changes(_COMPONENT, fits, keys)
    if before is not None:
        training_progress.note("Hardly a question has changed: how sure the nearest one is stays")
        before.copy_to(folder)
        return
    vectors = vectors_of(encoder, texts)
    calibration = question_calibration.fit(texts, intents, vectors, others, vectors_of(encoder, others))
    (folder / CALIBRATION).write_text(json.dumps(calibration.as_dict()))
    np.savez_compressed(folder / VECTORS, texts=np.array(texts), vectors=vectors.astype(np.float16))
    _keep(fits, keys, folder)


def _keep(fits: str, keys: set[str], folder: Path) -> None:
    def write(made: Path) -> None:
        for name in (CALIBRATION, VECTORS):
            shutil.copyfile(folder / name, made / name)

    full_training.keep(_COMPONENT, fits, keys, write)
