"""How customers give the details of a callback: the phrases of `data/callback_details.yml` as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import List

from baton.base.document import Document, Fault, load_document
from baton.base.settings import ROOT
from baton.handoff.calendar.callback_words import any_of, variants

FILE = ROOT / "data" / "callback_details.yml"

#: What the places of a phrase stand for.
_NAME = r"[^\W\d_][\w'-]+(?: [^\W\d_][\w'-]+)?"
#: Begun only where none of its signs stands before: from each of a row of them it took the square of their number.
_PART = r"(?<![\w.@+-])[\w.@+-]*[\w@]"
_PLACES = {"name": _NAME, "right": _PART, "wrong": _PART}
_PLACE = re.compile(r"{(\w+)}")
_END = r"\W*"


class DetailWords(Document):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    gives_name: List[str]
    calls_name: List[str]
    gives_name_if_asked: List[str]
    gives_surname: List[str]
    before_name: List[str]
    whose: List[str]
    relatives: List[str]
    before_someone: List[str]
    courtesies: List[str]
    asks_first: List[str]
    own_matter: List[str]
    corrections: List[str]
    ends: List[str]

    def faults(self) -> Iterator[Fault]:
        """A phrase without the places that it needs, or with others."""
        needed = {
            "gives_name": {"name"},
            "calls_name": {"name"},
            "gives_name_if_asked": {"name"},
            "gives_surname": {"name"},
            "corrections": {"right", "wrong"},
        }
        for key, places in {**needed, "ends": {"right"}}.items():
            for at, phrase in enumerate(getattr(self, key)):
                if set(_PLACE.findall(phrase)) != places:
                    yield (key, at), "needs " + " and ".join(f"{{{place}}}" for place in sorted(places))

    @cached_property
    def names(self) -> List[re.Pattern[str]]:
        """A clause that gives a `name`."""
        return self._clauses(self.gives_name)

    @cached_property
    def called_names(self) -> List[re.Pattern[str]]:
        """The `name` of who is to be called, anywhere in a text."""
        return [_pattern(phrase) for phrase in _all_variants(self.calls_name)]

    @cached_property
    def names_if_asked(self) -> List[re.Pattern[str]]:
        """The same, where a name was asked for."""
        return self._clauses(self.gives_name_if_asked)

    @cached_property
    def surnames(self) -> List[re.Pattern[str]]:
        """A clause that gives another surname as `name`."""
        return self._clauses(self.gives_surname)

    @cached_property
    def someone(self) -> re.Pattern[str]:
        """A text that says whom to ask for: the group `who`."""
        who = rf"(?:{any_of(self.whose)}) [^\W\d]+(?: [^\W\d]+)?|{any_of(self.relatives)}"
        return re.compile(rf"{_END}(?:(?:{any_of(self.before_someone)}) )?(?P<who>{who}){_END}", re.I)

    @cached_property
    def courtesies_at_end(self) -> re.Pattern[str]:
        """The courtesies and signs at the end of a text."""
        return re.compile(rf"[\s,.;!?-]*(?:(?:{any_of(self.courtesies)})[\s,.;!?]*)*$", re.I)

    @cached_property
    def general_question(self) -> re.Pattern[str]:
        """A text that asks something, and speaks of nothing of the customer's own."""
        own, first = any_of(self.own_matter), any_of(self.asks_first)
        return re.compile(rf"(?!.*\b(?:{own})\b)\W*(?:{first})\b.*", re.I | re.S)

    @cached_property
    def corrected_parts(self) -> List[re.Pattern[str]]:
        """What is right and what is wrong."""
        return [_pattern(phrase) for phrase in _all_variants(self.corrections)]

    @cached_property
    def last_digits(self) -> List[re.Pattern[str]]:
        """The digits with which a number ends."""
        places = {"right": r"\d+"}
        return [_pattern(phrase, places) for phrase in _all_variants(self.ends)]

    def _clauses(self, phrases: Iterable[str]) -> List[re.Pattern[str]]:
        before = rf"(?:(?:{any_of(self.before_name)})\s+)?"
        return [re.compile(before + _source(phrase), re.I) for phrase in _all_variants(phrases)]


@lru_cache(maxsize=1)
def detail_words() -> DetailWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, DetailWords)


def _all_variants(phrases: Iterable[str]) -> List[str]:
    """Every phrase with and without its optional words, each once, the longest first."""
    found = dict.fromkeys(variant for phrase in phrases for variant in variants(phrase))
    return sorted(found, key=len, reverse=True)


def _pattern(phrase: str, places: Mapping[str, str] = _PLACES) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){_source(phrase, places)}(?![^\W_])", re.I)


def _source(phrase: str, places: Mapping[str, str] = _PLACES) -> str:
    """The regular expression of a phrase."""
    words = (re.escape(word).replace("'", "'?") if "{" not in word else _group(word, places) for word in phrase.split())
    return r",?\s+".join(words)


def _group(word: str, places: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: f"(?P<{found[1]}>{places[found[1]]})", word)
