"""In which language a message is written, when that is surely not English. Nothing is looked up on the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from baton.nlu.language_data import LanguageData, plain

if TYPE_CHECKING:
    from lingua import LanguageDetector as Lingua

ENGLISH = "EN"
#: Between these the library chooses, by ISO 639-1. Each takes some 15 MB of memory, and each makes short messages less
#: sure; domain.yml has an `utter_other_language_<code>` for every one of them.
LANGUAGES = (ENGLISH, "ES", "DE", "FR", "PT", "IT", "NL", "PL", "TR", "AR", "HI", "RU", "EL", "ZH", "JA", "KO")
#: A message is surely not English when English is no likelier than this. Close relatives, as Spanish and Portuguese,
#: may share the rest, so the likeliest needs little.
MOST_ENGLISH = 0.05
LIKELIEST = 0.35
#: Latin letters need so many words: fewer are often a product or a name, which look like any language.
FEWEST_WORDS = 3
#: A language that only its small words show needs so many of them, and this part of the message.
FEWEST_SMALL_WORDS = 2
SMALL_WORDS = 0.3
_ANY_TEXT = "where is my order"
LONGEST_PARTICLE = 3  # of a name: "van", "den", "da"
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u02af\u1e00-\u1eff]")


@dataclass(frozen=True)
class Detected:
    """A language other than English."""

    code: str  #: ISO 639-1, lower case
    confidence: float
    sure: bool


class LanguageDetector:
    """Says which language a message is in.

    Args:
        languages: for those with `words`: what the library does not know, as Hindi in Latin letters.
    """

    def __init__(self, languages: Sequence[LanguageData]) -> None:
        self._by_words = [language for language in languages if language.words is not None]

    def detect(self, text: str) -> Detected | None:
        """The likeliest language of a text; None if that is English, or there are no words.

        Args:
            text: without names, numbers and addresses, which are of no language.
        """
        words = _WORD.findall(text)
        if not words:
            return None
        for language in self._by_words:
            share = _share_of_small_words(plain(text).split(), language)
            if share >= SMALL_WORDS:
                return Detected(language.code, round(min(0.99, 0.7 + share / 2), 2), sure=True)
        values = {
            v.language.iso_code_639_1.name: v.value for v in self._lingua.compute_language_confidence_values(text)
        }
        code = max(values, key=lambda code: values[code])
        if code == ENGLISH:
            return None
        sure = values[ENGLISH] <= MOST_ENGLISH and values[code] >= LIKELIEST
        return Detected(code.lower(), round(values[code], 2), sure and _is_sentence(text, words))

    def load(self) -> None:
        """Load the library's data now, two seconds and 150 MB, and not for the first message."""
        self._lingua.compute_language_confidence_values(_ANY_TEXT)

    @cached_property
    def _lingua(self) -> Lingua:
        from lingua import IsoCode639_1, LanguageDetectorBuilder

        codes = [getattr(IsoCode639_1, code) for code in LANGUAGES]
        return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether a text says something: several words, not all of them written as names are ("Pieter van den Hoogen")."""
    if _NOT_LATIN.search(text):
        return True
    if sum(len(word) > 1 for word in words) < FEWEST_WORDS:
        return False
    return text.isupper() or any(word[0].islower() and len(word) > LONGEST_PARTICLE for word in words)


def _share_of_small_words(words: Sequence[str], language: LanguageData) -> float:
    """Which part of a message the small words of a language are; 0 if there are too few, or all could be English."""
    assert language.words is not None
    bare = [word.strip(".,!?;:()'\"") for word in words]
    small = [word for word in bare if language.words.fullmatch(word)]
    own = {word for word in small if word not in language.shared_words}
    if not own or len(small) < FEWEST_SMALL_WORDS:
        return 0.0
    return len(small) / len(bare)
