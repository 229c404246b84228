"""A candidate against a logged conversation: same, earlier, later, new, gone; and what must not be lost."""

from __future__ import annotations

from hypothesis import given, settings

from baton.lab.replay.comparison import Change, compare
from baton.lab.replay.conversation import LoggedConversation
from tests.support.replays import (
    ANSWER,
    CALMER,
    FAILED,
    LAUNCH,
    NERVOUS,
    STEADY,
    STORIES,
    WEAKER,
    Written,
    told,
)


def compared(written, candidate, in_force=LAUNCH):
    return compare(LoggedConversation("c1", written.events), candidate, in_force)


def changes(written, candidate):
    return [each.change.value for each in compared(written, candidate).handovers]


@settings(max_examples=60)
@given(STORIES)
def test_the_live_policy_differs_nowhere_from_its_own_log(story):
    written = told(story)
    comparison = compared(written, LAUNCH)
    assert comparison.differing is None
    assert not comparison.losses
    logged = [event for event in written.events if event.get("name") == "escalation" and event.get("value")]
    told_of = dict.fromkeys(event["value"]["id"] for event in logged)  # the slot may be set again for the same handover
    assert [each.logged.handoff_id for each in comparison.handovers] == list(told_of)


@settings(max_examples=30)
@given(STORIES)
def test_a_divergence_is_the_last_thing_that_is_compared(story):
    comparison = compared(told(story), STEADY)
    assert all(each.change is Change.SAME for each in comparison.handovers[:-1])


@settings(max_examples=30)
@given(STORIES)
def test_a_locked_category_is_never_lost_without_being_reported(story):
    written = told(story)
    comparison = compared(written, WEAKER)
    one = comparison.differing
    if one is not None and one.logged is not None and one.logged.category in ("legal", "fraud", "no_ai"):
        assert comparison.losses


def test_the_same_handover():
    written = Written()
    written.says("a person please", signals={"explicit_human": 0.9})
    assert changes(written, STEADY) == ["same"]


def test_a_handover_that_is_gone():
    written = Written()
    written.says("not again", signals={"emotional": 0.5})
    one = compared(written, CALMER).differing
    assert (one.change, one.logged.trigger, one.candidate) == (Change.GONE, "keyword", None)


def test_a_handover_that_what_they_wrote_while_waiting_would_bring_later():
    written = Written()
    written.says("not again", signals={"emotional": 0.5})
    written.says("is anybody there, this is outrageous", signals={"emotional": 0.9})
    one = compared(written, CALMER).differing
    assert (one.change, one.logged.turn, one.candidate.turn) == (Change.LATER, 1, 2)


def test_what_is_written_after_the_agent_has_spoken_says_nothing():
    written = Written()
    written.says("not again", signals={"emotional": 0.5})
    written.agent_replies()
    written.says("this is outrageous", signals={"emotional": 0.9})
    assert changes(written, CALMER) == ["gone"]


def test_an_earlier_handover():
    written = Written()
    written.says("not again", signals={"emotional": 0.3})
    written.says("a person please", signals={"explicit_human": 0.9})
    one = compared(written, NERVOUS).differing
    assert (one.change, one.logged.turn, one.candidate.turn) == (Change.EARLIER, 2, 1)


def test_a_new_handover():
    written = Written()
    written.says("not again", signals={"emotional": 0.3})
    written.says("thanks", "thank")
    one = compared(written, NERVOUS).differing
    assert (one.change, one.logged, one.candidate.turn) == (Change.NEW, None, 1)


def test_a_handover_in_the_same_turn_is_the_same_though_an_action_came_between():
    written = Written()
    written.says("10099", actions=[FAILED])
    written.says("i said 10099, annoying", signals={"emotional": 0.3}, actions=[FAILED])
    assert changes(written, LAUNCH) == ["same"]
    assert changes(written, NERVOUS) == ["same"]


def test_a_second_handover_after_the_first_was_given_back():
    written = Written()
    written.says("a person please", signals={"explicit_human": 0.9})
    written.is_given_back()
    written.says("not again", signals={"emotional": 0.5})
    assert changes(written, LAUNCH) == ["same", "same"]
    assert changes(written, CALMER) == ["same", "gone"]


def test_a_message_to_a_person_is_not_decided_on_when_they_give_the_conversation_back():
    written = Written()
    written.says("a person please", signals={"explicit_human": 0.9})
    written.says("and a lawyer", signals={"legal": 0.9})
    written.is_given_back()
    assert changes(written, LAUNCH) == ["same"]


def test_a_command_is_no_message():
    written = Written()
    written.says("not again", signals={"emotional": 0.3})
    written.says("/restart", "restart")
    assert changes(written, LAUNCH) == []


def test_a_locked_category_that_is_gone_is_a_loss():
    written = Written()
    written.says("my solicitor", signals={"legal": 0.47})
    comparison = compared(written, WEAKER)
    assert comparison.differing.change is Change.GONE
    assert [(loss.turn, loss.categories) for loss in comparison.losses] == [(1, ("legal",))]


def test_a_locked_category_that_is_handed_over_as_something_lesser_is_a_loss():
    written = Written()
    written.says("my solicitor, a person", signals={"legal": 0.47, "explicit_human": 0.9})
    comparison = compared(written, WEAKER)
    assert comparison.differing is None
    assert [loss.categories for loss in comparison.losses] == [("legal",)]


def test_what_the_policy_in_force_would_hand_over_counts_though_the_log_is_of_an_older_one():
    written = Written(in_force=WEAKER)
    written.says("my solicitor", signals={"legal": 0.47}, actions=[ANSWER])
    assert [loss.categories for loss in compared(written, WEAKER, in_force=LAUNCH).losses] == [("legal",)]
    assert not compared(written, LAUNCH, in_force=WEAKER).losses
