"""Writes a message as the language data would: short forms of chats are written out, slips of the keyboard corrected.

The language model splits a word that it does not know into pieces that mean little: "cn i tlk to sum1" asks for nobody
then, and a parcel that "arived" is none. What a slip is, the language data say: a word that neither they nor a list of
English words have, one or two letters from a word that they often use. Only texts of which most words are theirs are
corrected, so that no other language is bent into English. Pure but for the files.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from symspellpy import SymSpell, Verbosity

from baton.nlu.abbreviations import abbreviations

#: A word that the data have so often is meant as it is written, unless they have another so many times as often that it
#: is a likely slip of: examples have slips, too.
KNOWN, OUTNUMBERED = 2, 30
#: A word of the English list that the data have so often may be what was meant; any other word, such as a brand, too.
MEANT, BRAND = 3, 40
#: Shorter words have too many neighbours: of the shortest only swapped letters of the very common are put right
#: ("cna"), of short ones swapped and doubled letters, and one left out of a common word ("leav").
SHORTEST, SHORT = 3, 4  # letters
COMMON, VERY_COMMON = 100, 400  # times
#: From the first length on a word alone may be corrected whatever the slip, but for a letter that stands for quite
#: another one: that needs the second. Shorter ones are often names or nonsense: "snarks" are no sparks.
ALONE, ALONE_REPLACED = 6, 8  # letters
#: From this length on two letters may be wrong.
LONG = 11  # letters
#: How many times as likely as another slip are letters swapped or doubled, a letter left out, and one that is not the
#: last: "orderd" is "ordered" rather than "order". Between two words equally far one must be so many times as likely.
LIKELY, LEFT_OUT, WITHIN, CLEARLY = 10, 3, 3, 3
#: A text of more words needs one that is English beyond doubt.
_FEW = 2
_FILE = "spelling.json"
_LIST = "frequency_dictionary_en_82_765.txt"
#: A word between spaces and marks, without its genitive; nothing of an address, a number or a link.
_WORD = re.compile(r"(?<![^\s(\"])[^\W\d_]+(?=(?:['\u2019]s)?[.,;:!?)\"'\u2026]*(?:\s|$))")
#: What counts as a word of a text: the short forms have digits and marks.
_TOKEN = re.compile(r"[^\s.,;:!?()\"]+")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")


class Spelling:
    """The words that the language data use.

    Args:
        counts: of words in small letters, how often the data have each.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        english = _english()
        self._counts = counts
        self._meant = {
            word: count
            for word, count in counts.items()
            if len(word) >= SHORT and count >= (MEANT if word in english else BRAND)
        }
        self._usual = {word for word, count in counts.items() if count >= BRAND and word in english}
        very_common = (word for word in self._usual if len(word) == SHORTEST and counts[word] >= VERY_COMMON)
        #: The commonest first: the same word is meant in every process.
        self._very_common = sorted(very_common, key=lambda word: (-counts[word], word))
        self._by_consonants: dict[str, list[str]] = {}
        for word, count in sorted(self._meant.items(), key=lambda item: (-item[1], item[0])):
            if count >= COMMON:
                self._by_consonants.setdefault(_VOWELS.sub("", word), []).append(word)
        self._neighbours = SymSpell(max_dictionary_edit_distance=2)
        for word, count in self._meant.items():
            self._neighbours.create_dictionary_entry(word, count)
        self._known = english | {word for word, count in counts.items() if count >= KNOWN}
        self._known -= {word for word in self._known - english if self._is_slip_of_the_data(word)}

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spelling:
        """The spelling of language data.

        Args:
            texts: their examples.
        """
        return cls(Counter(word for text in texts for word in _words(abbreviations().written_out(text))))

    @classmethod
    def load(cls, folder: Path) -> Spelling:
        """What `save` has written into a folder of the model."""
        return cls(json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def save(self, folder: Path) -> None:
        """Write it into a folder of the model."""
        (folder / _FILE).write_text(json.dumps(self._counts, ensure_ascii=False), encoding="utf-8")

    def corrected(self, text: str) -> str:
        """A text with its short forms written out and its slips corrected; a text in another language as it is."""
        slips = self.slips(text)
        if slips is None:
            return text
        written_out = abbreviations().written_out(text)
        return with_words(written_out, slips) if slips else written_out

    def slips(self, text: str) -> dict[str, str] | None:
        """The words of a text that are slips, as they stand there, with what was meant; None of a text in another
        language."""
        words = _words(text)
        short = [word for word in words if word in abbreviations().abbreviations]
        unknown = [word for word in words if word not in self._known and word not in short]
        usual = sum(word in self._usual and word not in short for word in words)
        if usual * 2 < len(words) - len(short) - len(unknown) or (unknown and not usual and len(words) > _FEW):
            return None
        if not unknown:
            return {}
        written_out = abbreviations().written_out(text)
        alone = len(words) == len(unknown)
        meant = {found[0]: self._word_meant(found, written_out, alone) for found in _WORD.finditer(written_out)}
        slips = {word: term for word, term in meant.items() if term is not None}
        strange = sum(word.lower() not in self._known for word in meant) - len(slips)
        if strange > len(slips) and 3 * len(unknown) >= 2 * len(words):
            # Most of it is nonsense, or another language: that one word of it is near to an English one is chance.
            return {word: term for word, term in slips.items() if _likely(term, word.lower())}
        return slips

    def _word_meant(self, found: re.Match[str], text: str, alone: bool) -> str | None:
        """The word that was meant by one that is a slip.

        Args:
            found: a word of the text.
            alone: the text has no word that is known.
        """
        word = found[0].lower()
        titled = found[0][0].isupper() and not found[0].isupper()
        # A capital begins a name, but for that of a sentence.
        named = titled and (bool(text[: found.start()].strip()) or len(text.split()) <= _FEW)
        acronym = found[0].isupper() and not text.isupper()
        if len(word) < SHORTEST or word in self._known or named or acronym:
            return None
        return self._meant_by(word, alone)

    def _is_slip_of_the_data(self, word: str) -> bool:
        """Whether a word that the data have is one of the slips in them."""
        if len(word) <= SHORTEST or self._counts[word] >= BRAND:
            return False
        meant = self._meant_by(word, alone=False)
        if meant is None or self._meant[meant] < OUTNUMBERED * self._counts[word]:
            return False
        return _likely(meant, word) or len(meant) > len(word)

    @lru_cache(maxsize=2000)  # noqa: B019  # there is one for each model in use
    def _meant_by(self, word: str, alone: bool) -> str | None:
        """The word that was meant by an unknown one; None if none is near, or none is clearly the likeliest.

        Args:
            alone: no other word of the text says what it is about.
        """
        if len(word) == SHORTEST:
            return next((term for term in self._very_common if term != word and sorted(term) == sorted(word)), None)
        if not _VOWELS.search(word):
            return self._with_these_consonants(word)
        farthest = 2 if len(word) >= LONG else 1
        near = self._neighbours.lookup(word, Verbosity.CLOSEST, max_edit_distance=farthest)
        weights = {
            str(each.term): each.count * _likelihood(each.term, word)
            for each in near
            if each.term[0] == word[0] and each.term != word and self._possible(each.term, word, alone)
        }
        if not weights:
            return None
        first, *others = sorted(weights, key=lambda term: -weights[term])
        return first if not others or weights[first] >= CLEARLY * weights[others[0]] else None

    def _with_these_consonants(self, word: str) -> str | None:
        """The common word that was written without its vowels ("rfnd", "brkn"), if it is clearly the likeliest."""
        words = self._by_consonants.get(word, [])
        clear = len(words) == 1 or (words and self._meant[words[0]] >= CLEARLY * self._meant[words[1]])
        return words[0] if clear else None

    def _possible(self, meant: str, word: str, alone: bool) -> bool:
        """Whether a word may have been written for the one that was meant."""
        if _likely(meant, word):
            return True
        if alone and (len(word) < ALONE or (len(word) < ALONE_REPLACED and _replaces_sound(meant, word))):
            return False
        left_out = len(meant) > len(word) and self._meant[meant] >= COMMON
        return len(word) > SHORT or left_out


def with_words(text: str, meant: Mapping[str, str]) -> str:
    """A text with other words for some of its own."""
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), text)


def _likelihood(meant: str, word: str) -> int:
    """How many times as likely as the rarest slip it is that a word was written for the one that was meant."""
    if _likely(meant, word):
        return LIKELY
    return (LEFT_OUT if len(meant) > len(word) else 1) * (WITHIN if meant[-1] == word[-1] else 1)


def _likely(meant: str, word: str) -> bool:
    """Whether two words differ in doubled letters or in their order only: "adress", "wiht"."""
    return _DOUBLED.sub(r"\1", meant) == _DOUBLED.sub(r"\1", word) or sorted(meant) == sorted(word)


def _replaces_sound(meant: str, word: str) -> bool:
    """Whether a word has another letter in place of one that was meant; of vowels any is written for any."""
    return len(meant) == len(word) and _VOWELS.sub("a", meant) != _VOWELS.sub("a", word)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(text)]


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """The English words of the library's list."""
    lines = resources.files("symspellpy").joinpath(_LIST).read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines)
