"""Proof that an order is the customer's: their e-mail address or a postcode of the order. Pure.

A proof belongs to the order that it was compared with, and to nothing else: neither to other orders of the same
customer nor to the address. Whose an address is, only the shop's signed word says.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from enum import Enum
from typing import TypedDict

from baton.orders.gateway import Address, Order
from baton.orders.text.normalise import email_key


class ProofBy(str, Enum):
    """What showed that an order is the customer's. The values are stored and published."""

    LOGIN = "login"  #: the shop's signed word on who they are
    EMAIL = "email"  #: the e-mail address, beside the number or the name
    POSTCODE = "postcode"  #: the postcode, beside the number or the name
    CODE = "email_code"  #: a code that was sent to the order's e-mail address


#: The slot in which the log keeps the list of them.
PROVED_SLOT = "proved_orders"


class ProvedOrder(TypedDict):
    """An order that was proved to be the customer's: by what (`ProofBy`), and when (ISO 8601, UTC)."""

    order: str
    by: str
    at: str


def proved_in(slot: object) -> list[ProvedOrder]:
    """The orders that the slot lists; what cannot be read proves nothing."""
    read = map(_proved_order, slot if isinstance(slot, list) else [])
    return [each for each in read if each is not None]


def _proved_order(entry: object) -> ProvedOrder | None:
    try:
        if not isinstance(entry, Mapping) or not entry["order"]:
            return None
        at = datetime.fromisoformat(str(entry["at"])).astimezone(timezone.utc)
        return {"order": str(entry["order"]), "by": ProofBy(entry["by"]).value, "at": at.isoformat()}
    except (KeyError, ValueError):
        return None


def proved_by(order: Order, emails: Iterable[str], postcodes: Iterable[str]) -> ProofBy | None:
    """By which of the values that a customer gave an order is proved to be theirs; None if by none.

    Args:
        order: the order in question.
        emails: the e-mail addresses that they gave; upper and lower case do not matter.
        postcodes: the postcodes that they gave; case, spaces and dashes do not matter.
    Returns:
        Whether an e-mail is the customer's, or a postcode that of the customer's or the delivery address. A US ZIP
        counts with or without its last four digits. The order's own number proves nothing, also where it happens to
        be the ZIP; nor do several different values of a kind: those are guesses.
    """
    given_emails = {email_key(text) for text in emails} - {""}
    given_codes = {_postcode(text) for text in postcodes} - {"", *_as_postcodes(order.number)}
    own_emails = {email_key(order.customer.email or "")} - {""}
    own_codes = _postcodes(order.address)
    if order.customer.address is not None:
        own_codes |= _postcodes(order.customer.address)
    # Both are always compared, in full: the time that an answer takes must not show which of them was right.
    by_email = _intersect(given_emails, own_emails)
    by_postcode = _intersect(given_codes, own_codes - {""})
    if by_email:
        return ProofBy.EMAIL
    return ProofBy.POSTCODE if by_postcode else None


def _postcodes(address: Address) -> set[str]:
    """The postcode of an address, and without the letters of its country: LV-1050, A-1010."""
    code = _postcode(address.postcode)
    bare = {code.removeprefix(address.country), code.removeprefix(address.country[:1])}
    return {code, *filter(str.isdigit, bare)}


def _as_postcodes(number: str) -> set[str]:
    """What a customer who writes an order's number may be taken to give as a postcode: SO-10115, 10115."""
    return {_postcode(number), _postcode(re.sub(r"\D", "", number))}


def _postcode(text: str) -> str:
    code = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
    return code[:5] if re.fullmatch("[0-9]{9}", code) else code


def _intersect(given: set[str], own: set[str]) -> bool:
    """Whether a value is in both, in a time that depends on how many there are and not on what they are."""
    digests = [hashlib.sha256(value.encode()).digest() for value in own]
    match = False
    for value in given:
        digest = hashlib.sha256(value.encode()).digest()
        for other in digests:
            match |= hmac.compare_digest(digest, other)
    return match and len(given) == 1
