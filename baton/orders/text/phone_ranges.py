"""Which phone numbers there are, in the shop's country (BATON_HOME_COUNTRY) unless they name another.

Pure but for that setting.
"""

from __future__ import annotations

import os

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

VARIABLE = "BATON_HOME_COUNTRY"
DEFAULT_COUNTRY = "GB"

_AREA = 3  # digits at the beginning that are given out together


def home_country() -> str:
    """Whose numbers may be written without a country code: trained components must not depend on all settings."""
    return os.environ.get(VARIABLE, "").strip().upper() or DEFAULT_COUNTRY


def parsed(typed: str) -> PhoneNumber | None:
    """The number that a text is, at home unless it names another country; None if it is none."""
    try:
        return phonenumbers.parse(typed, home_country())
    except NumberParseException:
        return None


def is_plausible(number: PhoneNumber) -> bool:
    """Whether it is a number of its country, or one as long in an area that has numbers.

    Ranges are given out faster than their tables are; some are kept for films and examples.
    """
    if phonenumbers.is_valid_number(number) or not phonenumbers.is_possible_number(number):
        return phonenumbers.is_valid_number(number)
    digits = phonenumbers.national_significant_number(number)
    area, rest = digits[:_AREA], digits[_AREA + 2 :]
    near = PhoneNumber()
    near.merge_from(number)
    for between in range(100):
        near.national_number = int(f"{area}{between:02}{rest}")
        if phonenumbers.is_valid_number(near):
            return True
    return False
