"""The shop's signed word on who is logged in: what counts, and what does not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jwt
import pytest

from baton.channels.web.customer_identity import AUDIENCE, BadIdentity, Identity, sign, verify

SECRET, OTHER = "s" * 40, "o" * 40
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
JANE = Identity("c-17", "jane.doe@example.com", "Jane Doe", "+44 20 7946 0023")


def claims(**more):
    given = {"aud": AUDIENCE, "sub": "c-17", "exp": int(NOW.timestamp()) + 600, "email": "jane.doe@example.com"}
    return {name: value for name, value in (given | more).items() if value is not None}


def token(secret=SECRET, algorithm="HS256", **more):
    return jwt.encode(claims(**more), secret, algorithm=algorithm)


def test_what_the_shop_signs_is_what_arrives():
    assert verify(sign(JANE, SECRET, NOW), SECRET, NOW).identity == JANE
    assert verify(sign(Identity("c-1"), SECRET, NOW), SECRET, NOW).identity == Identity("c-1")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (token(OTHER), "not valid"),
        (token("", "none"), "not valid"),
        (token(algorithm="HS512"), "not valid"),
        (token(aud="baton-chat"), "not valid"),
        (token(aud=None), "not valid"),
        (token(exp=None), "not valid"),
        (token(sub=None), "not valid"),
        (token(exp=int(NOW.timestamp()) - 61), "expired"),
        (token(exp=int((NOW + timedelta(days=2)).timestamp())), "24 hours"),
        (token(sub="  "), "empty"),
        (token(email="jane"), "e-mail"),
        (token(email=["jane@x.example"]), "email must be a text"),
        (token(name="n" * 101), "name must be a text"),
        ("nonsense", "not valid"),
        ("", "not valid"),
    ],
)
def test_anything_else_is_refused_with_the_reason(given, why):
    with pytest.raises(BadIdentity, match=why):
        verify(given, SECRET, NOW)


def test_the_clocks_may_differ_by_a_minute():
    assert verify(token(exp=int(NOW.timestamp()) - 59), SECRET, NOW)


def test_without_a_secret_nobody_is_known():
    with pytest.raises(BadIdentity, match="BATON_IDENTITY_SECRET"):
        verify(token(), "", NOW)


def test_the_example_of_the_documentation_works():
    """What docs/widget.md tells a shop to write, done as it says, without Baton's own code."""
    made = jwt.encode(
        {
            "aud": "baton-identity",
            "sub": "customer 4711",
            "email": "jane.doe@example.com",
            "name": "Jane Doe",
            "exp": NOW + timedelta(minutes=10),
        },
        SECRET,
        algorithm="HS256",
    )
    assert verify(made, SECRET, NOW).identity.email == "jane.doe@example.com"
