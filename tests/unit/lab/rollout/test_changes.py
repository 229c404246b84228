"""Bringing a candidate to customers: what is asked, what is written, what is refused, and the way back."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from baton.base import database
from baton.base.document import read_document
from baton.cli.main import baton
from baton.conversation.event_reader import EventReader
from baton.handoff.records.audit_trail import AuditTrail
from baton.lab import policy_history, topic_tests
from baton.lab.policy_edit import edited
from baton.lab.promotion import PromotionRefused
from baton.lab.rollout.changes import PolicyChanges
from baton.lab.topic_tests import TestedCandidate, TestedConversation
from policies.policy_document import PolicyDocument
from policies.rollout import State
from tests.support import databases
from tests.support.clock import Clock
from tests.support.replays import LAUNCH, TEXT, Written, write
from tests.support.rollouts import CALMER_TEXT

#: The bot keeps reports of problems.
KEEPS_TEXT = edited(TEXT, {("capabilities", "problem_report"): {"confidence": "high", "category": "order_problem"}})


class Shop:
    """A policy in force, a log of one conversation, and the commands."""

    def __init__(self, folder):
        self.folder, self.policy, self.candidate = folder, folder / "escalation.yml", folder / "candidate.yml"
        self.policy.write_text(TEXT)
        databases.migrated(folder / "desk.db")
        self.engine = database.engine(f"sqlite:///{folder}/desk.db")
        reader = EventReader(database.engine(f"sqlite:///{folder}/conversations.db"))
        reader.prepare()
        written = Written()
        written.says("not again", signals={"emotional": 0.5})
        write(reader.engine, [("c1", written.events)])
        self.changes = PolicyChanges(str(self.engine.url), self.policy, 1, Clock())

    def run(self, *command):
        return CliRunner().invoke(baton, [str(part) for part in command])

    def replayed(self, text=CALMER_TEXT):
        self.candidate.write_text(text)
        answer = self.run("replay", "--policy", self.candidate, "--processes", "1")
        assert answer.exit_code == 0, answer.output

    def promote(self, *options, by="jo"):
        return self.run("promote", *options, "--by", by, "--why", "calm words", "--yes")

    def ended(self, *options):
        answer = self.promote(*options)
        assert answer.exit_code == 0, answer.output
        return answer.output

    def refused(self, why, *options, by="jo"):
        before = self.policy.read_text()
        answer = self.promote(*options, by=by)
        assert answer.exit_code == 1, answer.output
        assert why in answer.output
        assert self.policy.read_text() == before

    def history(self):
        return [(each.kind, each.by, each.version) for each in policy_history.read(self.policy)]

    def audited(self):
        return [(each.action, each.actor) for each in reversed(AuditTrail(self.engine).read())]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("BATON_POLICY_FILE", str(tmp_path / "escalation.yml"))
    return Shop(tmp_path)


def test_in_shadow_for_a_share_and_into_force_step_by_step(shop):
    shop.candidate.write_text(CALMER_TEXT)
    assert "nothing changes for customers" in shop.ended(shop.candidate, "--shadow")
    assert shop.changes.running().state is State.SHADOW
    assert shop.run("shadow", "--stop", "--by", "jo", "--why", "seen enough").exit_code == 0
    shop.replayed()
    assert "10% of the conversations" in shop.ended(shop.candidate, "--share", "10%")
    assert shop.policy.read_text() == TEXT
    shop.ended("--share", "50%")
    assert shop.changes.running().share == 0.5
    assert "Version 3" in shop.ended("--share", "100%")
    assert shop.changes.running() is None
    assert read_document(shop.policy.read_text(), "policy", PolicyDocument).version == 3
    assert shop.history() == [
        ("shadow", "jo", 2),
        ("stopped", "jo", 2),
        ("share", "jo", 3),
        ("share", "jo", 3),
        ("promoted", "jo", 3),
    ]
    assert [action for action, _ in shop.audited()] == [
        "policy_shadow",
        "policy_stopped",
        "policy_share",
        "policy_share",
        "policy_promoted",
    ]


def test_a_rollback_takes_the_roll_out_back_and_only_then_the_policy_in_force(shop):
    shop.replayed()
    shop.ended(shop.candidate, "--share", "10%")
    answer = shop.run("rollback", "--by", "sam", "--why", "complaints", "--yes")
    assert answer.exit_code == 0, answer.output
    assert shop.changes.running() is None
    assert shop.policy.read_text() == TEXT
    assert "nothing to go back to" in shop.run("rollback", "--by", "sam", "--why", "more", "--yes").output


def test_one_candidate_runs_at_a_time(shop):
    shop.replayed()
    shop.ended(shop.candidate, "--share", "10%")
    shop.refused("version 2 runs for 10% of new conversations: stop it first", shop.candidate)
    shop.refused("stop it first", shop.candidate, "--shadow")


def test_a_share_needs_the_evidence_that_a_promotion_needs_and_a_shadow_needs_none(shop):
    shop.candidate.write_text(CALMER_TEXT)
    shop.refused("it was not replayed as it stands", shop.candidate, "--share", "10%")
    shop.ended(shop.candidate, "--shadow")


@pytest.mark.parametrize("share", ["0%", "101%", "ten", "0.1"])
def test_a_share_is_a_share(shop, share):
    answer = shop.promote("--share", share)
    assert answer.exit_code == 2
    assert "write it as 10%" in answer.output


def test_without_a_roll_out_there_is_no_share_to_change(shop):
    shop.refused("no candidate is rolled out", "--share", "10%")


def test_a_share_grows_only_beside_the_policy_that_it_was_replayed_against(shop):
    """An edit by hand that locks more is not undone by a candidate that knows nothing of it."""
    shop.replayed()
    shop.ended(shop.candidate, "--share", "10%")
    shop.policy.write_text(TEXT.replace("permanent: [legal,", "permanent: [emotional, legal,"))
    for share in ("50%", "100%"):
        shop.refused("another policy", "--share", share)


def test_two_people_say_so_by_setting_and_never_the_same_one_twice(shop, monkeypatch):
    monkeypatch.setenv("BATON_POLICY_APPROVALS", "2")
    shop.replayed()
    assert "another person" in shop.ended(shop.candidate, "--share", "10%")
    assert shop.changes.running() is None
    shop.refused("jo has approved it already", shop.candidate, "--share", "10%", by=" JO ")
    answer = shop.promote(shop.candidate, "--share", "10%", by="sam")
    assert "10% of the conversations" in answer.output
    assert [entry.approved_by for entry in policy_history.read(shop.policy)] == [None, "jo"]
    # What was approved for one roll-out is used up.
    shop.run("rollback", "--by", "sam", "--why", "no", "--yes")
    assert "another person" in shop.promote(shop.candidate, "--share", "10%", by="sam").output


def test_a_topic_goes_to_the_bot_only_with_test_conversations_that_pass_under_this_very_candidate(shop):
    shop.replayed(KEEPS_TEXT)
    shop.refused("problem_report goes to the bot: test it first", shop.candidate)
    document = read_document(KEEPS_TEXT, "candidate", PolicyDocument)

    def tested(*passed):
        found = [
            TestedConversation(name=f"story {n}", capability="problem_report", passed=each)
            for n, each in enumerate(passed)
        ]
        kept = TestedCandidate(candidate=document.hash, made_at="2026-11-24", model="m1", conversations=found)
        shop.changes.keep(KEEPS_TEXT, tests=kept.json())

    tested(True, True)
    shop.refused("with 2 test conversations; it needs 3", shop.candidate)
    tested(True, True, True, False)
    shop.refused("its test conversations fail: story 3", shop.candidate, "--share", "10%")
    tested(True, True, True)
    assert "is in force" in shop.ended(shop.candidate)


def test_tests_of_another_candidate_say_nothing():
    document = read_document(KEEPS_TEXT, "candidate", PolicyDocument)
    other = TestedCandidate(candidate="other", made_at="", model="m1", conversations=[])
    assert "test it first" in next(topic_tests.lacking(document, LAUNCH, other))
    assert topic_tests.given_to_bot(LAUNCH, document) == []


def test_two_leads_at_once_do_not_both_begin(shop):
    shop.replayed()
    evidence = shop.changes.evidence(CALMER_TEXT)
    plans = [
        shop.changes.prepare(policy_history.Kind.SHARE, CALMER_TEXT, evidence, by, "calm", 0.1) for by in ("jo", "sam")
    ]
    shop.changes.carry_out(plans[0])
    with pytest.raises(PromotionRefused, match="in the meantime"):
        shop.changes.carry_out(plans[1])


def test_what_cannot_be_written_changes_nothing(shop, monkeypatch):
    shop.replayed()

    def full(policy, text):
        raise OSError(28, "No space left on device", str(policy))

    monkeypatch.setattr(policy_history, "put_in_force", full)
    answer = shop.promote(shop.candidate)
    assert answer.exit_code == 1
    assert "No space left on device. Nothing has changed." in answer.output
    assert shop.policy.read_text() == TEXT
    assert shop.audited() == []


def test_a_roll_out_is_taken_back_although_the_history_cannot_be_written(shop, monkeypatch):
    shop.replayed()
    shop.ended(shop.candidate, "--share", "10%")

    def read_only(policy, entry):
        raise OSError(30, "Read-only file system", str(policy))

    monkeypatch.setattr(policy_history, "add", read_only)
    assert shop.changes.take_back(shop.changes.running(), "guardrail", "it harms")
    assert shop.changes.running() is None
    assert shop.audited()[-1] == ("policy_taken_back", "guardrail")


@pytest.mark.parametrize(("in_file", "state"), [(True, State.PROMOTED), (False, State.STOPPED)])
def test_what_a_crash_or_an_edit_by_hand_leaves_is_put_right(shop, in_file, state):
    shop.replayed()
    shop.ended(shop.candidate, "--share", "10%")
    running = shop.changes.running()
    assert not shop.changes.settle(running)
    shop.policy.write_text(running.candidate if in_file else TEXT.replace("version: 1", "version: 9"))
    assert shop.changes.settle(running)
    with shop.engine.connect() as connection:
        assert connection.execute(text("SELECT state FROM policy_rollouts")).scalar() == state.value
