"""Days, times and amounts of money as text. Every sentence, card and page writes them through this module."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_name, get_territory_currencies

LOCALE = Locale("en")

_WITH_SYMBOL = frozenset({"GBP", "EUR", "USD"})  # other currencies share their symbols, so they show their code


#: Currencies whose smallest unit is not a hundredth, with their decimals (ISO 4217); all others have two.
_DECIMALS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
_DECIMALS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)


class MoneyStyle(Enum):
    """How an amount is written; the value is the pattern (CLDR) without decimals."""

    CODE_FIRST = "¤¤ #,##0"  # EUR 1,234.50
    CODE_LAST = "#0 ¤¤"  # 1234.50 EUR
    SYMBOL = "¤#0"  # €1234.50; CHF 1234.50


def long_date(day: date, today: date | None = None) -> str:
    """A day in full: "Saturday 21 November", and with the year when it is another one than today's."""
    year = " y" if today is not None and day.year != today.year else ""
    return format_date(day, f"EEEE d MMMM{year}", locale=LOCALE)


def short_date(day: date, *, weekday: bool = False, year: bool = False) -> str:
    """A day where space is short: "21 Nov", "Sat 21 Nov", "21 Nov 2026"."""
    pattern = f"{'EEE ' if weekday else ''}d MMM{' y' if year else ''}"
    return format_date(day, pattern, locale=LOCALE)


def past_day(day: date, today: date) -> str:
    """A day that is over, or today, as in "was delivered ...": "today", "yesterday", "on Saturday 21 November"."""
    return {0: "today", -1: "yesterday"}.get((day - today).days, f"on {long_date(day, today)}")


def coming_day(day: date, today: date) -> str:
    """A day that comes, as in "should arrive ...": "today", "tomorrow, Sunday 22 November", "on Monday 23 November"."""
    return {0: "today", 1: f"tomorrow, {long_date(day)}"}.get((day - today).days, f"on {long_date(day, today)}")


def time_of_day(moment: datetime | time) -> str:
    """Hours and minutes of a moment in the time zone it is in: "09:05"."""
    return f"{moment:%H:%M}"


def money(cents: int, currency: str, style: MoneyStyle = MoneyStyle.CODE_FIRST) -> str:
    """An amount of money with its currency, always with as many decimals as the currency has.

    Args:
        cents: in the currency's smallest unit: hundredths, but whole yen and thousandths of a dinar.
        currency: ISO 4217 code, upper case.
        style: how it is written.
    """
    places = decimals(currency)
    pattern = style.value
    if style is MoneyStyle.SYMBOL and currency not in _WITH_SYMBOL:
        pattern = "¤¤ #0"
    pattern = pattern.replace("0", f"0.{'0' * places}") if places else pattern
    return format_currency(Decimal(cents).scaleb(-places), currency, pattern, LOCALE, currency_digits=False)


def decimal_amount(cents: int) -> str:
    """An amount for a file that a program reads: "549.00", never with a thousands separator."""
    return f"{cents // 100}.{cents % 100:02d}"


def currency_name(currency: str) -> str:
    """What a currency is called in a sentence: "British pounds"."""
    return get_currency_name(currency, count=2, locale=LOCALE)


def decimals(currency: str) -> int:
    """How many decimals the amounts of a currency have (ISO 4217)."""
    return _DECIMALS.get(currency, 2)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """ISO 4217 codes of the currencies in use somewhere today."""
    return frozenset(
        currency
        for territory in get_global("territory_currencies")
        for currency in get_territory_currencies(territory, tender=True)
    )
