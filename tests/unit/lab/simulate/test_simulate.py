"""Simulated traffic: the same seed is the same traffic, the real decision makes it, the truth stands beside it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from baton.base import database
from baton.cli.main import baton
from baton.conversation.event_reader import EventReader
from baton.handoff.records.tables import HandoffRow
from baton.lab.escalation_log import store
from baton.lab.escalation_log.entry import Kind, Outcome
from baton.lab.escalation_log.log import EscalationLog
from baton.lab.outcomes import Verdict
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.simulate import storage
from baton.lab.simulate.scenarios import WEIGHTS, Script
from baton.lab.simulate.traffic import DAY, Traffic, verdict
from tests.support import databases
from tests.support.clock import Clock
from tests.support.replays import LAUNCH, STEADY

UNTIL = 1_790_000_000.0


def visits(number=150, seed=3, policy=LAUNCH):
    return list(Traffic(seed, policy).visits(number, UNTIL, 30))


def test_the_same_seed_makes_the_same_conversations_and_another_one_others():
    first, again, other = ([v.conversation.events for v in visits(40, seed)] for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_the_policy_in_force_decides():
    launch, steady = (Counter(v.ending for v in visits(150, policy=policy)) for policy in (LAUNCH, STEADY))
    assert launch["handed_over"] > steady["handed_over"] > 0
    for visit in visits(60):
        conversation = LoggedConversation(visit.conversation.id, visit.conversation.events)
        assert compare(conversation, LAUNCH, LAUNCH).differing is None


def test_every_scenario_comes():
    assert {visit.script.scenario for visit in visits(900)} == set(WEIGHTS)


def test_conversations_lie_in_the_days_that_were_asked_for_the_oldest_first():
    began = [visit.conversation.events[0]["timestamp"] for visit in visits()]
    assert began == sorted(began)
    assert began[0] >= UNTIL - 30 * DAY and began[-1] < UNTIL


@pytest.mark.parametrize(
    ("needed_from", "turn", "truth"),
    [
        (None, 1, Verdict.UNNECESSARY),
        (2, 1, Verdict.TOO_EARLY),
        (2, 2, Verdict.RIGHT),
        (2, 3, Verdict.TOO_LATE),
    ],
)
def test_what_a_handover_truly_is(needed_from, turn, truth):
    assert verdict(Script("specs", (), needed_from, False), turn) is truth


def test_log_desk_and_truth_tell_of_the_same_conversations(tmp_path):
    made = visits(60)
    assert storage.write(tmp_path / "new", made, migrate=lambda _, url: databases.migrated(Path(url[10:]))) == 60
    reader = EventReader(database.engine(f"sqlite:///{tmp_path}/new/conversations.db"))
    truth = [json.loads(line) for line in (tmp_path / "new" / "truth.jsonl").read_text().splitlines()]
    assert reader.count_conversations() == len(truth) == 60
    assert reader.events("sim-0000005") == json.loads(json.dumps(made[5].conversation.events))
    with Session(database.engine(f"sqlite:///{tmp_path}/new/desk.db")) as session:
        stored = {row.conversation_id for row in session.scalars(select(HandoffRow))}
    assert stored == {line["conversation_id"] for line in truth if line["ending"] == "handed_over"}


def test_a_quarter_has_every_outcome_that_a_report_speaks_of(tmp_path):
    storage.write(tmp_path, visits(250), migrate=lambda _, url: databases.migrated(Path(url[10:])))
    reader = EventReader(database.engine(f"sqlite:///{tmp_path}/conversations.db"))
    log = EscalationLog(
        f"sqlite:///{tmp_path}/desk.db",
        reader,
        lambda category, team: "care",
        "key",
        Clock(datetime.fromtimestamp(UNTIL + 9 * DAY, timezone.utc)),
    )
    log.rebuild()
    with log.engine.connect() as connection:
        entries = list(store.entries(connection))
    kept = [entry for entry in entries if entry.kind is Kind.BOT]
    assert {entry.outcome for entry in kept} == {Outcome.CONFIRMED, Outcome.ASSUMED, Outcome.ABANDONED}
    assert {Kind.BOT, Kind.HANDOVER} == {entry.kind for entry in entries if entry.came_back_at is not None}
    assert sum(entry.came_back_at is not None for entry in kept) < len(kept) / 4


def test_nothing_is_written_beside_a_log_that_is_there(tmp_path):
    (tmp_path / "conversations.db").write_text("customers")
    answer = CliRunner().invoke(baton, ["simulate", "--conversations", "1", "--out", str(tmp_path)])
    assert answer.exit_code == 1
    assert "a folder of its own" in answer.output
    assert (tmp_path / "conversations.db").read_text() == "customers"
