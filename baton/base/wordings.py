"""Documents of wordings: under each key a list of regular expressions for what customers write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, Mapping

from baton.base.document import Document, Fault


class Wordings(Document):
    """A file of wordings. Each is a regular expression on whole words, whatever the case, with a straight apostrophe.

    A subclass has a list for each key, or a text of plain words, and in `stands_for` what single characters of its file
    stand for.
    """

    stands_for: ClassVar[Mapping[str, str]] = {}

    def faults(self) -> Iterator[Fault]:
        """A wording that is no regular expression."""
        lists = {key: value for key, value in self.dict(by_alias=True).items() if isinstance(value, list)}
        for key, wordings in lists.items():
            for place, wording in enumerate(wordings):
                try:
                    self._compiled((wording,))
                except re.error as error:
                    yield (key, place), f"not a regular expression: {error}"

    def find(self, wordings: Sequence[str], text: str) -> re.Match[str] | None:
        """The first place in a text where one of the wordings stands as whole words, or None."""
        return self._compiled(tuple(wordings)).search(straight(text))

    def begins(self, wordings: Sequence[str], text: str) -> re.Match[str] | None:
        """One of the wordings as whole words at the very beginning of a text, or None.

        Not by `find`, which tries every place: a wording that takes a row of words costs the square of their number.
        """
        return self._compiled(tuple(wordings)).match(straight(text))

    def split(self, wordings: Sequence[str], text: str) -> list[str]:
        """The parts of a text between the wordings."""
        return self._compiled(tuple(wordings)).split(straight(text))

    def _compiled(self, wordings: tuple[str, ...]) -> re.Pattern[str]:
        return _compiled(wordings, tuple(self.stands_for.items()))


def straight(text: str) -> str:
    """The text in lower case with the apostrophes of a plain keyboard."""
    return re.sub("[\u2018\u2019`\u00b4]", "'", text).lower()


@lru_cache(maxsize=128)
def _compiled(wordings: tuple[str, ...], stands_for: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{wording})" for wording in wordings)
    for sign, pattern in stands_for:
        alternatives = alternatives.replace(sign, pattern)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.I)
