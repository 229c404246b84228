"""The outbox under crashes: at least once with the same key, in order within a conversation, nothing forgotten."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import datetime, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from baton.base import database
from baton.base.settings import ROOT
from baton.connectors.webhook import WebhookConnector
from baton.handoff.outbox import outbox
from baton.handoff.outbox.outbox import LEASE_SECONDS, RASA, Delivery, Later, Outbox, Stopped, Undeliverable
from baton.handoff.outbox.report import Deliveries, NoDelivery, Stage
from baton.handoff.outbox.tables import OutboxRow, StopRow
from tests.support import databases
from tests.support.clock import START, Clock
from tests.support.server import Answer, Server


class Died(BaseException):
    """The process is gone in this moment: nothing catches it, nothing is tidied up."""


class Target:
    """Somebody who honours the key; every call meets the next fate."""

    def __init__(self):
        self.calls, self.kept, self.agains, self.fates = [], {}, [], []

    def deliver(self, delivery, again):
        fate = self.fates.pop(0) if self.fates else "fine"
        if fate == "dies before":
            raise Died
        if fate == "down":
            raise ConnectionError("down")
        if fate == "busy":
            raise Later("busy", 30)
        self.calls.append(delivery.key)
        self.agains.append(again)
        self.kept.setdefault(delivery.key, delivery)
        if fate == "dies after":
            raise Died
        if fate == "answer lost":
            raise TimeoutError("no answer")

    def wait(self, attempts):
        return 5.0


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=databases.KINDS)
def engine(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield database.engine(url)


def delivery(number, conversation="c1", target="out"):
    return Delivery(target, f"said:h1:{number}:{target}", conversation, {"number": number})


def empty(engine):
    with Session(engine) as session, session.begin():
        session.execute(sa.delete(OutboxRow))
        session.execute(sa.delete(StopRow))


FATES = ("fine", "fine", "down", "busy", "answer lost", "dies before", "dies after")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_mix_of_crashes_and_failures_delivers_everything_in_order(engine, seed):
    """Two workers at the same outbox; each dies now and then, between sending and marking or before, and comes back.

    What goes to the customer's chat keeps its order for ever; at an outside desk a failing delivery is overtaken after
    `HOLD_SECONDS` (tests/contract/test_undelivered.py).
    """
    empty(engine)
    dice, clock = random.Random(seed), Clock()
    targets = {"out": Target(), RASA: Target()}
    workers = [Outbox(engine, targets, clock) for _ in range(2)]
    written = []
    for _ in range(60):
        if len(written) < 10 and dice.random() < 0.5:
            item = delivery(len(written), f"c{dice.randrange(3)}", dice.choice(list(targets)))
            written.append(item)
            assert workers[0].add(item)
            assert not workers[1].add(item)
        for target in targets.values():
            target.fates = [dice.choice(FATES) for _ in range(4)]
        worker = dice.randrange(2)
        try:
            workers[worker].work(target=dice.choice([None, *targets]))
        except Died:
            workers[worker] = Outbox(engine, targets, clock)  # what it had in memory is gone
        clock.forward(seconds=dice.choice([0, 1, 5, LEASE_SECONDS]))
    for target in targets.values():
        target.fates = []
    for _ in range(30):
        clock.forward(seconds=60)
        workers[0].work()
    for name, target in targets.items():
        wanted = [item for item in written if item.target == name]
        assert set(target.kept) == {item.key for item in wanted}
        for conversation in {item.conversation_id for item in wanted if name == RASA}:
            order = [item.key for item in wanted if item.conversation_id == conversation]
            assert [key for key in target.kept if target.kept[key].conversation_id == conversation] == order
        first = {}
        for key, again in zip(target.calls, target.agains, strict=True):
            assert again or key not in first  # a repetition is always announced
            first[key] = True
    assert Deliveries(engine).find(Stage.WAITING) == Deliveries(engine).find(Stage.DEAD) == []


def put(engine, clock, item, **more):
    with Session(engine) as session, session.begin():
        outbox.put(session, [item], clock().timestamp(), **more)


def test_a_delayed_reply_waits_and_what_follows_in_its_conversation_waits_for_it(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    put(engine, clock, delivery(1), delay=5, cancellable_by="maria")
    put(engine, clock, delivery(2))
    put(engine, clock, delivery(3, "c2"))
    assert [box.work() for _ in range(2)] == [1, 0] and target.calls == [delivery(3).key]
    assert [(reply.key, reply.login) for reply in box.delayed("c1")] == [(delivery(1).key, "maria")]
    clock.forward(seconds=5)
    assert box.delayed("c1") == []
    assert [box.work() for _ in range(3)] == [1, 1, 0]
    assert target.calls == [item.key for item in (delivery(3), delivery(1), delivery(2))]


def test_a_clock_that_was_put_back_holds_up_nothing(engine, clock):
    out, rasa = Target(), Target()
    worker = Outbox(engine, {"out": out, RASA: rasa}, clock)
    put(engine, clock, delivery(1))
    put(engine, clock, delivery(2, target=RASA), delay=5)
    put(engine, clock, delivery(3, "c2", RASA))
    rasa.fates = ["down"]
    worker.work(target=RASA)  # number 3 is to be tried again in five seconds
    clock.forward(hours=-6)
    assert worker.work() == 3
    assert out.calls == [delivery(1).key]
    assert rasa.calls == [delivery(2, target=RASA).key, delivery(3, "c2", RASA).key]


def test_what_failed_after_the_clock_was_put_back_is_tried_at_its_pace(engine, clock):
    target = Target()
    worker = Outbox(engine, {"out": target}, clock)
    put(engine, clock, delivery(1))
    clock.forward(hours=-6)
    target.fates = ["down", "busy"]
    assert [worker.work() for _ in range(3)] == [0, 0, 0] and target.fates == ["busy"]
    clock.forward(seconds=5)
    worker.work()
    assert target.fates == [] and target.calls == []
    clock.forward(seconds=30)
    assert worker.work() == 1


def test_a_reply_is_cancelled_once_and_by_its_agent_only(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    put(engine, clock, delivery(1), delay=5, cancellable_by="maria")
    assert box.cancel("c1", delivery(1).key, "tom") is None
    assert box.cancel("c2", delivery(1).key, "maria") is None
    assert box.cancel("c1", delivery(1).key, "maria") == delivery(1)
    assert box.cancel("c1", delivery(1).key, "maria") is None
    put(engine, clock, delivery(1), delay=5, cancellable_by="maria")  # written again
    clock.forward(seconds=5)
    target.fates = ["down"]
    box.work()
    assert box.cancel("c1", delivery(1).key, "maria") is None  # it may have got through
    put(engine, clock, delivery(2))
    assert box.cancel("c1", delivery(2).key, "maria") is None  # never delayed


def test_a_worker_and_a_cancellation_cannot_both_have_a_reply(engine, clock):
    class Cancels(Target):
        def deliver(self, item, again):
            assert box.cancel("c1", item.key, "maria") is None
            super().deliver(item, again)

    target = Cancels()
    box = Outbox(engine, {"out": target}, clock)
    put(engine, clock, delivery(1), delay=5, cancellable_by="maria")
    clock.forward(seconds=5)
    assert box.work() == 1 and target.calls == [delivery(1).key]
    put(engine, clock, delivery(2), delay=5, cancellable_by="maria")
    clock.forward(seconds=5)
    (due,) = box._due(1, None)
    assert box.cancel("c1", delivery(2).key, "maria") == delivery(2)
    assert box._try(due[0]) == 0 and target.calls == [delivery(1).key]


def test_flushing_ends_the_delay_in_order_and_nothing_can_be_cancelled_then(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    put(engine, clock, delivery(1), delay=5, cancellable_by="maria")
    put(engine, clock, delivery(2), delay=5, cancellable_by="maria")
    put(engine, clock, delivery(3, "c2"), delay=5, cancellable_by="maria")
    with Session(engine) as session, session.begin():
        outbox.flush(session, "c1", clock().timestamp())
    assert box.delayed("c1") == [] and box.cancel("c1", delivery(1).key, "maria") is None
    assert [box.work() for _ in range(3)] == [1, 1, 0]
    assert target.calls == [delivery(1).key, delivery(2).key] and len(box.delayed("c2")) == 1


def test_a_worker_that_dies_after_sending_is_followed_by_the_same_key(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    box.add(delivery(1))
    box.add(delivery(2))
    target.fates = ["dies after"]
    with pytest.raises(Died):
        box.work()
    again = Outbox(engine, {"out": target}, clock)
    again.work()
    assert target.calls == [delivery(1).key]  # it may still be under way somewhere, and the second one waits
    clock.forward(seconds=LEASE_SECONDS)
    again.work()
    again.work()
    assert target.calls == [delivery(1).key, delivery(1).key, delivery(2).key]
    assert target.agains == [False, True, False]


def test_two_workers_do_not_send_the_same_thing(engine, clock):
    """The second one comes while the first one is in the middle of it."""
    target = Target()
    first, second = (Outbox(engine, {"out": target}, clock) for _ in range(2))
    first.add(delivery(1))
    deliver = target.deliver

    def meanwhile(item, again):
        assert second.work() == 0
        deliver(item, again)

    target.deliver = meanwhile
    assert first.work() == 1
    assert target.calls == [delivery(1).key]


def test_a_slow_conversation_holds_up_no_other(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    for number, conversation in ((1, "c1"), (2, "c1"), (3, "c2")):
        box.add(delivery(number, conversation))
    target.fates = ["down"]
    box.work()
    assert target.calls == [delivery(3).key]


def test_a_dead_letter_blocks_nobody(engine, clock):
    class Refusing(Target):
        def deliver(self, item, again):
            if item.payload["number"] == 1:
                raise Undeliverable("never")
            super().deliver(item, again)

    target = Refusing()
    box = Outbox(engine, {"out": target}, clock)
    box.add(delivery(1))
    box.add(delivery(2))
    box.work()
    box.work()
    assert target.calls == [delivery(2).key]
    (dead,) = Deliveries(engine).find(Stage.DEAD)
    assert (dead.error, dead.attempts, dead.kind, dead.handoff_id) == ("never", 1, "said", "h1")


def test_a_revived_one_has_its_whole_schedule_again_and_is_announced_as_a_repetition(engine, clock):
    class Once(Target):
        def wait(self, attempts):
            return 5.0 if attempts < 2 else None

    target = Once()
    box = Outbox(engine, {"out": target}, clock)
    box.add(delivery(1))
    target.fates = ["answer lost", "down"]
    for _ in range(2):
        box.work()
        clock.forward(seconds=5)
    (dead,) = Deliveries(engine).find(Stage.DEAD)
    assert box.revive(dead.id)
    target.fates = ["down"]
    box.work()
    assert Deliveries(engine).get(dead.id).stage is Stage.WAITING
    clock.forward(seconds=5)
    box.work()
    assert target.agains == [False, True]


def test_a_stopped_target_is_sent_nothing_until_it_is_resumed(engine, clock):
    class Gone(Target):
        def deliver(self, item, again):
            self.calls.append(item.key)
            raise Stopped("410 Gone")

    target, other = Gone(), Target()
    box = Outbox(engine, {"out": target, "other": other}, clock)
    box.add(delivery(1, "c1"))
    box.add(delivery(2, "c2"))
    box.add(delivery(3, "c3", "other"))
    box.work()
    assert target.calls == [delivery(1).key] and other.calls == [delivery(3, target="other").key]
    assert box.stopped() == {"out": "410 Gone"}
    assert Deliveries(engine).counts()["out"].dead == 2
    assert box.resume("out") and not box.resume("out")


def test_what_is_for_nobody_any_more_is_given_up_with_a_reason(engine, clock):
    box = Outbox(engine, {"out": Target()}, clock)
    box.add(delivery(1, "c1", "zendesk"))
    box.add(delivery(2, "c1"))
    assert box.give_up_unknown() == 1
    assert "BATON_CONNECTORS" in Deliveries(engine).find(Stage.DEAD)[0].error
    assert box.work() == 1


def test_what_was_delivered_is_not_kept(engine, clock):
    box = Outbox(engine, {"out": Target()}, clock)
    box.add(delivery(1))
    box.work()
    with Session(engine) as session:
        assert session.scalars(sa.select(OutboxRow)).one().payload == {}
    assert not box.add(delivery(1))  # but its key is


def test_only_what_is_missing_is_added(engine, clock):
    box = Outbox(engine, {"out": Target()}, clock)
    box.add(delivery(2))
    assert box.add_missing([delivery(1), delivery(2), delivery(3)]) == 2


def test_how_the_targets_stand(engine, clock):
    target = Target()
    box = Outbox(engine, {"out": target}, clock)
    for number in (1, 2):
        box.add(delivery(number, f"c{number}"))
    target.fates = ["fine", "down"]
    box.work()
    count = Deliveries(engine).counts()["out"]
    assert (count.delivered, count.waiting, count.dead, count.error) == (1, 1, 0, "down")
    assert count.last_delivered_at == START.timestamp()
    with pytest.raises(NoDelivery):
        Deliveries(engine).get(99)


def test_a_transaction_that_fails_leaves_nothing_in_the_outbox(engine, clock):
    with pytest.raises(ZeroDivisionError), Session(engine) as session, session.begin():
        outbox.put(session, [delivery(1)], 0.0)
        1 / 0  # noqa: B018
    assert Deliveries(engine).find(Stage.WAITING) == []


WORKER = """
import sys
from baton.base import database
from baton.connectors.webhook import WebhookConnector
from baton.handoff.outbox.outbox import Outbox
from tests.unit.handoff.test_outbox import KEY

url, address = sys.argv[1:]
print(Outbox(database.engine(url), {"webhook": WebhookConnector(address, [KEY])}).work())
"""
KEY = "whsec_" + "a2V5" * 10 + "a2U="


def test_a_worker_that_is_really_killed_while_it_sends(engine):
    """SIGKILL comes when the receiver has the event and has not answered yet."""
    running = []

    def kill(asked):
        if running[0].poll() is None:
            os.kill(running[0].pid, signal.SIGKILL)
        return Answer(204)

    server, clock = Server(kill), Clock()
    clock.at = datetime.now(timezone.utc)
    box = Outbox(engine, {"webhook": WebhookConnector(server.url, [KEY], clock)}, clock)
    package = {"kind": "said", "at": "2026-11-24T12:00:00+00:00", "handoff": {}, "message": {}}
    for number in (1, 2):
        box.add(Delivery("webhook", f"said:h1:{number}:webhook", "c1", package))
    command = [sys.executable, "-c", WORKER, engine.url.render_as_string(hide_password=False), server.url]
    running.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE))
    assert running[0].wait(60) == -signal.SIGKILL
    clock.forward(seconds=LEASE_SECONDS + 60)
    assert box.work() == box.work() == 1
    assert [a.headers["webhook-id"] for a in server.asked] == [
        "said:h1:1:webhook",
        "said:h1:1:webhook",
        "said:h1:2:webhook",
    ]
    server.close()
