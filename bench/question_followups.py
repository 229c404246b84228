"""Short questions right after an answer: "how do i return something" - "and who pays for that". Ours, all reported.

The first question is taken as answered rightly; what is measured is which of the shop's questions the second one gets.
Places alone ("and to Ireland?") go another way (policies/place_followups.py).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasa_sdk import Tracker

from actions.question_followups import goes_on_with, neighbours
from baton.base.places import countries_in
from baton.base.settings import ROOT
from baton.knowledge.answers import Audience, variation
from baton.knowledge.document import Question, Variation
from baton.knowledge.questions import Questions
from baton.nlu.question_lookup import Matcher
from bench.intervals import rate
from policies.action_names import ANSWER_QUESTION
from policies.facts import ATTEMPT_SLOT
from policies.question_names import FAQ_PREFIX, question_surely_asked

OURS = ROOT / "tests" / "eval" / "question_followups.tsv"
_TODAY = date(2026, 11, 29)  # a day on which every answer of the sample shop is in force
_EVENTS = [{"event": "user"}, {"event": "action", "name": ANSWER_QUESTION}, {"event": "user"}]


@dataclass(frozen=True)
class FollowUp:
    """A question, the short one after it, and the retrieval intents that answer that."""

    first: str
    then: str
    expected: frozenset[str]


def read(path: Path = OURS) -> list[FollowUp]:
    """The follow-ups of a file: tab separated, with a line of titles."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [
        FollowUp(first, then, frozenset(f"{FAQ_PREFIX}{name}" for name in expected.split("|")))
        for first, then, expected in rows
    ]


def answered(each: FollowUp, matcher: Matcher, questions: Questions) -> str | None:
    """The retrieval intent with which the second question is answered; None where it is asked back or not known."""
    before = matcher.match(each.first)
    if before.ranking[0].intent not in questions.by_intent:
        return None
    last = questions.by_intent[before.ranking[0].intent]
    asked = matcher.match(each.then).parsed()
    countries = countries_in(each.then) or countries_in(each.first)
    spoken_of = {"task": "question", "outcome": "answered", "goes_on": neighbours(questions, [last])}
    message = {"text": each.then, "intent": {"name": "faq"}, "entities": [], "question": asked}
    tracker = Tracker("bench", {ATTEMPT_SLOT: spoken_of}, message, _EVENTS, False, None, {}, "action_listen")

    def answer(question: Question) -> Variation:
        return variation(question, Audience(countries))

    found = goes_on_with(tracker, questions, _TODAY, answer)
    return f"{FAQ_PREFIX}{found.id}" if found is not None else question_surely_asked({"question": asked})


def report(matcher: Matcher, questions: Questions, path: Path = OURS) -> list[str]:
    """The lines of the report, and those that got another answer."""
    results: Sequence[tuple[FollowUp, str | None]] = [(each, answered(each, matcher, questions)) for each in read(path)]
    right = [name in each.expected for each, name in results]
    other = [name is not None and name not in each.expected for each, name in results]
    return [
        f"short questions right after an answer: {len(results)}",
        f"  answered rightly               {rate(right)}",
        f"  another answer given           {rate(other)}",
        *(
            f"  {each.first} - {each.then} -> {name}, expected {'|'.join(sorted(each.expected))}"
            for (each, name), is_right in zip(results, right, strict=True)
            if not is_right
        ),
    ]
