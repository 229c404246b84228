"""Writes simulated traffic into databases of its own: log, desk, and the hidden truth beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from baton.base import database, migrations
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.package import builder
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State
from baton.handoff.records.tables import AuditRow, ChatRow, HandoffRow
from baton.lab.simulate.traffic import Visit

LOG, DESK, TRUTH = "conversations.db", "desk.db", "truth.jsonl"
_BATCH = 200  # visits in a transaction


class NotEmpty(Exception):
    """There is something in the folder already; the text says what."""


def write(
    folder: Path,
    visits: Iterable[Visit],
    progress: Callable[[int], None] = lambda done: None,
    migrate: Callable[[str, str], None] = migrations.upgrade,
) -> int:
    """Write visits into new databases.

    Args:
        folder: for `conversations.db`, `desk.db` and `truth.jsonl`; as `BATON_VAR_DIR` it serves every command.
        progress: called with the number of visits that are written.
        migrate: brings the desk's database into being, by its name and URL.
    Returns:
        How many were written.
    Raises:
        NotEmpty: one of the files is there. Nothing is written, least of all into a log of real customers.
    """
    present = [name for name in (LOG, DESK, TRUTH) if (folder / name).exists()]
    if present:
        raise NotEmpty(f"{folder} has {', '.join(present)} already; simulated traffic goes into a folder of its own")
    folder.mkdir(parents=True, exist_ok=True)
    migrate("desk", f"sqlite:///{folder / DESK}")
    desk = database.engine(f"sqlite:///{folder / DESK}")
    reader = EventReader(database.engine(f"sqlite:///{folder / LOG}"))
    reader.prepare()
    done = 0
    with (folder / TRUTH).open("w", encoding="utf-8") as truth:
        for batch in _batches(visits):
            with reader.engine.begin() as log:
                log.execute(EVENTS.insert(), [row for visit in batch for row in _event_rows(visit)])
            with desk.begin() as connection:
                _write_desk(connection, batch)
            truth.writelines(json.dumps(_truth(visit)) + "\n" for visit in batch)
            done += len(batch)
            progress(done)
    return done


def _batches(visits: Iterable[Visit]) -> Iterator[list[Visit]]:
    batch: list[Visit] = []
    for visit in visits:
        batch.append(visit)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _event_rows(visit: Visit) -> Iterator[dict[str, object]]:
    for event in visit.conversation.events:
        parsed = event.get("parse_data") or {}
        yield {
            "sender_id": visit.conversation.id,
            "type_name": event["event"],
            "timestamp": event.get("timestamp"),
            "intent_name": (parsed.get("intent") or {}).get("name"),
            "action_name": event.get("name"),
            "data": json.dumps(event, ensure_ascii=False, separators=(",", ":")),
        }


def _write_desk(connection: Connection, visits: list[Visit]) -> None:
    connection.execute(insert(ChatRow), [_chat(visit) for visit in visits])
    handed_over = [visit for visit in visits if visit.treatment is not None]
    if handed_over:
        connection.execute(insert(HandoffRow.__table__), [_handoff(visit) for visit in handed_over])
        connection.execute(insert(AuditRow), [row for visit in handed_over for row in _audit(visit)])


def _chat(visit: Visit) -> dict[str, object]:
    return {
        "conversation_id": visit.conversation.id,
        "visitor": visit.visitor,
        "created_at": visit.conversation.events[0].get("timestamp"),
        "ended_at": visit.ended_at,
        "stars": visit.treatment.stars if visit.treatment is not None else None,
    }


def _handoff(visit: Visit) -> dict[str, object]:
    done = visit.treatment
    if done is None:
        raise ValueError(f"{visit.conversation.id} was not handed over")
    record = done.decision.record(visit.conversation.id)
    package = builder.build(visit.conversation.id, visit.conversation.events, record, done.decision.at)
    said = done.verdict is not None or done.bot_could is not None
    disposition = {"verdict": done.verdict.value if done.verdict else None, "bot_could": done.bot_could}
    return {
        "id": record["id"],
        "conversation_id": visit.conversation.id,
        "state": State.RESOLVED.value,
        "version": 3,
        "owner": done.agent,
        "owner_name": done.agent.title(),
        "priority": package["priority"],
        "category": package["issue"]["category"],
        "trigger": package["trigger"]["name"],
        "created_at": done.decision.at,
        "claimed_at": done.claimed_at,
        "closed_at": done.closed_at,
        "moved_at": done.closed_at,
        "waited": done.claimed_at - done.decision.at,
        "holds_bot": False,
        "reminded": 0,
        "told_closed": False,
        "package": dict(package),
        "disposition": disposition if said else None,
    }


def _audit(visit: Visit) -> Iterator[dict[str, object]]:
    done = visit.treatment
    if done is None:
        return
    handoff_id = done.decision.handoff_id(visit.conversation.id)
    for at, who, what in (
        (done.decision.at, "system", AuditAction.OPENED),
        (done.claimed_at, done.agent, AuditAction.CLAIMED),
        (done.closed_at, done.agent, AuditAction.RESOLVED),
    ):
        yield {"handoff_id": handoff_id, "at": at, "who": who, "what": what.value, "detail": None}


def _truth(visit: Visit) -> dict[str, object]:
    return {
        "conversation_id": visit.conversation.id,
        "scenario": visit.script.scenario,
        "needed_from": visit.script.needed_from,
        "bot_could": visit.script.bot_could,
        "ending": visit.ending,
    }
