"""Erasing a customer: not one of their bytes is left, and the figures of the past stay."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from baton.base.erased import is_erased
from baton.handoff.records.lifecycle import OPEN
from baton.handoff.records.tables import ChatRow, OptOutRow
from baton.privacy.erasure import NothingFound, StillOpen
from baton.privacy.finder import question
from baton.privacy.scope import AskedBy, Why
from tests.support import customers
from tests.support.customers import ACCOUNT, CONVERSATION, EARLIER, EMAIL, ORDER, OTHER


def erase(bench, **more):
    return bench.parts.customer_data.erase([CONVERSATION, EARLIER], "root", AskedBy.EMAIL, **more)


def figures(bench):
    """What reports count: every column of the escalation log that says nothing of the customer."""
    words = "conversation_id, request, evidence, orders, reasons, account, email, browser"
    with bench.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM escalation_log ORDER BY id")).mappings().all()
        return [{k: v for k, v in row.items() if k not in words.split(", ")} for row in rows]


def test_not_one_byte_is_left_in_any_database_or_log(bench):
    customers.fill(bench)
    before = customers.left(bench)
    assert {trace for _, trace in before} == set(customers.TRACES)
    assert "rasa.log" in {place for place, _ in before}
    erase(bench)
    assert customers.left(bench) == []
    assert customers.left(bench, [customers.OTHERS_WORDS]) != []


def test_the_preview_counts_each_place_and_afterwards_nothing(filled):
    data = filled.parts.customer_data
    scope = data.scope([CONVERSATION, EARLIER])
    before = data.counts(scope)
    assert set(before) == {
        "conversation log",
        "messages on their way in, and dead letters",
        "codes by e-mail",
        "answers from outside desks",
        "messages that are not understood",
        "labels of messages",
        "escalation log",
        "deliveries",
        "links to outside desks",
        "no-AI opt-outs",
        "audit trail, with notes and searches",
        "search words",
        "handoffs with their packages",
        "chats, with ratings",
        "saved views of agents",
        "counts of failed proofs",
        "log files",
    }
    outcome = erase(filled)
    assert {"connector": "zendesk", "id": "4711"} in outcome.outside
    assert data.counts(data.scope([CONVERSATION, EARLIER])) == {}
    assert data.find(question(AskedBy.EMAIL, EMAIL)) == []


def test_the_figures_of_the_past_stay_also_when_the_log_is_built_anew(filled):
    before = figures(filled)
    assert len(before) >= 2
    erase(filled)
    assert figures(filled) == before
    filled.parts.escalation_log.update()
    filled.parts.escalation_log.rebuild()
    assert figures(filled) == before


def test_the_stars_stay_and_the_chat_is_over(filled):
    erase(filled)
    with filled.engine.connect() as connection:
        chats = connection.execute(sa.select(ChatRow.__table__).order_by(ChatRow.stars)).all()
    assert [(chat.stars, chat.comment, chat.email) for chat in chats] == [(2, None, None), (5, None, None)]
    assert is_erased(chats[0].conversation_id) and chats[0].ended_at is not None
    assert chats[1].conversation_id == OTHER and chats[1].ended_at is None


def test_the_handoff_stays_as_a_decision_and_its_page_still_shows(filled):
    erase(filled)
    handoff = filled.store.get("h1")
    assert handoff.package["customer"]["email"] is None and handoff.disposition["verdict"] == "right"
    client = filled.browser()
    filled.enter(client, "maria")
    for page in ("/handoffs/h1", f"/conversations/{handoff.conversation_id}", "/", "/deliveries"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Quentin" not in answer.text


def test_nothing_switches_the_wish_for_no_ai_off(filled):
    opt_out = filled.parts.ai_opt_out
    erase(filled)
    assert opt_out.is_set("a later conversation", EMAIL.upper())
    assert not opt_out.is_set("a later conversation", "somebody.else@example.net")
    with filled.engine.connect() as connection:
        assert all(who.startswith("hash:") for (who,) in connection.execute(sa.select(OptOutRow.who)))


def test_nothing_is_sent_because_of_it(filled):
    erase(filled)
    filled.clock.forward(hours=2)
    before = filled.log.newest()
    filled.parts.outbox.work()
    assert filled.log.newest() == before


def test_what_is_found_and_why(filled):
    data = filled.parts.customer_data
    filled.customer("of a stranger", f"is {EMAIL} a customer of yours?")
    filled.clock.forward(hours=2)
    found = {each.id: each for each in data.find(question(AskedBy.EMAIL, EMAIL.upper()))}
    assert Why.SIGNED in found[CONVERSATION].why and Why.GIVEN in found[EARLIER].why
    assert found["of a stranger"].why == {Why.WRITTEN} and not found["of a stranger"].sure
    assert OTHER not in found
    assert CONVERSATION in {each.id for each in data.find(question(AskedBy.ACCOUNT, ACCOUNT))}
    by_order = {each.id: each.why for each in data.find(question(AskedBy.ORDER, ORDER))}
    assert Why.PROVED in by_order[CONVERSATION] and OTHER not in by_order
    assert [each.id for each in data.find(question(AskedBy.CONVERSATION, OTHER))] == [OTHER]
    assert data.find(question(AskedBy.CONVERSATION, "no such one")) == []


def test_an_open_conversation_is_refused_and_nothing_is_changed(quick_bench):
    bench = quick_bench
    bench.customer("c1", "hello there")
    bench.handoff("h2", "c1")
    bench.clock.forward(hours=2)
    with pytest.raises(StillOpen, match="handoff h2 is queued"):
        bench.parts.customer_data.erase(["c1"], "root", AskedBy.CONVERSATION)
    assert bench.log.events("c1")[0]["text"] == "hello there"


def test_who_was_there_within_the_hour_is_refused_unless_the_chat_was_ended(quick_bench):
    bench, data = quick_bench, quick_bench.parts.customer_data
    bench.customer("c1", "hello there")
    with pytest.raises(StillOpen, match="within the hour"):
        data.erase(["c1"], "root", AskedBy.CONVERSATION)
    bench.clock.forward(hours=2)
    data.erase(["c1"], "root", AskedBy.CONVERSATION)
    assert bench.log.events("c1") == []


def test_what_is_open_can_be_ended_first(quick_bench):
    bench, data = quick_bench, quick_bench.parts.customer_data
    bench.handoff("h2", "c1")
    data.end(data.find(question(AskedBy.CONVERSATION, "c1")))
    bench.clock.forward(hours=2)
    data.erase(["c1"], "root", AskedBy.CONVERSATION)
    assert bench.store.find(OPEN) == []


def test_nobody_is_told_so(quick_bench):
    with pytest.raises(NothingFound):
        quick_bench.parts.customer_data.erase([], "root", AskedBy.EMAIL)


def test_what_a_crash_left_is_finished(filled, monkeypatch):
    data = filled.parts.customer_data
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("baton.privacy.erasure.outside", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
        erase(filled)
    assert customers.left(filled) != []
    assert data.resume() == 0  # somebody may still be at it
    filled.clock.forward(minutes=11)
    assert data.resume() == 1
    assert customers.left(filled) == []
    assert data.resume() == 0
