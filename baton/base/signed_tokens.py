"""Tokens that are signed with a secret of ours (JWT, HS256): claims in, text out, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import jwt

_ALGORITHM = "HS256"


class InvalidToken(Exception):
    """The token is forged, damaged, for somebody else, or lacks a claim; the text says which."""


def encode(claims: Mapping[str, object], secret: str) -> str:
    """The token that carries these claims."""
    return jwt.encode(dict(claims), secret, algorithm=_ALGORITHM)


def decode(token: str, secret: str, required: Iterable[str], audience: str | None = None) -> dict[str, object]:
    """The claims of a token. Its times are not compared with anything.

    Args:
        token: as `encode` made it.
        secret: the same secret.
        required: claims that must be there.
        audience: whom the token must be for (`aud`); None: it must not say.
    Raises:
        InvalidToken: it is not to be trusted.
    """
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            audience=audience,
            # The caller compares the times with its own clock, which tests can set.
            options={"require": list(required), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except jwt.InvalidTokenError as error:
        raise InvalidToken(str(error)) from error
    return cast("dict[str, object]", claims)
