"""Processes that decide learn of a roll-out within a second; neither a database nor a candidate disturbs them."""

from __future__ import annotations

import logging

import pytest

from baton.base import database
from baton.lab.rollout import store
from policies.rollout import State
from policies.rollout_reader import AWAY_SECONDS, POLL_SECONDS, RolloutReader
from tests.support import databases
from tests.support.replays import TEXT
from tests.support.rollouts import entry


class Stopwatch:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def engine(tmp_path):
    databases.migrated(tmp_path / "desk.db")
    return database.engine(f"sqlite:///{tmp_path}/desk.db")


@pytest.fixture
def watch():
    return Stopwatch()


def begin(engine, **changes):
    begun = entry(**changes)
    with engine.begin() as connection:
        store.add(connection, begun)
    return begun


def test_a_roll_out_is_seen_within_a_second_and_its_end_too(engine, watch):
    read = RolloutReader(engine, watch)
    assert read() is None
    begun = begin(engine)
    assert read() is None
    watch.at += POLL_SECONDS
    assert (read().id, read().share, read().candidate.hash) == (begun.id, 0.1, begun.candidate_hash)
    with engine.begin() as connection:
        store.change(connection, begun, share=0.5)
    watch.at += POLL_SECONDS
    assert read().share == 0.5
    with engine.begin() as connection:
        store.change(connection, begun, state=State.ROLLED_BACK)
    watch.at += POLL_SECONDS
    assert read() is None


def test_a_candidate_in_shadow_decides_nothing(engine, watch):
    begin(engine, state=State.SHADOW)
    assert RolloutReader(engine, watch)() is None


def test_while_the_database_is_away_what_was_known_stays_and_it_is_not_asked_at_every_message(engine, watch, caplog):
    read = RolloutReader(engine, watch)
    begin(engine)
    assert read() is not None
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE policy_rollouts RENAME TO away")
    watch.at += POLL_SECONDS
    with caplog.at_level(logging.WARNING):
        assert read() is not None
        watch.at += POLL_SECONDS
        assert read() is not None
    assert len(caplog.records) == 1
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO policy_rollouts")
        connection.exec_driver_sql("UPDATE policy_rollouts SET share = 0.2")
    watch.at += AWAY_SECONDS
    assert read().share == 0.2


def test_a_candidate_that_is_no_policy_is_not_used(engine, watch, caplog):
    begin(engine, candidate=TEXT.replace("posture: launch", "posture: sideways"))
    read = RolloutReader(engine, watch)
    assert read() is None
    watch.at += POLL_SECONDS
    assert read() is None
    assert sum("is not used" in record.message for record in caplog.records) == 1


def test_a_candidate_that_has_failed_is_not_used_again(engine, watch):
    begun = begin(engine)
    read = RolloutReader(engine, watch)
    assert read() is not None
    read.distrust(begun.id)
    assert read() is None
