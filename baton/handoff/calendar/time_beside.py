"""A time that stands beside something else: "tomorrow at 3, it's about the toaster". Pure.

`read_callback_time` takes a text as a whole. Here the text is divided where a clause ends and where its topic begins,
and it counts only if every part either is wholly a time or has nothing to do with one. A part that may put a condition
on the time ("unless I'm out") makes the text unclear, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Optional

from baton.handoff.calendar.callback_time import read_callback_time
from baton.handoff.calendar.callback_words import any_of, callback_words
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_expression import TimeProblem

#: The end of a clause; a full stop inside "9.30" and after "a.m." is none. Of a row of them the first one begins it.
_CLAUSE_END = re.compile(r"[,;!?\n]+|(?<![ap]\.m)(?:(?<!\.)|(?<=[ap]\.m\.))\.+(?=\s|$)|\s[-\u2010-\u2015]+\s", re.I)
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['\u2019]")


@dataclass(frozen=True)
class TimeBeside:
    """A text that speaks of a time and of something else.

    Attributes:
        time: the clauses that are the time.
        rest: the other ones.
        topic: what the text says it is about; None if it does not say so.
    """

    time: str
    rest: str
    topic: Optional[str] = None


def divide(text: str, now: datetime, hours: OpeningHours) -> Optional[TimeBeside]:
    """Divide a text into a time and what stands beside it.

    Args:
        text: what the customer wrote.
        now: the present moment (aware).
        hours: the shop's opening hours.
    Returns:
        None if no part is wholly a time, or if some part may change what the time means.
    """
    times: list[str] = []
    others: list[str] = []
    topic: Optional[str] = None
    for clause in (part.strip() for part in _CLAUSE_END.split(text) if part.strip()):
        kind = _is_time(clause, now, hours)
        before, about = (clause, None) if kind is not None else _divided_at_topic(clause, now, hours)
        if about is not None:
            topic = topic or about
            others.append(about)
            kind = _is_time(before, now, hours)
        if kind is None or (about is not None and _conditions(about)):
            return None
        if kind:
            times.append(before)
        elif before:
            if _conditions(before) or (times and _reserves(before)):
                return None
            others.append(before)
            begins = topic_beginning().match(before)
            topic = topic or (before[begins.end() :].strip() if begins is not None else None) or None
    return TimeBeside(", ".join(times), ", ".join(others), topic) if times else None


def _is_time(text: str, now: datetime, hours: OpeningHours) -> Optional[bool]:
    """Whether a text is wholly a time, or none at all; None if only part of it is one."""
    reading = read_callback_time(text, now, hours)
    if reading.problem is TimeProblem.NOT_UNDERSTOOD:
        return None
    return reading.due is not None or reading.partly or reading.anytime


def _divided_at_topic(clause: str, now: datetime, hours: OpeningHours) -> tuple[str, Optional[str]]:
    """A clause before and after the words that begin its topic; what follows them speaks of no time."""
    for before, after in _at_topics(clause):
        if after and _is_time(after, now, hours) is False:
            return before, after
    return clause, None


def _at_topics(clause: str) -> Iterator[tuple[str, str]]:
    for found in topic_beginning().finditer(clause):
        yield clause[: found.start()].strip(), clause[found.end() :].strip()


@lru_cache(maxsize=1)
def topic_beginning() -> re.Pattern[str]:
    """The words by which a topic begins (`topic_words`)."""
    return re.compile(rf"\b(?:{any_of(callback_words().topic_words)})(?![^\W_])", re.I)


def _conditions(text: str) -> bool:
    return not _words(callback_words().conditions).isdisjoint(_words(text))


def _reserves(text: str) -> bool:
    return not _words(callback_words().reserves).isdisjoint(_words(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_APOSTROPHES.sub("", text.lower())))
