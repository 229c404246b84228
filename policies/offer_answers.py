"""Reads what a customer answers to an offer of the bot: yes, no, or something else (business/offer_answers.yml). Pure.

The words of a short answer say more than its intent: "go on then" and "please do" are a yes only because something was
offered, and no example of a classifier can say that.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Dict, FrozenSet, List, Optional

from baton.base.document import Document, load_document
from baton.base.settings import ROOT

FILE = ROOT / "business" / "offer_answers.yml"

#: The intents by which the classifier reads a yes and a no; they decide where the words do not.
_YES_INTENT = "affirm"
_DENY, _STOP = "deny", "stop"

_WORD = re.compile(r"[^\W_]+")
_LONGEST_MISSING = 10  # words
_LONG_DRAWN = re.compile(r"(\w)\1+")  # "yeahh", "nooo"
_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")


class OfferAnswer(str, Enum):
    """What an answer means."""

    YES = "yes"
    NO = "no"
    ACKNOWLEDGED = "acknowledged"  # it was read, and that is all it says
    OBJECTION = "objection"  # it begins as a no, and says how things are: "no, there was only one parcel"
    OTHER = "other"


class _Kind(Enum):
    """What a part of an answer says."""

    YES = 1
    AGREES = 2
    AGREES_TO_QUESTION = 3
    REFUSES = 4
    REPEATS = 5
    BESIDE = 6
    RESERVES = 7
    THANKS = 8
    SAYS_MORE = 9
    OWN_DOING = 10
    UNKNOWN = 11


class OfferAnswers(Document):
    """The lists of the file, each as one text with commas; the file explains them."""

    class Config:
        keep_untouched = (cached_property,)

    plain_yes: str
    reserves: str
    agree: str
    agree_to_question: str
    refuse: str
    own_doing: str
    thanks: str
    beside: str
    says_more: str
    repeats: Dict[str, str]

    def read(self, text: str, offer: str, intent: Optional[str] = None, question: bool = True) -> OfferAnswer:
        """Read an answer.

        Args:
            text: what the customer wrote.
            offer: what was offered, a key of `repeats`; another one has no words that repeat it.
            intent: of the message, if it is known.
            question: whether the offer was a question.
        """
        parts = self._parts(_words(text), offer)
        if _only_acknowledges(parts) and _Kind.THANKS in parts:
            return OfferAnswer.ACKNOWLEDGED
        if question:
            parts = [_Kind.AGREES if part is _Kind.AGREES_TO_QUESTION else part for part in parts]
        if _Kind.SAYS_MORE in parts and not _opens_with_yes(parts):
            return OfferAnswer.OTHER
        by_words = _by_words(parts)
        if by_words is not None:
            return by_words
        if _opens_with_yes(parts) or (intent == _YES_INTENT and _Kind.RESERVES not in parts):
            return OfferAnswer.YES
        # "It is not there" is read as a no and refuses nothing: it says more.
        if intent == _DENY and _Kind.REFUSES in parts:
            return OfferAnswer.OBJECTION if _says_how_things_are(parts) else OfferAnswer.NO
        return OfferAnswer.NO if intent == _STOP else OfferAnswer.OTHER

    def goes_own_way(self, text: str) -> bool:
        """Whether somebody who refuses says what they do instead: "no I'll just wait for it"."""
        return _Kind.OWN_DOING in self._parts(_words(text), "")

    def says_missing(self, text: str) -> bool:
        """Whether a short text says, and does not ask, that something is not there: "I can't find the e-mail"."""
        words = _words(text)
        return len(words) <= _LONGEST_MISSING and "?" not in text and _Kind.SAYS_MORE in self._parts(words, "")

    def only_acknowledges(self, text: str) -> bool:
        """Whether a text says no more than that something was read: "ok", "great, thanks"."""
        parts = self._parts(_words(text), "")
        picture = _Kind.AGREES in parts and not any(c.isalnum() for c in text)  # a thumb up
        return picture or _only_acknowledges(parts)

    def read_with_care(self, text: str, offer: str, intent: Optional[str] = None) -> OfferAnswer:
        """Read an answer to a question after whose yes something is done for good.

        A yes counts only if every word of it is known, or if the classifier and a word of the text both say so, and the
        text asks nothing.

        Args:
            text: what the customer wrote.
            offer: what was offered, a key of `repeats`.
            intent: of the message, if it is known.
        """
        parts = self._parts(_words(text), offer)
        parts = [_Kind.AGREES if part is _Kind.AGREES_TO_QUESTION else part for part in parts]
        by_words = _by_words(parts)
        if by_words is not None:
            return by_words
        doubtful = "?" in text or not {_Kind.RESERVES, _Kind.REFUSES}.isdisjoint(parts)
        agrees = intent == _YES_INTENT and not doubtful and not _YES.isdisjoint(parts)
        return OfferAnswer.YES if agrees else OfferAnswer.OTHER

    def _parts(self, words: List[str], offer: str) -> List[_Kind]:
        """What each part of an answer says, the longest entries first."""
        kinds, longest = self._kinds(offer)
        parts, place = [], 0
        while place < len(words):
            for length in range(min(longest, len(words) - place), 0, -1):
                kind = kinds.get(" ".join(words[place : place + length]))
                if kind is not None:
                    break
            else:
                length, kind = 1, kinds.get(_LONG_DRAWN.sub(r"\1", words[place]), _Kind.UNKNOWN)
            parts.append(kind)
            place += length
        return parts

    def _kinds(self, offer: str) -> tuple[Dict[str, _Kind], int]:
        """Every entry with its list, and the words of the longest one."""
        if offer not in self._by_offer:
            lists = {
                _Kind.SAYS_MORE: self.says_more,
                _Kind.YES: self.plain_yes,
                _Kind.AGREES: self.agree,
                _Kind.AGREES_TO_QUESTION: self.agree_to_question,
                _Kind.REFUSES: self.refuse,
                _Kind.OWN_DOING: self.own_doing,
                _Kind.REPEATS: self.repeats.get(offer, ""),
                _Kind.THANKS: self.thanks,
                _Kind.BESIDE: self.beside,
                _Kind.RESERVES: self.reserves,
            }
            kinds: Dict[str, _Kind] = {}
            for kind, entries in lists.items():
                for entry in _entries(entries):
                    kinds.setdefault(entry, kind)
            self._by_offer[offer] = kinds, max(len(entry.split()) for entry in kinds)
        return self._by_offer[offer]

    @cached_property
    def _by_offer(self) -> Dict[str, tuple[Dict[str, _Kind], int]]:
        return {}


@lru_cache(maxsize=1)
def offer_answers() -> OfferAnswers:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, OfferAnswers)


_YES: FrozenSet[_Kind] = frozenset({_Kind.YES, _Kind.AGREES, _Kind.REPEATS})
_ACKNOWLEDGES = frozenset({_Kind.AGREES_TO_QUESTION, _Kind.THANKS, _Kind.BESIDE})
_OPEN = frozenset({_Kind.UNKNOWN, _Kind.RESERVES, _Kind.SAYS_MORE, _Kind.OWN_DOING})
#: So many words that are in no list say something of their own; one may be a slip of the keyboard.
_SAY_SOMETHING = 2
_CONTENT_WITH_NO = frozenset({_Kind.OWN_DOING, _Kind.THANKS})
_BEFORE_YES = frozenset({_Kind.BESIDE, _Kind.THANKS, _Kind.AGREES, _Kind.AGREES_TO_QUESTION})


def _by_words(parts: List[_Kind]) -> Optional[OfferAnswer]:
    """The answer where every word of it is known; None where it is not, or where nothing in it says yes or no."""
    if not _OPEN.isdisjoint(parts):
        return None
    if _Kind.REFUSES in parts:
        return OfferAnswer.NO
    return None if _YES.isdisjoint(parts) else OfferAnswer.YES


def _only_acknowledges(parts: List[_Kind]) -> bool:
    return _Kind.AGREES_TO_QUESTION in parts and _ACKNOWLEDGES.issuperset(parts)


def _says_how_things_are(parts: List[_Kind]) -> bool:
    """Whether a no goes on with what is so, in place of what is offered or what the customer does without it."""
    said = [part for part in parts if part is not _Kind.BESIDE]
    refuses_offer = (_Kind.REFUSES, _Kind.REPEATS) in pairwise(said)  # "I don't want a person, I want my lamp"
    return said.count(_Kind.UNKNOWN) >= _SAY_SOMETHING and _CONTENT_WITH_NO.isdisjoint(said) and not refuses_offer


def _opens_with_yes(parts: List[_Kind]) -> bool:
    first = next((part for part in parts if part not in _BEFORE_YES), None)
    return first is _Kind.YES and not {_Kind.RESERVES, _Kind.REFUSES} & set(parts)


def _entries(text: str) -> List[str]:
    return [" ".join(_words(entry)) for entry in text.split(",") if entry.strip()]


def _words(text: str) -> List[str]:
    """The words of a text without capitals and apostrophes; a picture is the words of its name."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).lower()
    named = "".join(f" {unicodedata.name(c, '').lower()} " if unicodedata.category(c) == "So" else c for c in plain)
    return _WORD.findall(named)
