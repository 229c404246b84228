"""The encodings of texts that an earlier training has made, kept by text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baton.base import full_training, training_inputs
from baton.nlu.arrays import FloatArray
from baton.nlu.encoder import Encoder

_COMPONENT = "encodings"
_STATES, _LENGTHS = "states.npy", "lengths.npy"


def encode(encoder: Encoder, texts: Sequence[str]) -> list[FloatArray]:
    """The states of texts as `Encoder.all_states` gives them; only those that the last full training has not encoded
    are computed."""
    known = _known(texts)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(missing, encoder.all_states(missing), strict=True))
    return [known[text] for text in texts]


def learnt(texts: Sequence[str]) -> set[str]:
    """Those of some texts that the last full training has encoded."""
    return set(_known(texts))


def keep(texts: Sequence[str], states: Sequence[FloatArray]) -> None:
    """Keep the encodings of a full training."""
    by_key = {_key(text): each for text, each in zip(texts, states, strict=True)}
    keys = sorted(by_key)  # in the order in which they are kept

    def write(folder: Path) -> None:
        np.save(folder / _STATES, np.concatenate([by_key[key] for key in keys]))
        np.save(folder / _LENGTHS, np.array([len(by_key[key]) for key in keys]))

    full_training.keep(_COMPONENT, _fits(), keys, write)


def _known(texts: Sequence[str]) -> dict[str, FloatArray]:
    kept = full_training.latest(_COMPONENT, _fits())
    if kept is None:
        return {}
    ends = np.cumsum(np.load(kept.folder / _LENGTHS))
    states = np.asarray(np.load(kept.folder / _STATES, mmap_mode="r"))
    places = {key: place for place, key in enumerate(sorted(kept.examples))}
    found = {}
    for text in texts:
        place = places.get(_key(text))
        if place is not None:
            found[text] = states[ends[place - 1] if place else 0 : ends[place]]
    return found


def _key(text: str) -> str:
    return full_training.key(text)


def _fits() -> str:
    """A hash of what encodes: the language model's package and our code around it."""
    code = training_inputs.digest(training_inputs.source_files(["baton.nlu.encoder"]))
    return f"{Encoder.version()} {code}"
