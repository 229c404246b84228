"""What the words right before a number say that it is: an order, a postcode, something else. Pure."""

from __future__ import annotations

import re

PREFIXES = ("bt",)  # letters that some mails print before the number: BT10023

_ORDER_WORDS = (
    r"orders?|ord|order[ -]?(?:no|nr|num|number|id|ref)|number|no|nr|num|n|ref|bestellung|bestellnummer|pedido"
    r"|commande"
)
_POSTCODE_WORDS = (
    r"zip|zip[ -]?codes?|post[ -]?(?:al)?[ -]?codes?|plz|postleitzahl|code postal|c[oó]digo postal|cap|\u3012"
)
_OTHER_WORDS = (
    r"invoices?|inv|rechnung|factura|facture|tracking|track[ -]?(?:number|no|nr|num|code|id|ref)|consignment|customer"
    r"|account|acct|konto|vouchers?|coupon"
    rf"|gift[ -]?card|pin|sku|model|part|serial|item|article|artikel|ticket|case|{_POSTCODE_WORDS}"
)
#: Nothing of this may be tried at a place where no word begins, so that it takes linear time.
_START = r"(?<![^\W_])"
_LINK = r"(?:(?:is|was|are|number|no|nr|num|id|ref|reference|the|my|it's|its|it|called|code)[\s.:#°-]+){0,3}"
_SIGNS = r"[\s.:#°=-]*"
_LETTERS = re.compile(rf"{_START}([A-Za-z]{{2,4}})\Z")
_NO_PREFIX = re.compile(rf"(?:{_OTHER_WORDS}|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)", re.I)

_JOINED = re.compile(rf"{_START}(?:{_ORDER_WORDS}|{'|'.join(PREFIXES)})[-.#/_]?\Z", re.I)
_NUMBER = re.compile(rf"(?:{_START}(?:{_ORDER_WORDS}|{'|'.join(PREFIXES)})|#){_SIGNS}{_LINK}\Z", re.I)
_ORDER = re.compile(
    rf"(?:{_START}(?:orders?|ord|bestell\w{{0,8}}|pedidos?|commandes?|{'|'.join(PREFIXES)})|#){_SIGNS}{_LINK}\Z", re.I
)
_OTHER = re.compile(rf"{_START}(?:{_OTHER_WORDS}){_SIGNS}{_LINK}\Z", re.I)
_POSTCODE = re.compile(rf"{_START}(?:{_POSTCODE_WORDS}){_SIGNS}{_LINK}\Z", re.I)


def called_order(before: str) -> bool:
    """Whether it is called an order: "order no. ", "bestellung ", "#"."""
    return _ORDER.search(before) is not None


def called_number(before: str) -> bool:
    """Whether it is called an order or just a number: "no. ", "my number is "."""
    return _NUMBER.search(before) is not None


def called_postcode(before: str) -> bool:
    """Whether it is called a postcode."""
    return _POSTCODE.search(before) is not None


def called_something_else(before: str) -> bool:
    """Whether it is called something that is no order: an invoice, a tracking number, a postcode."""
    return _OTHER.search(before) is not None


def prefixed(before: str) -> bool:
    """Whether the letters right before it may be a prefix of order numbers: ``ord``, ``order-``, ``HW``."""
    letters = _LETTERS.search(before)
    return _JOINED.search(before) is not None or (letters is not None and not _NO_PREFIX.fullmatch(letters[1]))
