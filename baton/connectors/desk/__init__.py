"""The built-in desk: it reads the same database, so nothing has to be delivered to it."""

from __future__ import annotations

from typing import ClassVar

from baton.connectors.base import Connector, Delivery, Kind, Undeliverable
from baton.connectors.external_ids import ExternalIds
from baton.connectors.http import Http
from baton.connectors.settings import ConnectorSettings


class DeskConnector(Connector):
    """Agents answer in Baton's own desk.

    Args:
        url: of the desk.
    """

    name: ClassVar[str] = "desk"
    title: ClassVar[str] = "Desk"
    about: ClassVar[str] = "Agents answer in Baton's own desk."
    kinds: ClassVar[frozenset[Kind]] = frozenset()

    def __init__(self, url: str) -> None:
        self._http = Http(url)

    @classmethod
    def from_settings(cls, settings: ConnectorSettings, external_ids: ExternalIds, desk_url: str) -> DeskConnector:
        return cls(desk_url)

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Nothing is ever delivered to it.

        Raises:
            Undeliverable: always.
        """
        raise Undeliverable("the built-in desk reads the database itself")

    def test(self) -> str:
        """Whether it answers."""
        self._http.send("GET", "/health")
        return f"The desk at {self._http.url} answers."
