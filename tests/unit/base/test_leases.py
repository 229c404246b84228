"""A lease is held by one process at most, whatever happens when; and it is taken over within seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy.exc import OperationalError

from baton.base import database, leases
from baton.base.leases import RENEW_SECONDS, TAKEOVER_SECONDS, TRUST_SECONDS, Lease, LeaseRow
from baton.base.settings import ROOT
from tests.support import databases


class Seconds:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def nobody_is_dead(_holder):
    return False


@pytest.fixture(params=databases.KINDS)
def engine(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield database.engine(url)


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def pair(engine, seconds):
    return [Lease(engine, "loops", name, seconds, nobody_is_dead) for name in ("a", "b")]


def test_the_first_one_holds_it_and_the_other_waits(pair):
    assert [each.renew() for each in pair] == [True, False]
    assert [each.held for each in pair] == [True, False]


def test_a_holder_that_is_silent_loses_it_and_before_that_does_not_count_on_it(pair, seconds):
    first, second = pair
    first.renew()
    second.renew()
    seconds.now += TRUST_SECONDS
    assert not first.held and not second.renew()
    seconds.now += TAKEOVER_SECONDS - TRUST_SECONDS
    assert second.renew() and not first.renew()


def test_a_holder_that_renews_keeps_it(pair, seconds):
    first, second = pair
    for _ in range(20):
        assert first.renew() and not second.renew()
        seconds.now += RENEW_SECONDS
    assert first.term == 1


def test_what_is_given_back_is_free_at_once(pair):
    first, second = pair
    first.renew()
    first.release()
    assert not first.held and second.renew()


def test_each_taking_is_a_new_term_and_a_renewal_is_none(pair, seconds):
    first, second = pair
    first.renew()
    first.release()
    second.renew()
    second.release()
    first.renew()
    seconds.now += TAKEOVER_SECONDS  # it was held up, and nobody else was there
    assert first.renew() and first.term == 2


def test_the_dead_of_this_machine_are_not_waited_for(engine, seconds):
    made = subprocess.run(
        [sys.executable, "-c", "from baton.base.leases import this_process; print(this_process())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    dead = made.stdout.strip()
    if dead.startswith("/"):
        pytest.skip("this machine does not say which boot it is")
    assert Lease(engine, "loops", dead, seconds).renew()
    assert Lease(engine, "loops", seconds=seconds).renew()


def test_the_living_and_those_of_other_machines_are_waited_for():
    assert not leases.is_dead_here(leases.this_process())
    assert not leases.is_dead_here("another-boot:1/999999999/x")
    assert not leases.is_dead_here(f"{leases._place()}/no number/x") and not leases.is_dead_here("")
    assert leases.is_dead_here(f"{leases._place()}/999999999/x") == bool(leases._place())
    assert str(os.getpid()) in leases.this_process()


def test_without_the_database_nobody_gets_it(seconds):
    lease = Lease(database.engine("postgresql://127.0.0.1:1/x"), "loops", "a", seconds)
    with pytest.raises(OperationalError):
        lease.renew()
    assert not lease.held


class Several(RuleBasedStateMachine):
    """Three processes renew, pause and stop in any order."""

    def __init__(self):
        super().__init__()
        self.seconds = Seconds()
        engine = database.engine(f"sqlite:///{Path(tempfile.mkdtemp()) / 'leases.db'}")
        LeaseRow.__table__.create(engine)
        self.engine = engine
        self.leases = [Lease(engine, "loops", name, self.seconds, nobody_is_dead) for name in "abc"]

    @rule(which=st.integers(0, 2))
    def renew(self, which):
        self.leases[which].renew()

    @rule(which=st.integers(0, 2))
    def release(self, which):
        self.leases[which].release()

    @rule(passed=st.sampled_from([0.1, 1.0, 2.9, 3.0, 4.9, 5.0, 60.0]))
    def time_passes(self, passed):
        self.seconds.now += passed

    @invariant()
    def one_at_most(self):
        assert sum(each.held for each in self.leases) <= 1

    def teardown(self):
        self.engine.dispose()


TestSeveral = Several.TestCase
TestSeveral.settings = hypothesis_settings(max_examples=30, stateful_step_count=30, deadline=None)
