"""What a callback is about, where the conversation has said so already. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.detail_words import detail_words
from baton.handoff.calendar.time_beside import topic_beginning
from policies.facts import Facts
from policies.taxonomy import IntentFlag, taxonomy

_LONGEST = 300  # characters
_LOOK_BACK = 4  # messages before the request


def named_topics(text: str) -> Iterator[tuple[str, str]]:
    """What a request may say it is about ("call me about my bill", "ring me because the kettle leaks"), each with the
    rest of the request: all that follows the words by which it begins, or as far as a comma, if a time comes after it
    ("about my invoice, tomorrow at 3")."""
    found = topic_beginning().search(text)
    if found is None or not (tail := text[found.end() :].lstrip(" :")) or tail[0].isdigit():
        return  # "about 10" is a time
    before = text[: found.start()]
    ends = [*(comma.start() for comma in re.finditer("[,;]", tail)), len(tail)]
    for end in reversed(ends):
        topic = detail_words().courtesies_at_end.sub("", tail[:end])
        if topic:
            yield topic[:_LONGEST], f"{before} {tail[end:]}"


def known_topic(facts: Facts, order: str | None) -> str | None:
    """What the conversation has been about, in the customer's own words, with the order; None if it is not clear.

    Args:
        facts: of the conversation; its latest message asks for the callback.
        order: number of the order that was shown last.
    """
    matter = next(_matters(facts), None)
    number = f"order {order}" if order else ""
    return ": ".join(part for part in (number, matter) if part)[:_LONGEST] or None


def _matters(facts: Facts) -> Iterator[str]:
    """The latest messages that told a problem or asked about something, the newest first."""
    answered = taxonomy().with_flag(IntentFlag.ANSWERED_AT_ONCE) & taxonomy().with_flag(IntentFlag.FAQ_TOPIC)
    about = taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) | answered
    for turn in reversed(facts.turns[:-1][-_LOOK_BACK:]):
        if turn.problem is not None or (turn.intent in about and not turn.in_form and len(turn.text.split()) > 2):
            yield turn.text.strip()
