"""Which policy a conversation has while a candidate is rolled out: by chance, for good, and never less locked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.decision import decide, firings
from policies.facts import POLICY_ARM_SLOT
from policies.facts_fold import facts
from policies.policy_arm import Arm, arm_record
from policies.rollout import Rollout, State, choose, place, with_locks_of
from tests.support.log_events import slot, user
from tests.support.replays import CALMER, LAUNCH, NERVOUS, STEADY, STORIES, WEAKER, policy, told

FIRST = [user("hello", "greet")]
ROLLOUT = Rollout("r1", State.SHARE, 0.3, CALMER, LAUNCH)
NAMES = [f"c{number}" for number in range(2000)]


def chosen(conversation_id, rollout=ROLLOUT, in_force=LAUNCH, events=FIRST):
    return choose(rollout, in_force, conversation_id, facts(events))


def begun(arm, rollout=ROLLOUT):
    """The log of a conversation that began in an arm, and its second message."""
    name = next(each for each in NAMES if chosen(each, rollout).arm is arm)
    record = dict(chosen(name, rollout).record)
    return name, [*FIRST, slot(POLICY_ARM_SLOT, record), user("and now", "order_status")]


def test_a_share_of_the_new_conversations_has_the_candidate_and_each_log_says_which():
    choices = [chosen(name) for name in NAMES]
    candidates = [choice for choice in choices if choice.arm is Arm.CANDIDATE]
    assert 0.25 < len(candidates) / len(choices) < 0.35
    assert {choice.policy.hash for choice in candidates} == {CALMER.hash}
    assert all(arm_record(choice.record) == choice.record for choice in choices)
    assert choices == [chosen(name) for name in NAMES]


def test_whoever_has_the_candidate_keeps_it_when_the_share_grows_and_another_roll_out_chooses_others():
    larger = replace(ROLLOUT, share=0.6)
    before = {name for name in NAMES if chosen(name).arm is Arm.CANDIDATE}
    assert before < {name for name in NAMES if chosen(name, larger).arm is Arm.CANDIDATE}
    assert before != {name for name in NAMES if chosen(name, replace(ROLLOUT, id="r2")).arm is Arm.CANDIDATE}


@pytest.mark.parametrize("share", [0.01, 0.3, 0.99])
@pytest.mark.parametrize("arm", list(Arm))
def test_a_conversation_keeps_the_arm_that_it_began_with_whatever_the_share_is_now(arm, share):
    name, events = begun(arm)
    later = chosen(name, replace(ROLLOUT, share=share), events=events)
    assert (later.arm, later.record) == (arm, None)


def test_a_conversation_that_was_there_before_the_roll_out_stays_where_it_is():
    for name in NAMES[:200]:
        assert chosen(name, events=[*FIRST, user("more", "order_status")]) == choose(None, LAUNCH, name, facts(FIRST))


def test_what_is_taken_back_decides_no_more():
    name, events = begun(Arm.CANDIDATE)
    assert choose(None, LAUNCH, name, facts(events)).policy.hash == LAUNCH.hash


def test_after_the_promotion_the_others_keep_the_policy_that_they_began_with():
    name, events = begun(Arm.IN_FORCE)
    over = replace(ROLLOUT, state=State.PROMOTED)
    assert chosen(name, over, in_force=CALMER, events=events).policy.hash == LAUNCH.hash
    assert chosen("new", over, in_force=CALMER).policy.hash == CALMER.hash
    # Until the next change of the policy: that one is meant for everybody.
    assert chosen(name, over, in_force=NERVOUS, events=events).policy.hash == NERVOUS.hash


def test_a_policy_that_was_edited_by_hand_meanwhile_is_for_everybody():
    name, events = begun(Arm.CANDIDATE)
    assert chosen(name, in_force=NERVOUS, events=events).policy.hash == NERVOUS.hash
    assert all(chosen(each, in_force=NERVOUS).policy.hash == NERVOUS.hash for each in NAMES[:200])


@pytest.mark.parametrize("value", [None, 3, {}, {"rollout": 1}, {"rollout": "r1", "arm": "x", "share": 0.1}])
def test_a_slot_that_says_nothing_is_no_arm(value):
    assert facts([*FIRST, slot(POLICY_ARM_SLOT, value)]).policy_arm is None


def test_the_place_of_a_conversation_is_even():
    places = sorted(place("r1", name) for name in NAMES)
    assert max(abs(each - number / len(places)) for number, each in enumerate(places)) < 0.05


@settings(max_examples=60, deadline=None)
@given(
    STORIES,
    st.sampled_from([WEAKER, STEADY, CALMER, policy(("threshold: {launch: 0.3, steady: 0.4}", "threshold: 0.5"))]),
)
def test_what_is_locked_and_whoever_asks_for_a_person_is_handed_over_under_any_candidate(story, candidate):
    current = facts(told(story).events)
    always = {"permanent_category", "no_ai_contact", "explicit_request"}
    wanted = {(each.trigger, each.category) for each in firings(current, LAUNCH) if each.trigger in always}
    guarded = with_locks_of(candidate, LAUNCH)
    assert wanted <= {(each.trigger, each.category) for each in firings(current, guarded)}
    assert guarded.hash == candidate.hash


def test_a_weaker_candidate_is_no_weaker_with_the_locks_of_the_policy_in_force():
    doubtful = facts([user("hm", "order_status", {"legal": 0.47})])
    assert decide(doubtful, WEAKER) is None
    assert decide(doubtful, with_locks_of(WEAKER, LAUNCH)).category == "legal"
