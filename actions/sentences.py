"""What the bot is about to say, as the names of responses with the values for their variables. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from policies.facts import OFFER_PERSON


class Words(Protocol):
    """The texts of responses (`baton.base.responses.Responses`)."""

    def text(self, name: str, /, variation: int = 0, **variables: object) -> str:
        """The text of a response with its variables filled in."""

    def offer(self, name: str, variation: int = 0) -> str | None:
        """What the text of a response offers, such as a person."""

    def reply_to_no(self, name: str, variation: int = 0) -> str | None:
        """The response with which a plain no to that offer is answered, if it is not the usual one."""

    def __contains__(self, name: object) -> bool:
        """Whether there is such a response."""


@dataclass(frozen=True)
class Sentence:
    """A response of domain.yml and the values for its variables."""

    response: str
    values: Mapping[str, str]


def sentence(response: str, **values: object) -> Sentence:
    """A sentence.

    Args:
        response: its name.
        values: for the variables in its text.
    """
    return Sentence(response, {name: str(value) for name, value in values.items()})


def joined(sentences: Iterable[Sentence], words: Words, variation: int = 0) -> str:
    """The sentences as one text.

    Args:
        variation: which of the variations of each; see `Responses.text`.
    """
    return " ".join(words.text(each.response, variation, **each.values) for each in sentences)


def offer_slot(sentences: Iterable[Sentence], words: Words, variation: int = 0) -> str | dict[str, str] | None:
    """What the slot `offer` keeps of the text: an offer of a person, and its reply to a plain no if that is not
    the usual one.

    Returns:
        None where the text offers nobody.
    """
    for each in sentences:
        if words.offer(each.response, variation) == OFFER_PERSON:
            reply = words.reply_to_no(each.response, variation)
            return {"kind": OFFER_PERSON, "declined": reply} if reply else OFFER_PERSON
    return None
