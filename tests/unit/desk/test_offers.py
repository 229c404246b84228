"""Offers and alarms over a real database: who is asked when, what goes back, what sounds and for whom."""

from __future__ import annotations

import pytest

from baton.desk.assignment import offers
from baton.desk.auth.roles import Agent, Role
from baton.desk.live.change_feed import ChangeFeed
from baton.handoff.records.lifecycle import State
from tests.support.bench import Bench


@pytest.fixture
def desk(bench):
    for login, teams in (("maria", ["returns"]), ("tom", ["care"])):
        bench.agent(login)
        bench.agents.set_work(login, teams, None)
        bench.agents.set_duty(login, True)
    return bench


def look(bench, **by):
    """Time passes, the pages give signs of life, and the loop looks."""
    bench.clock.forward(**by)
    for agent in bench.agents.everybody():
        if agent.on_duty:
            bench.agents.seen(agent.login)
    bench.parts.offers.step()
    bench.parts.alerts.step()
    return bench.parts.offers.open()


def did(bench, handoff_id="h1"):
    return [(e["what"], (e["detail"] or {}).get("to")) for e in bench.store.audit(handoff_id)]


def test_an_unclaimed_offer_goes_to_the_next(desk):
    desk.handoff("h1", category="refund")
    assert look(desk) == {"h1": "maria"}
    assert look(desk, seconds=59) == {"h1": "maria"}
    assert look(desk, seconds=1) == {"h1": "tom"}
    assert look(desk, seconds=60) == {"h1": "maria"}
    assert did(desk)[1:] == [("offered", "maria"), ("offered", "tom"), ("offered", "maria")]


def test_the_queue_is_not_read_where_nobody_is_there(tmp_path, monkeypatch):
    bench = Bench(tmp_path, on_duty=lambda: False)
    bench.handoff("h1", category="refund")
    read = []

    def summaries(_engine, states, *_more):
        read.append(State.QUEUED in states)
        return []

    monkeypatch.setattr(offers, "row_summaries", summaries)
    bench.parts.offers.step()
    assert read == [False]


def test_a_claim_by_whomever_ends_the_offer(desk):
    desk.handoff("h1", category="refund")
    look(desk)
    desk.parts.handoffs.claim("h1", "tom", "Tom")
    assert look(desk) == {}


def test_not_now_is_taken_for_an_answer(desk):
    desk.handoff("h1", category="refund")
    look(desk)
    assert not desk.parts.offers.decline("h1", "tom")
    assert desk.parts.offers.decline("h1", "maria")
    assert look(desk) == {"h1": "tom"}


def test_whoever_goes_away_is_asked_no_more(desk):
    desk.handoff("h1", category="refund")
    look(desk)
    desk.agents.set_duty("maria", False)
    assert look(desk) == {"h1": "tom"}
    desk.clock.forward(minutes=5)  # nobody was heard of
    desk.parts.offers.step()
    assert desk.parts.offers.open() == {}


def test_nobody_is_offered_more_than_they_can_take(desk):
    desk.agents.set_work("maria", ["returns"], 1)
    desk.agents.set_duty("tom", False)
    for number in range(3):
        desk.handoff(f"h{number}", f"c{number}", category="refund")
    assert look(desk) == {"h0": "maria"}
    desk.parts.handoffs.claim("h0", "maria", "Maria")
    assert look(desk) == {}
    desk.handoff("h9", "c9", category="fraud", trigger="permanent_category")
    assert look(desk) == {"h9": "maria"}


def test_what_a_colleague_does_not_take_goes_back(desk):
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "tom", "Tom")
    desk.parts.handoffs.transfer("h1", "tom", "maria", None, "", "Maria")
    look(desk, minutes=4)
    assert desk.store.get("h1").state is State.TRANSFERRED
    look(desk, minutes=1)
    assert desk.store.get("h1").state is State.QUEUED
    assert ("release", None) in did(desk)


def test_what_a_colleague_does_not_take_goes_back_however_many_wait_before_it(desk, monkeypatch):
    monkeypatch.setattr(offers, "MAX_WAITING", 1)
    desk.handoff("grave", "c-grave", category="fraud", trigger="permanent_category")
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "tom", "Tom")
    desk.parts.handoffs.transfer("h1", "tom", "maria", None, "", "Maria")
    look(desk, minutes=5)
    assert desk.store.get("h1").state is State.QUEUED


def test_what_was_passed_on_to_a_team_is_offered_there(desk):
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "tom", "Tom")
    desk.parts.handoffs.transfer("h1", "tom", None, "returns", "", "returns")
    assert look(desk) == {"h1": "maria"}


def test_a_limit_that_is_past_sounds_once_for_each_waiting(desk):
    desk.handoff("h1")
    look(desk, minutes=29)
    assert ("overdue", None) not in did(desk)
    look(desk, minutes=1)
    look(desk, minutes=10)
    assert did(desk).count(("overdue", None)) == 1
    desk.parts.handoffs.claim("h1", "tom", "Tom")
    desk.clock.forward(minutes=10)
    desk.parts.handoffs.transfer("h1", "tom", None, "returns", "", "returns")
    look(desk, minutes=29)
    assert did(desk).count(("overdue", None)) == 1
    look(desk, minutes=1)
    assert did(desk).count(("overdue", None)) == 2


def test_an_alarm_reaches_whom_it_concerns(desk):
    follower = ChangeFeed(
        desk.engine, desk.log, desk.parts.handoffs.open_missing, desk.parts.rules, desk.parts.presence, desk.clock
    )
    follower.step()
    desk.handoff("h1", category="refund")
    desk.handoff("h2", "c2", category="health_safety", trigger="permanent_category")
    look(desk)
    alarms = {change.kind: change for change in follower.step() if change.what == "alarm" and change.handoff_id != "x"}
    who = {login: desk.agents.get(login) for login in ("maria", "tom")}
    lead = Agent("ann", "Ann", Role.LEAD, False, True, 0, teams=frozenset({"trust"}))
    assert alarms["grave"].text == "Urgent: Health or safety"
    assert all(alarms["grave"].concerns(agent) for agent in (*who.values(), lead))
    assert [login for login in who if alarms["offer"].concerns(who[login])] == [alarms["offer"].to]
    look(desk, minutes=31)
    overdue = {c.handoff_id: c for c in follower.step() if c.kind == "overdue"}["h1"]
    assert overdue.concerns(who["maria"]) and overdue.concerns(lead) and not overdue.concerns(who["tom"])
    assert "order" not in "".join(change.text for change in alarms.values()).lower()


def system_texts(desk, conversation="c1"):
    while desk.parts.outbox.work():
        pass
    return [e["text"] for e in desk.log.events(conversation) if (e.get("metadata") or {}).get("speaker") == "system"]


def test_a_customer_who_was_promised_somebody_hears_that_they_do_not_come(desk):
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "maria", "Maria")
    desk.parts.handoffs.transfer("h1", "maria", "tom", None, "", "Tom Smith")
    desk.agents.set_duty("tom", False)
    look(desk, minutes=5)
    assert desk.store.get("h1").state is State.QUEUED
    texts = system_texts(desk)
    assert texts[-1].startswith("We are sorry: Tom Smith is not available") and "next in line" in texts[-1]
    look(desk, minutes=5)
    assert len(system_texts(desk)) == len(texts)


def test_so_does_one_whose_agent_puts_the_conversation_back(desk):
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "maria", "Maria Lopez")
    desk.parts.handoffs.release("h1", "maria")
    assert "Maria Lopez is not available" in system_texts(desk)[-1]


def test_whoever_was_promised_nobody_by_name_hears_nothing_of_the_kind(desk):
    desk.handoff("h1")
    desk.parts.handoffs.claim("h1", "maria", "Maria")
    desk.parts.handoffs.transfer("h1", "maria", None, "returns", "", "our team Returns")
    before = system_texts(desk)
    desk.parts.handoffs.release("h1", "tom")
    assert system_texts(desk) == before
