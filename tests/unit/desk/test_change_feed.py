"""The log follower: opens what is missing, once, passes nothing over, and says what changed."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from baton.conversation.event_consumer import RETRY_SECONDS
from baton.conversation.event_reader import EVENTS, VISIBILITY_LAG
from baton.desk.live.change_feed import ChangeFeed
from baton.desk.notifier import Change
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State


@pytest.fixture
def follow(bench):
    return lambda open_missing=None: ChangeFeed(
        bench.engine,
        bench.log,
        open_missing or bench.parts.handoffs.open_missing,
        bench.parts.rules,
        bench.parts.presence,
        bench.clock,
    )


def test_a_decision_that_no_action_opened_becomes_a_handoff(bench, follow):
    follower = follow()
    assert follower.step() == set()
    bench.escalate("c1", "h1")
    assert Change("state", "h1") in follower.step()
    assert bench.store.get("h1").state is State.QUEUED
    assert follower.step() == set()


def test_decisions_from_while_the_desk_was_down_are_opened(bench, follow):
    bench.escalate("c1", "h1")
    for number in range(VISIBILITY_LAG + 50):
        bench.customer("other", f"message {number}")
    follow().step()
    assert bench.store.get("h1")


def test_a_decision_is_opened_once_however_often_the_desk_starts(bench, follow):
    calls = []

    def opening(conversation):
        calls.append(conversation)
        return bench.parts.handoffs.open_missing(conversation)

    bench.escalate("c1", "h1")
    first = follow(opening)
    first.step()
    first.step()
    assert calls == ["c1"]
    follow(opening).step()
    assert len(bench.store.find()) == 1


def test_an_event_that_becomes_visible_late_is_not_passed_over(bench, follow):
    """On PostgreSQL a lower number may appear after a higher one."""
    follower = follow()
    number = bench.escalate("c1", "h1")
    for _ in range(5):
        bench.customer("c2", "later")
    with bench.log_engine.begin() as connection:
        row = dict(connection.execute(EVENTS.select().where(EVENTS.c.id == number)).mappings().one())
        connection.execute(EVENTS.delete().where(EVENTS.c.id == number))
    follower.step()
    with bench.log_engine.begin() as connection:
        connection.execute(EVENTS.insert().values(**row))
    assert Change("state", "h1") in follower.step()


def test_new_words_wake_the_handoffs_of_the_conversation(bench, follow):
    bench.handoff("h1", "c1")
    follower = follow()
    follower.step()
    bench.customer("c1", "are you there?")
    bench.customer("only-with-the-bot", "hello")
    assert follower.step() == {Change("said", "h1")}


def test_a_view_wakes_nobody(bench, follow):
    bench.handoff("h1", "c1")
    follower = follow()
    follower.step()
    bench.store.note("h1", "maria", AuditAction.VIEWED)
    assert follower.step() == set()
    bench.store.note("h1", "maria", AuditAction.REPLIED)
    assert follower.step() == {Change("state", "h1")}


def test_one_broken_conversation_does_not_hold_up_the_others(bench, follow, caplog):
    broken = True

    def opening(conversation):
        if conversation == "bad" and broken:
            raise KeyError("reasons")
        return bench.parts.handoffs.open_missing(conversation)

    bench.escalate("bad", "h1")
    bench.escalate("good", "h2")
    follower = follow(opening)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            follower.step()
    assert bench.store.get("h2")
    assert len(caplog.records) == 1
    for number in range(VISIBILITY_LAG + 10):  # the position waits for the broken one, however long the log grows
        bench.customer("other", str(number))
    broken = False
    bench.clock.forward(seconds=RETRY_SECONDS)
    follower.step()
    assert bench.store.get("h1")


def test_a_database_that_is_away_is_the_loops_matter(bench, follow):
    def away(conversation):
        raise OperationalError("select", {}, Exception("away"))

    bench.escalate("c1", "h1")
    with pytest.raises(OperationalError):
        follow(away).step()
    follow().step()
    assert bench.store.get("h1")


def test_a_log_that_was_replaced_is_followed_from_its_beginning(bench, follow):
    for number in range(5):
        bench.customer("c0", str(number))
    follower = follow()
    follower.step()
    with bench.log_engine.begin() as connection:
        connection.execute(EVENTS.delete())
    bench.escalate("c1", "h1")
    follower.step()
    assert bench.store.get("h1")


def test_the_position_is_kept(bench, follow):
    bench.escalate("c1", "h1")
    follow().step()
    with bench.engine.connect() as connection:
        assert connection.execute(text("SELECT position FROM followers")).scalar() == bench.log.newest()
