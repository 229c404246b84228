"""The grammar of callback times: reads a text, in the words of `CallbackWords.rewritten`, into a `TimeRequest`. Pure.

It is read from its beginning to its end. Each pattern is one thing that an expression may hold; whatever none of them
knows makes the request incomplete, and an incomplete one is never booked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from baton.handoff.calendar import time_elements
from baton.handoff.calendar.callback_words import MONTHS, WEEKDAYS, any_of, callback_words
from baton.handoff.calendar.expression_builder import ExpressionBuilder
from baton.handoff.calendar.time_expression import TimeExpression, TimeRequest
from baton.handoff.calendar.time_zones import read_zone

_Apply = Callable[[ExpressionBuilder, "re.Match[str]"], None]

_HOUR = r"(?:[01]?\d|2[0-3])"
_BETWEEN = re.compile(r"[\s,.!?;:()'\"/-]+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|.", re.S)
#: A word that takes back what was said before it: "tomorrow, no, Thursday".
_CORRECTION = re.compile(
    r"(?:^|[,.;-])\s*(?:(?:nope|nah)\b|no\b"
    rf"(?! (?:{'|'.join(WEEKDAYS)}|morning|lunch|afternoon|evening|night|week)))"
    r"|\b(?:sorry|actually)\b(?:\s+(?:no|nope|nah)\b(?=\s+sorry\b))?"
)
_OR = re.compile(r"or\b")


def read_request(text: str, now: datetime, shop: ZoneInfo) -> TimeRequest:
    """Understand a text about a time.

    Args:
        text: what the customer wrote.
        now: the present moment (aware).
        shop: the shop's time zone; a text may name another one.
    Raises:
        Unclear: it contradicts itself, or names a time that does not exist.
    """
    zone = read_zone(callback_words().rewritten(text), now, shop)
    here = now.astimezone(zone.zone or shop)
    found: list[TimeExpression] = []
    complete = True
    for segment in _CORRECTION.split(zone.rest):
        expressions, whole = _alternatives(segment, here)
        complete = complete and whole
        if any(each.says_something for each in expressions):
            found = [each.completed_by(found[0]) if found else each for each in expressions]
    return TimeRequest(tuple(found), zone.zone, zone.missing, complete, zone.season)


def _alternatives(text: str, here: datetime) -> tuple[list[TimeExpression], bool]:
    """What a text without corrections may mean, each completed by the others; and whether all is known."""
    builders = [ExpressionBuilder(here)]
    place, complete = 0, True
    while place < len(text):
        between, either = _BETWEEN.match(text, place), _OR.match(text, place)
        if between is not None:
            place = between.end()
        elif either is not None:
            place = either.end()
            if not builders[-1].negates_again():
                builders.append(ExpressionBuilder(here))
        else:
            place, known = _element(text, place, builders[-1])
            complete = complete and known
    complete = complete and not any(builder.is_unfinished for builder in builders)
    expressions = [builder.expression() for builder in builders]
    return _shared(expressions), complete


def _element(text: str, place: int, builder: ExpressionBuilder) -> tuple[int, bool]:
    """Understand the one thing that stands at a place; where the next begins, and whether this one is known."""
    for pattern, apply in _grammar():
        match = pattern.match(text, place)
        if match is not None:
            apply(builder, match)
            return match.end(), True
    word = _WORD.match(text, place)
    assert word is not None
    return word.end(), False


def _shared(expressions: list[TimeExpression]) -> list[TimeExpression]:
    """Each alternative with what it leaves to the others: "Thursday or Friday at 3", "tomorrow at 10 or 11"."""
    complete = list(expressions)
    for index in range(1, len(complete)):
        complete[index] = complete[index].completed_by(complete[index - 1])
    for index in range(len(complete) - 2, -1, -1):
        complete[index] = complete[index].completed_by(complete[index + 1])
    return complete


def _clock_pattern(index: int) -> str:
    minutes = (
        rf"(?:(?:[:.]|\s?h\s?)(?P<m{index}>[0-5]\d)|\s(?P<n{index}>[0-5][05])(?![\d:./]|\s?(?:minute|hour|day|week)))"
    )
    suffix = r"(?:\s?o'clock|\s?h(?:our)?\b|\s?exactly)?"
    return rf"(?P<h{index}>{_HOUR}){minutes}?{suffix}\s*(?P<p{index}>am|pm)?{suffix}"


@lru_cache(maxsize=1)
def _grammar() -> tuple[tuple[re.Pattern[str], _Apply], ...]:
    """The patterns in their order: what is longer comes first.

    Longer than other functions: it is a table.
    """
    words = callback_words()
    weekday, month = "|".join(WEEKDAYS), "|".join(MONTHS)
    unit, count = "minute|hour|day|week|fortnight", r"(?P<count>\d{1,2}|an?)"
    near = rf"(?P<day>{weekday}|today|tomorrow)"
    on, ordinal, year = r"(?:on )?(?:the )?", r"(?:st|nd|rd|th)", r"(?:,? (?P<year>20\d\d))?"
    at = r"(?P<at>(?:at|around) (?:around )?)?"
    no_clock = r"(?![:.h]\d|\s?(?:am|pm)\b)"
    first, second = _clock_pattern(0), _clock_pattern(1)
    hour = rf"(?P<h0>{_HOUR})(?:\s?o'clock)?\s*(?P<p0>am|pm)?(?![:.]?\d)"
    patterns: tuple[tuple[str, _Apply], ...] = (
        ("soonest", time_elements.soonest),
        ("now", time_elements.soonest),
        ("anytime|anyday", time_elements.anytime),
        ("onwards", time_elements.onwards),
        (r"(?:the )?(?P<day>day after tomorrow)", time_elements.relative_day),
        (rf"(?:{count} )?(?P<unit>week|fortnight) (?:(?:on|from|after) )?{near}", time_elements.weeks_after),
        (rf"(?:on )?{near} (?P<unit>week|fortnight)", time_elements.weeks_after),
        (rf"(?:in )?{count} (?P<unit>{unit})(?:s|')*(?: time| from (?:now|today))", time_elements.span),
        (rf"in {count} (?P<unit>{unit})", time_elements.span),
        (rf"{count} (?P<unit>{unit}) (?P<way>later|earlier)", time_elements.shift),
        (r"(?P<day>tomorrow|today|tonight)", time_elements.relative_day),
        ("yesterday", time_elements.past_day),
        (
            r"(?:the )?week after next|next month|later (?:this|in the) week|(?:early|late) (?:this|next) week",
            time_elements.some_week,
        ),
        (
            r"(?:at |by |towards )?(?:the )?(?:start|beginning|middle|end) of (?:the|this|next) week",
            time_elements.some_week,
        ),
        (r"(?:of )?(?:the )?(?:next|following) week(?: on)?", time_elements.next_week),
        ("this week", time_elements.this_week),
        (rf"(?P<first>{weekday}) ?(?:to|until|-|through) ?(?P<last>{weekday})", time_elements.weekdays),
        (rf"between (?P<first>{weekday}) and (?P<last>{weekday})", time_elements.weekdays),
        (rf"(?:on )?(?:a )?(?:(?:this|next|coming|the|following) )*(?P<day>{weekday})", time_elements.weekday),
        (r"(?:(?:at|on|over|this|next|the|coming) )*weekend", time_elements.weekend),
        (r"(?:(?:on|any|a) )*weekday", time_elements.working_days),
        (r"(?:on )?(?P<year>\d{4})-(?P<month>\d{2})-(?P<number>\d{2})", time_elements.calendar_day),
        (rf"{on}(?P<number>\d{{1,2}}){ordinal}?(?: of)? (?P<month>{month}){year}", time_elements.calendar_day),
        (
            rf"{on}(?P<month>{month}) (?:the )?(?P<number>\d{{1,2}}){ordinal}?{no_clock}{year}",
            time_elements.calendar_day,
        ),
        (r"(?:on )?(?P<number>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?", time_elements.calendar_day),
        (r"(?:on )?(?P<number>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>20\d\d|\d\d)?", time_elements.calendar_day),
        (rf"{on}(?P<number>\d{{1,2}}){ordinal}", time_elements.calendar_day),
        (rf"(?:on )?(?P<name>{any_of(words.named_days)})", time_elements.named_day),
        (rf"(?P<this>this )(?P<part>{any_of(words.parts)})", time_elements.part),
        (rf"(?:(?:in|at|on|during) )?(?:(?:the|any) )?(?P<part>{any_of(words.parts)})", time_elements.part),
        (r"(?:at )?(?:12 )?midnight", time_elements.midnight),
        (rf"{at}(?:a )?(?P<fraction>half|quarter) (?P<way>after|to) {hour}", time_elements.spoken_clock),
        (rf"{at}(?P<fraction>[0-5]?[05])(?: minute)? (?P<way>after|to) {hour}", time_elements.spoken_clock),
        (rf"{at}(?P<fraction>half) {hour}", time_elements.spoken_clock),
        (rf"between {first} (?:and|to|until|-) {second}", time_elements.clock_span),
        (rf"(?:from )?{at}{first}\s?(?:to|until|-)\s?{second}", time_elements.clock_span),
        (rf"{at}(?P<h0>[01]\d|2[0-3])(?P<m0>[0-5][05])(?:\s?h(?:our)?)?", time_elements.digits_clock),
        (rf"{at}{first}(?!\.\d)", time_elements.clock),
        (r"(?P<half>am|pm)", time_elements.half_of_day),
        ("not", time_elements.exclusion),
        ("(?P<bound>from|after|until|before)", time_elements.bound),
        ("and", time_elements.conjunction),
        (r"(?:on|at|in|around|the)", time_elements.small),
        (any_of(words.fillers.split()), time_elements.filler),
        (r"(?:on|at|under|via)(?=\s*(?:$|[,.!;]|please|thank))", time_elements.filler),  # a number stood there
    )
    return tuple((re.compile(rf"(?:{text})(?![^\W_])"), apply) for text, apply in patterns)
