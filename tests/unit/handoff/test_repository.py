"""Handoffs in SQL: opened once, moved by compare-and-set, told through the outbox in the same transaction."""

from __future__ import annotations

import pytest

from baton.handoff.errors import NotFound
from baton.handoff.outbox import outbox
from baton.handoff.records.ai_opt_out import AiOptOut
from baton.handoff.records.lifecycle import State, Transition, TransitionRefused
from baton.handoff.records.repository import TransitionRequest
from tests.support import handoffs
from tests.support.clock import Clock
from tests.support.handoffs import DECISION, LOG, Desk
from tests.support.log_events import slot


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def engine(tmp_path):
    return handoffs.engine(tmp_path)


@pytest.fixture
def service(engine, clock):
    return handoffs.service(engine, clock, LOG)


def test_the_package_says_it_all(service):
    service.open("c1", LOG)
    package = service.store.get("h1").package
    assert package["schema_version"] == 1
    assert [line["speaker"] for line in package["transcript"]] == ["customer", "bot", "customer"]
    assert package["issue"]["order_numbers"] == ["10023"]
    assert package["issue"]["category"] == "order_status"
    assert package["trigger"]["evidence"] == "a person please"
    assert [(a["what"], a["outcome"]) for a in package["attempts"]] == [("look up order 10023", "found")]
    assert len(package["summary"].splitlines()) == 3
    assert "asked for a person" in package["summary"]
    assert package["recommended_action"]


def test_a_decision_opens_one_handoff_however_often_it_is_asked(service):
    assert service.open("c1", LOG) == service.open("c1", LOG) == service.open_missing("c1") == "h1"
    assert len(service.store.find()) == 1


def test_no_decision_no_handoff(service):
    assert service.open("c1", LOG[:-1]) is None
    assert service.store.find() == []


def test_one_owner(service):
    service.open("c1", LOG)
    service.claim("h1", "maria", "Maria")
    with pytest.raises(TransitionRefused, match="maria has taken it"):
        service.claim("h1", "ben", "Ben")
    with pytest.raises(TransitionRefused, match="maria has this conversation"):
        service.reply("h1", "ben", "Ben", "hello")


def test_nobody_writes_before_claiming(service):
    service.open("c1", LOG)
    with pytest.raises(TransitionRefused, match="Claim"):
        service.reply("h1", "maria", "Maria", "hello")


def test_an_unknown_handoff(service):
    with pytest.raises(NotFound):
        service.claim("nothing", "maria", "Maria")


def test_what_is_said_waits_for_rasa_and_arrives_once_and_in_order(service, engine, clock):
    desk = Desk()
    box = outbox.Outbox(engine, {outbox.RASA: desk}, clock)
    service.open("c1", LOG)
    service.claim("h1", "maria", "Maria")
    desk.down = True
    service.reply("h1", "maria", "Maria", "first", "k1")
    service.reply("h1", "maria", "Maria", "second", "k2")
    box.work()
    assert len(box.pending("c1")) == 4
    desk.down = False
    box.work()
    assert desk.got == []  # not before the backoff is over
    for _ in range(5):
        clock.forward(seconds=2)
        box.work()
    assert desk.said() == [
        "You are next in line. We cannot say yet how long it takes.",
        "Maria has joined the conversation.",
        "first",
        "second",
    ]
    assert box.pending("c1") == []


def test_the_return_ends_with_a_listening_bot(service, engine, clock):
    desk = Desk()
    service.open("c1", LOG)
    service.claim("h1", "maria", "Maria")
    assert service.return_to_bot("h1", "maria", "parcel found").state is State.RETURNED
    box = outbox.Outbox(engine, {outbox.RASA: desk}, clock)
    for _ in range(3):
        box.work()
    events = desk.got[-1].payload["events"]
    assert {"event": "resume"} in events
    assert events[-1] == {"event": "action", "name": "action_listen"}
    assert service.state_for_customer("c1") == {"owner": "bot"}


def test_a_customer_who_wants_no_ai_is_not_given_back(service):
    wish = {**DECISION, "trigger": "no_ai_contact", "category": "no_ai"}
    service.open("c1", [*LOG[:-1], slot("escalation", wish)])
    service.claim("h1", "maria", "Maria")
    with pytest.raises(TransitionRefused, match="no AI contact"):
        service.return_to_bot("h1", "maria", "")
    service.lift_no_ai("h1", "maria")
    assert service.return_to_bot("h1", "maria", "").state is State.RETURNED


@pytest.mark.parametrize(
    ("name", "value", "own"),
    [
        ("identity", {"customer_id": "7", "email": "jane@example.com"}, True),
        ("proved_orders", [{"order": "10023", "by": "email", "at": "2026-11-24T12:00:00+00:00"}], False),
    ],
)
def test_a_wish_says_nothing_of_an_address_that_anybody_may_have_given(service, engine, name, value, own):
    wish = {**DECISION, "trigger": "no_ai_contact", "category": "no_ai"}
    known = [slot("customer_email", "jane@example.com"), slot(name, value)]
    service.open("c1", [*LOG[:-1], *known, slot("escalation", wish)])
    assert AiOptOut(engine).is_set("c1")
    assert AiOptOut(engine).is_set("c9", "jane@example.com") is own


def test_the_customer_is_told_place_and_usual_wait(service, clock):
    for number in range(4):
        decision = {**DECISION, "id": f"h{number}"}
        service.open(f"c{number}", [*LOG[:-1], slot("escalation", decision)])
        clock.forward(minutes=1)
    assert service.state_for_customer("c3") == {"owner": "queue", "position": 4}
    for number in range(3):
        service.claim(f"h{number}", "maria", "Maria")
    assert service.state_for_customer("c3") == {"owner": "queue", "position": 1, "wait_minutes": 3}


def test_every_move_is_in_the_audit_trail(service):
    service.open("c1", LOG)
    service.claim("h1", "maria", "Maria")
    service.resolve("h1", "maria", {"verdict": "right", "bot_could": False})
    assert [(e["who"], e["what"]) for e in service.store.audit("h1")] == [
        ("system", "opened"),
        ("maria", "claim"),
        ("maria", "resolve"),
    ]
    assert service.store.get("h1").disposition["verdict"] == "right"


def test_two_at_the_same_moment_one_wins(service):
    service.open("c1", LOG)
    stale = service.store.get("h1")
    service.claim("h1", "maria", "Maria")
    with pytest.raises(TransitionRefused):
        service.store.move("h1", TransitionRequest(Transition.CLAIM, "ben"))
    assert stale.version + 1 == service.store.get("h1").version
