"""What must never be stored is masked, and what only looks like it is not."""

from __future__ import annotations

import pytest

from baton.redact import redact, redact_all


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("card 4111 1111 1111 1111 thanks", "card •••• 1111 thanks"),
        ("4111-1111-1111-1111", "•••• 1111"),
        ("pay to GB82 WEST 1234 5698 7654 32 please", "pay to GB•••• please"),
        ("my password is hunter2", "my password is ••••"),
        ("Passwort: geheim!", "Passwort: ••••"),
        ("cvv 123", "cvv ••••"),
        ("the pin is 4455", "the pin is ••••"),
    ],
)
def test_secrets_are_masked(text, shown):
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "order 10023",
        "call +44 7911 123456",
        "tracking 1Z999AA10123456784",
        "my password is wrong",
        "4111 1111 1111 1112",
        "jane.doe@example.com",
        "the kettle's pin is bent",
    ],
)
def test_everything_else_stays(text):
    assert redact(text) == text


def test_it_reaches_into_nested_values():
    event = {"text": "4111111111111111", "parse_data": {"entities": [{"value": "4111111111111111"}]}, "at": 1.5}
    assert "411111" not in str(redact_all(event))
