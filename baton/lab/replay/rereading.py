"""A logged conversation with every message read anew, and where the bot would have answered otherwise for it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.base.log_event import LogEvent, ParseData, ParsedQuestion
from baton.lab.replay.comparison import Comparison, compare
from baton.lab.replay.conversation import LoggedConversation
from policies.policy_document import PolicyDocument

#: Gives what is read in a text.
Reader = Callable[[str], ParseData]

#: What a button sends has no words to read.
_PAYLOAD = "/"
#: Outcomes of the search for a question with which the bot says anything of it.
_SAYS_SOMETHING = ("answer", "unsure")


@dataclass(frozen=True)
class Reread:
    """A conversation as it is read now.

    Attributes:
        events: those of the log, each message with its new reading.
        messages: how many were read.
        unnamed: those of them of which the log names no model that read them before, as in a simulated log.
        otherwise: the places, among the events, of the messages to the bot that it would answer otherwise.
    """

    events: tuple[LogEvent, ...]
    messages: int
    unnamed: int
    otherwise: tuple[int, ...]


@dataclass(frozen=True)
class Rescored:
    """One conversation compared with its log: under each policy, with each reading."""

    reread: Reread
    began_at: float
    neither: Comparison  #: the policy in force, as it was read then
    policy: Comparison  #: the candidate, as it was read then
    reading: Comparison  #: the policy in force, as it is read now
    both: Comparison  #: the candidate, as it is read now


def reread(events: Sequence[LogEvent], read: Reader) -> Reread:
    """Read each message of a conversation anew.

    Args:
        read: gives the new reading of a text.
    """
    found: list[LogEvent] = []
    otherwise: list[int] = []
    messages, unnamed, paused = 0, 0, False
    for place, event in enumerate(events):
        kind, text = event.get("event"), event.get("text") or ""
        if kind in ("pause", "resume"):
            paused = kind == "pause"
        if kind != "user" or not text.strip() or text.startswith(_PAYLOAD):
            found.append(event)
            continue
        parsed = read(text)
        messages += 1
        unnamed += not (event.get("metadata") or {}).get("model_id")
        if not paused and answered_by(parsed) != answered_by(event.get("parse_data") or {}):
            otherwise.append(place)
        found.append({**event, "parse_data": parsed})
    return Reread(tuple(found), messages, unnamed, tuple(otherwise))


def answered_by(parsed: ParseData) -> tuple[object, ...]:
    """What the bot's answer to a message rests on: two readings with the same are answered alike."""
    return (
        _intent(parsed.get("intent")),
        _question(parsed.get("question")),
        frozenset((each.get("entity"), each.get("value")) for each in parsed.get("entities") or ()),
        parsed.get("problem"),
        tuple(parsed.get("problems") or ()),
        tuple((_intent(m.get("intent")), _question(m.get("question"))) for m in parsed.get("matters") or ()),
        language["code"] if (language := parsed.get("language")) else None,
    )


def _intent(intent: object) -> object:
    return intent.get("name") if isinstance(intent, dict) else None


def _question(question: ParsedQuestion | None) -> tuple[str, ...]:
    """The questions that are answered or named; a message that asks none of them is like one that was not searched."""
    if question is None or question.get("outcome") not in _SAYS_SOMETHING:
        return ()
    ranking = [each["id"] for each in question["ranking"]]
    return ("answer", *ranking[:1]) if question["outcome"] == "answer" else ("unsure", *ranking)


def rescored(
    conversation_id: str, events: Sequence[LogEvent], read: Reader, candidate: PolicyDocument, in_force: PolicyDocument
) -> Rescored:
    """One conversation under both policies, as it was read then and as it is read now.

    Args:
        events: as for a `LoggedConversation`.
    """
    then, new = LoggedConversation(conversation_id, events), reread(events, read)
    now = LoggedConversation(conversation_id, new.events)
    answered_otherwise = _points(now, new.otherwise)
    return Rescored(
        reread=new,
        began_at=then.began_at,
        neither=compare(then, in_force, in_force),
        policy=compare(then, candidate, in_force),
        reading=compare(now, in_force, in_force, answered_otherwise),
        both=compare(now, candidate, in_force, answered_otherwise),
    )


def _points(conversation: LoggedConversation, places: Sequence[int]) -> frozenset[int]:
    """The first decision point after each of these messages."""
    points = conversation.points
    firsts = (next((n for n, point in enumerate(points) if point.place > place), None) for place in places)
    return frozenset(number for number in firsts if number is not None)
