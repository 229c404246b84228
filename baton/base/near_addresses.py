"""Whether an address is of this machine or its own network, where plain connections are nobody else's to read."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

#: This machine, and networks that nobody else routes. Not link-local: there a cloud's metadata are.
_NEAR = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")))
#: Endings of names that nobody can have in the public internet. An operator's own setting may name a service by them;
#: what an administrator of the desk enters may not: `metadata.google.internal` hands out a cloud's keys.
OWN_NAMES = (".internal", ".local", ".localhost")
_PLAIN = frozenset({"http", "redis", "amqp"})


def exposed(address: str, own_names: tuple[str, ...] = ()) -> bool:
    """Whether what goes to an address can be read on the way.

    Args:
        own_names: endings of names that are taken for this network's, beside names without a dot.
    """
    parts = urlsplit(address)
    return parts.scheme in _PLAIN and not is_near(parts.hostname or "", own_names)


def is_near(hostname: str, own_names: tuple[str, ...] = ()) -> bool:
    """Whether a host is this machine or one of its own network: by its address in any spelling, or by its name."""
    number = _address(hostname)
    if number is None:
        return bool(hostname) and ("." not in hostname or hostname.lower().endswith(own_names))
    return any(number in network for network in _NEAR)


def _address(hostname: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, also as `2130706433` or `0x7f.1`; None if it is a name."""
    try:
        found = ip_address(hostname.partition("%")[0])
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(hostname))
        except (OSError, UnicodeError):
            return None
    return getattr(found, "ipv4_mapped", None) or found
