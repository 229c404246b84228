"""Failures that are counted and kept, in both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from baton.base.database import engine
from baton.base.failure_counts import FailureCounts, Limit, Subject
from tests.support.clock import Clock
from tests.support.databases import KINDS, fresh_migrated

LIMITS = {
    "order": Limit(free=3, forget_seconds=3600, lock_seconds=60, longest_seconds=600),
    "visitor": Limit(free=1000, forget_seconds=3600, lock_seconds=60, longest_seconds=600),
    "strict": Limit(free=0, forget_seconds=3600, lock_seconds=60, longest_seconds=600),
}
ORDER, OTHER, VISITOR = Subject("order", "10023"), Subject("order", "10047"), Subject("visitor", "v")


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    with fresh_migrated(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def counts(url, clock):
    return FailureCounts(engine(url), LIMITS, clock)


def fail(counts, times, *subjects):
    return [counts.begin(subjects or [ORDER]).allowed for _ in range(times)]


def test_the_first_ones_are_free_then_it_is_locked_for_longer_each_time(counts, clock):
    assert fail(counts, 3) == [True] * 3
    assert counts.locks() == []
    seconds = []
    for _ in range(6):
        found = counts.begin([ORDER])
        assert found.allowed and [lock.subject for lock in found.locks] == [ORDER]
        assert not counts.begin([ORDER]).allowed
        (lock,) = counts.locks("order")
        seconds.append(round(lock.until - clock().timestamp()))
        clock.forward(seconds=seconds[-1])
    assert seconds == [60, 120, 240, 480, 600, 600]


def test_failures_are_forgotten_one_after_the_other(counts, clock):
    fail(counts, 3)
    clock.forward(seconds=3600 * 2)
    assert fail(counts, 2) == [True] * 2 and counts.locks() == []
    fail(counts, 1)
    assert counts.locks() != []


def test_another_process_and_a_restart_see_the_same(url, counts, clock):
    fail(counts, 4)
    other = FailureCounts(create_engine(url, future=True), LIMITS, clock)
    assert not other.begin([ORDER]).allowed
    assert other.locks() == counts.locks() != []


def test_a_success_counts_for_nothing_and_forgives_nothing_else(counts):
    fail(counts, 2)
    for _ in range(20):
        assert counts.begin([ORDER]).allowed
        counts.take_back([ORDER])
    assert fail(counts, 2) == [True, True]
    assert not counts.begin([ORDER]).allowed


def test_whoever_is_locked_out_locks_nobody_else_out(counts):
    fail(counts, 4)
    for _ in range(10):
        assert not counts.begin([ORDER, OTHER]).allowed
    assert counts.begin([OTHER]).allowed
    assert {lock.subject for lock in counts.locks()} == {ORDER}


def test_what_weighs_more_locks_sooner(counts):
    assert counts.begin([ORDER], 3).allowed and counts.locks() == []
    assert counts.begin([ORDER], 3).locks
    assert counts.begin([OTHER], 5).locks
    assert counts.begin([Subject("strict", "x")]).locks


def test_many_at_once_do_not_get_past_the_limit(counts):
    with ThreadPoolExecutor(4) as pool:
        allowed = sum(pool.map(lambda _: counts.begin([VISITOR, ORDER]).allowed, range(16)))
    assert allowed == 4  # the three free ones, and the one that locks it


def test_what_is_old_is_not_kept(counts, clock):
    fail(counts, 1)
    clock.forward(days=8)
    counts.begin([OTHER])
    with counts._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT subject FROM failure_counts").scalars().all()
    assert rows == ["10047"]
