"""What an agent has who signs out or vanishes goes back into the queue."""

from __future__ import annotations

import pytest

from baton.desk.assignment.absent_owners import unanswered_since
from baton.handoff.records.lifecycle import State


@pytest.fixture
def maria(bench):
    """Maria is there and has h1."""
    bench.agent("maria")
    bench.agents.set_duty("maria", True)
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    return bench


def pass_time(bench, minutes, seen=()):
    """Time passes in steps of ten seconds, in which the loop looks and these agents give signs of life."""
    for _ in range(int(minutes * 6)):
        bench.clock.forward(seconds=10)
        for login in seen:
            bench.agents.seen(login)
        bench.parts.absent_owners.step()
    return bench.store.get("h1")


def answer(bench, text="I am looking"):
    bench.parts.handoffs.reply("h1", "maria", "Maria Smith", text)
    bench.deliver()


def because(bench):
    return [(e["detail"] or {}).get("because") for e in bench.store.audit("h1") if e["what"] == "release"]


def test_an_agent_of_whom_nothing_is_heard_loses_a_chat_within_minutes_of_the_customers_words(maria):
    answer(maria)
    assert pass_time(maria, 10).owner == "maria"  # nobody waits for her
    maria.customer("c1", "hello?")
    assert pass_time(maria, 2).owner == "maria"
    after = pass_time(maria, 2)
    assert (after.state, after.owner, after.owner_name) == (State.QUEUED, None, None)
    assert because(maria) == ["not heard of any more"]
    assert maria.parts.handoffs.state_for_customer("c1")["owner"] == "queue"


def test_a_chat_that_was_claimed_and_never_answered_counts_from_the_claim(maria):
    assert pass_time(maria, 2.5).owner == "maria"
    assert pass_time(maria, 1.5).owner is None


def test_somebody_whose_page_is_open_keeps_the_chat_however_long_they_think(maria):
    maria.customer("c1", "hello?")
    assert pass_time(maria, 30, seen=["maria"]).owner == "maria"


def test_after_a_pause_of_the_desk_the_pages_have_time_to_be_heard_of(maria):
    maria.customer("c1", "hello?")
    maria.clock.forward(hours=1)  # the desk was down
    maria.parts.absent_owners.step()
    assert pass_time(maria, 1, seen=["maria"]).owner == "maria"


@pytest.mark.parametrize("state", [State.CLAIMED, State.TRANSFERRED])
def test_a_closed_account_keeps_nothing(maria, state):
    if state is State.TRANSFERRED:
        maria.agent("tom")
        maria.parts.handoffs.transfer("h1", "maria", "tom", None, "", "Tom Smith")
    answer_needed = maria.store.get("h1").owner
    maria.agents.deactivate(answer_needed)
    maria.parts.absent_owners.step()
    assert maria.store.get("h1").state is State.QUEUED and because(maria) == ["the account was closed"]


def test_an_agent_of_an_outside_desk_is_not_taken_for_gone(bench):
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "Zendesk", "Ann")
    bench.customer("c1", "hello?")
    assert pass_time(bench, 10).owner == "Zendesk"


def test_signing_out_puts_back_ones_own_chats_and_what_was_passed_on_to_one(maria):
    maria.agent("tom")
    for number in (2, 3):
        maria.handoff(f"h{number}", f"c{number}")
        maria.parts.handoffs.claim(f"h{number}", "tom", "Tom Smith")
    maria.parts.handoffs.transfer("h2", "tom", "maria", None, "", "Maria Smith")
    assert maria.parts.absent_owners.sign_out("maria") == 2
    assert [maria.store.get(one).owner for one in ("h1", "h2", "h3")] == [None, None, "tom"]
    assert because(maria) == ["signed out"]


def test_an_offer_ends_with_the_duty_of_whoever_got_it(bench):
    bench.agent("maria")
    bench.agents.set_duty("maria", True)
    bench.handoff("h1")
    bench.parts.offers.step()
    assert bench.parts.offers.open() == {"h1": "maria"}
    bench.agents.set_duty("maria", False)
    bench.parts.offers.step()
    assert bench.parts.offers.open() == {}


def test_since_when_a_customer_waits():
    def customer(at):
        return {"event": "user", "text": "hello?", "timestamp": at}

    def agent(at):
        return {"event": "bot", "text": "hi", "timestamp": at, "metadata": {"speaker": "agent"}}

    system = {"event": "bot", "text": "Maria has joined", "timestamp": 9.0, "metadata": {"speaker": "system"}}
    assert unanswered_since([]) is None
    assert unanswered_since([agent(2.0), customer(1.0)]) is None
    assert unanswered_since([system, customer(4.0), customer(3.0), agent(2.0), customer(1.0)]) == 3.0
