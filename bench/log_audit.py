"""What is missing, doubled or out of order in the log after a load, on each side of the conversations. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baton.base.log_event import LogEvent
from baton.handoff.package.builder import is_utterance, speaker

#: What the desk has written into each conversation that it takes over.
HANDOVER, JOINED = "I'm passing you to a person", "has joined"


@dataclass
class Said:
    """What was acknowledged in one conversation, in its order."""

    with_agent: bool
    customer: list[str] = field(default_factory=list)
    agent: list[str] = field(default_factory=list)


@dataclass
class Tally:
    """How many messages were sent and are in the log, by side, and everything that is wrong."""

    sent: Counter[str] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def audit(said: Mapping[str, Said], log: Mapping[str, Sequence[LogEvent]]) -> Tally:
    """Compare what was acknowledged with the log.

    Args:
        said: by conversation id.
        log: all events, by conversation id.
    """
    tally = Tally()
    for conversation_id, words in said.items():
        events = [event for event in log[conversation_id] if is_utterance(event)]
        for side, sent in (("customer", words.customer), ("agent", words.agent)):
            there = [str(event["text"]) for event in events if speaker(event) == side]
            tally.sent[side] += len(sent)
            tally.stored[side] += len(there)
            tally.problems += [f"{conversation_id}: {side}'s {each}" for each in differences(sent, there)]
        turns = [] if words.with_agent else answers(log[conversation_id])
        tally.sent["bot"] += len(turns)
        tally.stored["bot"] += sum(turns)
        tally.problems += [f"{conversation_id}: turn {n} has {has} answers" for n, has in enumerate(turns) if has != 1]
        for sentence in (HANDOVER, JOINED) if words.with_agent else ():
            times = sum(sentence in str(event["text"]) for event in events if speaker(event) != "customer")
            if times != 1:
                tally.problems.append(f"{conversation_id}: {sentence!r} is there {times} times")
    return tally


def differences(sent: Sequence[str], there: Sequence[str]) -> list[str]:
    """What is lost, doubled, unknown or out of order, a sentence each."""
    wanted, found = Counter(sent), Counter(there)
    wrong = [f"{text!r} is lost" for text in wanted - found]
    wrong += [f"{text!r} is there {found[text]} times instead of {wanted[text]}" for text in found - wanted]
    return wrong if wrong or list(sent) == list(there) else ["messages are out of order"]


def answers(events: Iterable[LogEvent]) -> list[int]:
    """How many messages of the bot follow each message of the customer, up to a handover: the bot is silent then."""
    turns: list[int] = []
    for event in events:
        if event["event"] == "slot" and event.get("name") == "escalation" and event.get("value"):
            return turns[:-1]
        if not is_utterance(event):
            continue
        if event["event"] == "user":
            turns.append(0)
        elif turns and speaker(event) == "bot":
            turns[-1] += 1
    return turns
