"""A candidate that fails inside Rasa's policy disturbs no customer: the policy in force decides in its place."""

from __future__ import annotations

import logging

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base import database
from baton.lab.rollout import store
from policies import rasa_policy
from policies.facts import ESCALATION_SLOT, POLICY_ARM_SLOT
from policies.rasa_policy import EscalationPolicy
from tests.support import databases
from tests.support.log_events import user
from tests.support.replays import LAUNCH, TEXT
from tests.support.rollouts import entry

WORDS = "a person please, my name is Jane"


@pytest.fixture(scope="module")
def domain():
    return Domain.load("domain.yml")


@pytest.fixture
def asked(monkeypatch):
    """The policies that are asked for a decision, by their hashes; the candidate's fails."""
    hashes, decide = [], rasa_policy.decide

    def fails(facts, policy):
        hashes.append(policy.hash)
        if policy.hash == entry().candidate_hash:
            raise ArithmeticError("a candidate that cannot decide")
        return decide(facts, policy)

    monkeypatch.setattr(rasa_policy, "decide", fails)
    return hashes


@pytest.fixture
def policy(tmp_path, monkeypatch):
    """Rasa's policy in a process for which nearly every new conversation is the candidate's."""
    (tmp_path / "escalation.yml").write_text(TEXT)
    databases.migrated(tmp_path / "desk.db")
    with database.engine(f"sqlite:///{tmp_path}/desk.db").begin() as connection:
        store.add(connection, entry(share=0.999999))
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("BATON_POLICY_FILE", str(tmp_path / "escalation.yml"))
    config = EscalationPolicy.get_default_config()
    context = ExecutionContext(GraphSchema({}))
    return EscalationPolicy(config, LocalModelStorage(tmp_path), Resource("escalation"), context)


def tracker(sender, *slots):
    parsed = user(WORDS, "explicit_human", {"explicit_human": 0.9})["parse_data"]
    said = UserUttered(WORDS, intent=parsed["intent"], parse_data=parsed)
    return DialogueStateTracker.from_events(sender, [ActionExecuted("action_listen"), said, *slots])


def decided(prediction):
    """The slots that the prediction writes into the log."""
    return {event.key: event.value for event in prediction.events if isinstance(event, SlotSet)}


def test_the_policy_in_force_decides_and_the_candidate_is_not_asked_again(policy, domain, asked, caplog):
    with caplog.at_level(logging.ERROR):
        first = policy.predict_action_probabilities(tracker("c1"), domain)
    slots = decided(first)
    assert slots[ESCALATION_SLOT]["policy_hash"] == LAUNCH.hash
    assert slots[ESCALATION_SLOT]["trigger"] == "explicit_request"
    assert domain.action_names_or_texts[first.max_confidence_index] == "action_handoff"
    assert asked == [entry().candidate_hash, LAUNCH.hash]
    # The arm stands in the log: the conversation began with the candidate, and the guardrail counts it there.
    assert slots[POLICY_ARM_SLOT]["arm"] == "candidate"
    (failure,) = [record for record in caplog.records if "candidate policy failed in c1" in record.getMessage()]
    assert failure.exc_info is not None and "Jane" not in caplog.text

    for sender, arm in (("c1", [SlotSet(POLICY_ARM_SLOT, slots[POLICY_ARM_SLOT])]), ("c2", [])):
        later = decided(policy.predict_action_probabilities(tracker(sender, *arm), domain))
        assert later[ESCALATION_SLOT]["policy_hash"] == LAUNCH.hash and POLICY_ARM_SLOT not in later
    assert asked[2:] == [LAUNCH.hash, LAUNCH.hash]


def test_a_failure_of_the_policy_in_force_is_not_hidden(policy, domain, monkeypatch):
    def fails(facts, document):
        raise ArithmeticError("nothing can decide")

    monkeypatch.setattr(rasa_policy, "decide", fails)
    with pytest.raises(ArithmeticError):
        policy.predict_action_probabilities(tracker("c3"), domain)
