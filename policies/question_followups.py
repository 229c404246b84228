"""Going on about the shop's question that was answered or asked back right before: "and who pays?", "how long is that".
Pure.

By itself such a message is near to nothing, or as near to something else; after an answer it means that question or
one of its neighbours (`related` in data/faq).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import List

from baton.base.document import load_document
from baton.base.log_event import ParsedQuestion
from baton.base.settings import ROOT
from baton.base.wordings import Wordings
from policies.action_names import ANSWER_QUESTION, ANSWERS, LISTEN
from policies.facts import Facts
from policies.question_names import ORDER_PREFIX
from policies.taxonomy import IntentFlag, taxonomy

FILE = ROOT / "data" / "question_followups.yml"
#: A message of more words says what it is about by itself.
LONGEST = 7
#: So many words after "and" name only another thing of the same kind: "and for the hob?".
_LONGEST_OTHER = 4
#: A neighbour counts from this share of the best score on, by how sure that question is; less where that one is about
#: an order, for it is the shop's answer that was spoken of.
_SHARE = {"answer": 0.25, "unsure": 0.07, "none": 0.0}
_SHARE_OF_ORDER = {"answer": 0.1, "unsure": 0.02, "none": 0.0}
#: Below this score a question is hardly surely the one that is asked: "do I get cash" after an answer about a return.
_HARDLY_SURE, _SHARE_OF_HARDLY_SURE = 0.4, 0.12
#: From this score on another question is asked although its words say little: "do I need to be in".
_PLAINLY_ANOTHER = 0.6
#: Of two neighbours the one with so much of the other's score is as near.
_AS_NEAR = 0.7
_OF_PRODUCT, _SURELY = "product_question", 0.6
#: Intents that are no questions, whatever was said before.
_OWN = frozenset({"request_callback", "not_helped", "place_order", "stop"})
#: Intents as which "so how do I do it" is read.
_MAY_GO_ON = frozenset({"capabilities", "why_asked"})


class QuestionFollowups(Wordings):
    """The checked file; its comments say what each key is for."""

    goes_on: List[str]
    empty_words: List[str]
    refers_back: List[str]
    asks_itself: List[str]
    asks_price: List[str]
    asks_time: List[str]
    asks_date: List[str]
    asks_way: List[str]
    asks_more: List[str]
    tells_of: List[str]
    it_says: List[str]

    def is_empty(self, text: str) -> bool:
        """Whether all its words say nothing of what is asked about: "how long does that take"."""
        return not any(any(c.isalnum() for c in rest) for rest in self.split(self.empty_words, text))

    def asks_amount(self, text: str) -> bool:
        """Whether it asks for an amount of money or a time, by which one answer is told from another."""
        return self.asks_measure(text) or self.find(self.asks_date, text) is not None

    def asks_measure(self, text: str) -> bool:
        """Whether it asks how much or how long: that means what was spoken of, even where an order has it too."""
        return self.find([*self.asks_price, *self.asks_time], text) is not None

    def only_asks_more(self, text: str) -> bool:
        """Whether it says no more than whether there is more to say: "anything else?"."""
        parts = self.split(self.asks_more, text)
        return len(parts) > 1 and self.is_empty(" ".join(parts))

    def names_other(self, text: str) -> bool:
        """Whether it only names another thing of the same kind: "and for the hob?"."""
        asks = self.find(self.asks_itself, text) is not None
        return self.begins(self.goes_on, text) is not None and not asks and len(text.split()) <= _LONGEST_OTHER

    def refers(self, text: str) -> bool:
        """Whether it speaks of what was spoken of: "what if it breaks", "and in winter"."""
        return (self.begins(self.goes_on, text) or self.find(self.refers_back, text)) is not None

    def tells(self, text: str) -> bool:
        """Whether it tells something of the customer's own, and asks nothing: "I bought it 3 weeks ago"."""
        return self.begins(self.tells_of, text) is not None and "?" not in text

    def quotes(self, text: str) -> bool:
        """Whether it begins with what a page or a message says: "it says wait, how long"."""
        return self.begins(self.it_says, text.lstrip(" ,.!-")) is not None


@lru_cache(maxsize=1)
def question_followups() -> QuestionFollowups:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, QuestionFollowups)


def meant(text: str, asked: ParsedQuestion, goes_on: Sequence[str], answered: bool) -> list[str]:
    """The questions that a message may go on to ask, the likeliest first; empty where it stands for itself.

    Args:
        text: the message.
        asked: the questions that it is nearest to by itself.
        goes_on: the question that was answered or asked back right before, and its neighbours, by their ids.
        answered: whether the first of them was answered.
    """
    if not goes_on or len(text.split()) > LONGEST:
        return []
    words, ranking = question_followups(), asked["ranking"]
    best = ranking[0]["score"] if ranking else 0.0
    near = next((each for each in ranking if each["id"] in goes_on), None)
    of_order = bool(ranking) and ranking[0]["id"].startswith(ORDER_PREFIX)
    share = (_SHARE_OF_ORDER if of_order else _SHARE)[asked["outcome"]]
    if best < _HARDLY_SURE:
        share = min(share, _SHARE_OF_HARDLY_SURE)
    close = near is not None and near["score"] >= share * best
    found, again = list(_ranked(asked, goes_on)), list(goes_on[:1]) if answered else []
    if words.only_asks_more(text):
        return again
    if words.is_empty(text):
        if answered and not close and not words.asks_amount(text):
            found = []  # which neighbour it were would be a guess
        of_its_own = (of_order or best >= _PLAINLY_ANOTHER) and asked["outcome"] == "answer" and not close
        stands = of_its_own and not (answered and words.asks_measure(text))
        return [] if stands else list(dict.fromkeys([*found, *again]))
    if close:
        return found
    if asked["outcome"] != "answer" and words.names_other(text):
        return again
    if asked["outcome"] != "answer" and words.quotes(text):
        return found or again
    return found if asked["outcome"] == "none" and words.refers(text) and not words.tells(text) else []


def asks_of_product(text: str, intent: str | None, confidence: float, asked: ParsedQuestion) -> bool:
    """Whether a message surely asks for a property of a product, and is near to none of the shop's questions: "is it
    dimmable" goes on about no answer of the shop's."""
    sure = intent == _OF_PRODUCT and confidence >= _SURELY
    return sure and asked["outcome"] == "none" and not question_followups().is_empty(text)


def _ranked(asked: ParsedQuestion, among: Sequence[str]) -> Iterator[str]:
    """Those of the questions that a message is near to, nearest first; of two that are about as near, the closer
    neighbour of the one that was answered: "when does it expire" after a discount code is about codes.

    Args:
        among: the question that was answered or asked back, and its neighbours, the closest first.
    """
    near = [each for each in asked["ranking"] if each["id"] in among]
    closer: list[str] = []
    if near and near[0]["id"] != among[0]:
        as_near = (each["id"] for each in near if each["score"] >= _AS_NEAR * near[0]["score"])
        closer = sorted((name for name in as_near if name != among[0]), key=list(among).index)
    further = (name for name in asked.get("further") or () if name in among)
    yield from dict.fromkeys([*closer, *(each["id"] for each in near), *further])


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message about the shop's answer right before.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn, last, asked = facts.turn, facts.attempt_before, facts.asked
    if turn is None or last is None or asked is None:
        return None
    if turn.details or turn.matters or turn.accepted or turn.declined:
        return None
    if (turn.small_talk and turn.intent not in _MAY_GO_ON) or turn.intent in _OWN | taxonomy().with_flag(
        IntentFlag.RESOLVING
    ):
        return None
    if asks_of_product(turn.text, turn.intent, turn.confidence, asked):
        return None
    if not meant(turn.text, asked, last.goes_on, last.answered):
        return None
    return LISTEN if latest_action in ANSWERS else ANSWER_QUESTION
