"""Replays candidates over the whole log, in several processes, with the memory of a few pieces of it.

`run` decides over the readings as they are in the log; `rescore` reads every message anew with a trained model.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from baton.base import database
from baton.base.document import read_document
from baton.base.erased import is_erased
from baton.conversation.event_reader import ConversationRange, EventReader
from baton.lab.outcomes import Outcomes
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.model_reader import ModelReader
from baton.lab.replay.outcome_reader import OutcomeReader
from baton.lab.replay.rereading import Reader, rescored
from baton.lab.replay.rescoring import Rescoring
from baton.lab.replay.shared_decisions import SharedDecisions, TriggerKeys
from baton.lab.replay.tally import Tally
from policies.policy_document import PolicyDocument

#: Events that the facts of a conversation come from; actions say when the policy was asked.
KINDS = ("user", "bot", "slot", "active_loop", "action", "pause", "resume")
#: Conversations in a piece of work: enough that a process seldom waits, few enough that one fits into memory.
PIECE = 100
#: The same, where a model reads their messages, which takes a hundred times as long.
PIECE_TO_READ = 20

_Part = TypeVar("_Part")
_Work = Callable[[ConversationRange], _Part]


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
    _policies(replay)  # refuse before anything starts
    tallies = [Tally() for _ in replay.candidates]
    for part in _pieces(replay, partial(_piece, replay), PIECE, progress, processes):
        for tally, other in zip(tallies, part, strict=True):
            tally.merge(other)
    return tallies


def rescore(
    replay: Replay,
    model: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    processes: int | None = None,
    open_reader: Callable[[Path], Reader] = ModelReader,
) -> Rescoring:
    """What the first candidate does, what the model's reading does, and what both do.

    Args:
        model: archive of the trained model that reads.
        progress, processes: as in `run`; each process takes half a gigabyte.
        open_reader: opens the model.
    Raises:
        FileRefused: a policy is refused.
    """
    _policies(replay)
    found = Rescoring()
    work = partial(_piece_anew, replay, model, open_reader)
    for part in _pieces(replay, work, PIECE_TO_READ, progress, processes, spawn=True):
        found.merge(part)
    return found


def _pieces(
    replay: Replay,
    work: _Work[_Part],
    size: int,
    progress: Callable[[int, int], None],
    processes: int | None,
    spawn: bool = False,
) -> Iterator[_Part]:
    """The results of all pieces of the log.

    Args:
        work: what is done with each; it and its results go from process to process.
        size: conversations in a piece.
        spawn: begin each process anew, because what the work loads does not survive a fork.
    """
    reader = EventReader(database.engine(replay.log_url))
    total, done = reader.count_conversations(), 0
    number = min(processes or os.cpu_count() or 1, max(1, total // size))
    for count, part in _in_order(work, reader.ranges(size), number, "spawn" if spawn else None):
        yield part
        done += count
        progress(done, total)


def _in_order(
    work: _Work[_Part], ranges: Iterator[ConversationRange], processes: int, start: str | None
) -> Iterator[tuple[int, _Part]]:
    if processes == 1:
        for of in ranges:
            yield of.count, work(of)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context(start)) as pool:
        waiting: dict[Future[_Part], int] = {}
        for of in ranges:
            waiting[pool.submit(work, of)] = of.count
            if len(waiting) > 2 * processes:  # no more of the log is ever in memory
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)


def _done(waiting: dict[Future[_Part], int]) -> Iterator[tuple[int, _Part]]:
    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in finished:
        yield waiting.pop(future), future.result()


def _piece(replay: Replay, of: ConversationRange) -> list[Tally]:
    """One piece of the log; runs in a process of its own."""
    in_force, candidates = _policies(replay)
    outcomes, hour, keys = _outcomes(replay, of), _hour(replay), _keys(replay)
    tallies = [Tally() for _ in candidates]
    reader = EventReader(database.engine(replay.log_url))
    for conversation_id, events in reader.in_range(of, KINDS, replay.since, replay.until):
        conversation, decide_at = LoggedConversation(conversation_id, events), SharedDecisions(keys)
        for tally, candidate in zip(tallies, candidates, strict=True):
            comparison = compare(conversation, candidate, in_force, decide_at=decide_at)
            tally.add(comparison, outcomes, conversation.began_at, hour)
    return tallies


def _piece_anew(replay: Replay, model: Path, open_reader: Callable[[Path], Reader], of: ConversationRange) -> Rescoring:
    """The same, with every message read anew."""
    in_force, (candidate, *_others) = _policies(replay)
    outcomes, hour = _outcomes(replay, of), _hour(replay)
    found = Rescoring()
    read = _opened(open_reader, model)
    reader = EventReader(database.engine(replay.log_url))
    for conversation_id, events in reader.in_range(of, KINDS, replay.since, replay.until):
        if is_erased(conversation_id):
            found.erased += 1
        else:
            found.add(rescored(conversation_id, events, read, candidate, in_force), outcomes, hour)
    return found


@cache
def _opened(open_reader: Callable[[Path], Reader], model: Path) -> Reader:
    """The model, loaded once in each process."""
    return open_reader(model)


def _outcomes(replay: Replay, of: ConversationRange) -> Outcomes:
    if replay.desk_url is None:
        return Outcomes({}, {})
    return OutcomeReader(database.engine(replay.desk_url)).between(of.first, of.last)


def _hour(replay: Replay) -> Callable[[float], int]:
    """The hour of the day of a moment, in the shop's time zone."""
    zone = ZoneInfo(replay.zone)
    return lru_cache(PIECE)(lambda at: datetime.fromtimestamp(at, zone).hour)  # asked for each candidate


@cache
def _keys(replay: Replay) -> TriggerKeys:
    in_force, candidates = _policies(replay)
    return TriggerKeys(in_force, candidates)


@cache
def _policies(replay: Replay) -> tuple[PolicyDocument, tuple[PolicyDocument, ...]]:
    in_force = read_document(replay.in_force, replay.file, PolicyDocument)
    return in_force, tuple(read_document(text, replay.file, PolicyDocument) for text in replay.candidates)
