"""The messages that heads are trained on, as arrays that several processes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baton.nlu.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class TrainingSet:
    """Messages to train on, one entry each.

    `states`: output of the language model, one vector per token. `signals`: true where the message carries the
    signal. `intents`, `problems`: positions in the lists of names; a problem of -1 is not labelled. `made`: true where
    the message is made of others; an epoch has every second one of these, in turn.
    """

    states: Sequence[FloatArray]
    signals: BoolArray
    intents: IntArray
    problems: IntArray
    made: BoolArray

    def __len__(self) -> int:
        return len(self.states)

    def part(self, places: IntArray) -> TrainingSet:
        """The messages at some places."""
        return TrainingSet(
            [self.states[i] for i in places],
            self.signals[places],
            self.intents[places],
            self.problems[places],
            self.made[places],
        )

    def __add__(self, other: TrainingSet) -> TrainingSet:
        """The messages of both."""
        return TrainingSet(
            [*self.states, *other.states],
            np.concatenate([self.signals, other.signals]),
            np.concatenate([self.intents, other.intents]),
            np.concatenate([self.problems, other.problems]),
            np.concatenate([self.made, other.made]),
        )

    def save(self, folder: Path) -> None:
        """Write it into a folder, so that other processes can map it into their memory."""
        np.save(folder / "states.npy", np.concatenate(self.states))
        lengths = np.array([len(states) for states in self.states])
        np.savez(
            folder / "labels.npz",
            lengths=lengths,
            signals=self.signals,
            intents=self.intents,
            problems=self.problems,
            made=self.made,
        )

    @classmethod
    def load(cls, folder: Path) -> TrainingSet:
        """What `save` wrote; the states stay on disk until they are read."""
        states = np.load(folder / "states.npy", mmap_mode="r")
        with np.load(folder / "labels.npz") as labels:
            ends = np.cumsum(labels["lengths"])
            columns = (labels[name] for name in ("signals", "intents", "problems", "made"))
            return cls(np.split(states, ends[:-1]), *columns)
