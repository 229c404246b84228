"""Phone numbers as people write them. Pure but for the shop's country (`phone_ranges`)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

from baton.orders.text import postal_formats
from baton.orders.text.digit_runs import POSTCODE_WITH_ZERO, Chain, chains, clean_up
from baton.orders.text.introductions import called_order, called_something_else
from baton.orders.text.lookalikes import digits_for_letters
from baton.orders.text.order_numbers import is_order_number
from baton.orders.text.phone_ranges import is_plausible, parsed
from baton.orders.text.spoken_digits import in_digits

_EXTENSION = re.compile(r"[\s,;]{0,3}(?:extension|extn|ext|x|#|durchwahl)[\s.:]{0,3}(\d{1,7})(?!\w)", re.I)
_FEWEST, _MOST = 7, 15  # digits (E.164)
_FEWEST_UNKNOWN = 9  # of a number that is none at home
_MOST_ALONE = 12
_MOST_NUMBERS = 30  # looked up in the tables of all countries, which takes a while


def find_phones(text: str) -> list[str]:
    """The phone numbers in a text, each once.

    Args:
        text: a message. A number without country code is one of the shop's country.
    Returns:
        E.164, with the extension: ``+442079460031``, ``+442079460031 x7``. A number that is none of the shop's country
        and names no other stays as it was typed: the customer knows it better than a guess at the country.
    """
    clean = digits_for_letters(in_digits(clean_up(text)))
    every = list(chains(clean))
    alone = len(every) == 1 and not re.search(r"[^\W\d]{2}", clean)
    found = [_read(chain, alone) for chain in every[:_MOST_NUMBERS]]
    return list(dict.fromkeys(number for number in found if number))


def _read(chain: Chain, alone: bool) -> str | None:
    plus = re.search(r"\+[ (]{0,2}\Z", chain.before) is not None
    if not _may_be_phone(chain, plus):
        return None
    typed = _typed(chain, plus)
    number = parsed(typed)
    dialled = plus or typed.startswith(("0", "("))
    extension = _EXTENSION.match(chain.after)
    tail = f" x{extension[1]}" if extension else ""
    if number is not None and is_plausible(number):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164) + tail
    expected = chain.introduced_as_phone or (alone and chain.total <= _MOST_ALONE)
    if chain.total < _FEWEST_UNKNOWN or not (dialled or expected) or postal_formats.is_postcode(typed):
        return None
    return typed + tail


def _may_be_phone(chain: Chain, plus: bool) -> bool:
    if not _FEWEST <= chain.total <= _MOST or chain.amount or re.search(r"[^\W\d][-/]?\Z|[#_@]\Z", chain.before):
        return False
    if re.match(r"[^\W\d_]|@", chain.after) and not _EXTENSION.match(chain.after):
        return False
    if plus or chain.introduced_as_phone:
        return True
    if called_order(chain.before) or called_something_else(chain.before):
        return False
    whole = "".join(chain.groups)
    first, *others = chain.groups
    if len(others) == 1 and is_order_number(first) and POSTCODE_WITH_ZERO.fullmatch(others[0]):
        return False
    return not is_order_number(whole) and not all(map(is_order_number, chain.groups))


def _typed(chain: Chain, plus: bool) -> str:
    """The number as it stands there, one space for several."""
    separators = [*chain.separators, ""]
    digits = "".join(group + separator for group, separator in zip(chain.groups, separators, strict=True))
    opened = digits.count(")") > digits.count("(")
    return ("+" if plus else "") + ("(" if opened else "") + re.sub(r"\s+", " ", digits)
