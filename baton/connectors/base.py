"""The connector interface: what a connector to another system must be able to do. How to write one: docs/connectors.md.

A connector is a target of the outbox: it is given one delivery at a time, in order within a conversation, and hands
it over or raises. What it need not care about: storing, retrying, order, dead letters. What it must: that the same
delivery twice (`again`) has no second effect.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from baton.connectors.external_ids import ExternalIds
from baton.connectors.settings import ConnectorSettings
from baton.handoff.outbox.outbox import Delivery, Later, Stopped, Undeliverable

__all__ = [
    "Answering",
    "Connector",
    "Delivery",
    "InboundAction",
    "Incoming",
    "Kind",
    "Later",
    "NotSigned",
    "Stopped",
    "Undeliverable",
]

#: Seconds before each retry of a connector that has no schedule of its own: twelve tries in about two days.
SCHEDULE = (5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400)


class Kind(str, Enum):
    """What a delivery is about. Its payload is made in `baton/connectors/payloads.py`."""

    OPENED = "opened"  #: a handoff was opened; with its package
    MOVED = "moved"  #: it was claimed, transferred, closed, ...
    MESSAGE = "said"  #: the customer or an agent wrote something while a person has the conversation
    NOTICE = "notice"  #: for the agents of that system only: something they did could not be carried out


class Connector(ABC):
    """One other system. Built once by `baton/connectors/registry.py`; used by one thread at a time."""

    name: ClassVar[str]  #: as in BATON_CONNECTORS
    title: ClassVar[str]  #: as people read it
    about: ClassVar[str]  #: what it does, in one sentence
    kinds: ClassVar[frozenset[Kind]]  #: what it wants to receive
    settings_type: ClassVar[type[ConnectorSettings]] = ConnectorSettings

    @classmethod
    @abstractmethod
    def from_settings(cls, settings: Any, external_ids: ExternalIds, desk_url: str) -> Connector:
        """The connector, built from what an operator has set.

        Args:
            settings: of the class's `settings_type`.
            external_ids: remembers what our conversations and handoffs are called in the other system.
            desk_url: where the other system reaches the desk.
        """

    @abstractmethod
    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Hand a delivery over to the other system.

        Args:
            delivery: `payload` as in `baton/connectors/payloads.py`; `key` stays the same over all tries.
            again: an earlier try may have got through. If the other system does not honour the key by itself, look
                there first whether it did.
        Raises:
            Undeliverable: it will never take this; the delivery becomes a dead letter.
            Stopped: it wants nothing any more.
            Later: it asks for a pause of so many seconds.
            Exception: anything else is tried again after `wait`.
        """

    @abstractmethod
    def test(self) -> str:
        """Send a test event, or whatever proves address, keys and rights without a trace in anybody's work.

        Returns:
            What the other side answered, for the operator.
        Raises:
            Exception: it did not work; the text says what to look at.
        """

    def wait(self, attempts: int) -> float | None:
        """Seconds until the next try after so many failed ones; None gives up."""
        return SCHEDULE[attempts - 1] if attempts <= len(SCHEDULE) else None


class InboundAction(str, Enum):
    """What an agent of the other system did."""

    REPLY = "reply"
    RESOLVE = "resolve"
    DELETE = "delete"  #: took a reply back there; its key ends as that of the reply


@dataclass(frozen=True)
class Incoming:
    """Something an agent did in the other system."""

    key: str  #: names it; the same one is carried out once, however often it comes
    conversation_id: str  #: of ours
    action: InboundAction
    at: float  #: when it was done, epoch seconds
    text: str = ""
    name: str = ""  #: of the agent, as the customer reads it


class NotSigned(Exception):
    """A request that claims to come from the other system does not carry its signature."""


class Answering(Connector):
    """A connector whose agents' answers come back to the customer.

    The desk service takes its events at `POST /connectors/<name>/events`, keeps what `receive` makes of them, and
    answers at once; carrying out comes later. `catch_up` is asked now and then for what got lost on the way.
    """

    @abstractmethod
    def receive(self, headers: Mapping[str, str], body: bytes) -> list[Incoming]:
        """What a request of the other system means. Asks nobody: the answer must be quick.

        Args:
            headers: with names in small letters.
            body: as it came.
        Raises:
            NotSigned: the signature is missing, wrong or old.
            ValueError: it is signed but cannot be read.
        """

    @abstractmethod
    def catch_up(self, handoffs: Mapping[str, str]) -> Iterable[Incoming]:
        """What agents did that no event may have reported. May repeat itself.

        Args:
            handoffs: the conversations to look at, each with its open handoff.
        """
