"""Whether a customer wants no AI contact: every view of the desk, the API and outside desks say the same."""

from __future__ import annotations

import pytest

from baton.connectors import payloads
from baton.connectors.base import Kind
from baton.connectors.dispatcher import Dispatcher
from baton.desk import agent_actions
from baton.desk.read_models import handoff_page
from baton.desk.read_models.queue import queue
from baton.desk.store.queue_filters import Filter
from baton.handoff.records.lifecycle import Transition, TransitionRefused


class Listener:
    """An outside desk that wants every kind of event."""

    name, title, kinds = "listener", "Listener", frozenset(Kind)


@pytest.fixture
def maria(bench):
    bench.agent("maria")
    bench.handoff("h1")
    agent = bench.agents.get("maria")
    agent_actions.claim(bench.parts, agent, "h1")
    return agent


def shown(bench, agent):
    """What the queue's badge, the case page, the API and a payload for an outside desk say."""
    parts, handoff = bench.parts, bench.store.get("h1")
    row = next(row for row in queue(parts, agent, Filter()).mine if row.id == "h1")
    answer = bench.browser().get("/api/v1/handoffs/h1", headers=bench.token(agent.login))
    assert answer.status_code == 200, answer.text
    dispatcher = Dispatcher([Listener()], parts.ai_opt_out, bench.clock)
    [delivery] = dispatcher.moved(handoff, Transition.CLAIM, agent.login, {})
    return (
        row.no_ai,
        handoff_page.handoff_status(parts, handoff, agent).no_ai,
        answer.json()["package"]["customer"]["no_ai"],
        delivery.payload["handoff"]["customer"]["no_ai"],
    )


def test_the_views_agree_before_and_after_the_opt_out_and_after_it_is_lifted(bench, maria):
    assert shown(bench, maria) == (False, False, False, False)
    agent_actions.mark_no_ai(bench.parts, maria, "h1")
    assert shown(bench, maria) == (True, True, True, True)
    agent_actions.lift_no_ai(bench.parts, maria, "h1")
    assert shown(bench, maria) == (False, False, False, False)


def test_a_handoff_that_came_with_an_opt_out_shows_none_once_it_is_lifted(bench, maria):
    bench.handoff("h2", "c2", category="no_ai", trigger="no_ai_contact")
    agent_actions.claim(bench.parts, maria, "h2")
    rows = {row.id: row.no_ai for row in queue(bench.parts, maria, Filter()).mine}
    assert rows == {"h1": False, "h2": True}
    with pytest.raises(TransitionRefused, match="no AI contact"):
        agent_actions.give_back(bench.parts, maria, "h2", "")
    agent_actions.lift_no_ai(bench.parts, maria, "h2")
    rows = {row.id: row.no_ai for row in queue(bench.parts, maria, Filter()).mine}
    assert rows == {"h1": False, "h2": False}
    assert bench.store.get("h2").package["customer"]["no_ai"]  # as it was when the handoff was opened
    agent_actions.give_back(bench.parts, maria, "h2", "")


def test_a_lifted_opt_out_does_not_come_back_when_the_decision_is_handled_again(bench, maria):
    bench.handoff("h2", "c2", category="no_ai", trigger="no_ai_contact")
    agent_actions.claim(bench.parts, maria, "h2")
    agent_actions.lift_no_ai(bench.parts, maria, "h2")
    bench.parts.handoffs.open_missing("c2")
    assert not bench.parts.ai_opt_out.is_set("c2")


def test_the_opt_out_is_in_the_audit_trail_once(bench, maria):
    agent_actions.mark_no_ai(bench.parts, maria, "h1")
    agent_actions.mark_no_ai(bench.parts, maria, "h1")
    agent_actions.lift_no_ai(bench.parts, maria, "h1")
    trail = [(entry["who"], entry["what"]) for entry in bench.store.audit("h1") if "no_ai" in entry["what"]]
    assert trail == [("maria", "no_ai_marked"), ("maria", "no_ai_lifted")]


def test_a_later_handoff_of_the_same_customer_opens_with_the_opt_out(bench, maria):
    agent_actions.mark_no_ai(bench.parts, maria, "h1")
    agent_actions.resolve(bench.parts, maria, "h1")
    bench.handoff("h2")
    assert bench.store.get("h2").package["customer"]["no_ai"]


def test_a_notice_to_an_outside_desk_says_what_is_true_now(bench, maria):
    handoff = bench.store.get("h1")
    agent_actions.mark_no_ai(bench.parts, maria, "h1")
    current = bench.parts.ai_opt_out.current(handoff.package)
    assert payloads.notice("sorry", "h1", current, 0.0)["handoff"]["customer"]["no_ai"]
    assert not handoff.package["customer"]["no_ai"]


def test_many_handoffs_are_asked_for_at_once(bench):
    for number in range(3):
        bench.handoff(f"h{number}", f"c{number}")
    bench.parts.ai_opt_out.set("c1")
    packages = [bench.store.get(f"h{number}").package for number in range(3)]
    assert bench.parts.ai_opt_out.opted_out(packages) == {"h1"}
    assert bench.parts.ai_opt_out.opted_out([]) == frozenset()
