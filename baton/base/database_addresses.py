"""How what goes to a database is kept from others on the way."""

from __future__ import annotations

from enum import Enum
from urllib.parse import parse_qs, urlsplit

from baton.base.near_addresses import OWN_NAMES, is_near

#: What libpq encrypts whatever the server wishes; by default, `prefer`, it goes on without.
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


class Way(Enum):
    """What the way to a database is like."""

    OWN = "own"  #: it leaves neither this machine nor its network
    VERIFIED = "verified"  #: encrypted, to a server that shows its certificate
    ENCRYPTED = "encrypted"  #: encrypted, to whoever answers
    OPEN = "open"  #: others can read and change what goes there


def way_to(url: str) -> Way:
    """What the way to the database of a SQLAlchemy URL is like."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    far = "service" in asked or any(map(_is_far, _hosts(parts.hostname, asked)))  # a service's host is in a file
    if parts.scheme.partition("+")[0] != "postgresql" or not far:
        return Way.OWN
    mode = asked.get("sslmode", [""])[-1]
    if mode not in _ENCRYPTED:
        return Way.OPEN
    return Way.ENCRYPTED if mode == "require" and "sslrootcert" not in asked else Way.VERIFIED


def _hosts(hostname: str | None, asked: dict[str, list[str]]) -> list[str]:
    """Every host that the driver may connect to: the query may name others than the address does."""
    named = [one for name in ("host", "hostaddr") for value in asked.get(name, ()) for one in value.split(",")]
    return [host for host in (hostname, *named) if host]


def _is_far(host: str) -> bool:
    if host.startswith("/"):  # a socket of this machine
        return False
    name, colon, port = host.rpartition(":")
    return not is_near(name if colon and port.isdigit() and ":" not in name else host.strip("[]"), OWN_NAMES)
