"""Days, times and amounts as text."""

from __future__ import annotations

from datetime import date, datetime, time, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.formatting import (
    MoneyStyle,
    currencies,
    decimal_amount,
    long_date,
    money,
    short_date,
    time_of_day,
)

SATURDAY = date(2026, 11, 21)


def test_a_day_in_a_sentence_has_its_weekday_and_no_year():
    assert long_date(SATURDAY) == "Saturday 21 November"
    assert long_date(date(2027, 3, 1)) == "Monday 1 March"


def test_a_short_day_has_what_is_asked_for():
    assert short_date(SATURDAY) == "21 Nov"
    assert short_date(SATURDAY, weekday=True) == "Sat 21 Nov"
    assert short_date(SATURDAY, year=True) == "21 Nov 2026"
    assert short_date(date(2026, 9, 1)) == "1 Sep"


def test_a_moment_is_written_in_the_time_zone_it_is_in():
    late = datetime(2026, 11, 21, 23, 5, tzinfo=timezone.utc)
    assert (long_date(late), short_date(late), time_of_day(late)) == ("Saturday 21 November", "21 Nov", "23:05")
    assert time_of_day(time(9)) == "09:00"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_days_are_those_of_the_calendar(day):
    assert long_date(day) == f"{day:%A} {day.day} {day:%B}"
    assert short_date(day, weekday=True, year=True) == f"{day:%a} {day.day} {day:%b} {day.year}"


@pytest.mark.parametrize(
    ("style", "currency", "text"),
    [
        (MoneyStyle.CODE_FIRST, "EUR", "EUR 1,234.50"),
        (MoneyStyle.CODE_LAST, "EUR", "1234.50 EUR"),
        (MoneyStyle.SYMBOL, "EUR", "€1234.50"),
        (MoneyStyle.SYMBOL, "GBP", "£1234.50"),
        (MoneyStyle.SYMBOL, "USD", "$1234.50"),
        (MoneyStyle.SYMBOL, "CAD", "CAD 1234.50"),
        (MoneyStyle.CODE_FIRST, "RSD", "RSD 1,234.50"),
        (MoneyStyle.CODE_FIRST, "QQQ", "QQQ 1,234.50"),
    ],
)
def test_money(style, currency, text):
    assert money(123450, currency, style) == text


@given(st.integers(0, 2_000_000_000))
def test_no_cent_is_lost(cents):
    assert decimal_amount(cents) == f"{cents // 100}.{cents % 100:02d}"
    assert money(cents, "GBP", MoneyStyle.CODE_LAST) == f"{decimal_amount(cents)} GBP"
    assert money(cents, "GBP").replace(",", "") == f"GBP {decimal_amount(cents)}"


def test_currencies_are_those_in_use():
    known = currencies()
    assert {"EUR", "GBP", "USD", "CHF", "PLN", "RSD", "INR", "JPY", "KWD", "ARS"} <= known
    assert not known & {"DEM", "XAU", "XTS"}  # history, metal, a test code


@pytest.mark.parametrize(
    ("units", "currency", "text"),
    [(2000, "JPY", "2000 JPY"), (12500, "KWD", "12.500 KWD"), (2000, "ARS", "20.00 ARS"), (0, "ISK", "0 ISK")],
)
def test_an_amount_has_the_decimals_of_its_currency(units, currency, text):
    assert money(units, currency, MoneyStyle.CODE_LAST) == text


def test_a_day_of_another_year_names_it():
    assert long_date(date(2023, 7, 2), date(2026, 7, 2)) == "Sunday 2 July 2023"
    assert long_date(date(2026, 7, 1), date(2026, 7, 2)) == "Wednesday 1 July"
