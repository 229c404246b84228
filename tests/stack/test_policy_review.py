"""The weekly policy review from end to end: what a quarter speaks for, tried on its log, in shadow, for half of the
live conversations, and taken back by itself when customers fare worse."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from baton.base import database
from baton.lab import policy_history
from baton.lab.policy_edit import edited
from baton.lab.policy_history import Kind
from baton.lab.rollout import store
from policies.facts import POLICY_ARM_SLOT
from policies.policy_arm import Arm
from policies.rollout import State, place
from tests.support.lab import HOUR, Lab
from tests.support.log_events import slot
from tests.support.stack import ROOT, USUAL, Stack, until

SECONDS = 600


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A stack that is not running yet, on the simulated traffic of a quarter."""
    folder = tmp_path_factory.mktemp("review")
    made = Stack(folder, **USUAL)
    run(made, "simulate", "--conversations", "2000", "--seed", "1", "--out", folder)
    return made


def run(stack, *command):
    done = subprocess.run(
        [sys.executable, "-m", "baton", *map(str, command)],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def decide(stack, *command):
    return run(stack, "promote", *command, "--by", "jo", "--why", "the quarter speaks for it", "--yes")


def latest(stack):
    with stack.engine("desk.db").connect() as connection:
        return store.latest(connection)[0]


def in_arm(rollout_id, arm, name):
    """A new conversation that begins in an arm of the roll-out."""
    wanted = arm is Arm.CANDIDATE
    return next(one for number in range(1000) if (place(rollout_id, one := f"{name}-{number}") < 0.5) is wanted)


def looks_up_twice(stack, sender):
    """Two order numbers that do not exist: enough for a person under the policy in force, and not for the candidate."""
    stack.say(sender, "where is order 99998?")
    stack.say(sender, "it is 99999")
    return stack.handoffs(sender)


def live_traffic(stack, rollout_id, conversations=200):
    """Conversations of both arms, two hours ago; with the candidate most customers give up."""
    lab = Lab(f"sqlite:///{stack.folder}/desk.db", f"sqlite:///{stack.folder}/conversations.db")
    begun = time.time() - 2 * HOUR
    with lab.at_once():
        for number in range(conversations):
            arm = Arm.CANDIDATE if number % 2 else Arm.IN_FORCE
            name, gives_up = f"traffic-{number}", number % 10 == 0 or (arm is Arm.CANDIDATE and number % 3 > 0)
            record = {"rollout": rollout_id, "arm": arm.value, "share": 0.5, "policy_version": 2, "policy_hash": "x"}
            lab.asks(name, begun + number, *(("blub", "nlu_fallback", None) if gives_up else ()))
            lab.write(name, slot(POLICY_ARM_SLOT, record))


@pytest.mark.timeout(1500)
def test_the_weekly_review_from_the_log_to_the_customers_and_back(shop):
    policy = shop.folder / "escalation.yml"
    before = policy.read_text()

    # What does the log speak for? The report, and changes with their evidence.
    assert "Handed over" in run(shop, "report", "--since", "2020-01-01")
    proposed = run(shop, "propose", "--no-texts", "--out", shop.folder / "candidates")
    assert "(supported)" in proposed
    supported = sorted((shop.folder / "candidates").glob("*.yml"))[0].read_text()
    candidate = shop.folder / "candidate.yml"
    failures = {("triggers", "repeated_failure", name): 3 for name in ("same_task", "any_failure")}
    candidate.write_text(edited(supported, failures))

    # What would it have done?
    assert "every locked category is handed over as before" in run(shop, "replay", "--policy", candidate)

    with shop:
        # In shadow nothing changes for customers, and what it would decide is noted.
        assert "nothing changes for customers" in decide(shop, candidate, "--shadow")
        assert looks_up_twice(shop, "shadowed")
        until(lambda: re.search(r"Seen +[1-9]", run(shop, "shadow")), "the shadow to see the conversation")
        assert re.search(r"shadowed +(gone|later) repeated_failure", run(shop, "shadow"))
        run(shop, "shadow", "--stop", "--by", "jo", "--why", "seen enough")

        # For half of the new conversations the live bot decides otherwise, without a restart.
        decide(shop, candidate, "--share", "50%")
        rollout = latest(shop)
        with_candidate, others = (in_arm(rollout.id, arm, "live") for arm in (Arm.CANDIDATE, Arm.IN_FORCE))
        names = (f"first-{number}" for number in range(1000))
        until(lambda: noticed(shop, next(names)), "the bot to notice the roll-out")
        assert looks_up_twice(shop, with_candidate) == []
        assert looks_up_twice(shop, others)
        assert shop.slots(others)["escalation_trigger"] == "repeated_failure"
        # What is locked is handed over in both.
        locked = in_arm(rollout.id, Arm.CANDIDATE, "locked")
        shop.say(locked, "you will hear from my lawyer, I am taking you to court")
        assert shop.slots(locked)["escalation_category"] == "legal"

        # Customers fare worse: the desk takes it back, and the conversations that had it have the old policy again.
        live_traffic(shop, rollout.id)
        run(shop, "log", "update")
        over = until(lambda: (now := latest(shop)).state is State.ROLLED_BACK and now, "the guardrail", 240)
        assert (over.ended_by, "customers gave up more often" in over.reason) == ("guardrail", True)
        kinds = [each.kind for each in policy_history.read(policy)]
        assert kinds == [Kind.SHADOW, Kind.STOPPED, Kind.SHARE, Kind.TAKEN_BACK]
        shop.say(with_candidate, "try 99997")
        assert until(lambda: shop.handoffs(with_candidate), "a person, by the policy in force")
        assert policy.read_text() == before
    database.engine(f"sqlite:///{shop.folder}/desk.db").dispose()


def noticed(stack, sender):
    """Whether a new conversation has its arm written in its log."""
    stack.say(sender, "hello")
    return any(event.get("name") == POLICY_ARM_SLOT for event in stack.events(sender))
