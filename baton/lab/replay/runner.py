"""Replays candidates over the whole log, in several processes, with the memory of a few pieces of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from baton.base import database
from baton.base.document import read_document
from baton.conversation.event_reader import ConversationRange, EventReader
from baton.lab.outcomes import Outcomes
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.outcome_reader import OutcomeReader
from baton.lab.replay.tally import Tally
from policies.policy_document import PolicyDocument

#: Events that the facts of a conversation come from; actions say when the policy was asked.
KINDS = ("user", "bot", "slot", "active_loop", "action", "pause", "resume")
#: Conversations in a piece of work: enough that a process seldom waits, few enough that one fits into memory.
PIECE = 100


@dataclass(frozen=True)
class Replay:
    """What is replayed over what.

    Candidates and the policy in force are the texts of their documents, because each process reads them anew.
    """

    log_url: str
    desk_url: str | None  #: None: without outcomes
    in_force: str
    candidates: tuple[str, ...]
    zone: str  #: the shop's time zone, in which hours of the day are counted
    since: float | None = None
    until: float | None = None
    file: str = field(default="policy")  #: for messages


def run(
    replay: Replay, progress: Callable[[int, int], None] = lambda done, total: None, processes: int | None = None
) -> list[Tally]:
    """A tally for each candidate, in their order.

    Args:
        progress: called with the conversations that are done and their number in the log.
        processes: how many work; None: one for each core. 1: this process alone.
    Raises:
        FileRefused: a policy is refused.
    """
    reader = EventReader(database.engine(replay.log_url))
    _policies(replay)  # refuse before anything starts
    total, done = reader.count_conversations(), 0
    tallies = [Tally() for _ in replay.candidates]
    number = processes or os.cpu_count() or 1
    for count, part in _in_order(replay, reader.ranges(PIECE), min(number, max(1, total // PIECE))):
        for tally, other in zip(tallies, part, strict=True):
            tally.merge(other)
        done += count
        progress(done, total)
    return tallies


def _in_order(
    replay: Replay, ranges: Iterator[ConversationRange], processes: int
) -> Iterator[tuple[int, Sequence[Tally]]]:
    if processes == 1:
        for of in ranges:
            yield of.count, _piece(replay, of)
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting: dict[Future[list[Tally]], int] = {}
        for of in ranges:
            waiting[pool.submit(_piece, replay, of)] = of.count
            if len(waiting) > 2 * processes:  # no more of the log is ever in memory
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)


def _done(waiting: dict[Future[list[Tally]], int]) -> Iterator[tuple[int, Sequence[Tally]]]:
    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in finished:
        yield waiting.pop(future), future.result()


def _piece(replay: Replay, of: ConversationRange) -> list[Tally]:
    """One piece of the log; runs in a process of its own."""
    in_force, candidates = _policies(replay)
    outcomes = Outcomes({}, {})
    if replay.desk_url is not None:
        outcomes = OutcomeReader(database.engine(replay.desk_url)).between(of.first, of.last)
    zone = ZoneInfo(replay.zone)
    tallies = [Tally() for _ in candidates]
    reader = EventReader(database.engine(replay.log_url))
    for conversation_id, events in reader.in_range(of, KINDS, replay.since, replay.until):
        conversation = LoggedConversation(conversation_id, events)
        for tally, candidate in zip(tallies, candidates, strict=True):
            comparison = compare(conversation, candidate, in_force)
            tally.add(comparison, outcomes, conversation.began_at, lambda at: datetime.fromtimestamp(at, zone).hour)
    return tallies


@cache
def _policies(replay: Replay) -> tuple[PolicyDocument, tuple[PolicyDocument, ...]]:
    in_force = read_document(replay.in_force, replay.file, PolicyDocument)
    return in_force, tuple(read_document(text, replay.file, PolicyDocument) for text in replay.candidates)
