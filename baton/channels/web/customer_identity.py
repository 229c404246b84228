"""Who a logged-in customer is, on the word of the shop's server: a signed token that the page hands to the widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from baton.base import signed_tokens

AUDIENCE = "baton-identity"
#: A token is made for one page view; one that counts for longer than this was made by mistake.
LONGEST = timedelta(hours=24)
#: How far the two servers' clocks may differ.
LEEWAY = timedelta(seconds=60)

_LONGEST_VALUE = {"customer_id": 120, "email": 320, "name": 100, "phone": 40}  # characters


class BadIdentity(Exception):
    """The token does not count; the text says why, for whoever builds the shop's page."""


@dataclass(frozen=True)
class Identity:
    """A customer of the shop. `customer_id` is the shop's own; the rest may be missing."""

    customer_id: str
    email: str | None = None
    name: str | None = None
    phone: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The form in which it stands in the log (slot `identity`)."""
        return asdict(self)


def sign(identity: Identity, secret: str, now: datetime, lifetime: timedelta = timedelta(minutes=10)) -> str:
    """The token of a customer, as the shop's server makes it."""
    claims = {
        "aud": AUDIENCE,
        "sub": identity.customer_id,
        "exp": int((now + lifetime).timestamp()),
        **{name: value for name, value in identity.as_dict().items() if name != "customer_id" and value},
    }
    return signed_tokens.encode(claims, secret)


@dataclass(frozen=True)
class Word:
    """The shop's word on who a customer is. It counts `until` its own end, in epoch seconds."""

    identity: Identity
    until: float


def verify(token: str, secret: str, now: datetime) -> Word:
    """The customer that a token names, and until when.

    Args:
        token: JWT, HS256, with `aud` "baton-identity", `sub`, `exp` and any of `email`, `name`, `phone`.
        secret: the one that the shop signs with; empty if signed identities are not set up.
        now: the present moment (aware).
    Raises:
        BadIdentity: saying why it does not count.
    """
    if not secret:
        raise BadIdentity("BATON_IDENTITY_SECRET is not set")
    try:
        claims = signed_tokens.decode(token, secret, ("sub", "exp", "aud"), AUDIENCE)
        expires = float(str(claims["exp"]))
    except (signed_tokens.InvalidToken, ValueError) as error:
        raise BadIdentity(f"the token is not valid: {error}") from error
    if now.timestamp() > expires + LEEWAY.total_seconds():
        raise BadIdentity("the token has expired")
    if expires > (now + LONGEST + LEEWAY).timestamp():
        raise BadIdentity(f"the token counts for more than {LONGEST.total_seconds() / 3600:.0f} hours")
    identity = Identity(
        customer_id=_text(claims, "sub", "customer_id") or "",
        email=_text(claims, "email", "email"),
        name=_text(claims, "name", "name"),
        phone=_text(claims, "phone", "phone"),
    )
    if not identity.customer_id:
        raise BadIdentity("sub is empty")
    if identity.email is not None and "@" not in identity.email:
        raise BadIdentity("email is not an e-mail address")
    return Word(identity, expires + LEEWAY.total_seconds())


def _text(claims: Mapping[str, object], claim: str, name: str) -> str | None:
    value = claims.get(claim)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE[name]:
        raise BadIdentity(f"{claim} must be a text of at most {_LONGEST_VALUE[name]} characters")
    return " ".join(value.split()) or None
