"""Proof that an order is the customer's: their e-mail address or a postcode of the order. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from baton.orders.gateway import Address, Order
from baton.orders.text.normalise import email_key

MOST_GUESSES = 10  # more different values of a kind than a customer gets wrong by mistake: these are guesses


def proves_ownership(order: Order, emails: Iterable[str], postcodes: Iterable[str]) -> bool:
    """Whether what a customer gave proves that the order is theirs.

    Args:
        order: the order in question.
        emails: the e-mail addresses that they gave; upper and lower case do not matter.
        postcodes: the postcodes that they gave; case, spaces and dashes do not matter.
    Returns:
        True if an e-mail is the customer's, or a postcode that of the customer's or the delivery address. A US ZIP
        counts with or without its last four digits. The order's own number proves nothing, also where it happens to
        be the ZIP; nor do more than ``MOST_GUESSES`` different values of a kind.
    """
    given_emails = {email_key(text) for text in emails} - {""}
    given_codes = {_postcode(text) for text in postcodes} - {"", _postcode(order.number)}
    own_emails = {email_key(order.customer.email or "")} - {""}
    own_codes = _postcodes(order.address)
    if order.customer.address is not None:
        own_codes |= _postcodes(order.customer.address)
    # Both are always compared, in full: the time that an answer takes must not show which of them was right.
    by_email = _intersect(given_emails, own_emails)
    by_postcode = _intersect(given_codes, own_codes - {""})
    return by_email | by_postcode


def _postcodes(address: Address) -> set[str]:
    """The postcode of an address, and without the letters of its country: LV-1050, A-1010."""
    code = _postcode(address.postcode)
    bare = {code.removeprefix(address.country), code.removeprefix(address.country[:1])}
    return {code, *filter(str.isdigit, bare)}


def _postcode(text: str) -> str:
    code = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
    return code[:5] if re.fullmatch("[0-9]{9}", code) else code


def _intersect(given: set[str], own: set[str]) -> bool:
    """Whether a value is in both, in a time that depends on how many there are and not on what they are."""
    if len(given) > MOST_GUESSES:
        return False
    digests = [hashlib.sha256(value.encode()).digest() for value in own]
    match = False
    for value in given:
        digest = hashlib.sha256(value.encode()).digest()
        for other in digests:
            match |= hmac.compare_digest(digest, other)
    return match
