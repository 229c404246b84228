"""The webhook connector against a real HTTP server: what it sends, how it signs, when it tries again, when it stops."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from baton.connectors.base import Kind
from baton.connectors.webhook import SCHEDULE, WebhookConnector
from baton.handoff.outbox.report import Stage
from tests.support.outside import Outside, fixture
from tests.support.server import HANG, Answer

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
NEW_KEY = "whsec_" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def receiver(serve):
    return serve()


@pytest.fixture
def desk(tmp_path, desk_db, receiver, answer_seconds):
    def make(desk):
        yield WebhookConnector(f"{receiver.url}/hooks/baton/", [KEY], desk.clock, timeout=answer_seconds)

    made = Outside(tmp_path, make, BATON_DESK_DB=desk_db)
    made.mirror.step()
    return made


def signature_of(asked, key=KEY):
    """What the signature must be, by the library that receivers use."""
    at = datetime.fromtimestamp(int(asked.headers["webhook-timestamp"]), timezone.utc)
    return Webhook(key).sign(asked.headers["webhook-id"], at, asked.body.decode())


def shape(event):
    """An event without what the package decides: its content has tests of its own."""
    data = {name: value for name, value in event["data"].items() if name != "package"}
    return {**event, "data": {**data, "handoff": {**data["handoff"], "summary": ""}}}


def opened(desk):
    desk.handoff("h1")
    desk.outbox.work()


@pytest.mark.every_database
def test_a_new_handoff_is_posted_with_its_package_and_signed(desk, receiver):
    opened(desk)
    (asked,) = receiver.asked
    assert asked.line == "POST /hooks/baton/"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == "opened:h1:webhook"
    assert int(asked.headers["webhook-timestamp"]) == int(desk.clock().timestamp())
    assert asked.headers["webhook-signature"] == signature_of(asked)
    assert shape(asked.json) == shape(fixture("webhook", "opened"))
    assert asked.json["data"]["package"] == desk.store.get("h1").package
    assert desk.parts.deliveries.find(Stage.WAITING) == desk.parts.deliveries.find(Stage.DEAD) == []


@pytest.mark.every_database
def test_messages_and_moves_follow_in_order(desk, receiver):
    opened(desk)
    desk.clock.forward(seconds=5)
    desk.customer("c1", "are you there?")
    desk.mirror.step()
    desk.clock.forward(seconds=5)
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.clock.forward(seconds=5)
    desk.handoffs.reply("h1", "maria", "Maria Smith", "yes, I am", "reply-0001")
    desk.settle()
    desk.handoffs.resolve("h1", "maria", None, "lamp is replaced")
    desk.settle()
    told = [asked.json for asked in receiver.asked]
    assert [t["type"] for t in told] == [
        "handoff.opened",
        "handoff.message",
        "handoff.moved",
        "handoff.message",
        "handoff.moved",
    ]
    assert shape(told[1]) == shape(fixture("webhook", "message"))
    assert shape(told[-1]) == shape(fixture("webhook", "moved"))
    assert [t["data"]["message"]["speaker"] for t in told if "message" in t["data"]] == ["customer", "agent"]


def test_the_last_words_come_before_the_end(desk, receiver):
    opened(desk)
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.customer("c1", "thank you!")  # the mirror has not looked yet
    desk.handoffs.resolve("h1", "maria", None)
    desk.settle()
    kinds = [asked.json["type"] for asked in receiver.asked]
    assert kinds[-2:] == ["handoff.message", "handoff.moved"]
    assert receiver.asked[-2].json["data"]["message"]["text"] == "thank you!"


def test_what_the_bot_and_the_system_say_stays_inside(desk, receiver):
    desk.customer("c1", "where is my lamp?")  # before the handover: stands in the transcript
    desk.handoff("h1")
    desk.log_event("c1", {"event": "bot", "text": "A person will join."})
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.settle()
    assert [a.json["type"] for a in receiver.asked] == ["handoff.opened", "handoff.moved"]


def test_a_receiver_can_verify_it_with_the_usual_library(tmp_path, receiver):
    WebhookConnector(receiver.url, [KEY]).test()
    (asked,) = receiver.asked
    assert Webhook(KEY).verify(asked.body, asked.headers)["type"] == "baton.test"
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW_KEY).verify(asked.body, asked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(asked.body.replace(b"test", b"best"), asked.headers)


def test_while_a_key_is_changed_both_sign(receiver):
    WebhookConnector(receiver.url, [NEW_KEY, KEY]).test()
    (asked,) = receiver.asked
    assert asked.headers["webhook-signature"].split(" ") == [signature_of(asked, NEW_KEY), signature_of(asked, KEY)]
    for key in (KEY, NEW_KEY):
        assert Webhook(key).verify(asked.body, asked.headers)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_is_success(desk, receiver, status):
    receiver.answers.append(Answer(status))
    opened(desk)
    assert [d.stage for d in desk.parts.deliveries.find(Stage.DELIVERED)] == [Stage.DELIVERED]


@pytest.mark.every_database
def test_the_schedule_is_the_specifications_and_then_it_is_a_dead_letter(desk, receiver):
    receiver.handle = lambda asked: Answer(500, {"error": "broken"})
    desk.handoff("h1")
    for wait in SCHEDULE:
        desk.clock.forward(seconds=wait - 0.001)
        if wait:
            before = len(receiver.asked)
            desk.outbox.work()
            assert len(receiver.asked) == before
        desk.clock.forward(seconds=0.001)
        desk.outbox.work()
    assert len(receiver.asked) == len(SCHEDULE) == 10
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1
    assert len({asked.body for asked in receiver.asked}) == 1
    assert len({asked.headers["webhook-timestamp"] for asked in receiver.asked}) == 10
    assert all(asked.headers["webhook-signature"] == signature_of(asked) for asked in receiver.asked)
    (dead,) = desk.parts.deliveries.find(Stage.DEAD)
    assert dead.attempts == 10 and "HTTP 500" in dead.error and "broken" in dead.error
    assert KEY not in dead.error


def test_it_waits_as_long_as_it_is_asked_to(desk, receiver):
    receiver.answers.append(Answer(429, headers={"Retry-After": "120"}))
    desk.handoff("h1", "c1")
    desk.handoff("h2", "c2")
    desk.outbox.work()
    assert len(receiver.asked) == 1  # the other conversation is not tried either
    desk.clock.forward(seconds=119)
    desk.outbox.work()
    assert len(receiver.asked) == 1
    desk.clock.forward(seconds=1)
    desk.outbox.work()
    assert [a.headers["webhook-id"] for a in receiver.asked[1:]] == ["opened:h1:webhook", "opened:h2:webhook"]


def test_a_pause_may_be_a_date(desk, receiver):
    receiver.answers.append(Answer(503, headers={"Retry-After": "Tue, 24 Nov 2026 12:10:00 GMT"}))
    opened(desk)
    desk.clock.forward(minutes=9)
    desk.outbox.work()
    assert len(receiver.asked) == 1
    desk.clock.forward(minutes=1)
    desk.outbox.work()
    assert len(receiver.asked) == 2


@pytest.mark.no_answer
def test_no_answer_in_time_is_tried_again_under_the_same_id(desk, receiver):
    """The receiver may have taken it: by the id it knows that it did."""
    receiver.answers.append(HANG)
    opened(desk)
    assert "no answer in time" in desk.parts.deliveries.find(Stage.WAITING)[0].error
    desk.clock.forward(seconds=5)
    desk.outbox.work()
    first, second = receiver.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_a_receiver_that_is_not_there_is_tried_again(desk, receiver):
    receiver.close()
    opened(desk)
    (waiting,) = desk.parts.deliveries.find(Stage.WAITING)
    assert "cannot be reached" in waiting.error and waiting.attempts == 1


def test_a_redirect_is_a_failure_and_is_not_followed(desk, receiver):
    receiver.answers.append(Answer(302, headers={"Location": f"{receiver.url}/elsewhere"}))
    opened(desk)
    assert receiver.lines == ["POST /hooks/baton/"]
    assert "HTTP 302" in desk.parts.deliveries.find(Stage.WAITING)[0].error


def test_a_receiver_that_finds_the_signature_wrong_gets_it_again(desk, receiver):
    """After the operator mended the key on either side it goes through by itself."""

    def verifying(asked):
        return Answer(204 if asked.headers["webhook-signature"] == signature_of(asked, NEW_KEY) else 401)

    receiver.handle = verifying
    opened(desk)
    assert "HTTP 401" in desk.parts.deliveries.find(Stage.WAITING)[0].error
    mended = WebhookConnector(f"{receiver.url}/hooks/baton/", [NEW_KEY], desk.clock)
    desk.connectors["webhook"] = mended
    desk.rebuild()
    desk.clock.forward(seconds=5)
    desk.outbox.work()
    assert [d.handoff_id for d in desk.parts.deliveries.find(Stage.DELIVERED)] == ["h1"]


@pytest.mark.every_database
def test_410_stops_it_until_somebody_resumes(desk, receiver):
    receiver.answers.append(Answer(410, b"endpoint removed"))
    opened(desk)
    desk.handoff("h2", "c2")
    desk.outbox.work()
    assert len(receiver.asked) == 1
    assert [d.handoff_id for d in desk.parts.deliveries.find(Stage.DEAD)] == ["h2", "h1"]
    assert "410" in desk.outbox.stopped()["webhook"]
    desk.rebuild()  # a restart does not forget it
    desk.handoff("h3", "c3")
    desk.outbox.work()
    assert len(receiver.asked) == 1
    assert desk.outbox.resume("webhook") and not desk.outbox.resume("webhook")
    assert desk.outbox.revive_all("webhook") == 3
    desk.outbox.work()
    assert [a.headers["webhook-id"] for a in receiver.asked[1:]] == [f"opened:h{n}:webhook" for n in (1, 2, 3)]


@pytest.mark.every_database
def test_a_later_event_waits_for_the_earlier_one(desk, receiver):
    receiver.answers.append(Answer(500))
    opened(desk)
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.outbox.work()
    desk.outbox.work()
    assert len(receiver.asked) == 1
    desk.clock.forward(seconds=5)
    desk.settle()
    assert [a.json["type"] for a in receiver.asked] == ["handoff.opened", "handoff.opened", "handoff.moved"]


@pytest.mark.every_database
def test_a_dead_letter_blocks_nobody_and_comes_late_when_it_is_revived(desk, receiver):
    receiver.handle = lambda asked: Answer(500 if asked.json["type"] == "handoff.opened" else 200)
    desk.handoff("h1")
    for wait in SCHEDULE:
        desk.clock.forward(seconds=wait)
        desk.outbox.work()
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.settle()
    assert receiver.asked[-1].json["type"] == "handoff.moved"
    (dead,) = desk.parts.deliveries.find(Stage.DEAD)
    receiver.handle = lambda asked: Answer()
    assert desk.outbox.revive(dead.id) and not desk.outbox.revive(dead.id)
    desk.outbox.work()
    late = receiver.asked[-1]
    assert late.headers["webhook-id"] == receiver.asked[0].headers["webhook-id"]
    assert late.json["timestamp"] < receiver.asked[-2].json["timestamp"]  # by which a receiver sees that it is late


def test_the_test_event_says_what_is_wrong(receiver):
    receiver.answers.append(Answer(404, b"no such hook"))
    with pytest.raises(Exception, match="HTTP 404: no such hook"):
        WebhookConnector(receiver.url, [KEY]).test()


def test_every_kind_that_it_wants_has_a_type(receiver):
    from baton.connectors.webhook import TYPES

    assert set(TYPES) == {kind.value for kind in WebhookConnector.kinds} == {k.value for k in Kind} - {"notice"}


@pytest.mark.parametrize("name", ["opened", "message", "moved"])
def test_the_fixtures_hold_what_every_event_has(name):
    recorded = fixture("webhook", name)
    assert set(recorded) == {"type", "timestamp", "data"}
    assert json.dumps(recorded["data"]["handoff"]["customer"])
    assert recorded["data"]["handoff"]["id"] == "h1"
