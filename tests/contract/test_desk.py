"""The built-in desk as a connector: it asks the desk for its health, and is never given anything to deliver."""

from __future__ import annotations

import pytest

from baton.connectors.base import Later, Undeliverable
from baton.connectors.desk import DeskConnector
from baton.connectors.http import Failed
from baton.handoff.outbox.outbox import Delivery
from tests.support.outside import Outside, fixture
from tests.support.server import Answer


@pytest.fixture
def server(serve):
    return serve(lambda asked: Answer(200, fixture("desk", "health")) if asked.line == "GET /health" else Answer(404))


def test_the_test_asks_for_the_desks_health_and_leaves_no_trace(server):
    assert DeskConnector(server.url).test() == f"The desk at {server.url} answers."
    (asked,) = server.asked
    assert (asked.line, asked.body, asked.query) == ("GET /health", b"", {})
    assert "authorization" not in asked.headers


def test_the_fixture_is_what_the_desk_answers(tmp_path, desk_db):
    desk = Outside(tmp_path, lambda desk: [], BATON_DESK_DB=desk_db)
    answer = desk.browser().get("/health")
    assert (answer.status_code, answer.json()) == (200, fixture("desk", "health"))


@pytest.mark.parametrize(
    ("answer", "kind", "why"),
    [
        (Answer(404, b"not here"), Undeliverable, "GET /health: HTTP 404: not here"),  # another program's address
        (Answer(500), Failed, "GET /health: HTTP 500"),
        (Answer(503, headers={"Retry-After": "7"}), Later, "GET /health: HTTP 503"),
        (Answer(302, headers={"Location": "/login"}), Failed, "GET /health: HTTP 302"),
    ],
)
def test_a_desk_that_does_not_answer_well_is_told(server, answer, kind, why):
    server.answers.append(answer)
    with pytest.raises(kind) as told:
        DeskConnector(server.url).test()
    assert str(told.value) == why


def test_a_desk_that_is_down_is_told(server):
    url = server.url
    server.close()
    with pytest.raises(Failed, match="cannot be reached"):
        DeskConnector(url).test()


def test_nothing_is_delivered_to_it(tmp_path, desk_db, server):
    """It reads the database: what is opened, moved and said makes no delivery, and one that is made is given up."""
    desk = Outside(tmp_path, lambda desk: [DeskConnector(server.url)], BATON_DESK_DB=desk_db)
    desk.handoff("h1")
    desk.handoffs.claim("h1", "maria", "Maria")
    desk.handoffs.reply("h1", "maria", "Maria", "Hello")
    desk.handoffs.resolve("h1", "maria", None)
    desk.settle()
    assert desk.said() == ["Hello"] and server.asked == []
    assert desk.connectors["desk"].kinds == frozenset()
    for again in (False, True):
        with pytest.raises(Undeliverable, match="reads the database itself"):
            desk.connectors["desk"].deliver(Delivery("desk", "opened:h1:desk", "c1", {}), again)
    assert server.asked == []
