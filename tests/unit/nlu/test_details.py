"""What has a form of its own is found as people write it."""

import pytest

from baton.nlu.details import find_phones


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("07700 900611", "+447700900611"),
        ("ring me on 020 7946 0018 please", "+442079460018"),
        ("+49 30 901820", "+4930901820"),
        ("(020) 7946 0018", "+442079460018"),
    ],
)
def test_phone_numbers(text, phone):
    assert find_phones(text) == [phone]


@pytest.mark.parametrize(
    "text", ["10023", "order 10 023 from 2026-11-24", "SW1A 1AA", "tomorrow at 10", "10023, 10024"]
)
def test_other_numbers_are_no_phones(text):
    assert find_phones(text) == []
