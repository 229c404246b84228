"""Decides which question a message asks, or that none fits. Pure but for the index.

Three outcomes: the nearest question is answered; one of the nearest may be meant, so the customer is asked which; or
none fits. Where the lines lie was chosen on half of the held-out questions (docs/decisions/0015).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from baton.base.log_event import ParsedQuestion
from baton.base.places import places_before, without_places
from baton.base.product_names import without_products
from baton.nlu.abbreviations import abbreviations
from baton.nlu.arrays import FloatArray
from baton.nlu.message_words import any_of, message_words
from baton.nlu.question_calibration import Calibration
from baton.nlu.question_index import Match, QuestionIndex
from policies.conversation_words import conversation_words
from policies.question_names import FAQ_PREFIX

#: From this probability on the nearest question is answered; from the lower one on it may be meant.
ANSWER = 0.28
UNSURE = 0.1
#: Where a second of the shop's questions is so nearly as near as the first, and speaks of as much of the message but
#: for this, which of them is meant is not sure.
RIVAL, AS_MUCH = 0.25, 0.1
#: A sentence alone says less than the whole message.
OF_A_SENTENCE = 0.8
#: From this probability on a question is answered although only the product that it names makes it the nearest.
PLAIN = 0.5
_NEAR_OF_ANY = 3
_NOT_QUITE = ANSWER - 0.01
MOST = 6  # questions in a ranking
#: A message of at most so many words may go on about what was said before: of it more questions are kept.
_SHORT, _MOST_OF_SHORT = 7, 30
_MOST_SENTENCES = 4
_SHORTEST_SENTENCE = 3  # words
_FEWEST_WORDS = 2  # that are left of a text without its places
_CODE = "my discount code"
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = message_words()
_GREETING = re.compile(rf"^\W*{any_of(_WORDS.greetings)}\b(?: {any_of(_WORDS.greeted)})?\W+", re.I)

Outcome = Literal["answer", "unsure", "none"]


@dataclass(frozen=True)
class Matched:
    """What a message was found to ask.

    Attributes:
        probability: that the first of the ranking is asked, from 0 to 1.
        ranking: the nearest questions, nearest first.
        further: of a short message the shop's questions that come next, by their ids.
    """

    probability: float
    ranking: tuple[Match, ...] = ()
    further: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.probability < UNSURE:
            return "none"
        return "answer" if self.probability >= ANSWER and not self._has_rival else "unsure"

    def asked_back(self) -> Matched:
        """The same, but not so sure that the nearest question is answered without asking whether it is meant."""
        return replace(self, probability=min(self.probability, _NOT_QUITE))

    @property
    def _has_rival(self) -> bool:
        if len(self.ranking) < 2 or not all(map(_of_shop, self.ranking[:2])):
            return False
        first, second = self.ranking[:2]
        near = float(np.exp(second.score - first.score)) > RIVAL
        return near and second.covered >= first.covered - AS_MUCH

    def parsed(self) -> ParsedQuestion:
        """As it stands in the log; scores fall from the probability by how much farther each question is."""
        best = self.ranking[0].score if self.ranking else 0.0
        parsed: ParsedQuestion = {
            "outcome": self.outcome,
            "ranking": [
                {"id": match.intent, "score": round(self.probability * float(np.exp(match.score - best)), 4)}
                for match in self.ranking
            ],
        }
        return {**parsed, "further": list(self.further)} if self.further else parsed


def match(
    text: str, vectors: Callable[[Sequence[str]], Sequence[FloatArray]], index: QuestionIndex, calibration: Calibration
) -> Matched:
    """The question that a text asks.

    Args:
        text: what the customer wrote.
        vectors: encodes texts, one vector each.
        index: of the questions.
        calibration: of the index.
    """

    def of(part: str) -> Matched:
        ranking = tuple(index.rank(part, vectors([part])[0], _MOST_OF_SHORT if short else MOST))
        further = tuple(each.intent for each in ranking[MOST:] if _of_shop(each))
        return Matched(calibration.probability(ranking), ranking[:MOST], further)

    said = _GREETING.sub("", text).strip() or text
    plain = with_codes_named(abbreviations().written_out(conversation_words().corrected_question(said) or said))
    short = len(plain.split()) <= _SHORT
    whole = of(plain)
    if whole.outcome == "answer" and whole.probability >= PLAIN:
        return whole
    of_any = without_products(plain)
    says_more = len(of_any.split()) > _FEWEST_WORDS  # than "smallest speaker"
    as_any = of(of_any) if of_any != plain and says_more else None
    if whole.outcome == "answer":
        return whole if as_any is None or not _only_by_product(whole, as_any) else whole.asked_back()
    parts = [*sentences(plain), *(without_place(plain) if whole.outcome == "none" else ())]
    # A product that a question's wordings do not name hides what is asked of it: "lid of the casserole chipped".
    found = [*map(of, parts), *([as_any] if as_any is not None else [])]
    weakened = [Matched(each.probability * OF_A_SENTENCE, each.ranking) for each in found]
    return max([whole, *weakened], key=lambda each: each.probability)


def _only_by_product(whole: Matched, as_any: Matched) -> bool:
    """Whether nothing but the product makes a question the nearest: "a smoke alarm for the kitchen" does not ask why
    one beeps. Asked of any item, that question is not near then."""
    near = {each.intent for each in as_any.ranking[:_NEAR_OF_ANY]}
    return whole.ranking[0].intent not in near


def sentences(text: str) -> list[str]:
    """The sentences of a text of several, without those that are too short to ask something."""
    parts = [part.strip() for part in _SENTENCE.split(text) if len(part.split()) >= _SHORTEST_SENTENCE]
    return parts[:_MOST_SENTENCES] if len(parts) > 1 or (parts and parts[0] != text.strip()) else []


def without_place(text: str) -> list[str]:
    """The text without the places that it names, if it says enough without them: "whats postage to Glasgow" asks what
    postage is. Which country is meant is looked up for the answer."""
    left = without_places(text).split()
    while left and left[-1].strip(".,?!").lower() in places_before():
        left.pop()
    return [" ".join(left)] if _FEWEST_WORDS <= len(left) < len(text.split()) else []


def with_codes_named(text: str) -> str:
    """The text with "discount code" in place of what looks like one: "HEARTH10 does nothing"."""
    parts = _WORDS.split(_WORDS.voucher_codes, text)
    return " ".join(f" {_CODE} ".join(parts).split()) if len(parts) > 1 else text


def _of_shop(found: Match) -> bool:
    return found.intent.startswith(FAQ_PREFIX)
