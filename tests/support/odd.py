"""What no well-behaved program sends: strategies for hypothesis, and examples that broke something once."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: Characters of every plane, with lone surrogates, controls and what nobody sees.
CHARACTERS = st.characters(exclude_categories=())
TEXTS = st.text(CHARACTERS, max_size=60)
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 2**63, 2**64, 1e308, -0.0])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
#: Bodies of requests that are no JSON, or JSON that parsers take differently.
BODIES = (
    b"",
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"\xed\xa0\x80",
    b'{"text": "\xed\xa0\x80"}',
    b'{"text": "\xc3\x28"}',
    '{"text": "hello"}'.encode("utf-16"),
    '{"text": "hello"}'.encode("utf-32"),
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b'{"client_id": "a", "client_id": "b", "text": "x"}',
    b'{"text": NaN}',
    b'{"text": 1e999999}',
    b'{"text": ' + b"9" * 5_000 + b"}",
    b'{"text": "\\ud800"}',
    b'{"text": "a\\u0000b"}',
    b"null",
    b"true",
    b'"text"',
    b"client_id=a&text=hello",
    b"<message>hello</message>",
)
KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "application/xml",
    "application/json; charset=utf-16",
    "",
)

#: Each body as JSON, and two of them under every kind.
SENT = [
    *((content, "application/json") for content in BODIES),
    *((content, kind) for content in BODIES[-3:-1] for kind in KINDS),
]

#: Few and always the same examples: a test run must not take longer one day than another.
BOUNDED = settings(
    max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def as_json(value: object) -> bytes:
    """A value as a program writes it that escapes whatever is not ASCII, lone surrogates too."""
    return json.dumps(value).encode()
