"""Types of fields in an import file: amounts, counts, dates, e-mails, codes; each is checked with a reason. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from email_validator import EmailNotValidError, validate_email

from baton.base.formatting import decimals
from baton.orders.imports.moments import parse_day, parse_moment

MOST_CENTS = 2_000_000_000  # fits the database's integers

#: An amount as many countries write it: a comma before the decimals, dots, blanks or apostrophes between thousands.
_COMMA_AMOUNT = re.compile(
    r"[^\d,.-]*(?P<whole>[0-9]{1,3}(?:[.\s'\u2019][0-9]{3})+|[0-9]+),(?P<part>[0-9]{1,2})[^\d,.]*"
)
_ODD_EMAIL = re.compile(
    r"(?=.{3,254}\Z)[\w.!#$%&*+/=?^`{|}~'-]{1,64}@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z][A-Za-z0-9-]+"
)


class _Parsed:
    """A field type that is its own parser."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], object]]:
        yield cls.parse

    @classmethod
    def parse(cls, value: object) -> object:
        raise NotImplementedError


class Amount(Decimal, _Parsed):
    """An amount of money such as ``549.00``; ``minor_units`` turns it into what is stored."""

    @classmethod
    def parse(cls, value: object) -> Decimal:
        try:
            amount = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise ValueError(f"{value!r} is not an amount; write it as {_plain_amount(str(value))}")
        if amount < 0:
            raise ValueError(f"{value!r} must be an amount of 0 or more")
        return amount


def _plain_amount(text: str) -> str:
    """How an amount is to be written: what the text seems to mean, or an example."""
    if match := _COMMA_AMOUNT.fullmatch(text.strip()):
        digits = re.sub(r"[.\s'\u2019]", "", match["whole"])
        return f"{digits}.{match['part']}, with a decimal point and without a currency sign"
    return "549.00, without a currency sign"


def minor_units(amount: Decimal, currency: str) -> int:
    """An amount in the currency's smallest unit, as it is stored: cents, but whole yen and thousandths of a dinar.

    Raises:
        ValueError: it has more decimals than the currency, or does not fit into the store.
    """
    places = decimals(currency)
    units = amount.scaleb(places)
    if units != units.to_integral_value():
        allowed = {0: "no decimals", 2: "at most two decimals", 3: "at most three decimals"}[places]
        raise ValueError(f"{amount} must be an amount with {allowed}, as {currency} has")
    if units > MOST_CENTS:
        raise ValueError(f"{amount} is too large an amount")
    return int(units)


class WholeNumber(int, _Parsed):
    """A whole number of 0 or more."""

    @classmethod
    def parse(cls, value: object) -> int:
        if isinstance(value, bool) or not re.fullmatch("[0-9]{1,9}", str(value)):
            raise ValueError(f"{value!r} is not a whole number of 0 or more")
        return int(str(value))


class Day(date, _Parsed):
    """An ISO date, ``2024-05-31``."""

    @classmethod
    def parse(cls, value: object) -> date:
        return parse_day(value)


class Moment(datetime, _Parsed):
    """An ISO date with or without a time, in UTC; in the shop's zone unless it names one (`moments.shop_zone`)."""

    @classmethod
    def parse(cls, value: object) -> datetime:
        return parse_moment(value)


def checked_email(value: str | None) -> str | None:
    """An e-mail address in its normal form; its domain is not looked up. Raises ValueError with the reason.

    It serves to recognise a customer: addresses that a strict reading of the standard refuses exist, as do domains
    inside of a company.
    """
    if value is None:
        return None
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        if _ODD_EMAIL.fullmatch(value):
            local, _, domain = value.rpartition("@")
            return f"{local}@{domain.lower()}"
        raise ValueError(f"{value!r} is not an e-mail address: {error}") from None


def checked_sku(value: str | None) -> str | None:
    """A stock-keeping unit in upper case. Raises ValueError with the reason."""
    if value is not None and not re.fullmatch("[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,38}[A-Za-z0-9._/-])?", value):
        raise ValueError(f"{value!r} is not a sku: letters, digits, spaces and . _ / - only, 40 characters at most")
    return value.upper() if value is not None else None
