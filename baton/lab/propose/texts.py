"""Proposals of words: groups of messages that the bot did not understand, as questions to answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baton.lab.grouping import group
from baton.nlu.arrays import FloatArray

#: A group of fewer conversations is no reason to write an answer.
FEWEST = 10
_MOST_WORDINGS, _FEWEST_WORDINGS = 8, 3


@dataclass(frozen=True)
class TextProposal:
    """A group of messages that the bot could make nothing of.

    Attributes:
        name: the words that tell the group from the others.
        size: how many messages.
        block: a question for data/faq, to be filled in by a person; wordings are the customers', to be read first.
    """

    name: str
    size: int
    block: str


def text_proposals(messages: Sequence[str], embeddings: FloatArray) -> list[TextProposal]:
    """A proposal for each group that is large enough, the largest first.

    Args:
        messages: what the bot did not understand.
        embeddings: a row for each.
    """
    found = []
    for each in group(messages, embeddings).groups:
        if each.size >= FEWEST:
            wordings = list(dict.fromkeys(messages[place] for place in each.members))[:_MOST_WORDINGS]
            if len(wordings) < _FEWEST_WORDINGS:
                continue  # the same words again and again, such as a button's
            found.append(TextProposal(each.name, each.size, _block(wordings)))
    return found


def _block(wordings: Sequence[str]) -> str:
    lines = "\n".join(f"      - {' '.join(text.split())}" for text in wordings[1:])
    return (
        f"  - id: TO_BE_NAMED\n    question: {_quoted(wordings[0])}\n    wordings: |\n{lines}\n"
        "    answer:\n      - text: TO_BE_WRITTEN\n"
    )


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
