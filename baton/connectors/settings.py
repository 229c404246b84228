"""What the settings of a connector are made of: the base model and the types of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from pydantic import BaseModel, Extra

from baton.base.near_addresses import exposed
from baton.base.secret_strength import is_simple
from baton.base.settings import MIN_SECRET_LENGTH, split


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
        return exposed(self)


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
        return any(len(each) < MIN_SECRET_LENGTH // 2 or is_simple(each) for each in self)
