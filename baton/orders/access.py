"""Proof that an order is the customer's: their e-mail address or a postcode of the order. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from baton.orders.digits import EMAIL, UK_POSTCODE, chains, clean_up
from baton.orders.gateway import Order
from baton.orders.names import email_key

MOST_GUESSES = 10  # more different values of a kind than anybody has by mistake: somebody is trying them out

_EIRCODE = re.compile(r"(?<![A-Z0-9])([AC-FHKNPRTV-Y][0-9][0-9W]) ?([0-9AC-FHKNPRTV-Y]{4})(?![A-Z0-9])", re.I)
_DUTCH = re.compile(r"(?<![A-Z0-9])([1-9][0-9]{3}) ?(?!S[ADS])([A-Z]{2})(?![A-Z0-9])")
_DUTCH_ALONE = re.compile(r"\s*([1-9][0-9]{3}) ?(?!S[ADS])([A-Z]{2})[\s.,!]*", re.I)
_UNITS = frozenset(
    [
        "KG",
        "MG",
        "ML",
        "CL",
        "CM",
        "MM",
        "KM",
        "KW",
        "WH",
        "MB",
        "GB",
        "TB",
        "HZ",
        "AM",
        "PM",
        "AD",
        "BC",
        "EU",
        "UK",
        "US",
    ]
)
_LOCAL = r"[^\s,;:<>()\[\]\"@']"
_EMAIL = re.compile(rf"(?<![^\s,;:<>()\[\]\"@])'?({_LOCAL}+(?:'{_LOCAL}+)*@[\w-]+(?:\.[\w-]+)+)")
_COUNTRY_PREFIX = re.compile(r"(?<!\w)[DFE]-\Z", re.I)


def proves(order: Order, emails: Iterable[str], postcodes: Iterable[str]) -> bool:
    """Whether what somebody said shows that the order is theirs.

    Args:
        order: the order in question.
        emails: e-mail addresses that were given; upper and lower case do not matter.
        postcodes: postcodes that were given; case, spaces and dashes do not matter.
    Returns:
        True if an e-mail is the customer's, or a postcode that of the customer's or the delivery address. A US ZIP
        counts with or without its last four digits. The order's own number proves nothing, also where it happens to
        be the ZIP; nor do more than ``MOST_GUESSES`` different values of a kind.
    """
    given_emails = {email_key(text) for text in emails} - {""}
    given_codes = {_postcode(text) for text in postcodes} - {"", _postcode(order.number)}
    codes = {_postcode(order.address.postcode)}
    if order.customer.address is not None:
        codes.add(_postcode(order.customer.address.postcode))
    known_emails = {email_key(order.customer.email or "")} - {""}
    # Both are always compared, in full: how long the answer takes tells nothing.
    by_email = _meets(given_emails, known_emails)
    by_postcode = _meets(given_codes, codes - {""})
    return by_email | by_postcode


def find_emails(text: str) -> list[str]:
    """The e-mail addresses in a text, lower case, each once, in its order."""
    return list(dict.fromkeys(match[1].lower() for match in _EMAIL.finditer(clean_up(text))))


def find_postcodes(text: str) -> list[str]:
    """The postcodes in a text: UK, US, Irish, Dutch, and the five digits of Germany, Spain and France.

    Args:
        text: what somebody wrote. Digits of a phone number, a price or a longer number are not taken. Five digits
            alone may be an order number as well: they are returned here and by ``find_order_numbers``, because
            only the caller knows what was asked.
    Returns:
        Upper case with the usual space, each once: ``SW1A 1AA``, ``D02 X285``, ``1012 AB``, ``10115``, ``94110-1234``.
    """
    clean = EMAIL.sub(" ", clean_up(text))
    found = [(m.start(), f"{m[1]} {m[2]}".upper()) for m in UK_POSTCODE.finditer(clean)]
    found += [(m.start(), f"{m[1]} {m[2]}".upper()) for m in _EIRCODE.finditer(clean) if re.search("[0-9]", m[2])]
    # Lower case only when there is nothing else: "in 2024 we" and "1500 kg" are not postcodes.
    alone = _DUTCH_ALONE.fullmatch(clean)
    dutch = [alone] if alone else [m for m in _DUTCH.finditer(clean) if m[2] not in _UNITS]
    found += [(m.start(1), f"{m[1]} {m[2]}".upper()) for m in dutch]
    found += [(clean.find(code), code) for code in _five_digits(clean)]
    return list(dict.fromkeys(code for _, code in sorted(found)))


def _five_digits(text: str) -> Iterable[str]:
    for chain in chains(text):
        joined = re.search(r"\w[-/]?\Z|[#_@+]\Z", chain.before) and not _COUNTRY_PREFIX.search(chain.before)
        if chain.amount or chain.phone or chain.attached or joined:
            continue
        if tuple(map(len, chain.groups)) == (5, 4) and chain.separators == ("-",):
            yield "-".join(chain.groups)
        elif chain.total <= 10:  # "Calle Mayor 12 28013 Madrid"
            yield from (g for i, g in enumerate(chain.groups) if len(g) == 5 and chain.alone(i))


def _postcode(text: str) -> str:
    code = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
    return code[:5] if re.fullmatch("[0-9]{9}", code) else code


def _meets(given: set[str], known: set[str]) -> bool:
    """Whether a given value is a known one, in a time that depends on how many there are and not on what they are."""
    if len(given) > MOST_GUESSES:
        return False
    digests = [hashlib.sha256(value.encode()).digest() for value in known]
    met = False
    for value in given:
        digest = hashlib.sha256(value.encode()).digest()
        for other in digests:
            met |= hmac.compare_digest(digest, other)
    return met
