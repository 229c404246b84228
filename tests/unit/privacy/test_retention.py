"""What is older than the settings say loses its words, once, and the figures stay."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from baton.desk.container import DeskContainer
from baton.handoff.records.audit_trail import AuditAction
from baton.privacy.retention import TAKEOVER_SECONDS, Kind, Retention
from baton.privacy.tables import RetentionRunRow
from tests.support import customers
from tests.support.customers import CONVERSATION, OTHER
from tests.unit.privacy.test_erasure import figures


def job(bench, conversations=0, handoffs=0, audit=0):
    days = {Kind.CONVERSATIONS: conversations, Kind.HANDOFFS: handoffs, Kind.AUDIT: audit}
    return Retention(bench.settings.desk_db, bench.log, bench.parts.customer_data, days, bench.clock)


def words(bench, conversation=CONVERSATION):
    return [e["text"] for e in bench.log.events(conversation) if e["event"] == "user"]


def test_nothing_is_erased_by_itself(filled):
    filled.clock.forward(days=4000)
    off = DeskContainer(filled.settings, clock=filled.clock, orders=filled.orders).retention
    assert off.due() == [] and off.run() == {}


def test_old_conversations_lose_every_word_and_keep_their_figures(filled):
    before = figures(filled)
    filled.clock.forward(days=10)
    filled.customer(OTHER, "are you still there?")
    filled.clock.forward(days=25)
    retention = job(filled, conversations=30)
    assert [(due.kind, due.count) for due in retention.due()] == [(Kind.CONVERSATIONS, 2)]
    assert words(filled) != []
    assert retention.run() == {Kind.CONVERSATIONS: 2}
    filled.parts.customer_data.purge()
    assert [trace for place, trace in customers.left(filled) if place.endswith(".db")] == []
    assert words(filled, OTHER) == [customers.OTHERS_WORDS, "are you still there?"]
    assert figures(filled) == before
    run = filled.parts.audit.read(action=AuditAction.RETENTION_RUN.value)
    assert [dict(entry.details) for entry in run] == [{"kind": "conversations", "count": 2, "days": 30}]


def test_a_conversation_that_somebody_has_to_answer_is_kept_however_old(quick_bench):
    quick_bench.handoff("h2", "c2")
    quick_bench.clock.forward(days=400)
    assert job(quick_bench, conversations=30).run() == {Kind.CONVERSATIONS: 0}
    assert words(quick_bench, "c2") != []


def test_handoffs_lose_their_words_before_their_conversation(filled):
    filled.clock.forward(days=8)
    assert job(filled, handoffs=7).run() == {Kind.HANDOFFS: 1}
    package = filled.store.get("h1").package
    assert package["customer"]["name"] is None and package["trigger"]["name"] == "explicit_request"
    assert filled.store.get("h1").disposition["verdict"] == "right"
    assert words(filled) != []
    notes = [e for e in filled.store.audit("h1") if e["what"] == "noted"]
    assert notes and all("note" not in (entry["detail"] or {}) for entry in notes)
    with filled.engine.connect() as connection:
        assert customers.SAID[0] not in str(connection.execute(sa.text("SELECT payload FROM outbox")).all())


def test_the_audit_trail_lets_go_of_what_is_old_and_of_nothing_else(bench):
    bench.parts.audit.add("maria", AuditAction.SIGNED_IN)
    bench.clock.forward(days=50)
    bench.parts.audit.add("tom", AuditAction.SIGNED_IN)
    bench.clock.forward(days=50)
    assert job(bench, audit=90).run() == {Kind.AUDIT: 1}
    assert [entry.actor for entry in bench.parts.audit.each()] == ["tom", "system"]


def test_each_kind_has_one_run_a_day_whoever_asks(quick_bench):
    bench = quick_bench
    bench.customer("c1", "hello")
    bench.clock.forward(days=40)
    first, second = job(bench, conversations=30), job(bench, conversations=30)
    assert first.run() == {Kind.CONVERSATIONS: 1}
    bench.clock.forward(hours=23)
    assert first.run() == {} and second.run() == {}
    assert second.run(at_once=True) == {Kind.CONVERSATIONS: 0}
    bench.clock.forward(hours=25)
    assert second.run() == {Kind.CONVERSATIONS: 0}


def test_a_run_that_was_cut_short_is_finished_by_another_process_after_a_while(quick_bench):
    bench = quick_bench
    for number in range(25):
        bench.customer(f"c{number}", "hello")
    bench.clock.forward(days=40)
    dying, other = job(bench, conversations=30), job(bench, conversations=30)
    assert dying.run(stopping=lambda: True) == {}
    assert other.run() == {}
    bench.clock.forward(seconds=TAKEOVER_SECONDS + 1)
    assert other.run() == {Kind.CONVERSATIONS: 5}
    with bench.engine.connect() as connection:
        (run,) = connection.execute(sa.select(RetentionRunRow.__table__)).all()
    assert run.erased == 25 and run.finished_at is not None


def test_what_cannot_be_erased_stops_nothing_for_good(quick_bench, monkeypatch):
    bench = quick_bench
    bench.customer("c1", "hello")
    bench.clock.forward(days=40)
    retention = job(bench, conversations=30)
    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(bench.parts.customer_data, "scrub_expired", lambda _: (_ for _ in ()).throw(OSError("full")))
        retention.run()
    assert retention.run() == {Kind.CONVERSATIONS: 1}
