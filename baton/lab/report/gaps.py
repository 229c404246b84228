"""The gaps of the bot, most frequent first: what it could not do, and what it had no good answer to.

Messages are grouped by meaning where something can (`Grouper`), else by their category.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.engine import Connection

from baton.base.text import code_in_words
from baton.lab.escalation_log import store
from baton.lab.escalation_log.entry import GAPS, Entry, Kind, MessageReason, Tier, UnclearMessage
from baton.lab.period import Period
from policies.taxonomy import taxonomy

#: The latest messages that are grouped; more make a report slow and change little.
MOST_MESSAGES = 3000
MOST_GROUPS = 10
_EXAMPLES = 3
#: So many agents' answers there must be before they say what it would take, and such a share must say yes.
_ENOUGH_ANSWERS = 5
_MOSTLY = 0.5
#: What no agent's answer gives to the bot.
_LOCKED = (Tier.LOCKED, Tier.NEVER)


@dataclass(frozen=True)
class Example:
    """A message, and where it was said."""

    text: str
    conversation_id: str


@dataclass(frozen=True)
class Item:
    """What is grouped: a message with what is known of it."""

    example: Example
    label: str  #: its category, or the intent that was read in it
    details: Mapping[str, str]  #: counted in its group


@dataclass(frozen=True)
class Gap:
    """A group of messages that are about the same."""

    label: str
    words: str  #: what tells it from the others; empty where it is grouped by label
    size: int
    examples: tuple[Example, ...]
    verdicts: Mapping[str, int]
    takes: str  #: what it would take to close the gap


@dataclass(frozen=True)
class Grouped:
    """Messages that mean much the same: what tells them from others, and their places, the most typical first."""

    words: str
    places: Sequence[int]


#: Groups texts by meaning; what fits into no group is in none.
Grouper = Callable[[Sequence[str]], Sequence[Grouped]]


def read_unsolved(connection: Connection, period: Period) -> list[Item]:
    """What the bot handed over, by the words that say what it was about; the latest first."""
    c = store.ENTRIES.c
    within = (c.kind == Kind.HANDOVER.value, c.request != "", c.at >= period.since, c.at < period.until)
    return [_handed_over(entry) for entry in islice(store.entries(connection, *within, latest=True), MOST_MESSAGES)]


def read_unclear(connection: Connection, period: Period) -> list[Item]:
    """What the bot had no good answer to; the latest first."""
    c = store.MESSAGES.c
    within = (c.reason.in_(GAPS), c.text != "", c.at >= period.since, c.at < period.until)
    return [_unclear(message) for message in islice(store.messages(connection, *within, latest=True), MOST_MESSAGES)]


def gaps(items: Sequence[Item], takes: Callable[[Sequence[Item]], str], group: Grouper | None) -> list[Gap]:
    """The largest groups of messages that are about the same.

    Args:
        items: the messages.
        takes: says what it would take, by the messages of a group.
        group: groups by meaning; None: by label.
    """
    found = group([item.example.text for item in items]) if group is not None and items else _by_label(items)
    groups = sorted(found, key=lambda one: -len(one.places))[:MOST_GROUPS]
    return [_gap([items[place] for place in one.places], one.words, takes) for one in groups]


def _gap(items: Sequence[Item], words: str, takes: Callable[[Sequence[Item]], str]) -> Gap:
    label = Counter(item.label for item in items).most_common(1)[0][0]
    examples = {item.example.text.casefold(): item.example for item in reversed(items)}
    kept = tuple(reversed(examples.values()))[:_EXAMPLES]
    verdicts = Counter(item.details["verdict"] for item in items if item.details.get("verdict"))
    return Gap(label, words, len(items), kept, dict(verdicts), takes(items))


def _by_label(items: Sequence[Item]) -> list[Grouped]:
    found: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        found.setdefault(item.label, []).append(place)
    return [Grouped("", places) for places in found.values()]


def _handed_over(entry: Entry) -> Item:
    topic = entry.agent_category or entry.topic or entry.category or ""
    details = {
        "verdict": entry.verdict.value if entry.verdict else "",
        "bot_could": "" if entry.bot_could is None else ("yes" if entry.bot_could else "no"),
        "tier": entry.tier.value if entry.tier else "",
    }
    return Item(
        Example(entry.request, entry.conversation_id), taxonomy().labels.get(topic) or code_in_words(topic), details
    )


def _unclear(message: UnclearMessage) -> Item:
    known = taxonomy()
    label = message.intent if known.is_understood(message.intent) else "not_understood"
    return Item(
        Example(message.text, message.conversation_id),
        known.labels.get(str(label)) or code_in_words(str(label)),
        {"reason": message.reason.value},
    )


def takes_to_solve(items: Sequence[Item]) -> str:
    """What it would take that the bot does itself what it handed over."""
    if sum(item.details["tier"] in {tier.value for tier in _LOCKED} for item in items) * 2 > len(items):
        return "A person, always: the policy keeps this from the bot."
    answers = [item.details["bot_could"] == "yes" for item in items if item.details["bot_could"]]
    yes, number = sum(answers), len(answers)
    if number < _ENOUGH_ANSWERS:
        return f"Too few agents say whether the bot could do it ({number} of at least {_ENOUGH_ANSWERS})."
    if yes >= _MOSTLY * number:
        return f"Agents say that the bot could ({yes} of {number}): an answer or an action for it, with tests."
    return f"Agents say that the bot could not ({number - yes} of {number}): better data or another process first."


_TAKES = {
    MessageReason.NOT_UNDERSTOOD: "Examples for the intent that is meant, or a new one (data/nlu/ordinary).",
    MessageReason.NO_ANSWER: "An answer of the shop (data/faq).",
    MessageReason.NOT_HELPED: "A better answer: customers say that this one is of no use.",
}


def takes_to_answer(items: Sequence[Item]) -> str:
    """What it would take that the bot has a good answer."""
    reason = Counter(item.details["reason"] for item in items).most_common(1)[0][0]
    return _TAKES[MessageReason(reason)]
