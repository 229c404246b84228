"""Many policies on the same facts: the same decisions as one by one, with fewer questions."""

from __future__ import annotations

from hypothesis import given, settings

from baton.lab.propose.candidates import candidates
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.shared_decisions import SharedDecisions, TriggerKeys, decide_at
from policies import triggers
from tests.support.replays import LAUNCH, STEADY, STORIES, TEXT, WEAKER, told

EVERY = (LAUNCH, STEADY, WEAKER, *(each.document for each in candidates(TEXT, LAUNCH)))
KEYS = TriggerKeys(LAUNCH, EVERY)


@settings(max_examples=40)
@given(STORIES)
def test_every_policy_decides_as_by_itself(story):
    conversation, shared = LoggedConversation("c1", told(story).events), SharedDecisions(KEYS)
    for point in conversation.points:
        for policy in EVERY:
            assert shared(point, policy) == decide_at(point, policy)
    for policy in EVERY:
        assert compare(conversation, policy, LAUNCH, decide_at=shared) == compare(conversation, policy, LAUNCH)


def test_a_trigger_is_asked_once_for_all_policies_with_the_same_numbers(monkeypatch):
    asked = []
    for name, trigger in triggers.TRIGGERS.items():

        def counted(facts, policy, name=name, trigger=trigger):
            asked.append(name)
            return trigger(facts, policy)

        monkeypatch.setitem(triggers.TRIGGERS, name, counted)
    message = ("order_status", {"emotional": 0.5}, [], None)
    conversation, shared = LoggedConversation("c1", told([message]).events), SharedDecisions(KEYS)
    (point,) = conversation.points
    asked.clear()
    for policy in EVERY:
        shared(point, policy)
    keyword = {(each.posture, repr(each.triggers.keyword)) for each in EVERY}
    assert asked.count("keyword") == len(keyword) < len(EVERY) / 3
