"""Promoting a candidate: what it needs, what is refused, what is written; and the way back."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from baton.base import database
from baton.base.live_file import LiveFile
from baton.cli.main import baton
from baton.conversation.event_reader import EventReader
from baton.lab import policy_history
from baton.lab.policy_edit import NoSuchValue, diff, edited
from baton.lab.promotion import weakened
from policies.policy_document import PolicyDocument
from tests.support import databases
from tests.support.replays import LAUNCH, NERVOUS, STEADY, TEXT, WEAKER, Written, policy, write

CALMER_TEXT = edited(TEXT, {("triggers", "keyword", "threshold"): {"launch": 0.6, "steady": 0.6}})
WEAKER_TEXT = edited(TEXT, {("triggers", "permanent_category", "threshold"): 0.5})


def test_an_edit_changes_the_value_and_nothing_else():
    assert diff(TEXT, CALMER_TEXT, "escalation.yml").splitlines()[2:] == [
        "@@ -32,3 +32,3 @@",
        "     signals: [emotional]",
        "-    threshold: {launch: 0.45, steady: 0.5}",
        "+    threshold: {launch: 0.6, steady: 0.6}",
        "   do_not_attempt:",
    ]


def test_an_edit_of_what_is_not_there_is_refused():
    with pytest.raises(NoSuchValue, match=r"triggers\.nothing"):
        edited(TEXT, {("triggers", "nothing"): 1})


@pytest.mark.parametrize("candidate", [WEAKER, STEADY])
def test_a_higher_threshold_of_the_locked_categories_is_weaker_also_by_the_posture_alone(candidate):
    assert any("permanent_category" in reason for reason in weakened(candidate, LAUNCH))
    assert not list(weakened(LAUNCH, candidate))


def test_a_shorter_list_of_permanent_categories_is_weaker():
    longer = policy(("permanent: [legal,", "permanent: [emotional, legal,"))
    assert list(weakened(LAUNCH, longer)) == ["permanent: emotional would be permanent no more"]


def test_a_candidate_that_leaves_the_locked_ones_alone_is_not_weaker():
    assert not list(weakened(NERVOUS, LAUNCH))


class Shop:
    """A policy in force, a log, and the commands."""

    def __init__(self, folder):
        self.policy, self.candidate, self.evidence = (
            folder / name for name in ("escalation.yml", "candidate.yml", "replay.json")
        )
        self.policy.write_text(TEXT)
        databases.migrated(folder / "desk.db")
        reader = EventReader(database.engine(f"sqlite:///{folder}/conversations.db"))
        reader.prepare()
        written = Written()
        written.says("not again", signals={"emotional": 0.5})
        write(reader.engine, [("c1", written.events)])

    def run(self, *command):
        return CliRunner().invoke(baton, [str(part) for part in command])

    def replay(self, text):
        self.candidate.write_text(text)
        options = ("--json", self.evidence, "--processes", "1")
        return self.run("replay", "--policy", self.candidate, *options)

    def promote(self, by="Jo", *options):
        return self.run(
            "promote", self.candidate, "--replay", self.evidence, "--by", by, "--why", "calm words", "--yes", *options
        )


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("BATON_POLICY_FILE", str(tmp_path / "escalation.yml"))
    return Shop(tmp_path)


def test_a_replayed_candidate_comes_into_force_with_the_next_version_and_the_running_bot_takes_it(shop):
    running = LiveFile(shop.policy, PolicyDocument)
    assert running().version == 1
    assert shop.replay(CALMER_TEXT).exit_code == 0
    answer = shop.promote()
    assert answer.exit_code == 0, answer.output
    assert "-version: 1" in answer.output and "+    threshold: {launch: 0.6, steady: 0.6}" in answer.output
    assert (running().version, running().triggers.keyword.threshold.launch) == (2, 0.6)
    (entry,) = policy_history.read(shop.policy)
    assert (entry.kind, entry.by, entry.why, entry.version) == ("promoted", "Jo", "calm words", 2)
    assert (entry.hash, entry.previous_hash) == (running().hash, LAUNCH.hash)
    assert len(entry.evidence) == 64


def test_rollback_brings_the_former_policy_back_under_a_new_version(shop):
    shop.replay(CALMER_TEXT)
    shop.promote()
    answer = shop.run("rollback", "--by", "Sam", "--why", "complaints", "--yes")
    assert answer.exit_code == 0, answer.output
    assert shop.policy.read_text() == TEXT.replace("version: 1\n", "version: 3\n")
    assert [entry.kind for entry in policy_history.read(shop.policy)] == ["promoted", "rolled_back"]


def test_without_a_history_there_is_nothing_to_go_back_to(shop):
    answer = shop.run("rollback", "--by", "Sam", "--why", "complaints", "--yes")
    assert answer.exit_code == 1
    assert "nothing to go back to" in answer.output


def refused(shop, why):
    before = shop.policy.read_text()
    answer = shop.promote()
    assert answer.exit_code == 1
    assert why in answer.output
    assert shop.policy.read_text() == before
    assert not policy_history.read(shop.policy)


def test_a_candidate_that_was_edited_after_its_replay_is_refused(shop):
    shop.replay(CALMER_TEXT)
    shop.candidate.write_text(CALMER_TEXT.replace("0.6", "0.61"))
    refused(shop, "the replay is of another candidate")


def test_a_replay_against_an_older_policy_is_refused(shop):
    shop.replay(CALMER_TEXT)
    shop.policy.write_text(TEXT.replace("version: 1", "version: 2"))
    refused(shop, "another policy has come into force")


def test_a_candidate_that_weakens_a_locked_category_is_refused_though_no_conversation_shows_it(shop):
    assert shop.replay(WEAKER_TEXT).exit_code == 0
    refused(shop, "locked categories would count from 0.5 on, not from 0.45")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("threshold: {launch: 0.3, steady: 0.4}", "threshold: 0.5"), "would count from 0.5 on, not from 0.3"),
        (("posture: launch", "posture: steady"), "requests for a person would count from 0.4 on, not from 0.3"),
    ],
)
def test_a_candidate_that_hears_a_request_for_a_person_later_is_refused(shop, change, why):
    shop.replay(TEXT.replace(*change))
    refused(shop, why)


def test_a_signal_that_brings_a_person_is_not_taken_off_the_list(shop):
    shop.policy.write_text(TEXT.replace("signals: [explicit_human]", "signals: [explicit_human, emotional]"))
    shop.replay(TEXT)
    refused(shop, "triggers.explicit_request.signals: emotional would bring a person no more")


def test_a_file_that_is_no_replay_is_refused(shop):
    shop.candidate.write_text(CALMER_TEXT)
    shop.evidence.write_text(json.dumps({"format": 1}))
    refused(shop, "no result of `baton replay --json`")


def test_with_four_eyes_it_takes_two_different_people(shop, monkeypatch):
    monkeypatch.setenv("BATON_POLICY_APPROVALS", "2")
    shop.replay(CALMER_TEXT)
    assert "when another person gives the same command" in shop.promote("Jo").output
    assert shop.policy.read_text() == TEXT
    assert shop.promote(" jo ").exit_code == 1
    assert shop.policy.read_text() == TEXT
    assert shop.promote("Sam").exit_code == 0
    entries = policy_history.read(shop.policy)
    assert [(each.kind, each.by, each.approved_by) for each in entries] == [
        ("approved", "Jo", None),
        ("promoted", "Sam", "Jo"),
    ]
    assert "version: 2\n" in shop.policy.read_text()
