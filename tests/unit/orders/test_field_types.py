"""Values of an import file, and why some of them are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.formatting import decimal_amount
from baton.orders.gateway import STATUSES
from baton.orders.imports.closed_lists import (
    checked_country,
    checked_currency,
    checked_status,
    with_leading_zeros,
)
from baton.orders.imports.field_types import (
    MOST_CENTS,
    Amount,
    Day,
    Moment,
    WholeNumber,
    checked_email,
    checked_sku,
    minor_units,
)
from baton.orders.imports.moments import shop_zone


@pytest.mark.parametrize(
    ("value", "cents"),
    [("549.00", 54900), ("549", 54900), ("0.1", 10), (0.29, 29), (19.99, 1999), (5, 500), ("1e2", 10000), ("0", 0)],
)
def test_amounts(value, cents):
    assert minor_units(Amount.parse(value), "GBP") == cents


@given(st.integers(0, MOST_CENTS))
def test_an_amount_that_was_written_is_read_again(cents):
    assert minor_units(Amount.parse(decimal_amount(cents)), "GBP") == cents


@pytest.mark.parametrize(
    "value",
    ["", "£5", "5,00", "1,234.00", "0.001", "-1", "NaN", "inf", "1e99", "free", True, None, [], {}, "20000000.01"],
)
def test_what_is_no_amount(value):
    with pytest.raises(ValueError, match="amount"):
        minor_units(Amount.parse(value), "GBP")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("24,50 €", "24.50, with a decimal point"),
        ("€ 5,0", "5.0, with a decimal point"),
        ("1.024,50", "1024.50, with a decimal point"),
        ("CHF 1'024,50", "1024.50, with a decimal point"),
        ("1\u202f024,50", "1024.50, with a decimal point"),
        ("$24.50", "549.00, without a currency sign"),
        ("1,234.00", "549.00, without"),
        ("-5,00", "549.00, without"),
    ],
)
def test_an_amount_with_a_comma_is_refused_with_what_it_seems_to_be(value, hint):
    with pytest.raises(ValueError) as refused:
        Amount.parse(value)
    assert f"write it as {hint}" in str(refused.value)


@pytest.mark.parametrize(("value", "count"), [("0", 0), ("12", 12), (3, 3), ("007", 7), ("999999999", 999_999_999)])
def test_counts(value, count):
    assert WholeNumber.parse(value) == count


@pytest.mark.parametrize("value", ["", "-1", "1.5", 1.5, "1e3", "1_000", "٣", True, None, "9999999999"])
def test_what_is_no_count(value):
    with pytest.raises(ValueError, match="whole number"):
        WholeNumber.parse(value)


@given(st.dates())
def test_dates(day):
    assert Day.parse(day.isoformat()) == day


@pytest.mark.parametrize("value", ["", "31/05/2024", "2024-02-30", "yesterday", 20240531, None, date(2024, 5, 31)])
def test_what_is_no_date(value):
    with pytest.raises(ValueError, match="write it as 2024-05-31"):
        Day.parse(value)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=timezone.utc)),
        ("2026-11-20T10:00", datetime(2026, 11, 20, 10, tzinfo=timezone.utc)),
        ("2026-11-20 10:00:05", datetime(2026, 11, 20, 10, 0, 5, tzinfo=timezone.utc)),
        ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10, tzinfo=timezone.utc)),
        ("2026-11-20T10:00:00z", datetime(2026, 11, 20, 10, tzinfo=timezone.utc)),
        ("2026-11-20T00:30:00+02:00", datetime(2026, 11, 19, 22, 30, tzinfo=timezone.utc)),
    ],
)
def test_moments_are_in_utc(value, moment):
    assert Moment.parse(value) == moment
    assert Moment.parse(value).utcoffset() == timedelta(0)


@given(
    st.datetimes(timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=-5)), timezone(timedelta(hours=9))]))
)
def test_every_moment_is_read_as_it_was_written_or_refused(moment):
    try:
        assert Moment.parse(moment.isoformat()) == moment
    except ValueError:
        assert moment.year in (1, 9999)  # in UTC it lies outside of the calendar


@pytest.mark.parametrize("value", ["", "yesterday", "2026-13-01", "24.11.2026", 1700000000, None, "2026-11-20T25:00Z"])
def test_what_is_no_moment(value):
    with pytest.raises(ValueError, match="write it as 2024-05-31T14:30:00Z"):
        Moment.parse(value)


@pytest.mark.parametrize(
    ("value", "email"),
    [(None, None), ("jane@example.com", "jane@example.com"), ("Jane@EXAMPLE.com", "Jane@example.com")],
)
def test_email_addresses(value, email):
    assert checked_email(value) == email


@pytest.mark.parametrize(
    "value", ["", "jane", "jane@", "@example.com", "jane@localhost", "a b@example.com", "j@exa_mple.com"]
)
def test_what_is_no_email_address(value):
    with pytest.raises(ValueError, match="is not an e-mail address"):
        checked_email(value)


@pytest.mark.parametrize(
    ("value", "sku"),
    [
        ("kt-ktl-01", "KT-KTL-01"),
        ("A", "A"),
        ("Mug 300 / Red", "MUG 300 / RED"),
        ("a.b_c/d-1", "A.B_C/D-1"),
        (None, None),
    ],
)
def test_skus(value, sku):
    assert checked_sku(value) == sku


@pytest.mark.parametrize("value", ["", "-a", "a ", "a" * 41, "é", "a\n"])
def test_what_is_no_sku(value):
    with pytest.raises(ValueError, match="is not a sku"):
        checked_sku(value)


@pytest.mark.parametrize("value", ["GBP", "eur", "Usd", "RSD", "CHF", "INR", "JPY", "CLP", "VND", "ISK", "KWD", "ARS"])
def test_currencies(value):
    assert checked_currency(value) == value.upper()


@pytest.mark.parametrize("value", ["", "$", "DEM", "XAU", "EUROS", "BTC"])
def test_what_is_no_currency_in_use_today(value):
    with pytest.raises(ValueError, match="is not a currency known here"):
        checked_currency(value)


def test_nobody_is_told_to_write_the_iso_code_who_has_written_one():
    with pytest.raises(ValueError, match="none of that code is in use"):
        checked_currency("DEM")


@pytest.mark.parametrize(
    ("value", "currency", "units"), [("2000", "JPY", 2000), ("2000.00", "JPY", 2000), ("12.500", "KWD", 12500)]
)
def test_amounts_of_currencies_without_or_with_three_decimals(value, currency, units):
    assert minor_units(Amount.parse(value), currency) == units


@pytest.mark.parametrize(("value", "currency"), [("20.50", "JPY"), ("1.2345", "KWD"), ("0.001", "EUR")])
def test_no_amount_has_more_decimals_than_its_currency(value, currency):
    with pytest.raises(ValueError, match=f"as {currency} has"):
        minor_units(Amount.parse(value), currency)


def test_statuses():
    assert [checked_status(status) for status in STATUSES] == list(STATUSES)
    with pytest.raises(ValueError, match="'lost in space' is not a status; there are placed, paid"):
        checked_status("lost in space")


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("Shipped", "shipped"),
        ("on-hold", "on_hold"),
        ("On hold", "on_hold"),
        ("READY_FOR_PICKUP", "ready_for_pickup"),
        ("Canceled", "cancelled"),
        ("out for delivery", "out_for_delivery"),
        ("partially_shipped", "partly_shipped"),
    ],
)
def test_statuses_as_other_systems_write_them(value, status):
    assert checked_status(value) == status


@pytest.mark.parametrize(
    ("value", "country"),
    [("gb", "GB"), ("UK", "GB"), ("GBR", "GB"), ("Deutschland", "DE"), ("United States", "US"), ("usa", "US")],
)
def test_countries(value, country):
    assert checked_country(value) == country


@pytest.mark.parametrize("value", ["", "G", "Atlantis", "G1"])
def test_what_is_no_country(value):
    with pytest.raises(ValueError, match="write two letters"):
        checked_country(value)


BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01T00:30", "2026-06-30T22:30:00+00:00"),
        ("2026-07-01", "2026-06-30T22:00:00+00:00"),
        ("2026-07-01 00:30:15", "2026-06-30T22:30:15+00:00"),
        ("20260701T003015", "2026-06-30T22:30:15+00:00"),
        ("2026-07-01T24:00", "2026-07-01T22:00:00+00:00"),
        ("2026-07-01T10:21:33.5Z", "2026-07-01T10:21:33.500000+00:00"),
        ("2026-07-01T10:21:33,5Z", "2026-07-01T10:21:33.500000+00:00"),
        ("2026-07-01T10:21:33.123456789Z", "2026-07-01T10:21:33.123456+00:00"),
        ("2026-07-01T10:21:33+0100", "2026-07-01T09:21:33+00:00"),
        ("2026-07-01T10:21:33+01", "2026-07-01T09:21:33+00:00"),
        ("2026-07-01 10:21:33 +0100", "2026-07-01T09:21:33+00:00"),
        ("2026-07-01 10:21:33 UTC", "2026-07-01T10:21:33+00:00"),
    ],
)
def test_a_moment_without_a_zone_is_the_shop_s(text, moment):
    with shop_zone(BERLIN):
        assert Moment.parse(text).isoformat() == moment


@pytest.mark.parametrize("value", ["45384.34789", "45384", 45384.34789, 45384, "45384,5"])
@pytest.mark.parametrize("kind", [Day, Moment])
def test_the_number_that_a_spreadsheet_has_for_a_day_is_refused_with_a_hint(kind, value):
    with pytest.raises(ValueError, match="is a spreadsheet's number of a day"):
        kind.parse(value)


def test_a_day_may_be_given_as_a_moment():
    with shop_zone(LOS_ANGELES):
        assert Day.parse("2026-07-02T01:30:00Z") == date(2026, 7, 1)
        assert Day.parse("2026-07-02 00:00:00") == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("postcode", "country", "right"),
    [
        ("2134", "US", "02134"),
        ("501", "US", "00501"),
        ("2134-1234", "US", "02134-1234"),
        ("1067", "DE", "01067"),
        ("8001", "ES", "08001"),
        ("10101", "RO", "010101"),
        ("600000", "JP", "0600000"),
        ("800", "AU", "0800"),
        ("02134", "US", "02134"),
        ("1010", "AT", "1010"),
        ("LS6 2AB", "GB", "LS6 2AB"),
        ("D02 X285", "IE", "D02 X285"),
        ("1", "US", "1"),
    ],
)
def test_zeros_that_a_spreadsheet_has_dropped_are_there_again(postcode, country, right):
    assert with_leading_zeros(postcode, country) == right


@pytest.mark.parametrize("value", ["hana..mori@docomo.ne.jp", "qa@shop.test", "ann@intranet.local", "a.@docomo.ne.jp"])
def test_odd_addresses_that_exist_are_taken(value):
    assert checked_email(value) == value
