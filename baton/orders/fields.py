"""Kinds of values in an import file: amounts, counts, dates, e-mails, codes; each is checked with a reason. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from email_validator import EmailNotValidError, validate_email

from baton.orders.gateway import STATUSES

MOST_CENTS = 2_000_000_000  # fits the database's integers
# Currencies with two decimals, which is what "cents" means everywhere in this store.
CURRENCIES = frozenset(
    [
        "AED",
        "AUD",
        "BAM",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "GEL",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "KES",
        "MAD",
        "MDL",
        "MKD",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "ZAR",
    ]
)


class _Parsed:
    """A field type that is its own parser."""

    @classmethod
    def __get_validators__(cls) -> Generator[Callable[[Any], Any], None, None]:
        yield cls.parse

    @classmethod
    def parse(cls, value: Any) -> Any:
        raise NotImplementedError


class Cents(int, _Parsed):
    """An amount such as ``549.00``, kept in cents."""

    @classmethod
    def parse(cls, value: Any) -> int:
        try:
            cents = Decimal(str(value)) * 100 if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            cents = Decimal("NaN")
        if not cents.is_finite():
            raise ValueError(f"{value!r} is not an amount; write it as 549.00, without a currency sign")
        if cents != cents.to_integral_value() or not 0 <= cents <= MOST_CENTS:
            raise ValueError(f"{value!r} must be an amount of 0 or more with at most two decimals")
        return int(cents)


class Count(int, _Parsed):
    """A whole number of 0 or more."""

    @classmethod
    def parse(cls, value: Any) -> int:
        if isinstance(value, bool) or not re.fullmatch("[0-9]{1,9}", str(value)):
            raise ValueError(f"{value!r} is not a whole number of 0 or more")
        return int(value)


class Day(date, _Parsed):
    """An ISO date, ``2024-05-31``."""

    @classmethod
    def parse(cls, value: Any) -> date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError(f"{value!r} is not a date; write it as 2024-05-31") from None


class Moment(datetime, _Parsed):
    """An ISO date with or without a time, UTC unless it says otherwise."""

    @classmethod
    def parse(cls, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", value))
            aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
            return aware.astimezone(timezone.utc)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{value!r} is not a date and time; write it as 2024-05-31T14:30:00Z") from None


def checked_email(value: str | None) -> str | None:
    """An e-mail address in its normal form; its domain is not looked up. Raises ValueError with the reason."""
    if value is None:
        return None
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"{value!r} is not an e-mail address: {error}") from None


def checked_sku(value: str | None) -> str | None:
    """A stock-keeping unit in upper case. Raises ValueError with the reason."""
    if value is not None and not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", value):
        raise ValueError(f"{value!r} is not a sku: letters, digits and . _ / - only")
    return value.upper() if value is not None else None


def checked_currency(value: str) -> str:
    """An ISO currency code in upper case. Raises ValueError with the reason."""
    if value.upper() not in CURRENCIES:
        raise ValueError(f"{value!r} is not a currency known here; write its ISO code, such as GBP")
    return value.upper()


def checked_status(value: str) -> str:
    """One of the status codes of ``gateway``. Raises ValueError with the reason."""
    if value not in STATUSES:
        raise ValueError(f"{value!r} is not a status; there are {', '.join(STATUSES)}")
    return value
