"""The REST channel: each message gets its answer or a clear refusal; what is not stored is not answered with 200."""

from __future__ import annotations

import json
import logging
import uuid
from types import SimpleNamespace

import pytest
from rasa.core.lock_store import LockError
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sqlalchemy.exc import OperationalError

from baton.channels import rest
from baton.channels.rest import NOT_STORED, DevelopmentRest, checked_text
from baton.channels.web.message_view import GUARD
from tests.support.sanic_server import listening

INTENTS = frozenset({"affirm", "restart"})


@pytest.fixture
async def server(place, monkeypatch):
    """Sends a message; `server.fails` is what the turn ends with, `server.got` what Rasa was given."""
    monkeypatch.setattr(rest, "process_container", lambda: place.container)
    seen = SimpleNamespace(got=[], fails=None, answers=["an answer"], log=[])

    async def on_new_message(message):
        seen.got.append(message.text)
        if seen.fails is not None:
            raise seen.fails
        for text in seen.answers:
            await message.output_channel.send_text_message(message.sender_id, text)

    async def retrieve(sender):
        return DialogueStateTracker.from_dict(sender, seen.log)

    app = Sanic(f"rest-{uuid.uuid4().hex}")
    store = SimpleNamespace(retrieve=retrieve)
    app.ctx.agent = SimpleNamespace(domain=SimpleNamespace(intents=["affirm"]), tracker_store=store)
    app.blueprint(DevelopmentRest().blueprint(on_new_message), url_prefix="/webhooks/rest")

    async def send(content, query="", **headers):
        content = content if isinstance(content, str) else json.dumps(content)
        return await client.post(f"/webhooks/rest/webhook{query}", content=content, headers=headers)

    seen.send = send
    async with listening(app) as client:
        yield seen


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"host": "evil.example:5005"}, {"host": "["}])
async def test_a_page_of_another_site_is_refused(server, headers):
    answer = await server.send({"sender": "a", "message": "hello"}, **headers)
    assert answer.status_code == 403 and server.got == []


async def test_a_message_is_answered(server):
    answer = await server.send({"sender": "a", "message": " hello "})
    assert (answer.status_code, answer.json()) == (200, [{"recipient_id": "a", "text": "an answer"}])
    assert server.got == ["hello"]
    answer = await server.send({"sender": "a", "message": "hello"}, "?stream=true")
    assert [json.loads(line)["text"] for line in answer.text.splitlines()] == ["an answer"]


@pytest.mark.parametrize("name", sorted(rest.COMMANDS))
@pytest.mark.parametrize("entities", ["", "{}", '{"order_number": "10023"}'])
async def test_a_command_that_rasa_carries_out_in_silence_is_answered(server, name, entities):
    server.answers = []
    (answer,) = (await server.send({"sender": "a", "message": f"/{name}{entities}"})).json()
    assert answer == {"recipient_id": "a", "text": rest.COMMANDS[name]} and server.got == [f"/{name}{entities}"]
    assert (await server.send({"sender": "a", "message": "hello"})).json() == []


@pytest.mark.parametrize("name", sorted(rest.COMMANDS))
async def test_beside_a_person_nothing_is_said(server, name):
    server.answers, server.log = [], [{"event": "pause"}]
    assert (await server.send({"sender": "a", "message": f"/{name}"})).json() == []


async def test_an_answer_of_the_bots_own_to_a_command_stands_alone(server):
    assert [a["text"] for a in (await server.send({"sender": "a", "message": "/restart"})).json()] == ["an answer"]


def test_every_command_of_rasas_rules_has_an_answer():
    assert set(rest.COMMANDS) == set(DEFAULT_ACTION_MAPPINGS)


@pytest.mark.parametrize("error", [OperationalError("x", {}, Exception()), LockError("Redis"), OSError("disk full")])
@pytest.mark.parametrize("query", ["", "?stream=true"])
async def test_what_cannot_be_stored_is_refused(server, error, query, caplog):
    server.fails = error
    answer = await server.send({"sender": "a", "message": "you will hear from my lawyer"}, query)
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert answer.json() == {"error": {"code": "not_stored", "message": NOT_STORED}}
    assert "lawyer" not in caplog.text


async def test_a_turn_that_crashes_is_an_error_without_its_words(server, caplog):
    server.fails = ValueError("cannot read 'you will hear from my lawyer'")
    with caplog.at_level(logging.INFO):
        answer = await server.send({"sender": "a", "message": "you will hear from my lawyer"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "failed")
    assert "lawyer" not in caplog.text + answer.text and "ValueError" in caplog.text


async def test_nothing_of_rasas_ever_sees_a_card_number_or_a_password(server, caplog):
    with caplog.at_level(logging.DEBUG):
        await server.send({"sender": "a", "message": "charge 4111 1111 1111 1111, my password is Tr0ub4dor"})
    assert server.got == ["charge •••• 1111, my password is ••••"]
    assert "4111" not in caplog.text and "Tr0ub4dor" not in caplog.text


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("", 400),
        ({"sender": "a"}, 400),
        ({"sender": "a", "message": ""}, 400),
        ({"sender": "a", "message": " \n\t"}, 400),
        ({"sender": "a", "message": "\u200b\ufeff"}, 400),
        ({"sender": "a", "message": ["hello"]}, 400),
        ({"sender": ["a"], "message": "hello"}, 400),
        ({"sender": "a" * 300, "message": "hello"}, 400),
        ({"sender": "a", "message": "x" * 100_000}, 413),
        ({"sender": "web-a", "message": "hello"}, 403),
        ({"sender": "4111 1111 1111 1111", "message": "hello"}, 400),
        ({"sender": "a\x00b", "message": "hello"}, 400),
        ({"sender": "\ud800", "message": "hello"}, 400),
        ('{"sender": "a", "sender": "b", "message": "hello"}', 400),
        ('{"sender": "a", "message": NaN}', 400),
        ("[" * 20_000, 400),
    ],
)
async def test_odd_requests_are_refused_with_a_sentence(server, content, status):
    answer = await server.send(content)
    assert answer.status_code == status and not server.got
    if status != 403:
        assert answer.json()["error"]["message"].endswith(".")


@pytest.mark.parametrize("text", ["/affirm", "/restart", '/affirm{"order_number": "10023"}', "/affirm@0.9"])
def test_an_intent_of_the_domain_is_one(text):
    assert checked_text(text, INTENTS) == text


@pytest.mark.parametrize(
    "text", ["/", "//", "/unknown", "/affirm please", "/affirm{", "/affirm{oops}", "/affirm[]", "/ affirm", "/AFFIRM"]
)
def test_what_only_looks_like_one_is_text(text):
    assert checked_text(text, INTENTS) == GUARD + text
