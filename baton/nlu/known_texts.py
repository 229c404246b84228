"""Short texts that the language data have word for word: they are read as they are labelled there.

A trainer who writes "hang on" below an intent expects it to be read so, whatever the heads make of two words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: A longer text says enough for the heads.
LONGEST = 6  # words
_FILE = "known_texts.json"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Label:
    """What the language data say of a text: its intent, and the signals that it carries."""

    intent: str
    signals: tuple[str, ...] = ()


class KnownTexts:
    """The short texts of the language data.

    Args:
        labels: by normalised text (`normal`).
    """

    def __init__(self, labels: Mapping[str, Label]) -> None:
        self._labels = labels

    @classmethod
    def of(cls, examples: Iterable[tuple[str, Label]]) -> KnownTexts:
        """Those of the examples that are short; a text that is labelled in two ways is not known."""
        labels: dict[str, Label | None] = {}
        for text, label in examples:
            key = normal(text)
            if key and len(key.split()) <= LONGEST:
                labels[key] = label if labels.setdefault(key, label) == label else None
        return cls({key: label for key, label in labels.items() if label is not None})

    @classmethod
    def load(cls, folder: Path) -> KnownTexts:
        """What `save` has written into a folder of the model."""
        stored = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls({key: Label(intent, tuple(signals)) for key, (intent, *signals) in stored.items()})

    def save(self, folder: Path) -> None:
        """Write them into a folder of the model."""
        stored = {key: [label.intent, *label.signals] for key, label in self._labels.items()}
        (folder / _FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    def label(self, text: str) -> Label | None:
        """The label of a text; None if the language data do not have it."""
        return self._labels.get(normal(text))


def normal(text: str) -> str:
    """A text as it is compared: its words in small letters, with or without apostrophes, as people in a hurry write.

    It is empty where anything else is in it that might count, such as digits or an emoji.
    """
    if any(not (c.isalpha() or c.isspace() or c in ".,!?;:'’\"-()") for c in text):
        return ""
    return " ".join(_WORD.findall(text.lower().replace("’", "").replace("'", "")))
