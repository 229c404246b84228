"""What a misread message probably means, the best guess first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from baton.base.log_event import ParseData
from baton.lab.escalation_log.entry import MessageReason
from baton.lab.labelling.label import Kind, Target, ordinary_intents
from policies.taxonomy import EXPLICIT_HUMAN, EXPLICIT_REQUEST, taxonomy

#: So many guesses are offered: one for each of the keys 1 to 5.
MOST = 5
#: A signal from this confidence on may be what a message nearly was.
_FAINT = 0.1


def guesses(
    parsed: ParseData, reason: MessageReason, category: str | None = None, agent_category: str | None = None
) -> list[Target]:
    """What a message may mean.

    Args:
        parsed: what the pipeline found in it.
        reason: why it is to be labelled.
        category: of the handover that it led to, if it led to one.
        agent_category: what the agent says that it was about.
    """
    signal = signal_of(category) or strongest_signal(parsed)
    by_agent = list(_of_category(agent_category))
    intents = [Target(Kind.ORDINARY, name) for name in _ranked_intents(parsed)]
    questions = [Target(Kind.QUESTION, name) for name in _ranked_questions(parsed)]
    read = _read_as(parsed)
    if reason in (MessageReason.TOO_EARLY, MessageReason.UNNECESSARY):
        # The signal was wrong: the likeliest everyday meaning, as a near-miss of it.
        near = [Target(Kind.NEAR_MISS, one.name, signal) for one in intents] if signal else []
        order: Iterable[Target] = [*by_agent, *near[:3], *questions[:1], *intents]
    elif reason is MessageReason.TOO_LATE:
        signals = [Target(Kind.SIGNAL, name) for name in (signal, EXPLICIT_HUMAN) if name]
        order = [*by_agent, *signals, *questions[:1], *intents]
    elif reason is MessageReason.NO_ANSWER or _unsure(parsed):
        order = [*by_agent, *questions[:3], *intents]
    elif reason is MessageReason.NOT_HELPED:
        # What it was answered with is not what it meant.
        others = [one for one in (*questions[:3], *intents) if one != read]
        order = [*by_agent, *others, *([read] if read else [])]
    else:
        order = [*by_agent, *intents[:2], *questions[:2], *intents[2:]]
    return list(dict.fromkeys(order))[:MOST]


def near_miss(found: Sequence[Target], signal: str | None) -> Target | None:
    """The likeliest everyday meaning as a near-miss of a signal; None where no signal or no such meaning is known."""
    name = next((one.name for one in found if one.kind in (Kind.ORDINARY, Kind.NEAR_MISS)), None)
    return Target(Kind.NEAR_MISS, name, signal) if name and signal else None


def signal_of(category: str | None) -> str | None:
    """The signal of a handover's category."""
    if category == EXPLICIT_REQUEST:
        return EXPLICIT_HUMAN
    return category if category in taxonomy().signals else None


def strongest_signal(parsed: ParseData) -> str | None:
    """The signal that was found in a message with the most confidence."""
    found = [s for s in parsed.get("escalation_signals") or () if s.get("confidence", 0.0) >= _FAINT]
    best = max(found, key=lambda s: s.get("confidence", 0.0), default=None)
    return signal_of(str(best["signal"])) if best is not None else None


def _of_category(category: str | None) -> Iterator[Target]:
    signal = signal_of(category)
    if signal is not None:
        yield Target(Kind.SIGNAL, signal)
    elif category in ordinary_intents():
        yield Target(Kind.ORDINARY, str(category))


def _ranked_intents(parsed: ParseData) -> Sequence[str]:
    ranking = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    known = set(ordinary_intents())
    return [name for name in (str(one.get("name")) for one in ranking) if name in known]


def _ranked_questions(parsed: ParseData) -> Sequence[str]:
    question = parsed.get("question")
    return [one["id"] for one in question["ranking"]] if question else []


def _unsure(parsed: ParseData) -> bool:
    question = parsed.get("question")
    return bool(question) and parsed["question"]["outcome"] == "unsure"


def _read_as(parsed: ParseData) -> Target | None:
    question, intent = parsed.get("question"), (parsed.get("intent") or {}).get("name")
    if question and question["outcome"] == "answer" and question["ranking"]:
        return Target(Kind.QUESTION, question["ranking"][0]["id"])
    return Target(Kind.ORDINARY, str(intent)) if intent in ordinary_intents() else None
