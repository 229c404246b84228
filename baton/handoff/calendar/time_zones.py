"""The time zone in which a customer means a time: "3pm my time, I'm in New York". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

from baton.handoff.calendar.callback_words import CallbackWords, any_of, callback_words
from baton.handoff.calendar.time_expression import Unclear


@dataclass(frozen=True)
class ZoneReading:
    """What a text says about its time zone.

    Attributes:
        rest: the text without that.
        zone: the zone that it names; None is the shop's.
        missing: it speaks of a zone of its own and does not name it.
        season: the abbreviation of the shop's zone that it names: "GMT" is no time of the summer in London.
    """

    rest: str
    zone: Optional[ZoneInfo] = None
    missing: bool = False
    season: Optional[str] = None


def read_zone(text: str, now: datetime, shop: ZoneInfo) -> ZoneReading:
    """Read the zone of an expression.

    Args:
        text: in the words of the grammar (`CallbackWords.rewritten`).
        now: the present moment (aware).
        shop: the shop's time zone.
    Raises:
        Unclear: it names several.
    """
    words, patterns = callback_words(), _patterns()
    seasons = {(now.astimezone(shop) + timedelta(days=days)).tzname() or "" for days in (0, 182)}
    zones, season = set(), None
    for found in patterns.named.finditer(text):
        name = " ".join(next(name for name in found.groups() if name).split())
        if name.upper() in seasons:
            season = name.upper()
        else:
            zones.add(words.zone_of(name))
    if len(zones) > 1 or (zones and season is not None):
        raise Unclear
    rest, own = patterns.own.subn(" ", patterns.named.sub(" ", text))
    rest = patterns.shop.sub(" ", rest)
    zone = zones.pop() if zones else None
    return ZoneReading(rest, zone, missing=bool(own) and zone is None, season=season)


@dataclass(frozen=True)
class _Patterns:
    named: re.Pattern[str]
    own: re.Pattern[str]
    shop: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words: CallbackWords = callback_words()
    name, short = any_of(words.zone_names), any_of(words.abbreviations)
    place = (
        rf"(?:\b(?:i'm|i am|we're|we are) )?(?:\b(?:currently|based|living|now|over|here|calling) )*"
        rf"\b(?:in|from) (?:the )?({name})(?: time)?\b(?: (?:now|here)\b)?"
    )
    clock = rf"(?:\bin )?\b({name}) (?:standard |local )?time\b"
    alone = rf"(?<=[\dm] )({short})\b|(?<=\d)({short})\b"
    return _Patterns(
        re.compile(f"{clock}|{place}|{alone}"),
        re.compile(rf"(?:\bin )?\b(?:{any_of(words.own_zone)})\b"),
        re.compile(rf"(?:\bin )?\b(?:{any_of(words.shop_zone)})\b"),
    )
