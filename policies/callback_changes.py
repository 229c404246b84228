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

#: So many other words may stand beside a phone number before the message is about something else.
_WORDS_BESIDE_NUMBER = 3

_EMAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"\+?\(?\d[\d\s()/.-]{5,}\d(?:[\s,;]*(?:extension|ext|x)[\s.:]*\d+)?", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TIME_OF_DAY = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?:st|nd|rd|th|am|pm)?", re.I)

#: Words that carry no issue of their own: pronouns, auxiliaries, prepositions, conjunctions, answers, courtesies.
_SMALL = frozenset(
    """a an the this that these those it its it's that's there here i i'm i'd i'll me my mine you your yours we us our
    he him his she her they them their be is are am was were been being do does did don't doesn't didn't not no nope yes
    yeah yep ok okay can can't could couldn't will won't would wouldn't shall should shouldn't may might must have has
    had haven't hasn't let let's to at on in by for from of off with without until till before after around about
    between up down out over into than then as if and or but so because since just only also too very more most less
    else other another one ones what when which who how please pls sorry apologies oops whoops ah oh hi hello hey thanks
    thank cheers kindly again still now well wait hang""".split()
)
#: Words about reaching somebody, and about a detail that is to be another one.
_ABOUT_A_CALLBACK = frozenset(
    """call calls called calling ring rang ringing phone phoned phoning telephone mobile cell landline number numbers
    digit digits mail mails email emails e address reach reached contact contacted text callback appointment slot time
    times day date use used using give gave given write wrote written type typed typing take took get got put send work
    home office new old last first second end wrong right correct corrected correction incorrect mistake mistaken typo
    error mistyped misspelt misspelled transposed mixed swapped meant mean actual actually instead rather better best
    prefer preferred preferably earlier later sooner change changed changing move moved moving shift switch update
    updated replace make makes made reschedule rescheduled postpone push bring set free available busy possible suit
    suits works fine good great ask asking like want wanted need possibly maybe perhaps bit little""".split()
)
_UNITS = frozenset("st nd rd th h hour hours minute minutes week weeks past next may one".split())
_NAMES_A_TIME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun january
    february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec today tomorrow tmrw tonight noon midday lunch lunchtime morning mornings afternoon afternoons evening
    evenings weekend half quarter oclock o'clock am pm a.m p.m uhr two three four five six seven eight nine ten eleven
    twelve""".split()
)
_TIME = _NAMES_A_TIME | _UNITS
#: Words by which somebody says that what was agreed on is to be another way.
_CUES = frozenset(
    """instead rather better prefer earlier later sooner change changed move moved make actually sorry oops meant mean
    wrong mistake no not reschedule rescheduled postpone push shift switch can't cannot won't could can
    update""".split()
)
#: What somebody says who wants none after all, and the words that may stand beside it.
_GIVES_UP = re.compile(
    r"\b(?:cancel|forget|scrap|drop|leave it|never ?mind|no longer (?:need|want)|no need|not (?:needed|necessary)|"
    r"(?:don'?t|do not|won'?t) (?:\w+ )?(?:need|want|call|ring|phone|bother)|no (?:call ?back|call))\b"
)
_A_CALL = re.compile(r"\b(?:call ?back|phone call|call|calling|ring|phone|appointment|contact)\b")
_BESIDE_GIVING_UP = frozenset(
    """cancel cancelled forget scrap drop leave never mind nevermind need needed necessary longer bother more any
    anymore all after sorted solved resolved fixed found callback callbacks dont wont doesnt about""".split()
)


@dataclass(frozen=True)
class CallbackChange:
    """What of an agreed callback a message changes.

    Attributes:
        contact: the phone number or e-mail address that it gives; None if it gives none.
        time: whether it names a time.
        plain: it holds nothing else.
        cancels: it is not wanted any more.
    """

    contact: str | None
    time: bool
    plain: bool
    cancels: bool = False


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
    words = [word.lower() for word in _WORD.findall(rest)]
    others = [word for word in words if word not in _SMALL | _ABOUT_A_CALLBACK | _TIME]
    named_time = any(word in _NAMES_A_TIME for word in words) or bool(re.search(r"\d", rest))
    asked = just_agreed or not _CUES.isdisjoint(words)
    time = asked and named_time and not others and not _other_numbers(rest)
    contact = phones[-1] if phones else emails[-1] if emails else None
    if contact is not None:
        # An address may be the one that an order is under; a number is given to be called.
        if len(others) > (_WORDS_BESIDE_NUMBER if phones else 0):
            return None
        return CallbackChange(contact, time, plain=not others)
    return CallbackChange(None, time, plain=True) if time else None


def cancels_callback(text: str, names_it: bool) -> bool:
    """Whether somebody wants no callback any more, and says nothing else.

    Args:
        text: what the customer wrote.
        names_it: whether it counts only if it names the call; "forget it" may be about anything.
    """
    plain = without_details(text).lower()
    if not _GIVES_UP.search(plain) or (names_it and not _A_CALL.search(plain)):
        return False
    words = _WORD.findall(plain)
    allowed = _SMALL | _ABOUT_A_CALLBACK | _BESIDE_GIVING_UP
    # "Don't call me before 10", "call me tomorrow, never mind the hour" are about a time.
    return all(word in allowed for word in words) and not re.search(r"\d", plain) and _NAMES_A_TIME.isdisjoint(words)


def is_small_word(word: str) -> bool:
    """Whether a word, without capitals, carries nothing of its own: a pronoun, an auxiliary, a courtesy."""
    return word in _SMALL


def only_corrects(text: str, phones: Sequence[str], emails: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a message says nothing beside a number, an address or a name that is to be another one."""
    if not (phones or emails or names):
        return False
    words = _WORD.findall(without_details(text, phones, emails, names))
    return all(word.lower() in _SMALL | _ABOUT_A_CALLBACK | {"name", "names"} for word in words)


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
    for name in names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.I)
    return rest


def _other_numbers(text: str) -> bool:
    """Whether digits stand there that are no time of day or day of the month."""
    return any(not _TIME_OF_DAY.fullmatch(digits) for digits in re.findall(r"\d[\w:.]*\w|\d", text))
