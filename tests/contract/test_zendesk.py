"""The Zendesk connector against a small real Zendesk: one ticket for a handoff, whatever goes wrong on the way."""

from __future__ import annotations

import json

import pytest

from baton.connectors.external_ids import ExternalIds
from baton.connectors.zendesk import ZendeskConnector, ZendeskSettings
from baton.handoff.outbox.report import Stage
from tests.contract.zendesk import EMAIL, TOKEN, Zendesk
from tests.support.outside import Outside, fixture
from tests.support.server import HANG, Answer


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def desk(tmp_path, desk_db, server, answer_seconds):
    def make(desk):
        external_ids = ExternalIds(desk.engine, "zendesk")
        yield ZendeskConnector(
            ZendeskSettings(url=f"{server.url}/", email=EMAIL, token=TOKEN),
            external_ids,
            desk.clock,
            timeout=answer_seconds,
        )

    made = Outside(tmp_path, make, BATON_DESK_DB=desk_db)
    made.mirror.step()
    return made


@pytest.fixture
def zendesk(desk, server):
    made = Zendesk(desk.clock)
    server.handle = made.handle
    return made


def waiting(desk):
    return desk.parts.deliveries.find(Stage.WAITING)


@pytest.mark.every_database
def test_a_handoff_becomes_a_ticket_with_its_package(desk, server, zendesk):
    desk.handoff("h1")
    desk.settle()
    assert server.lines == ["POST /api/v2/tickets", "POST /api/v2/uploads", "PUT /api/v2/tickets/35436"]
    created, uploaded, attached = server.asked
    assert created.headers["idempotency-key"] == "ticket:h1"
    assert created.headers["content-type"] == created.headers["accept"] == "application/json"
    package = desk.store.get("h1").package
    ticket = created.json["ticket"]
    assert ticket["subject"] == package["summary"].partition("\n")[0]
    assert ticket["external_id"] == "h1" and ticket["priority"] == "normal"
    assert ticket["tags"] == ["baton", "explicit_request"]
    assert ticket["comment"]["public"] is False and "requester" not in ticket
    assert package["recommended_action"] in ticket["comment"]["body"]
    assert "Customer: I want a person, order 10012" in ticket["comment"]["body"]
    assert (uploaded.query, uploaded.headers["content-type"]) == ({"filename": "handoff-h1.json"}, "application/json")
    assert uploaded.json == package
    assert attached.json["ticket"]["comment"]["uploads"] == ["token-0"]
    assert attached.json["ticket"]["metadata"] == {"baton_key": "opened:h1:zendesk"}


def test_an_address_on_the_shops_word_is_the_requesters_and_grave_matters_are_urgent(desk, zendesk):
    log_in(desk)
    desk.handoff("h1", category="health_safety")
    desk.settle()
    (ticket,) = zendesk.tickets
    assert ticket["requester"] == {"name": "Jane Doe", "email": "jane@example.com"}
    assert ticket["priority"] == "urgent"


def test_a_proved_order_makes_nobody_a_requester_and_stands_in_the_ticket_as_it_was_proved(desk, zendesk):
    """Somebody proves an order, names another one, and writes a stranger's address."""
    proof = {"order": "10035", "by": "postcode", "at": "2026-11-24T12:00:00+00:00"}
    values = {"customer_email": "ceo@bank.example", "proved_orders": [proof], "order_number": "10035"}
    for name, value in values.items():
        desk.log_event("c1", {"event": "slot", "name": name, "value": value})
    desk.handoff("h1", text="and order 10023?")
    desk.settle()
    assert "requester" not in zendesk.tickets[0]
    comment = zendesk.comments[0]["body"]
    assert "10035 (proved by postcode, 24 Nov 12:00 UTC)" in comment
    assert "logged in" not in comment


@pytest.mark.every_database
def test_what_happens_later_is_added_in_order(desk, zendesk):
    desk.handoff("h1")
    desk.settle()
    desk.clock.forward(minutes=1)
    desk.customer("c1", "are you there?")
    desk.settle()
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.handoffs.reply("h1", "maria", "Maria Smith", "I am", "reply-0001")
    desk.settle()
    desk.handoffs.resolve("h1", "maria", None, "settled")
    desk.settle()
    assert [c["body"] for c in zendesk.comments[2:]] == [
        "[12:01] Customer: are you there?",
        "In Baton the conversation was taken (by maria).",
        "[12:01] Maria Smith: I am",
        "In Baton the conversation was resolved (by maria). Note: settled",
    ]
    assert not any(comment["public"] for comment in zendesk.comments)
    assert len(zendesk.tickets) == 1


@pytest.mark.every_database
@pytest.mark.parametrize("step", range(3))
@pytest.mark.parametrize("hours", [0, 3])  # within the life of an idempotency key, and after it
@pytest.mark.no_answer
def test_whatever_step_gets_no_answer_there_is_one_ticket_and_one_file(desk, server, zendesk, step, hours):
    done = []

    def losing(asked):
        answer = zendesk.handle(asked)
        done.append(asked)
        return HANG if len(done) == step + 1 else answer

    server.handle = losing
    desk.handoff("h1")
    desk.settle()
    assert len(waiting(desk)) == 1
    desk.clock.forward(hours=hours, seconds=5)
    desk.settle()
    assert waiting(desk) == [] and len(zendesk.tickets) == 1
    assert len([c for c in zendesk.comments if c.get("uploads")]) == 1


def test_a_ticket_that_was_not_made_is_made_by_the_next_try_under_the_same_key(desk, server, zendesk):
    server.answers += [Answer(500), Answer(503, headers={"Retry-After": "30"})]
    desk.handoff("h1")
    desk.settle()
    desk.clock.forward(seconds=5)
    desk.settle()
    desk.clock.forward(seconds=30)
    desk.settle()
    keys = [a.headers.get("idempotency-key") for a in server.asked if a.line == "POST /api/v2/tickets"]
    assert set(keys) == {"ticket:h1"} and len(zendesk.tickets) == 1


@pytest.mark.no_answer
def test_a_comment_whose_answer_was_lost_is_not_written_twice(desk, server, zendesk):
    desk.handoff("h1")
    desk.settle()
    for _ in range(150):  # more audits than one page holds
        zendesk._audit(35436, {"comment": {"body": "by somebody else", "public": False}})
    handle = server.handle
    server.handle = lambda asked: (handle(asked), HANG)[1]
    desk.customer("c1", "are you there?")
    desk.settle()
    server.handle = handle
    desk.clock.forward(seconds=5)
    desk.settle()
    assert waiting(desk) == []
    assert len([c for c in zendesk.comments if "are you there" in c["body"]]) == 1


def test_429_makes_every_delivery_wait(desk, server, zendesk):
    server.answers.append(Answer(429, headers={"Retry-After": "93"}))
    desk.handoff("h1", "c1")
    desk.settle()
    desk.clock.forward(seconds=92)
    desk.settle()
    assert len(server.asked) == 1
    desk.clock.forward(seconds=1)
    desk.settle()
    assert len(zendesk.tickets) == 1


def test_where_files_are_not_allowed_the_ticket_says_so(desk, zendesk):
    zendesk.refuses_files = True
    desk.handoff("h1")
    desk.settle()
    assert waiting(desk) == desk.parts.deliveries.find(Stage.DEAD) == []
    assert "could not be attached" in zendesk.comments[-1]["body"]


def dead(desk):
    return desk.parts.deliveries.find(Stage.DEAD)


def log_in(desk):
    desk.log_event(
        "c1",
        {
            "event": "slot",
            "name": "identity",
            "value": {"customer_id": "7", "email": "jane@example.com", "name": "Jane Doe", "phone": None},
        },
    )


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("requester", Answer(422, fixture("zendesk", "requester_suspended"))),
        ("requester", Answer(422, fixture("zendesk", "requester_address"))),
        ("requester", Answer(404, fixture("zendesk", "part_unknown"))),  # named nowhere
        (
            "priority",
            Answer(422, {"error": "RecordInvalid", "details": {"priority": [{"description": "Priority: no"}]}}),
        ),
        ("tags", Answer(400, {"error": {"title": "Invalid attribute", "message": "You passed an invalid value"}})),
        ("subject", Answer(413, b"Request Entity Too Large")),
        (
            "external_id",
            Answer(422, {"error": "RecordInvalid", "details": {"external_id": [{"error": "DuplicateValue"}]}}),
        ),
    ],
)
def test_a_part_that_is_refused_is_left_out_and_the_ticket_made(desk, zendesk, part, answer):
    log_in(desk)
    zendesk.refuses[part] = answer
    desk.handoff("h1")
    desk.settle()
    (ticket,) = zendesk.made
    assert part not in ticket and dead(desk) == waiting(desk) == []
    first = zendesk.comments[0]["body"]
    assert "Zendesk did not take this" in first and desk.store.get("h1").package["summary"] in first
    if part == "requester":
        assert "jane@example.com" in first.partition("Its answer")[0]
    desk.customer("c1", "are you there?")
    desk.settle()
    assert "are you there?" in zendesk.comments[-1]["body"] and len(zendesk.tickets) == 1
    assert dead(desk) == []


def test_several_refused_parts_leave_the_comment(desk, zendesk):
    log_in(desk)
    zendesk.refuses["requester"] = Answer(422, fixture("zendesk", "requester_suspended"))
    zendesk.refuses["priority"] = zendesk.refuses["tags"] = Answer(422, {"error": "RecordInvalid"})
    desk.handoff("h1")
    desk.settle()
    (ticket,) = zendesk.made
    assert not {"requester", "priority", "tags"} & set(ticket) and ticket["external_id"] == "h1"
    assert dead(desk) == []


@pytest.mark.no_answer
def test_a_reduced_ticket_whose_answer_was_lost_is_not_made_twice(desk, server, zendesk):
    log_in(desk)
    zendesk.refuses["requester"] = Answer(422, fixture("zendesk", "requester_suspended"))
    server.handle = lambda asked: HANG if zendesk.handle(asked).status == 201 else zendesk.handle(asked)
    desk.handoff("h1")
    desk.settle()
    server.handle = zendesk.handle
    desk.clock.forward(seconds=5)
    desk.settle()
    assert len(zendesk.tickets) == 1 and dead(desk) == waiting(desk) == []


@pytest.mark.every_database
def test_a_closed_ticket_is_followed_by_another_one(desk, zendesk):
    desk.handoff("h1")
    desk.settle()
    zendesk.tickets[0]["status"] = "closed"
    desk.customer("c1", "one more thing")
    desk.customer("c1", "and another")
    desk.settle()
    assert dead(desk) == waiting(desk) == []
    closed, follower = zendesk.tickets
    assert (zendesk.made[-1]["via_followup_source_id"], follower["external_id"]) == (closed["id"], "h1")
    assert "one more thing" in zendesk.comments[-2]["body"] and f"#{closed['id']}" in zendesk.comments[-2]["body"]
    assert zendesk.comments[-1]["body"].endswith("and another")
    assert zendesk.audits[-1]["ticket_id"] == follower["id"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_deleted_ticket_is_made_again(desk, server, zendesk, status):
    desk.handoff("h1")
    desk.settle()
    zendesk.tickets.clear()
    server.answers.append(Answer(status, fixture("zendesk", "ticket_deleted")))
    desk.customer("c1", "still here")
    desk.settle()
    desk.customer("c1", "really")
    desk.settle()
    assert dead(desk) == waiting(desk) == [] and len(zendesk.tickets) == 1
    assert "via_followup_source_id" not in zendesk.made[-1]
    assert "still here" in zendesk.comments[-2]["body"] and zendesk.comments[-1]["body"].endswith("really")


@pytest.mark.parametrize("lost", ["PUT", "POST"])
@pytest.mark.no_answer
def test_a_follower_whose_answer_was_lost_is_not_made_twice(desk, server, zendesk, lost):
    desk.handoff("h1")
    desk.settle()
    zendesk.tickets[0]["status"] = "closed"

    def losing(asked):
        answer = zendesk.handle(asked)
        return HANG if asked.method == lost else answer

    server.handle = losing
    desk.customer("c1", "one more thing")
    desk.settle()
    server.handle = zendesk.handle
    desk.clock.forward(seconds=5)
    desk.settle()
    assert len(zendesk.tickets) == 2 and dead(desk) == waiting(desk) == []
    assert len([c for c in zendesk.comments if "one more thing" in c["body"]]) == 1


@pytest.mark.no_answer
def test_a_repetition_on_a_deleted_ticket_is_not_dead(desk, server, zendesk):
    desk.handoff("h1")
    desk.settle()
    server.answers.append(HANG)
    desk.customer("c1", "still here")
    desk.settle()
    zendesk.tickets.clear()
    desk.clock.forward(seconds=5)
    desk.settle()
    assert dead(desk) == waiting(desk) == [] and "still here" in zendesk.comments[-1]["body"]


def test_a_file_that_the_ticket_refuses_does_not_cost_the_ticket(desk, server, zendesk):
    handle = server.handle

    def refusing(asked):
        if asked.method == "PUT" and asked.json["ticket"]["comment"].get("uploads"):
            return Answer(422, {"error": "RecordInvalid", "details": {"uploads": [{"description": "expired"}]}})
        return handle(asked)

    server.handle = refusing
    desk.handoff("h1")
    desk.settle()
    assert dead(desk) == [] and len(zendesk.tickets) == 1
    assert "could not be attached" in zendesk.comments[-1]["body"]


def test_a_comment_is_cut_to_the_bytes_that_zendesk_takes(desk, zendesk):
    desk.handoff("h1", text="\u4f60" * 30_000)
    desk.settle()
    assert len(zendesk.comments[0]["body"].encode()) <= 60_000


def test_words_after_a_dead_opening_make_a_plain_ticket_and_the_package_follows(desk, server, zendesk):
    zendesk.refuses["comment"] = Answer(422, {"error": "RecordInvalid", "description": "Group is inactive"})
    desk.handoff("h1")
    desk.settle()
    (dead,) = desk.parts.deliveries.find(Stage.DEAD)
    zendesk.refuses.clear()
    desk.customer("c1", "hello?")
    desk.settle()
    assert len(zendesk.tickets) == 1 and "hello?" in zendesk.comments[-1]["body"]
    desk.outbox.revive(dead.id)
    desk.settle()
    assert len(zendesk.tickets) == 1 and len(zendesk.uploads) == 1


def test_a_key_that_another_ticket_has_leads_to_that_ticket_or_to_a_key_of_its_own(desk, server, zendesk):
    server.answers.append(Answer(400, fixture("zendesk", "key_conflict")))
    desk.handoff("h1")
    desk.settle()
    (ticket,) = zendesk.tickets
    assert ticket["external_id"] == "h1" and dead(desk) == []
    keys = [a.headers["idempotency-key"] for a in server.asked if a.line == "POST /api/v2/tickets"]
    assert keys[0] == "ticket:h1" and keys[1].startswith("ticket:h1:")


def test_what_zendesk_never_takes_is_shown_without_secrets(desk, server, zendesk):
    server.handle = lambda asked: (
        Answer(400, fixture("zendesk", "key_conflict")) if asked.method == "POST" else zendesk.handle(asked)
    )
    desk.handoff("h1")
    desk.settle()
    (given_up,) = dead(desk)
    assert "idempotency key" in given_up.error and TOKEN not in given_up.error


def test_a_request_that_is_still_under_way_there_is_tried_again(desk, server, zendesk):
    server.answers.append(Answer(409, {"error": "IdempotentRequestInProgress"}))
    desk.handoff("h1")
    desk.settle()
    desk.clock.forward(seconds=5)
    desk.settle()
    assert len(zendesk.tickets) == 1


def test_the_test_says_who_we_are(desk, server, zendesk):
    assert desk.connectors["zendesk"].test() == "Zendesk knows us as Baton (agent)."
    server.answers.append(Answer(200, fixture("zendesk", "stranger")))
    with pytest.raises(Exception, match="does not know"):
        desk.connectors["zendesk"].test()
    server.answers.append(Answer(401, {"error": "Couldn't authenticate you"}))
    with pytest.raises(Exception, match="HTTP 401"):
        desk.connectors["zendesk"].test()
    assert json.dumps(server.lines).count("/api/v2/users/me") == 3
