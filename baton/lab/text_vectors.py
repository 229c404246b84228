"""Vectors of texts for grouping: from the language model of the trained bot, which is on every machine that runs it."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from baton.nlu.arrays import FloatArray
from baton.nlu.encoder import GRAPH, TOKENIZER, Encoder

_FILES = (GRAPH, TOKENIZER)
_PIECE = 100  # texts between two words on the progress


class NoLanguageModel(Exception):
    """There is no trained model to take the language model from; the text says what to do."""


def open_encoder(model: Path, threads: int = 1) -> Encoder:
    """The encoder of a trained model.

    Args:
        model: its archive.
        threads: processor cores to use.
    Raises:
        NoLanguageModel: it cannot be read, or holds no language model.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(model) as archive:
                members = {Path(each.name).name: each for each in archive.getmembers() if each.isfile()}
                for name in _FILES:
                    content = archive.extractfile(members[name])
                    if content is not None:
                        (Path(folder) / name).write_bytes(content.read())
        except (OSError, EOFError, KeyError, tarfile.TarError) as error:
            raise NoLanguageModel(f"{model} holds no language model; train one: baton train") from error
        return Encoder(Path(folder), threads)


def vectors(encoder: Encoder, texts: Sequence[str]) -> FloatArray:
    """A row for each text: the mean over its pieces of a middle and of the last layer, each of unit length."""
    return of_states(encoder.all_states(texts) if texts else [])


def of_states(encoded: Sequence[FloatArray]) -> FloatArray:
    """The same of texts that are encoded already."""
    if not encoded:
        return np.zeros((0, 0), dtype=np.float32)
    means = np.array([states.astype(np.float32).mean(axis=0) for states in encoded])
    half = means.shape[1] // 2
    parts = (means[:, :half], means[:, half:])
    return np.hstack([part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for part in parts])


def vectors_of_many(
    encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
) -> FloatArray:
    """As `vectors`, and what is written twice is read once.

    Args:
        progress: called with the different texts that are done, and how many there are.
    """
    different = list(dict.fromkeys(texts))
    found: dict[str, FloatArray] = {}
    for begin in range(0, len(different), _PIECE):
        piece = different[begin : begin + _PIECE]
        found.update(zip(piece, vectors(encoder, piece), strict=True))
        progress(len(found), len(different))
    return np.array([found[text] for text in texts])
