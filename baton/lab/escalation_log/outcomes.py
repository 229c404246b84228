"""What became of a concern: of one that the bot kept, by how it ended; of a handover, by its record at the desk. Pure.

"Confirmed" needs the customer's own word. Who just leaves is "assumed" helped only if the bot had answered and nothing
speaks against it; everything else is counted as abandoned.
"""

from __future__ import annotations

from baton.handoff.records.lifecycle import State
from baton.lab.escalation_log.entry import Ending, Outcome
from baton.lab.escalation_log.episodes import Episode
from policies.facts import AWAY, NOT_HELPED

SOLVED = "solved"
STOP = "stop"

_OF_STATE = {
    State.QUEUED: Outcome.WAITING,
    State.CLAIMED: Outcome.WITH_AGENT,
    State.TRANSFERRED: Outcome.WITH_AGENT,
    State.CALLBACK_DUE: Outcome.CALLBACK,
    State.RETURNED: Outcome.RETURNED,
    State.RESOLVED: Outcome.RESOLVED,
    State.ABANDONED: Outcome.LEFT,
}


def of_handover(state: State | None) -> Outcome:
    """The outcome of a handover by the state of its record; None: the desk has none."""
    return Outcome.NOT_OPENED if state is None else _OF_STATE[state]


def of_episode(episode: Episode, now: float) -> tuple[Outcome, Ending | None]:
    """The outcome of what the bot kept, and what shows it.

    Args:
        episode: one without a handover.
        now: epoch seconds. Until the customer has been silent for long, it is open.
    """
    if now - episode.ended_at < AWAY:
        return Outcome.OPEN, None
    if episode.messages and _says_solved(episode):
        return Outcome.CONFIRMED, Ending.SAID_SOLVED
    if not episode.asked:
        return Outcome.NOTHING_ASKED, None
    ending = _unresolved(episode)
    return (Outcome.ABANDONED, ending) if ending is not None else (Outcome.ASSUMED, None)


def _says_solved(episode: Episode) -> bool:
    """Whether, after the last thing that they asked for, the customer says that it is settled."""
    last_asked = max((m.turn for m in episode.asked), default=0)
    return last_asked > 0 and any(m.intent == SOLVED and m.turn > last_asked for m in episode.messages)


def _unresolved(episode: Episode) -> Ending | None:
    """What speaks against the customer having been helped; None if nothing does."""
    last = episode.asked[-1]
    signs = (
        (last.intent == NOT_HELPED, Ending.SAID_NOT_HELPED),
        (episode.in_form, Ending.IN_FORM),
        (not last.understood or last.unanswered_question, Ending.NOT_UNDERSTOOD),
        (last.intent == STOP, Ending.STOPPED),
        (episode.attempt_failed, Ending.ATTEMPT_FAILED),
        (episode.offered, Ending.OFFER_IGNORED),
        (not episode.answered, Ending.NO_ANSWER),
    )
    return next((ending for holds, ending in signs if holds), None)
