"""What a person says that a misread message means, and where that belongs in the trainers' files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from baton.base.text import code_in_words
from baton.knowledge.document import Question
from policies.taxonomy import taxonomy


class Kind(str, Enum):
    """What becomes of a message. The values are stored."""

    SIGNAL = "signal"  #: an example of what must reach a person
    ORDINARY = "ordinary"  #: an example of an everyday intent
    NEAR_MISS = "near_miss"  #: the same, in the words of a signal that it is not
    QUESTION = "question"  #: a wording of one of the shop's questions
    SKIPPED = "skipped"  #: to be looked at another time
    DISCARDED = "discarded"  #: teaches nothing


#: The kinds that write something into a file.
WRITTEN = (Kind.SIGNAL, Kind.ORDINARY, Kind.NEAR_MISS, Kind.QUESTION)


class NoSuchTarget(ValueError):
    """What was named is no intent and no question, or cannot be trained; the text says so."""


@dataclass(frozen=True)
class Target:
    """What a message is an example of.

    Attributes:
        name: the intent; of a question its retrieval intent (`faq/gift_wrap`).
        near: of a near-miss, the signal that it is not.
    """

    kind: Kind
    name: str
    near: str = ""

    @property
    def code(self) -> str:
        """As one word, for a form or an audit entry."""
        return ":".join(filter(None, (self.kind.value, self.name, self.near)))

    @property
    def title(self) -> str:
        """In words."""
        name = self.name if self.kind is Kind.QUESTION else code_in_words(self.name).lower()
        if self.kind is Kind.SIGNAL:
            return f"{taxonomy().labels.get(self.name) or code_in_words(self.name)}: must reach a person"
        if self.kind is Kind.NEAR_MISS:
            return f"{name}, and not {code_in_words(self.near).lower()}"
        return f"the question {name}" if self.kind is Kind.QUESTION else name

    def in_words(self, questions: Mapping[str, Question]) -> str:
        """The title; of a question with how it is asked.

        Args:
            questions: the shop's, by their retrieval intents.
        """
        asked = questions.get(self.name) if self.kind is Kind.QUESTION else None
        return f"{self.title}: {asked.question}" if asked is not None else self.title


def target_from(code: str, questions: frozenset[str] | set[str]) -> Target:
    """The target of a code.

    Args:
        questions: the retrieval intents of the shop's questions.
    Raises:
        NoSuchTarget: there is none.
    """
    kind_name, _, rest = code.partition(":")
    name, _, near = rest.partition(":")
    kind = next((kind for kind in WRITTEN if kind.value == kind_name), None)
    known = {
        Kind.SIGNAL: set(taxonomy().signals),
        Kind.ORDINARY: set(ordinary_intents()),
        Kind.NEAR_MISS: set(ordinary_intents()),
        Kind.QUESTION: set(questions),
    }
    if kind is None or name not in known[kind]:
        raise NoSuchTarget("There is no such intent or question to learn from this message.")
    if (kind is Kind.NEAR_MISS) != bool(near) or (near and near not in taxonomy().signals):
        raise NoSuchTarget("A near-miss names the signal that it is not, and nothing else does.")
    return Target(kind, name, near)


#: Intents that no example teaches: Rasa's own commands, and what other components read.
_NOT_LEARNT = frozenset({"session_start", "restart", "back", "faq", "order_question", "nlu_fallback", "other_language"})


def ordinary_intents() -> list[str]:
    """The everyday intents that learn from examples."""
    return [intent for intent in taxonomy().intents if intent not in _NOT_LEARNT]


@dataclass(frozen=True)
class Label:
    """A message that somebody has decided on.

    Attributes:
        number: of the message's event in the conversation log.
        text: the example as it is to be written; empty where nothing is, and once the customer is erased.
        at: epoch seconds.
        exported_at: when it was handed to the trainers, epoch seconds.
    """

    number: int
    conversation_id: str
    kind: Kind
    name: str
    near: str
    text: str
    by: str
    at: float
    exported_at: float | None = None

    @property
    def target(self) -> Target:
        return Target(self.kind, self.name, self.near)
