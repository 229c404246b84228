"""Splits a message into the things that it says one after the other, and picks those that are matters of their own.
Pure.

Unlike `clause_splitter`, whose clauses overlap, every word of the message is in one part, so that no question is
answered twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from baton.base.log_event import ParsedQuestion
from baton.nlu.message_words import any_of, message_words
from policies.question_names import FAQ, FAQ_PREFIX, ORDER_PREFIX
from policies.taxonomy import IntentFlag, taxonomy

#: A shorter part of a sentence says too little by itself and belongs to the one before it, unless it begins a question.
SHORTEST = 3  # words
MOST = 6
#: The intent of a part that names an order, whatever else it says.
ORDER_INTENT = "inform"
#: From this confidence the intent of a part is believed.
SURE = 0.8
#: And from this one that of a question which is answered at once.
SURE_ENOUGH = 0.6
#: The intents of questions about the customer's own order.
_OF_ORDERS = taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) - {ORDER_INTENT}

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+|\s[-–—]+\s")
_WORDS = message_words()
_JOINTS = any_of(_WORDS.joints)
# As in `clause_splitter`, from the first blank of a row only.
_JOINT = re.compile(rf",\s+(?:(?:{_JOINTS}|or)\s+)*|(?<!\s)\s+{_JOINTS}\s+(?:also\s+)?", re.I)
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

    A part that is none belongs to the matter before it ("... if I don't like it"), so its words are kept. What may ask
    one of several of the shop's questions is a matter beside another one: which it is, is asked back.

    Args:
        parts: of one message, classified.
        answered: intents of further questions that are answered at once.
        about_orders: intents of questions about the customer's own order.
    """
    sure = _matters([(part, _kind(part, answered, about_orders)) for part in parts])
    doubtful = [(part, _kind(part, answered, about_orders, doubtful=True)) for part in parts]
    return _matters(doubtful) if sure else sure


class _Kind(Enum):
    """Who answers a part."""

    ORDER = 1
    SHOP = 2
    OTHER = 3


def _kind(part: Part, answered: Collection[str], about_orders: Collection[str], doubtful: bool = False) -> _Kind | None:
    """Who answers a part; None if it is no matter of its own.

    Args:
        doubtful: whether a question of which it is not clear which one it is counts.
    """
    nearest = part.nearest or {"outcome": "none", "ranking": []}
    best = part.question or (nearest["ranking"][0]["id"] if nearest["ranking"] else "")
    unsure = doubtful and nearest["outcome"] == "unsure" and _ASKS.match(part.text) is not None
    found = part.question is not None or nearest["outcome"] == "answer" or unsure
    by_shop = part.asks and found and best.startswith(FAQ_PREFIX)
    sure = part.confidence >= SURE
    asks_order = part.question.startswith(ORDER_PREFIX) if part.question else part.intent in about_orders and sure
    if part.details and not (by_shop and part.question):
        return _Kind.ORDER
    if by_shop:
        return _Kind.SHOP
    if asks_order:
        return _Kind.ORDER
    return _Kind.OTHER if part.asks and part.intent in answered and part.confidence >= SURE_ENOUGH else None


def _matters(parts: Sequence[tuple[Part, _Kind | None]]) -> list[Part]:
    found: list[tuple[str | None, Part]] = []
    for part, kind in parts:
        subject = _subject(part, kind)
        goes_on = kind is _Kind.OTHER and bool(found) and found[-1][0] == subject
        if kind is None or goes_on:
            if found:
                found[-1] = found[-1][0], replace(found[-1][1], text=f"{found[-1][1].text} {part.text}")
        elif subject not in [each for each, _ in found]:
            found.append((subject, replace(part, intent=_intent(part, kind))))
    return [part for _, part in found]


def _subject(part: Part, kind: _Kind | None) -> str | None:
    """By what two parts are known to be about the same: the question, else the intent."""
    if kind is not _Kind.ORDER:
        return part.subject
    ranking = part.nearest["ranking"] if part.nearest and part.nearest["outcome"] == "answer" else []
    best = part.question or (ranking[0]["id"] if ranking else "")
    return best if best.startswith(ORDER_PREFIX) else ORDER_INTENT


def _intent(part: Part, kind: _Kind) -> str | None:
    """The intent by which a matter is answered."""
    if kind is _Kind.ORDER:
        return part.intent if part.intent in _OF_ORDERS else ORDER_INTENT
    return FAQ if kind is _Kind.SHOP and part.intent in _OF_ORDERS else part.intent


def _pieces(text: str, start: int, joint: re.Pattern[str]) -> list[tuple[int, str]]:
    """What stands between the joints, each with its place; empty pieces are left out."""
    pieces, place = [], 0
    for found in joint.finditer(text):
        pieces.append((start + place, text[place : found.start()]))
        place = found.end()
    pieces.append((start + place, text[place:]))
    return [(at + len(piece) - len(piece.lstrip()), piece.strip()) for at, piece in pieces if piece.strip()]
