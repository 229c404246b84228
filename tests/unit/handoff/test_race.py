"""Compare-and-set, raced: threads that claim one handoff at the same moment, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from baton.base import database
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.records.lifecycle import State, TransitionRefused
from tests.support import databases, handoffs
from tests.support.clock import Clock
from tests.support.handoffs import LOG

AGENTS = [f"agent{number}" for number in range(8)]
ROUNDS = 5


@pytest.fixture(params=databases.KINDS)
def engine(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield database.engine(url)


def test_of_agents_who_claim_at_once_one_has_it(engine):
    service = handoffs.service(engine, Clock(), LOG)
    with ThreadPoolExecutor(len(AGENTS)) as pool:
        for number in range(ROUNDS):
            _race(service, engine, pool, f"h{number}")


def _race(service, engine, pool, handoff_id):
    conversation = f"c-{handoff_id}"
    escalation = handoffs.escalation(handoff_id)
    service.open(conversation, [*LOG[:-1], escalation])
    start = Barrier(len(AGENTS))

    def claim(agent):
        start.wait(30)
        try:
            return service.claim(handoff_id, agent, agent.title()).owner
        except TransitionRefused:
            return None

    owners = [owner for owner in pool.map(claim, AGENTS) if owner is not None]
    handoff = service.store.get(handoff_id)
    assert owners == [handoff.owner]
    assert (handoff.state, handoff.version) == (State.CLAIMED, 2)
    claims = [entry["who"] for entry in service.store.audit(handoff_id) if entry["what"] == "claim"]
    assert claims == owners
    with Session(engine) as session:  # and the customer is told of one of them
        said = select(func.count()).where(OutboxRow.key.like(f"say:{handoff_id}:%"))
        assert session.scalar(said) == 1
