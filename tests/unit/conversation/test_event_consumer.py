"""The event consumer: no event is skipped, none is handled twice without a crash; the offset waits for failures."""

from __future__ import annotations

import logging

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from baton.base.orm import Base
from baton.conversation.event_consumer import QUIET_SECONDS, SETTLED_SECONDS, EventConsumer, OffsetStore, Postponed
from baton.conversation.tables import FollowerRow
from tests.support.clock import Clock

LAG = 5
RETRY = 10.0


class Events:
    """A table whose rows become visible in any order."""

    def __init__(self, *numbers):
        self.visible = set(numbers)

    def newest(self):
        return max(self.visible, default=0)

    def after(self, number):
        return [(n, f"event {n}") for n in sorted(self.visible) if n > number]


class Offsets:
    """Offsets in memory, which outlive their consumer."""

    def __init__(self):
        self.kept = {}

    def get(self, name):
        return self.kept.get(name)

    def set(self, name, offset):
        self.kept[name] = offset


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def consumer(clock):
    def make(events, handler, **options):
        return EventConsumer("test", events, handler, retry_seconds=RETRY, lag=LAG, clock=clock, **options)

    return make


def test_each_event_once_in_order(consumer):
    events, handled = Events(1, 2, 4), []
    made = consumer(events, lambda number, event: handled.append((number, event)))
    assert made.step() == 3
    events.visible.add(5)
    assert made.step() == 1 and made.step() == 0
    assert handled == [(n, f"event {n}") for n in (1, 2, 4, 5)]
    assert made.offset == 5


def test_where_nothing_comes_the_events_are_read_now_and_then_only(consumer, clock):
    events, handled, reads = Events(1, 3), [], []
    made = consumer(events, lambda number, _event: handled.append(number))
    after = events.after
    events.after = lambda number: (reads.append(number), after(number))[1]
    made.step()
    clock.forward(seconds=SETTLED_SECONDS)
    for _ in range(10):
        made.step()
        clock.forward(seconds=0.4)
    assert len(reads) == 2
    events.visible.add(2)  # by a transaction that took long
    clock.forward(seconds=QUIET_SECONDS)
    assert made.step() == 1 and handled == [1, 3, 2]
    events.visible.add(4)
    assert made.step() == 1, "what is new is read at once"


def test_a_clock_that_is_put_back_keeps_nothing_unread(consumer, clock):
    events = Events(1, 3)
    made = consumer(events, lambda *_: None)
    made.step()
    clock.forward(seconds=SETTLED_SECONDS)
    made.step()
    events.visible.add(2)
    clock.forward(seconds=-3600)
    assert made.step() == 1


def test_the_offset_waits_for_an_event_that_fails_and_the_others_go_on(consumer, clock, caplog):
    events, handled, broken = Events(1, 2, 3), [], {2}

    def handler(number, _event):
        if number in broken:
            raise KeyError("text")
        handled.append(number)

    made = consumer(events, handler)
    with caplog.at_level(logging.ERROR):
        made.step()
        clock.forward(seconds=RETRY)
        made.step()
    assert handled == [1, 3] and made.offset == 1
    assert len(caplog.records) == 1  # the first failure only
    broken.clear()
    made.step()
    assert handled == [1, 3], "it is not tried again before its time"
    clock.forward(seconds=RETRY)
    made.step()
    assert handled == [1, 3, 2] and made.offset == 3


def test_a_clock_that_was_put_back_holds_up_no_second_try(consumer, clock):
    tries = []

    def handler(number, _event):
        tries.append(number)
        if len(tries) == 1:
            raise Postponed

    made = consumer(Events(1), handler)
    made.step()
    clock.forward(hours=-6)
    assert made.step() == 1 and tries == [1, 1]


def test_an_event_that_is_postponed_is_tried_again_without_a_word(consumer, clock, caplog):
    tries = []

    def handler(number, _event):
        tries.append(number)
        if len(tries) == 1:
            raise Postponed

    made = consumer(Events(1), handler)
    made.step()
    clock.forward(seconds=RETRY)
    assert made.step() == 1 and tries == [1, 1] and caplog.records == []


def test_a_database_that_is_away_skips_nothing(consumer):
    away, handled = [True], []

    def handler(number, _event):
        if away:
            raise OperationalError("select", {}, Exception("away"))
        handled.append(number)

    made = consumer(Events(1, 2), handler)
    with pytest.raises(OperationalError):
        made.step()
    away.clear()
    made.step()
    assert handled == [1, 2]


def test_a_log_that_is_shorter_than_before_starts_over(consumer, caplog):
    events, handled, offsets = Events(*range(1, 20)), [], Offsets()
    made = consumer(events, lambda number, _: handled.append(number), offsets=offsets)
    made.step()
    handled.clear()
    events.visible = {1, 2}
    made.step()
    assert handled == [1, 2] and offsets.kept == {"test": 2} and "shorter" in caplog.text


def test_from_now_skips_what_is_there_but_not_what_becomes_visible_late(consumer):
    events, handled = Events(1, 2, 4), []
    made = consumer(events, lambda number, _: handled.append(number), from_now=True)
    made.step()
    assert handled == [] and made.offset == 4
    events.visible |= {3, 5}
    made.step()
    assert handled == [3, 5]


def test_from_now_means_the_first_start_ever(consumer):
    events, handled, offsets = Events(1), [], Offsets()
    consumer(events, lambda number, _: handled.append(number), offsets=offsets, from_now=True).start()
    events.visible |= set(range(2, 20))
    consumer(events, lambda number, _: handled.append(number), offsets=offsets, from_now=True).step()
    assert set(range(2, 20)) <= set(handled)


def test_what_is_skipped_is_not_handled(consumer):
    events, handled = Events(1), []
    made = consumer(events, lambda number, _: handled.append(number))
    made.step()
    events.visible |= set(range(2, 20))
    made.skip()
    made.step()
    assert handled == [1]


def test_offsets_stand_in_the_table_under_their_names():
    engine = create_engine("sqlite://", future=True)
    Base.metadata.create_all(engine, tables=[FollowerRow.__table__])
    store = OffsetStore(engine)
    assert store.get("desk") is None
    store.set("desk", 7)
    store.set("desk", 8)
    assert store.get("desk") == 8 and store.get("other") is None


class AnyOrder(RuleBasedStateMachine):
    """Events that become visible in any order, handlers that fail, processes that die."""

    @initialize()
    def begin(self):
        self.events, self.offsets, self.clock = Events(), Offsets(), Clock()
        self.next, self.hidden = 1, set()
        self.handled, self.failing, self.crashed = [], set(), False
        self.make()

    def make(self):
        self.consumer = EventConsumer(
            "test", self.events, self.handle, self.offsets, retry_seconds=RETRY, lag=LAG, clock=self.clock
        )

    def handle(self, number, event):
        assert event == f"event {number}"
        if number in self.failing:
            raise ValueError("fails")
        self.handled.append(number)

    @rule(fails=st.booleans())
    def give_a_number(self, fails):
        self.hidden.add(self.next)
        if fails:
            self.failing.add(self.next)
        self.next += 1

    @precondition(lambda self: self.hidden)
    @rule(data=st.data())
    def commit(self, data):
        # Whoever is too far behind the newest visible number is beyond what is promised: the oldest comes first then.
        oldest = min(self.hidden)
        possible = sorted(n for n in self.hidden if max(n, self.events.newest()) - oldest < LAG) or [oldest]
        number = data.draw(st.sampled_from(possible))
        self.hidden.discard(number)
        self.events.visible.add(number)

    @rule()
    def step(self):
        self.consumer.step()

    @rule()
    def time_passes(self):
        self.clock.forward(seconds=RETRY)

    @precondition(lambda self: self.failing)
    @rule(data=st.data())
    def repair(self, data):
        self.failing.discard(data.draw(st.sampled_from(sorted(self.failing))))

    @rule()
    def crash(self):
        self.crashed = True
        self.make()

    @invariant()
    def nothing_twice_without_a_crash(self):
        if not self.crashed:
            assert len(self.handled) == len(set(self.handled))

    @invariant()
    def the_offset_passes_only_what_was_handled(self):
        offset = self.offsets.kept.get("test", 0)
        passed = {n for n in range(1, offset + 1)} - self.hidden
        late = {n for n in passed if offset - n < LAG}  # became visible after the step
        assert passed - late <= set(self.handled)

    def teardown(self):
        self.failing.clear()
        self.events.visible |= self.hidden
        self.clock.forward(seconds=RETRY)
        self.consumer.step()
        assert set(self.handled) == set(range(1, self.next))


TestAnyOrder = AnyOrder.TestCase
