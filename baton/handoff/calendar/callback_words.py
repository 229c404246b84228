"""The words of callback times, from `data/callback_words.yml`: a text is rewritten into the words of the grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cached_property, lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

from pydantic import Field, validator

from baton.base.document import Document, DocumentPart, load_document
from baton.base.settings import ROOT

FILE = ROOT / "data" / "callback_words.yml"

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

#: Words that may be misspelt, by so many letters at their length.
_MAY_BE_MISSPELT = (*WEEKDAYS, *(month for month in MONTHS if len(month) > 6), "tomorrow", "morning", "afternoon",
                    "evening", "lunchtime", "weekend")  # fmt: skip
_ONE_SLIP, _TWO_SLIPS = 6, 8

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|'(?=[^\W_]))*|\d[^\W\d_]{2,}|[@&]")
_WITH_UNIT = re.compile(r"(\d)(min|hr|hour|days|week|wk)(?=s?\b)")
_SHORT_HALF = re.compile(r"(\d)([ap])\b")
#: "No Mondays": in the singular it is an answer ("no, Monday").
_EXCLUDED = re.compile(rf"\bno (?=(?:{'|'.join(WEEKDAYS)}|morning|lunchtime|afternoon|evening|weekend)s\b)")
_OPTIONAL = re.compile(r"\[([^]]+)\]")


class DayPart(DocumentPart):
    """A span of a day that has a name. `at` is the time to suggest of it; None: as soon as somebody is there."""

    start: time = Field(alias="from")
    end: time = Field(alias="until")
    at: Optional[time] = None

    @validator("start", "end", "at", pre=True)
    def _is_a_time(cls, value: object) -> Optional[time]:
        return value if value is None or isinstance(value, time) else time.fromisoformat(str(value))


class CallbackWords(Document):
    """What customers write for the words of the grammar; `data/callback_words.yml` explains each key."""

    class Config:
        arbitrary_types_allowed = True

    spellings: dict[str, list[str]]
    numbers: dict[str, int]
    ordinals: list[str]
    phrases: dict[str, list[str]]
    parts: dict[str, DayPart]
    named_days: dict[str, str]
    zones: dict[str, list[str]]
    abbreviations: list[str]
    own_zone: list[str]
    shop_zone: list[str]
    fillers: str
    filler_phrases: list[str]
    topic_words: list[str]
    conditions: str
    reserves: str
    no_names: str
    options: list[str]
    agrees: str
    beside_agreement: str
    refuses: str

    @validator("zones")
    def _are_zones(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for name in value:
            ZoneInfo(name)
        return value

    @validator("named_days")
    def _are_days(cls, value: dict[str, str]) -> dict[str, str]:
        for day in value.values():
            date.fromisoformat(f"2024-{day}")
        return value

    def rewritten(self, text: str) -> str:
        """A text in the words of the grammar: one spelling of each word, digits, and for a phrase what it means."""
        plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
        plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
        plain = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", re.sub("[\u2010-\u2015]", "-", plain))
        plain = _SHORT_HALF.sub(r"\1\2m", self._ish.sub(r"\1 o'clock ", _WITH_UNIT.sub(r"\1 \2", plain)))
        plain = _EXCLUDED.sub("not ", plain)
        plain = self._phrases.sub(self._meaning, self._spelled(plain))
        plain = self._number_words.sub(self._number, self._spelled(plain))
        plain = self._ordinal_words.sub(self._as_ordinal, plain)
        return " ".join(self._phrases.sub(self._meaning, plain).split())

    def zone_of(self, name: str) -> ZoneInfo:
        """The time zone of one of the names in `zones`."""
        return ZoneInfo(next(zone for zone, names in self.zones.items() if name in names))

    def is_no_name(self, word: str) -> bool:
        """Whether a word is nobody's name: one of a time or of a request, or one of `no_names`; a place may be one."""
        return self._spelling(word.lower()) in self._no_names

    @property
    def zone_names(self) -> list[str]:
        """Every place and abbreviation that names a time zone."""
        return [name for names in self.zones.values() for name in names]

    def _spelled(self, text: str) -> str:
        return _WORD.sub(lambda found: self._spelling(found[0]), text)

    def _spelling(self, word: str) -> str:
        known = self._spelling_of.get(word)
        if known is not None or word in self._vocabulary:
            return known or word
        near = [right for right in _MAY_BE_MISSPELT if _is_slip(word, right)]
        return near[0] if len(near) == 1 else word

    def _meaning(self, found: re.Match[str]) -> str:
        return self._meaning_of[" ".join(found[0].split())]

    @cached_property
    def _spelling_of(self) -> Mapping[str, str]:
        return {other: word for word, others in self.spellings.items() for other in others}

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        phrases = " ".join(self._meaning_of)
        lists = (*self.spellings, *self.numbers, *self.ordinals, *self.zone_names, *self.parts, *self.named_days)
        return frozenset(" ".join([phrases, *lists, self.fillers, *self.filler_phrases]).split())

    @cached_property
    def _no_names(self) -> frozenset[str]:
        phrases = " ".join(self._meaning_of)
        lists = (*self.spellings, *self.numbers, *self.ordinals, *self.parts)
        return frozenset(" ".join([phrases, *lists, self.fillers, self.no_names]).split())

    @cached_property
    def _meaning_of(self) -> Mapping[str, str]:
        """What each phrase means, with and without its optional words, in the spelling of the grammar."""
        found: dict[str, str] = {}
        for meaning, phrases in (*self.phrases.items(), ("", self.filler_phrases)):
            for phrase in phrases:
                for variant in variants(phrase):
                    words = (self._spelling_of.get(word, word) for word in variant.split())
                    found.setdefault(" ".join(words), meaning)
        return found

    @cached_property
    def _phrases(self) -> re.Pattern[str]:
        return _any_of(self._meaning_of)

    @cached_property
    def _ish(self) -> re.Pattern[str]:
        """ "threeish", "10-ish", "noonish"."""
        return re.compile(rf"\b({'|'.join(self.numbers)}|noon|midday|lunchtime|[0-9:.]+|[0-9:.]+[ap]m) ?-?ish\b")

    def _number(self, found: re.Match[str]) -> str:
        return str(sum(self.numbers[word] for word in found.groups() if word))

    @cached_property
    def _number_words(self) -> re.Pattern[str]:
        """ "five", "twenty", "twenty-five"."""
        tens = "|".join(word for word, number in self.numbers.items() if number >= 20)
        ones = "|".join(word for word, number in self.numbers.items() if number < 10)
        return re.compile(rf"\b(?:({tens})[ -]({ones})|({any_of(self.numbers)}))\b")

    @cached_property
    def _ordinal_words(self) -> re.Pattern[str]:
        words = "|".join(self.ordinals)
        months = "|".join(MONTHS)
        return re.compile(
            rf"\b(?:(the )(?:(20|30)[ -])?({words})|(?:(20|30)[ -])?({words})(?= (?:of )?(?:{months})\b))"
        )

    def _as_ordinal(self, found: re.Match[str]) -> str:
        tens, word = found[2] or found[4], found[3] or found[5]
        return f"{found[1] or ''}{int(tens or 0) + self.ordinals.index(word) + 1}th"


@lru_cache(maxsize=1)
def callback_words() -> CallbackWords:
    """The words in force.

    Raises:
        FileRefused: the file is refused.
    """
    return load_document(FILE, CallbackWords)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of these phrases, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{any_of(words)})(?![^\W_])")


def variants(phrase: str) -> list[str]:
    """A phrase with and without each of its optional words."""
    optional = _OPTIONAL.search(phrase)
    if optional is None:
        return [" ".join(phrase.split())]
    before, after = phrase[: optional.start()], phrase[optional.end() :]
    return [*variants(f"{before}{optional[1]}{after}"), *variants(f"{before}{after}")]


def _is_slip(word: str, right: str) -> bool:
    """Whether a word is another one with a slip of the fingers: the first letter is right, few others are wrong."""
    allowed = 2 if len(right) >= _TWO_SLIPS else 1 if len(right) >= _ONE_SLIP else 0
    if word[0] != right[0] or abs(len(word) - len(right)) > allowed:
        return False
    return _distance(word, right) <= allowed


def _distance(one: str, other: str) -> int:
    """The edits between two words; two letters that have changed places count as one."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
