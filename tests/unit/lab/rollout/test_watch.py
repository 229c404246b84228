"""The desk's loop round a candidate: the shadow, the arms, the guardrail, and steps by themselves."""

from __future__ import annotations

import logging
import random

import pytest

from baton.handoff.records.audit_trail import AuditTrail
from baton.lab import policy_history
from baton.lab.policy_history import Kind
from baton.lab.replay.comparison import Change
from baton.lab.rollout import store, watch
from baton.lab.rollout.changes import PolicyChanges
from baton.lab.rollout.shadow_report import read_report
from baton.lab.rollout.watch import Plan, RolloutWatch
from policies.facts import POLICY_ARM_SLOT
from policies.policy_arm import Arm
from policies.rollout import State
from tests.support import databases
from tests.support.lab import HOUR, MINUTE, T0, Lab
from tests.support.log_events import slot
from tests.support.replays import TEXT, Written, write
from tests.support.rollouts import entry


class Shop:
    """A lab with a policy and a candidate that runs."""

    def __init__(self, folder, url, **plan):
        self.lab = Lab(url, f"sqlite:///{folder}/conversations.db")
        self.engine, self.clock = self.lab.engine, self.lab.clock
        self.policy = folder / "escalation.yml"
        self.policy.write_text(TEXT)
        self.changes = PolicyChanges(url, self.policy, 1, self.clock)
        self.plan = Plan(**plan)
        self.watch = self.another()

    def another(self):
        """The loop of another process."""
        return RolloutWatch(self.engine, self.lab.reader, self.changes, self.plan, self.clock)

    def begin(self, **changes):
        begun = entry(started_at=self.clock().timestamp(), raised_at=self.clock().timestamp(), **changes)
        with self.engine.begin() as connection:
            store.add(connection, begun)
        return begun

    def step(self):
        self.clock.forward(minutes=2)
        self.watch.step()

    def kept(self, number, arm, at, gives_up, share=0.5):
        """A conversation that the bot kept."""
        name = f"{arm.value}-{number}"
        record = {"rollout": "r1", "arm": arm.value, "share": share, "policy_version": 2, "policy_hash": "x"}
        if gives_up:
            self.lab.asks(name, at, "gibberish", "nlu_fallback", None)
        else:
            self.lab.asks(name, at)
        self.lab.write(name, slot(POLICY_ARM_SLOT, record))

    def day(self, conversations, candidate=0.1, in_force=0.1, seed=1, share=0.5):
        """Conversations of an hour, some of which are given up, and the hour after it."""
        chance = random.Random(seed)
        at = self.clock().timestamp()
        with self.lab.at_once():
            for number in range(conversations):
                arm = Arm.CANDIDATE if chance.random() < share else Arm.IN_FORCE
                gives_up = chance.random() < (candidate if arm is Arm.CANDIDATE else in_force)
                self.kept(f"{seed}-{number}", arm, at + number, gives_up, share)
        self.clock.forward(hours=2)
        self.lab.log.update()

    def state(self):
        with self.engine.connect() as connection:
            return store.latest(connection)[0]


@pytest.fixture
def shop(tmp_path):
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        yield Shop(tmp_path, url, pause=1.0)


def test_a_candidate_that_harms_is_taken_back_by_itself_and_everybody_can_see_why(shop, caplog):
    shop.begin(share=0.5)
    shop.day(150, candidate=0.8)
    with caplog.at_level(logging.WARNING):
        shop.step()
    over = shop.state()
    assert (over.state, over.ended_by, over.noticed_by) == (State.ROLLED_BACK, "guardrail", None)
    assert "customers gave up more often" in over.reason and "times as often" in over.reason
    assert any("was taken back" in record.message for record in caplog.records)
    (written,) = policy_history.read(shop.policy)
    assert (written.kind, written.by, written.why) == (Kind.TAKEN_BACK, "guardrail", over.reason)
    assert [(each.actor, each.action) for each in AuditTrail(shop.engine).read()] == [
        ("guardrail", "policy_taken_back")
    ]
    assert shop.policy.read_text() == TEXT


def test_a_harmless_candidate_stays_and_its_figures_are_those_of_the_log(shop):
    begun = shop.begin(share=0.5)
    shop.day(120)
    shop.step()
    assert shop.state().state is State.SHARE
    found = shop.watch.findings(begun)
    assert found.candidate.begun + found.in_force.begun == 120
    assert found.candidate.abandoned.trials == found.candidate.begun
    assert found.candidate.came_back.trials == 0  # nobody can say before a day is over
    shop.clock.forward(days=1, hours=1)
    assert shop.watch.findings(begun).candidate.came_back.trials == found.candidate.begun


def test_late_handovers_and_comebacks_count_by_conversation(shop):
    begun = shop.begin(share=0.5)
    now = shop.clock().timestamp()
    for number, (arm, verdict) in enumerate([(Arm.CANDIDATE, "too_late"), (Arm.IN_FORCE, "right")]):
        name = f"{arm.value}-{number}"
        record = {"rollout": "r1", "arm": arm.value, "share": 0.5, "policy_version": 2, "policy_hash": "x"}
        shop.lab.write(name, slot(POLICY_ARM_SLOT, record))
        shop.lab.hands_over(name, now + 1, f"h{number}")
        shop.lab.closes(f"h{number}", now + 600, verdict=verdict)
    waiting = {"rollout": "r1", "arm": "candidate", "share": 0.5, "policy_version": 2, "policy_hash": "x"}
    shop.lab.write("waits", slot(POLICY_ARM_SLOT, waiting))
    shop.lab.hands_over("waits", now + 1, "h9")
    shop.clock.forward(hours=2)
    shop.lab.log.update()
    shop.step()
    found = shop.watch.findings(begun)
    assert (found.candidate.too_late.successes, found.candidate.too_late.trials) == (1, 1)
    assert (found.in_force.too_late.successes, found.in_force.too_late.trials) == (0, 1)
    assert found.candidate.begun == 2


def test_it_takes_its_steps_by_itself_while_nothing_speaks_against_it(tmp_path):
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        shop = Shop(tmp_path, url, pause=1.0, steps=(0.15, 0.5), step_hours=1.0, step_conversations=15)
        shop.begin(share=0.15)
        shop.day(30, share=0.15)  # too few of the candidate are over
        shop.step()
        assert shop.state().share == 0.15
        shop.day(200, seed=2, share=0.15)
        shop.step()
        assert shop.state().share == 0.5
        shop.day(40, seed=3)
        shop.step()
        assert (shop.state().state, shop.state().share) == (State.SHARE, 0.5)  # what follows is for a person to say
        assert [(each.kind, each.by, each.share) for each in policy_history.read(shop.policy)] == [
            (Kind.SHARE, "plan", 0.5)
        ]


def test_of_several_desks_one_at_a_time_looks(shop, monkeypatch):
    shop.begin(share=0.5)
    shop.day(150, candidate=0.8)
    other = shop.another()
    looked = []
    monkeypatch.setattr(watch.guardrail, "look", lambda *given: looked.append(given) or _quiet())
    shop.clock.forward(minutes=2)
    shop.watch.step()
    other.step()
    assert len(looked) == 1


def _quiet():
    return watch.guardrail.Findings(None, None, ())


def shadowed(shop, *written):
    write(shop.lab.reader.engine, [(each.live.id, each.events) for each in written])
    shop.step()


def test_in_shadow_every_message_is_noted_and_nothing_is_written_into_the_conversation(shop):
    before = Written(conversation_id="before", began=T0 - HOUR)
    before.says("not again", signals={"emotional": 0.5})
    write(shop.lab.reader.engine, [("before", before.events)])
    begun = shop.begin(state=State.SHADOW, share=0.0)
    calm, upset = (Written(conversation_id=name, began=T0 + MINUTE) for name in ("calm", "upset"))
    calm.says("where is it")
    calm.says("not again", signals={"emotional": 0.5})
    upset.says("I am furious", signals={"emotional": 0.9})
    shadowed(shop, calm, upset)
    with shop.engine.connect() as connection:
        report = read_report(connection, begun.id)
    assert (report.turns, report.failed, report.otherwise.successes, report.otherwise.trials) == (3, 0, 1, 2)
    assert report.triggers == {"keyword": {Change.SAME: 1, Change.GONE: 1}}
    assert [(each.conversation_id, each.logged_turn) for each in report.to_read] == [("calm", 2)]
    assert 0.0 < report.mean_milliseconds < 50.0
    assert not any(event.get("name") == POLICY_ARM_SLOT for event in shop.lab.reader.events("calm"))


def test_a_conversation_that_goes_on_is_noted_once(shop):
    begun = shop.begin(state=State.SHADOW, share=0.0)
    going = Written(conversation_id="c1", began=T0 + MINUTE)
    going.says("where is it")
    shadowed(shop, going)
    so_far = len(going.events)
    going.says("not again", signals={"emotional": 0.5})
    write(shop.lab.reader.engine, [("c1", going.events[so_far:])])
    shop.step()
    shop.another().step()
    with shop.engine.connect() as connection:
        report = read_report(connection, begun.id)
    assert (report.turns, report.count(Change.GONE)) == (2, 1)


def test_a_candidate_that_fails_in_shadow_is_reported_and_the_others_go_on(shop, monkeypatch, caplog):
    begun = shop.begin(state=State.SHADOW, share=0.0)
    decide = watch.shadow.__globals__["decide"]

    def breaks(facts, policy):
        if facts.turn is not None and facts.turn.text == "boom":
            raise ZeroDivisionError
        return decide(facts, policy)

    monkeypatch.setitem(watch.shadow.__globals__, "decide", breaks)
    good, bad = (Written(conversation_id=name, began=T0 + MINUTE) for name in ("good", "bad"))
    good.says("where is it")
    bad.says("boom")
    shadowed(shop, bad, good)
    with shop.engine.connect() as connection:
        report = read_report(connection, begun.id)
    assert (report.turns, report.failed) == (2, 1)
    assert sum("fails in bad" in record.message for record in caplog.records) == 1


def test_an_edit_by_hand_ends_the_roll_out(shop):
    shop.begin(share=0.5)
    shop.policy.write_text(TEXT.replace("version: 1", "version: 7"))
    shop.step()
    assert (shop.state().state, shop.state().reason) == (State.STOPPED, "another policy came into force")


def test_a_broken_policy_on_disk_does_not_hold_up_the_guardrail(shop):
    shop.begin(share=0.5)
    shop.day(150, candidate=0.8)
    shop.policy.write_text("posture: sideways")
    shop.step()
    assert shop.state().state is State.ROLLED_BACK


def test_nothing_runs_nothing_is_done(shop):
    shop.step()
    assert policy_history.read(shop.policy) == []
