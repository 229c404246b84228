"""Splits a message into the things that it says one after the other, and picks those that are matters of their own.
Pure.

Unlike `clause_splitter`, whose clauses overlap, every word of the message is in one part, so that no question is
answered twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from baton.base.log_event import ParsedQuestion
from baton.nlu.message_words import any_of, message_words
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

#: A shorter part of a sentence says too little by itself and belongs to the one before it, unless it begins a question.
SHORTEST = 3  # words
MOST = 6
#: The intent of a part that names an order, whatever else it says.
ORDER_INTENT = "inform"
#: From this confidence the intent of a part is believed.
SURE = 0.8

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+|\s[-–—]+\s")
_WORDS = message_words()
_JOINTS = any_of(_WORDS.joints)
_JOINT = re.compile(rf",\s+(?:(?:{_JOINTS}|or)\s+)*|\s+{_JOINTS}\s+(?:also\s+)?", re.I)
_LEAD_IN = rf"(?:{any_of(_WORDS.lead_ins)}\b[\s,]*)*"
_ASKS = re.compile(rf"\A{_LEAD_IN}{any_of(_WORDS.asks)}\b", re.I)


@dataclass(frozen=True)
class Part:
    """One part of a message.

    Attributes:
        text: its words.
        start: place of its first character in the message.
        intent: what it means; `confidence` says how sure that is.
        question: the id of the question that it surely asks (`faq/<id>`, `order/<id>`); None if there is none.
        nearest: the questions that are nearest to it, whether one is sure or not.
        problem: the kind of problem that it tells; None if it tells none.
        details: whether it names an order, or holds what shows that one is the customer's.
        known: whether the language data have it word for word.
    """

    text: str
    start: int
    intent: str | None = None
    confidence: float = 0.0
    question: str | None = None
    nearest: ParsedQuestion | None = None
    problem: str | None = None
    details: bool = False
    known: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def asks(self) -> bool:
        """Whether it has the form of a question."""
        return self.text.endswith("?") or _ASKS.match(self.text) is not None

    @property
    def subject(self) -> str | None:
        """By what two parts are known to be about the same: the question, else the intent."""
        return self.question or self.intent


def split(text: str) -> list[Part]:
    """The parts of a message in their order; the message itself where it has but one."""
    parts: list[Part] = []
    for start, sentence in _pieces(text, 0, _SENTENCE):
        begins = True
        for place, piece in _pieces(sentence, start, _JOINT):
            part = Part(piece, place)
            short = len(piece.split()) < SHORTEST and not _ASKS.match(piece) and not any(c.isdigit() for c in piece)
            if parts and (len(parts) == MOST or (short and not begins)):
                part = Part(text[parts[-1].start : part.end], parts.pop().start)
            parts.append(part)
            begins = False
    return parts


def matters(parts: Sequence[Part], answered: Collection[str], about_orders: Collection[str]) -> list[Part]:
    """The parts that are matters of their own, each once, in their order.

    A part that is none belongs to the matter before it ("... if I don't like it"), so its words are kept.

    Args:
        parts: of one message, classified.
        answered: intents of further questions that are answered at once.
        about_orders: intents of questions about the customer's own order.
    """
    found: list[Part] = []
    subjects: set[str | None] = set()
    for part in parts:
        sure = part.confidence >= SURE
        by_shop = part.asks and part.question is not None and part.question.startswith(FAQ_PREFIX)
        answer = by_shop or (part.asks and part.intent in answered and sure)
        asks_order = part.question.startswith(ORDER_PREFIX) if part.question else part.intent in about_orders and sure
        order = asks_order or (part.details and not by_shop)
        subject = ORDER_INTENT if order else part.subject
        if not (order or answer):
            if found:
                found[-1] = replace(found[-1], text=f"{found[-1].text} {part.text}")
        elif subject not in subjects:
            subjects.add(subject)
            found.append(part if part.intent in about_orders or not order else replace(part, intent=ORDER_INTENT))
    return found


def _pieces(text: str, start: int, joint: re.Pattern[str]) -> list[tuple[int, str]]:
    """What stands between the joints, each with its place; empty pieces are left out."""
    pieces, place = [], 0
    for found in joint.finditer(text):
        pieces.append((start + place, text[place : found.start()]))
        place = found.end()
    pieces.append((start + place, text[place:]))
    return [(at + len(piece) - len(piece.lstrip()), piece.strip()) for at, piece in pieces if piece.strip()]
