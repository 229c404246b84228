"""Whose data it is about: the conversations that were found, why, and what the customer is known by there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class AskedBy(str, Enum):
    """What is known of the customer."""

    EMAIL = "email"
    ACCOUNT = "account"
    CONVERSATION = "conversation"
    ORDER = "order"


class Why(str, Enum):
    """Why a conversation is taken for the customer's; the value is for people."""

    ASKED = "this very conversation"
    SIGNED = "logged in: the shop's signed word"
    PROVED = "an order of theirs was proved in it"
    GIVEN = "given as their own in it"
    WRITTEN = "written in it, by whomever"
    BROWSER = "the same browser"


#: Enough to give the words of a conversation to the customer; the others may be somebody else's.
SURE = frozenset({Why.ASKED, Why.SIGNED, Why.PROVED, Why.GIVEN})


class BadQuestion(Exception):
    """What was given can be nobody's address, account, conversation or order; the text says so."""


@dataclass(frozen=True)
class Question:
    """Who is asked for."""

    by: AskedBy
    value: str


@dataclass(frozen=True)
class Found:
    """A conversation that may be the customer's. Times are epoch seconds; `last_at` is that of the last event."""

    id: str
    why: frozenset[Why]
    began_at: float | None
    last_at: float | None
    busy: tuple[str, ...] = ()  #: why it cannot be erased now: each reason for people

    @property
    def sure(self) -> bool:
        """Whether it is surely the customer's."""
        return bool(self.why & SURE)


@dataclass(frozen=True)
class Identity:
    """What the customer is known by in their conversations. Names and numbers as they stand there."""

    emails: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    visitors: frozenset[str] = frozenset()

    @property
    def texts(self) -> frozenset[str]:
        """All of them but the browsers, each long enough to be somebody's."""
        every = self.emails | self.accounts | self.names | self.phones | self.postcodes | self.orders
        return frozenset(text for text in every if len(text.strip()) >= 3)

    @property
    def counted_under(self) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
        """Browsers, names, values and orders under which failed proofs, codes and callbacks are counted."""
        return self.visitors, self.names, self.emails | self.postcodes | self.phones, self.orders

    def as_dict(self) -> dict[str, list[str]]:
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_dict(cls, values: Mapping[str, Iterable[str]]) -> Identity:
        return cls(**{name: frozenset(values.get(name, ())) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Scope:
    """What is exported or erased.

    Attributes:
        renamed: the conversations, and what each is called once it is erased.
        handoffs: their handoffs.
        identity: what the customer is known by.
        words: beginnings of words by which a colleague finds one of the handoffs.
        at: the present moment, epoch seconds.
    """

    renamed: Mapping[str, str]
    handoffs: frozenset[str]
    identity: Identity
    words: frozenset[str]
    at: float
    said: frozenset[str] = field(default=frozenset())  #: what the customer wrote, for the log files

    @property
    def conversations(self) -> tuple[str, ...]:
        return tuple(self.renamed)

    def as_dict(self) -> dict[str, object]:
        """As it is kept while an erasure is under way."""
        return {
            "renamed": dict(self.renamed),
            "handoffs": sorted(self.handoffs),
            "identity": self.identity.as_dict(),
            "words": sorted(self.words),
            "at": self.at,
            "said": sorted(self.said),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Scope:
        return cls(
            renamed=dict(kept["renamed"]),
            handoffs=frozenset(kept["handoffs"]),
            identity=Identity.from_dict(kept["identity"]),
            words=frozenset(kept["words"]),
            at=float(kept["at"]),
            said=frozenset(kept["said"]),
        )


AT_ONCE = 400  # values that one query asks for


def chunks(values: Iterable[str]) -> Iterable[Sequence[str]]:
    """Values in groups that a query takes."""
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
