"""Whether a message changes a callback that is agreed on: another number or address, another time. Pure.

It is judged by what is left of the message without its number, address and time. Somebody who corrects a detail writes
little but small words around it ("sorry, wrong number, it is ..."); whoever reports something else needs words of its
own for it ("the parcel should have come tomorrow at 3").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import FrozenSet, List

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings

#: So many other words may stand beside a phone number before the message is about something else.
_WORDS_BESIDE_NUMBER = 3
#: So many words that are not known may be a name, or one that was wrong.
_WORDS_OF_NAME = 2
#: With these a text asks for a name, and gives none.
_ASKS_WHO = frozenset({"what", "what's", "whats", "which", "who", "who's", "whose"})

#: From the beginning of a word, with one @: tried from every character and every @, a row of them took the cube of its
#: length.
_EMAIL = re.compile(r"(?<!\S)[^\s@]+@(?:[^\s@.]+\.)+\w+")
_PHONE = re.compile(r"\+?\(?\d[\d\s()/.-]{5,}\d(?:[\s,;]*(?:extension|ext|x)[\s.:]*\d+)?", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TIME_OF_DAY = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?:st|nd|rd|th|am|pm)?", re.I)

FILE = ROOT / "data" / "callback_changes.yml"


class ChangeWords(Wordings):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    small: str
    about_a_callback: str
    times: str
    units: str
    cues: str
    names_topic: List[str]
    gives_up: List[str]
    a_call: List[str]
    beside_giving_up: str
    about_a_name: str
    about_a_part: str

    @cached_property
    def small_words(self) -> FrozenSet[str]:
        return frozenset(self.small.split())

    @cached_property
    def small_words_unmarked(self) -> FrozenSet[str]:
        """The small words as written without an apostrophe: "didnt"."""
        return frozenset(word.replace("'", "") for word in self.small_words)

    @cached_property
    def callback_words(self) -> FrozenSet[str]:
        """The small words and those about a callback."""
        return self.small_words | frozenset(self.about_a_callback.split())

    @cached_property
    def time_words(self) -> FrozenSet[str]:
        return frozenset(self.times.split())

    @cached_property
    def known_words(self) -> FrozenSet[str]:
        """Every word that says nothing beside a callback and its time."""
        return self.callback_words | self.time_words | frozenset(self.units.split())

    @cached_property
    def name_words(self) -> FrozenSet[str]:
        return frozenset(self.about_a_name.split())

    @cached_property
    def part_words(self) -> FrozenSet[str]:
        return frozenset(self.about_a_part.split())

    @cached_property
    def cue_words(self) -> FrozenSet[str]:
        return frozenset(self.cues.split())

    @cached_property
    def giving_up_words(self) -> FrozenSet[str]:
        """Every word of a message that only says that no callback is wanted."""
        return self.callback_words | frozenset(self.beside_giving_up.split())


@lru_cache(maxsize=1)
def change_words() -> ChangeWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, ChangeWords)


@dataclass(frozen=True)
class CallbackChange:
    """What of an agreed callback a message changes.

    Attributes:
        contact: the phone number or e-mail address that it gives; None if it gives none.
        time: whether it names a time.
        detail: whether it gives another name, or a part of the number that is to be another one.
        plain: it holds nothing else.
        cancels: it is not wanted any more.
    """

    contact: str | None
    time: bool
    plain: bool
    cancels: bool = False
    detail: bool = False


def callback_change(
    text: str,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    names: Sequence[str] = (),
    just_agreed: bool = False,
) -> CallbackChange | None:
    """What a message changes of a callback that is agreed on; None if it is about something else.

    Args:
        text: what the customer wrote.
        phones: the phone numbers that it holds, in any form.
        emails: the e-mail addresses that it holds.
        names: the names of people that it holds, as they are written.
        just_agreed: whether it answers the very message that confirmed the callback; then a time alone changes it.
    """
    if cancels_callback(text, names_it=not just_agreed):
        return CallbackChange(None, time=False, plain=True, cancels=True)
    rest = without_details(text, phones, emails, names)
    known, words = change_words(), _words(rest)
    others = [word for word in words if word not in known.known_words]
    named_time = not known.time_words.isdisjoint(words) or bool(re.search(r"\d", rest))
    asked = just_agreed or not known.cue_words.isdisjoint(words)
    time = asked and named_time and not others and not _other_numbers(rest)
    contact = phones[-1] if phones else emails[-1] if emails else None
    if contact is not None:
        # An address may be the one that an order is under; a number is given to be called.
        if len(others) > (_WORDS_BESIDE_NUMBER if phones else 0):
            return None
        return CallbackChange(contact, time, plain=not others)
    renamed = _names_another(rest, names) or (just_agreed and _only_gives_name(rest, names))
    if asked and (renamed or _corrects_part(rest)):
        return CallbackChange(None, time=False, plain=True, detail=True)
    return CallbackChange(None, time, plain=True) if time else None


def _names_another(rest: str, names: Sequence[str]) -> bool:
    """Whether a text without the names that it holds is about whom to ask for: "it's Hanna, not Anna"."""
    known, words = change_words(), _words(rest)
    about_name = not known.name_words.isdisjoint(words)
    others = [place for place, word in enumerate(words) if word not in known.known_words | known.name_words]
    wrong = [place for place in others if words[place - 1 : place] == ["not"]]  # "not Anna"
    if _other_numbers(rest) or not _ASKS_WHO.isdisjoint(words):
        return False
    if names:
        return others == wrong and (about_name or "not" in words)
    return about_name and 0 < len(others) <= _WORDS_OF_NAME


def _only_gives_name(rest: str, names: Sequence[str]) -> bool:
    """Whether small words alone stand beside a name: "it should be Petra Novak". A name by itself may be whose order
    is asked for."""
    words = _words(rest)
    small = change_words().known_words | change_words().name_words
    return (
        bool(names and words) and small.issuperset(words) and _ASKS_WHO.isdisjoint(words) and not _other_numbers(rest)
    )


def _corrects_part(rest: str) -> bool:
    """Whether a text says of the number only which digits are to be others: "it ends in 124, not 123"."""
    known, words = change_words(), _words(rest)
    about_part = not known.part_words.isdisjoint(words)
    return about_part and (known.known_words | known.part_words).issuperset(words) and bool(re.search(r"\d{2}", rest))


def cancels_callback(text: str, names_it: bool) -> bool:
    """Whether somebody wants no callback any more, and says nothing else.

    Args:
        text: what the customer wrote.
        names_it: whether it counts only if it names the call; "forget it" may be about anything.
    """
    plain, known = without_details(text).lower(), change_words()
    if not known.find(known.gives_up, plain) or (names_it and not known.find(known.a_call, plain)):
        return False
    words = _words(plain)
    # "Don't call me before 10", "call me tomorrow, never mind the hour" are about a time.
    about_time = bool(re.search(r"\d", plain)) or not known.time_words.isdisjoint(words)
    return known.giving_up_words.issuperset(words) and not about_time


def names_topic(text: str) -> bool:
    """Whether a message says what a call is about: "it's about order 10023"."""
    return change_words().begins(change_words().names_topic, text.strip()) is not None


def is_small_word(word: str) -> bool:
    """Whether a word, without capitals, carries nothing of its own: a pronoun, an auxiliary, a courtesy; also where its
    apostrophe is missing."""
    return word in change_words().small_words or word in change_words().small_words_unmarked


def has_words_of_its_own(text: str) -> bool:
    """Whether a text says more than what is said around a callback and its time."""
    return not change_words().known_words.issuperset(_words(text))


def only_corrects(text: str, phones: Sequence[str], emails: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a message says nothing beside a number, an address or a name that is to be another one."""
    if not (phones or emails or names):
        return False
    words = _words(without_details(text, phones, emails, names))
    return (change_words().callback_words | {"name", "names"}).issuperset(words)


def without_details(
    text: str, phones: Sequence[str] = (), emails: Sequence[str] = (), names: Sequence[str] = ()
) -> str:
    """A text without the phone numbers, e-mail addresses and names that it holds, and without invisible characters."""
    rest = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    rest = rest.replace("\u2019", "'")
    if emails:
        rest = _EMAIL.sub(" ", rest)
    if phones:
        rest = _PHONE.sub(" ", rest)
    for name in dict.fromkeys(names):
        rest = re.sub(re.escape(name), " ", rest, flags=re.I)
    return rest


def _words(text: str) -> List[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _other_numbers(text: str) -> bool:
    """Whether digits stand there that are no time of day or day of the month."""
    return any(not _TIME_OF_DAY.fullmatch(digits) for digits in re.findall(r"\d[\w:.]*\w|\d", text))
