"""Where a request comes from, as far as it is counted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from contextvars import ContextVar

IPV6_PREFIX = 64  # bits: one customer of an access provider usually has all addresses behind them
LONGEST = 64  # characters
#: Where the request comes from that is being answered; None outside of one. The audit trail keeps it with each entry.
request_address: ContextVar[str | None] = ContextVar("request_address", default=None)


def client_address(peer: str, forwarded: Iterable[str], trust_proxy: bool) -> str:
    """An IPv4 address or an IPv6 network.

    Args:
        peer: whom the connection is with.
        forwarded: the lines of X-Forwarded-For.
        trust_proxy: whether the last entry of them counts, which our own proxy wrote; the others may be made up.
    """
    given = forwarded if trust_proxy else ()
    entries = [entry.strip() for line in given for entry in line.split(",") if entry.strip()]
    text = entries[-1] if entries else peer
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return text[:LONGEST]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)
