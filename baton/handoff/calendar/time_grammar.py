"""The grammar of callback times: reads a text, in the words of `CallbackWords.rewritten`, into a `TimeRequest`. Pure.

It is read from its beginning to its end. Each pattern is one thing that an expression may hold; whatever none of them
knows makes the request incomplete, and an incomplete one is never booked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from baton.handoff.calendar.callback_words import MONTHS, WEEKDAYS, any_of, callback_words
from baton.handoff.calendar.expression_builder import ExpressionBuilder
from baton.handoff.calendar.time_expression import ClockTime, TimeExpression, TimeProblem, TimeRequest, Unclear
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
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


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


# -- what each pattern means ------------------------------------------------------------------------------------


def _filler(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.filler()


def _small(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    """A word that may stand between a "not" or an "after" and what it belongs to."""


def _count(match: re.Match[str]) -> int:
    return 1 if match["count"] in ("a", "an") else int(match["count"])


def _span(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "in two days' time", "2 hours from now"."""
    unit, count = match["unit"], _count(match)
    if unit in _DAYS_OF:
        builder.day(builder.today + timedelta(days=count * _DAYS_OF[unit]))
    else:
        builder.moment(builder.here.astimezone(timezone.utc) + count * _UNITS[unit])


def _shift(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "an hour later", of what was agreed on."""
    if match["unit"] not in _UNITS:
        raise Unclear
    builder.shift(_count(match) * _UNITS[match["unit"]] * (1 if match["way"] == "later" else -1))


def _relative_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.day(builder.today + timedelta(days={"today": 0, "tonight": 0, "tomorrow": 1}.get(match["day"], 2)))
    if match["day"] == "tonight":
        builder.part(callback_words().parts["night"])


def _past_day(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    raise Unclear(TimeProblem.PAST)


def _weeks_after(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "a week on Friday", "tomorrow week", "two weeks from today"."""
    weeks = (2 if match["unit"] == "fortnight" else 1) * (_count(match) if match.groupdict().get("count") else 1)
    if match["day"] in WEEKDAYS:
        builder.weekday(WEEKDAYS.index(match["day"]), weeks)
    else:
        builder.day(builder.today + timedelta(days=7 * weeks + (match["day"] == "tomorrow")))


def _weekday(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.weekday(WEEKDAYS.index(match["day"]))


def _weekdays(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "Monday to Friday"."""
    first, last = WEEKDAYS.index(match["first"]), WEEKDAYS.index(match["last"])
    builder.any_of_weekdays((first + k) % 7 for k in range((last - first) % 7 + 1))


def _weekend(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.any_of_weekdays((5, 6))


def _working_days(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.any_of_weekdays(range(5))


def _this_week(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.this_week()


def _next_week(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.next_week()


def _some_week(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    raise Unclear(TimeProblem.DAY_MISSING)


def _calendar_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """A day of a month, of this year or the next; without a month the next such day."""
    found = match.groupdict()
    number, month, year = int(found["number"]), found.get("month"), found.get("year")
    in_month = None if month is None else int(month) if month.isdigit() else MONTHS.index(month) + 1
    builder.day(
        _next_such_day(builder.today, number, in_month, int(year) + (2000 if len(year) == 2 else 0) if year else None)
    )


def _named_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    month, number = callback_words().named_days[" ".join(match["name"].split())].split("-")
    builder.day(_next_such_day(builder.today, int(number), int(month), None))


def _next_such_day(today: date, number: int, month: int | None, year: int | None) -> date:
    months = [(today.year + (today.month - 1 + k) // 12, (today.month - 1 + k) % 12 + 1) for k in range(13)]
    if month is not None:
        months = [(one, month) for one in ((year,) if year else (today.year, today.year + 1))]
    past = False
    for one_year, one_month in months:
        try:
            day = date(one_year, one_month, number)
        except ValueError:
            if month is not None:
                raise Unclear from None
            continue
        if day >= today:
            return day
        past = True
    raise Unclear(TimeProblem.PAST if past else TimeProblem.NOT_UNDERSTOOD)


def _clock_time(match: re.Match[str], index: int = 0) -> ClockTime:
    found = match.groupdict()
    hour, minute, half = found[f"h{index}"], found.get(f"m{index}") or found.get(f"n{index}"), found.get(f"p{index}")
    if half is not None:
        half = half[0] + "m"
    elif len(hour) == 2 and hour.startswith("0"):
        half = "24"  # "03:00" is written by somebody who would write 15:00
    return ClockTime(int(hour), int(minute or 0), half)


def _clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    found = match.groupdict()
    dotted = "." in match[0] and found["m0"] is not None and 1 <= int(found["m0"]) <= 12 and not found["p0"]
    builder.clock(_clock_time(match), may_be_date=dotted and not found["at"])  # "3.12" may be a day of December


def _spoken_clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "half past 3", "quarter to four", "half 3", "20 to 5"."""
    fraction, back = match["fraction"], match.groupdict().get("way") == "to"
    minutes = {"half": 30, "quarter": 15}.get(fraction) or int(fraction)
    clock = _clock_time(match)
    if not 1 <= clock.hour <= 23 or minutes > 30 or (back and fraction == "half"):
        raise Unclear
    if back and fraction.isdigit() and _may_be_span(minutes, clock.hour):
        raise Unclear  # "10 to 4" is 15:50, or from 10 to 16
    hour = clock.hour
    if back:
        if clock.half in ("am", "pm") and hour == 12:
            raise Unclear  # "quarter to 12 pm": in which half is 11:45?
        hour, minutes = (hour - 1 or 12), 60 - minutes
    builder.clock(ClockTime(hour, minutes, clock.half))


def _may_be_span(first: int, last: int) -> bool:
    """Whether "10 to 4" may be from 10 to 16 too; "10 to 11" is 10:50, which lies in that span as well."""
    return (first == 10 or (first == 5 and last > 5)) and last != first + 1


def _digits_clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "1430"."""
    builder.clock(ClockTime(int(match["h0"]), int(match["m0"]), "24"))


def _clock_span(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.span(_clock_time(match), _clock_time(match, 1))


def _midnight(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.clock(ClockTime(0, 0, "24"))


def _part(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    if match.groupdict().get("this"):
        builder.day(builder.today)
    builder.part(callback_words().parts[" ".join(match["part"].split())])


def _half_of_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "Tuesday pm"."""
    builder.part(callback_words().parts["morning" if match["half"] == "am" else "afternoon"])


def _soonest(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.at_once()


def _anytime(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.whenever()


def _onwards(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.onwards()


def _not(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.negate()


def _bound(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.bound(match["bound"])


def _and(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.join()


# -- the patterns -------------------------------------------------------------------------------------------------


def _clock_pattern(index: int) -> str:
    minutes = (
        rf"(?:(?:[:.]|\s?h\s?)(?P<m{index}>[0-5]\d)|\s(?P<n{index}>[0-5][05])(?![\d:./]|\s?(?:minute|hour|day|week)))"
    )
    suffix = r"(?:\s?o'clock|\s?h(?:our)?\b|\s?exactly)?"
    return rf"(?P<h{index}>{_HOUR}){minutes}?{suffix}\s*(?P<p{index}>am|pm)?{suffix}"


@lru_cache(maxsize=1)
def _grammar() -> tuple[tuple[re.Pattern[str], _Apply], ...]:
    """The patterns in their order: what is longer comes first."""
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
        ("soonest", _soonest),
        ("now", _soonest),
        ("anytime|anyday", _anytime),
        ("onwards", _onwards),
        (r"(?:the )?(?P<day>day after tomorrow)", _relative_day),
        (rf"(?:{count} )?(?P<unit>week|fortnight) (?:(?:on|from|after) )?{near}", _weeks_after),
        (rf"(?:on )?{near} (?P<unit>week|fortnight)", _weeks_after),
        (rf"(?:in )?{count} (?P<unit>{unit})(?:s|')*(?: time| from (?:now|today))", _span),
        (rf"in {count} (?P<unit>{unit})", _span),
        (rf"{count} (?P<unit>{unit}) (?P<way>later|earlier)", _shift),
        (r"(?P<day>tomorrow|today|tonight)", _relative_day),
        ("yesterday", _past_day),
        (
            r"(?:the )?week after next|next month|later (?:this|in the) week|(?:early|late) (?:this|next) week",
            _some_week,
        ),
        (r"(?:at |by |towards )?(?:the )?(?:start|beginning|middle|end) of (?:the|this|next) week", _some_week),
        (r"(?:of )?(?:the )?(?:next|following) week(?: on)?", _next_week),
        ("this week", _this_week),
        (rf"(?P<first>{weekday}) ?(?:to|until|-|through) ?(?P<last>{weekday})", _weekdays),
        (rf"between (?P<first>{weekday}) and (?P<last>{weekday})", _weekdays),
        (rf"(?:on )?(?:a )?(?:(?:this|next|coming|the|following) )*(?P<day>{weekday})", _weekday),
        (r"(?:(?:at|on|over|this|next|the|coming) )*weekend", _weekend),
        (r"(?:(?:on|any|a) )*weekday", _working_days),
        (r"(?:on )?(?P<year>\d{4})-(?P<month>\d{2})-(?P<number>\d{2})", _calendar_day),
        (rf"{on}(?P<number>\d{{1,2}}){ordinal}?(?: of)? (?P<month>{month}){year}", _calendar_day),
        (rf"{on}(?P<month>{month}) (?:the )?(?P<number>\d{{1,2}}){ordinal}?{no_clock}{year}", _calendar_day),
        (r"(?:on )?(?P<number>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?", _calendar_day),
        (r"(?:on )?(?P<number>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>20\d\d|\d\d)?", _calendar_day),
        (rf"{on}(?P<number>\d{{1,2}}){ordinal}", _calendar_day),
        (rf"(?:on )?(?P<name>{any_of(words.named_days)})", _named_day),
        (rf"(?P<this>this )(?P<part>{any_of(words.parts)})", _part),
        (rf"(?:(?:in|at|on|during) )?(?:(?:the|any) )?(?P<part>{any_of(words.parts)})", _part),
        (r"(?:at )?(?:12 )?midnight", _midnight),
        (rf"{at}(?:a )?(?P<fraction>half|quarter) (?P<way>after|to) {hour}", _spoken_clock),
        (rf"{at}(?P<fraction>[0-5]?[05])(?: minute)? (?P<way>after|to) {hour}", _spoken_clock),
        (rf"{at}(?P<fraction>half) {hour}", _spoken_clock),
        (rf"between {first} (?:and|to|until|-) {second}", _clock_span),
        (rf"(?:from )?{at}{first}\s?(?:to|until|-)\s?{second}", _clock_span),
        (rf"{at}(?P<h0>[01]\d|2[0-3])(?P<m0>[0-5][05])(?:\s?h(?:our)?)?", _digits_clock),
        (rf"{at}{first}(?!\.\d)", _clock),
        (r"(?P<half>am|pm)", _half_of_day),
        ("not", _not),
        ("(?P<bound>from|after|until|before)", _bound),
        ("and", _and),
        (r"(?:on|at|in|around|the)", _small),
        (any_of(words.fillers.split()), _filler),
        (r"(?:on|at|under|via)(?=\s*(?:$|[,.!;]|please|thank))", _filler),  # a number stood there
    )
    return tuple((re.compile(rf"(?:{text})(?![^\W_])"), apply) for text, apply in patterns)
