"""`/metrics` of the desk: for whoever has the token, with the state of queue, inbox and outbox."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from baton.handoff.outbox.outbox import Delivery
from tests.support.bench import Bench

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def guarded(tmp_path):
    return Bench(tmp_path / "guarded", BATON_METRICS_TOKEN=TOKEN)


def told(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}


def test_nobody_reads_them_without_the_token(guarded):
    client = guarded.browser()
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Host": "localhost"}):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_they_say_how_queue_inbox_and_outbox_stand(guarded):
    guarded.handoff("h1", "c1")
    guarded.clock.forward(seconds=90)
    guarded.parts.inbox.accept("c2", "m1", {"text": "hello"})
    guarded.parts.outbox.add(Delivery("rasa", "message:h1:1", "c1", {"events": []}))
    guarded.parts.outbox.add(Delivery("gone", "message:h1:2", "c1", {}))
    guarded.parts.outbox.give_up_unknown()
    guarded.clock.forward(seconds=30)
    found = told(guarded.browser())
    assert found["baton_queue_handoffs", "queued"] == 1 and found["baton_queue_handoffs", "claimed"] == 0
    assert found["baton_queue_oldest_seconds",] == pytest.approx(120, abs=1)
    assert found["baton_inbox_waiting",] == 1 and found["baton_inbox_dead",] == 0
    assert found["baton_inbox_oldest_seconds",] == pytest.approx(30, abs=1)
    assert found["baton_outbox_waiting", "rasa"] == 1 and found["baton_outbox_dead", "gone"] == 1
    assert found["baton_state_readable",] == 1


def test_a_database_that_is_away_is_told_and_no_error(guarded, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def away():
        raise OperationalError("SELECT 1", {}, OSError("gone"))

    monkeypatch.setattr(guarded.parts.log, "newest", away)
    found = told(guarded.browser())
    assert found["baton_state_readable",] == 0
    assert any(key[0] == "baton_policy_info" for key in found)
