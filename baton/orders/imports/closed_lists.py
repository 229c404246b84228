"""Statuses, currencies and countries of an import file: the store's codes and how others write them. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from baton.base.formatting import LOCALE, currencies
from baton.orders.gateway import STATUSES

#: What has left the warehouse as a whole, by the order's status alone.
SHIPPED = frozenset(
    """
    shipped out_for_delivery delivered customs_hold returned_to_sender lost collected
    """.split()
)
DELIVERED = frozenset({"delivered", "collected"})
AFTER_DELIVERY = DELIVERED | {"refunded", "partly_refunded", "returned_to_sender"}

_SAME_STATUS = {
    "canceled": "cancelled",
    "dispatched": "shipped",
    "despatched": "shipped",
    "in_transit": "shipped",
    "pending": "placed",
    "pending_payment": "placed",
    "awaiting_payment": "placed",
    "processing": "paid",
    "partial": "partly_shipped",
    "partially_shipped": "partly_shipped",
    "partially_fulfilled": "partly_shipped",
    "backorder": "back_ordered",
    "backordered": "back_ordered",
    "hold": "on_hold",
    "partially_refunded": "partly_refunded",
    "ready_for_collection": "ready_for_pickup",
    "ready_to_collect": "ready_for_pickup",
    "picked_up": "collected",
}
_ZIP_COUNTRIES = frozenset("US PR VI GU AS MP".split())
#: How many digits a postcode has, where it is digits only and may begin with 0.
_POSTCODE_DIGITS = dict.fromkeys(_ZIP_COUNTRIES, 5)
_POSTCODE_DIGITS |= dict.fromkeys(
    "DE FR ES IT FI EE HR LT MX TR UA SK MY KR MA DZ SA EG TH VA SM ME RS BA GR CZ SE KW IQ LK NP PK ID PE UY".split(),
    5,
)
_POSTCODE_DIGITS |= dict.fromkeys("RO SG CN RU KZ BY CO EC KG TJ UZ TM".split(), 6)
_POSTCODE_DIGITS |= dict.fromkeys("NO AU NZ ZA DK".split(), 4)
_POSTCODE_DIGITS |= {"JP": 7}
_SAME_CURRENCY = {"£": "GBP", "€": "EUR", "US$": "USD", "EURO": "EUR"}


def checked_status(value: str) -> str:
    """One of the status codes of ``gateway``; case, spaces and dashes do not matter.

    Raises:
        ValueError: with the statuses that there are.
    """
    code = re.sub(r"[\s_-]+", "_", value.strip().casefold())
    code = _SAME_STATUS.get(code, code)
    if code not in STATUSES:
        raise ValueError(f"{value!r} is not a status; there are {', '.join(STATUSES)}")
    return code


def checked_currency(value: str) -> str:
    """The ISO 4217 code of a currency that is in use today. Raises ValueError with the reason."""
    code = _SAME_CURRENCY.get(value.upper(), value.upper())
    if code not in currencies():
        iso = re.fullmatch("[A-Z]{3}", code)
        hint = "none of that code is in use" if iso else "write its ISO code, such as GBP"
        raise ValueError(f"{value!r} is not a currency known here; {hint}")
    return code


def checked_country(value: str) -> str:
    """The ISO 3166 code of a country, two letters; its name and other codes for it are taken too.

    Raises:
        ValueError: with the reason.
    """
    key = value.casefold()
    if code := _other_codes().get(key):
        return code
    if re.fullmatch("[A-Za-z]{2}", value):
        return value.upper()
    if code := _country_names().get(key):
        return code
    raise ValueError(f"{value!r} is not a country; write two letters, such as GB")


def with_leading_zeros(postcode: str, country: str) -> str:
    """A postcode of digits only as long as its country's are: spreadsheets drop the zeros at the beginning.

    Args:
        postcode: as it is in the file; ``2134`` or ``2134-1234`` of the United States lacks a digit.
        country: two letters.
    """
    length = _POSTCODE_DIGITS.get(country, 0)
    digits, dash, rest = postcode.partition("-" if country in _ZIP_COUNTRIES else "\0")
    if not re.fullmatch("[0-9]{2,}", digits) or not length - 2 <= len(digits) < length:
        return postcode
    return digits.zfill(length) + dash + rest


@lru_cache(maxsize=1)
def _other_codes() -> dict[str, str]:
    """Country codes by other codes for them: three letters, older ones."""
    codes = {"el": "GR"}  # what the European Union writes
    for alias, territories in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{2,3}", alias) and len(territories) == 1:
            codes[alias.casefold()] = territories[0]
    return codes


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Country codes by their names in English and at home. Reads the data of every language, which takes most of a
    second: only a name is looked up in it."""
    codes = {}
    for code, name in LOCALE.territories.items():
        if re.fullmatch("[A-Z]{2}", code):
            codes[name.casefold()] = code
            codes |= {home.casefold(): code for home in _names_at_home(code)}
    return codes


def _names_at_home(code: str) -> list[str]:
    names = []
    for language in get_official_languages(code, de_facto=True):
        try:
            names.append(Locale.parse(language).territories.get(code, ""))
        except (UnknownLocaleError, ValueError):
            continue
    return [name for name in names if name]
