"""What the settings of a connector are made of: the base model and the types of its fields."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from pydantic import BaseModel, Extra

from baton.base.settings import MIN_SECRET_CHARACTERS, MIN_SECRET_LENGTH, split


class ConnectorSettings(BaseModel):
    """The settings of one connector: the field `url` of the connector `fax` is `BATON_FAX_URL`.

    Each field has a description, which is its documentation. A field without a default must be set when the connector
    is chosen. The text of an error must not repeat the value: it may be a secret.
    """

    class Config:
        extra = Extra.forbid
        frozen = True


class WebAddress(str):
    """An http or https address. In production it must be https, unless it is one of the own network."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[str], WebAddress]]:
        yield cls._validate

    @classmethod
    def _validate(cls, value: str) -> WebAddress:
        try:
            address = urlsplit(value)
            _ = address.port
        except ValueError as error:
            raise ValueError("is no address") from error
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError("must be an address that starts with https://")
        if address.username or address.password:
            raise ValueError("must hold no login and password: they would end up in logs")
        return cls(value)

    @property
    def exposed(self) -> bool:
        """Whether what goes there can be read on the way."""
        address = urlsplit(self)
        return address.scheme == "http" and not _is_near(address.hostname or "")


#: This machine, and networks that nobody else routes. Not link-local: there a cloud's metadata are.
_NEAR = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")))


def _is_near(hostname: str) -> bool:
    """Whether a host is this machine or one of its own network: by its address in any spelling, or by a bare name."""
    number = _address(hostname)
    if number is None:
        return bool(hostname) and "." not in hostname
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


class Secrets(tuple[str, ...]):
    """Comma separated secrets: several while one is being changed."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[str], Secrets]]:
        yield cls._validate

    @classmethod
    def _validate(cls, value: str | tuple[str, ...]) -> Secrets:
        return cls(split(value) if isinstance(value, str) else value)

    @property
    def weak(self) -> bool:
        """Whether one of them can be guessed."""
        return any(len(each) < MIN_SECRET_LENGTH // 2 or len(set(each)) < MIN_SECRET_CHARACTERS for each in self)
