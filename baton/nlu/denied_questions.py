"""Questions that a message denies rather than asks: "none of my neighbours have it" is near to "my neighbour has it".

The language model reads what words are about, and hardly whether they are said to be so. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from baton.knowledge.questions import Questions
from baton.nlu.abbreviations import abbreviations
from baton.nlu.message_words import message_words
from baton.nlu.question_index import Match
from baton.nlu.question_matching import Matched


def with_denied(matched: Matched, text: str, questions: Questions) -> Matched:
    """What was found, with each question that the text denies in favour of the one that is meant then
    (`denied_means`)."""
    if not any(_meant_instead(each.intent, questions) for each in matched.ranking) or not says_not(text):
        return matched
    ranking: dict[str, Match] = {}
    for each in matched.ranking:
        intent = _meant_instead(each.intent, questions) or each.intent
        ranking.setdefault(intent, replace(each, intent=intent))
    return replace(matched, ranking=tuple(ranking.values()))


def says_not(text: str) -> bool:
    """Whether a text says that something is not so; "never mind" and the no to what the bot has asked do not."""
    words = message_words()
    rest = " ".join(words.split(words.reassures, abbreviations().written_out(text)))
    return words.find(words.says_not, rest) is not None


def _meant_instead(intent: str, questions: Questions) -> str | None:
    question = questions.by_intent.get(intent)
    if question is None or question.denied_means is None:
        return None
    return f"{intent.partition('/')[0]}/{question.denied_means}"
