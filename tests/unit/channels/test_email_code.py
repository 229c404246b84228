"""A code by e-mail never gets past the channel in clear: neither into the inbox, nor to Rasa, nor into a log file."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from sanic import Sanic

from baton.channels import rest
from baton.channels.rest import DevelopmentRest
from baton.channels.web.channel import WebChannel
from baton.orders.email_codes.codes import METADATA
from baton.orders.proof_attempts import Asker
from tests.support.sanic_server import listening
from tests.unit.channels.conftest import Place

MAIL = {"BATON_SMTP_HOST": "127.0.0.1", "BATON_MAIL_FROM": "shop@example.com"}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, **MAIL)


def made(place, conversation_id):
    """The code that a conversation was sent."""
    codes = place.container.email_codes
    codes.ask(conversation_id, "10023", Asker("v"))
    (due,) = codes.claim_due()
    return codes.make(due)


@pytest.mark.parametrize("words", ["{}", "my code is {}", "it says {} here"])
async def test_the_widgets_channel_stores_only_its_digest(place, words):
    app = Sanic(f"code-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None)
    channel = WebChannel(place.container)
    app.blueprint(channel.blueprint(None), url_prefix="/webhooks/web")
    async with listening(app) as client:
        chat = (await client.post("/webhooks/web/session", json={})).json()
        conversation_id = chat["conversation_id"]
        code = made(place, conversation_id)
        message = {"client_id": "m1", "text": words.format(code)}
        headers = {"authorization": f"Bearer {chat['token']}"}
        assert (await client.post("/webhooks/web/messages", json=message, headers=headers)).status_code == 202
    (kept,) = place.container.inbox.waiting(conversation_id)
    assert code not in kept.body["text"]
    handed = channel._inbox_worker._message(kept)
    assert code not in str(vars(handed))
    assert place.container.email_codes.accept(conversation_id, handed.metadata[METADATA])
    everything = b"".join(file.read_bytes() for file in place.settings.var_dir.glob("desk.db*"))
    assert code.encode() not in everything


async def test_the_rest_channel_hands_rasa_only_its_digest(place, monkeypatch):
    monkeypatch.setattr(rest, "process_container", lambda: place.container)
    got = []

    async def on_new_message(message):
        got.append(message)

    app = Sanic(f"rest-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(domain=SimpleNamespace(intents=[]))
    app.blueprint(DevelopmentRest().blueprint(on_new_message), url_prefix="/webhooks/rest")
    code = made(place, "a")
    async with listening(app) as client:
        for text in (f"my code is {code}", "hello"):
            await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": text})
    assert code not in got[0].text and got[1].metadata is None
    assert place.container.email_codes.accept("a", got[0].metadata[METADATA])


def test_its_digest_is_masked_by_nothing_on_its_way_into_the_log(place):
    """Whatever digits it has: a card's, a bank account's."""
    body = {"text": "x", METADATA: "4111111111111111aaaa411111111111"}
    kept = place.container.inbox.accept("c1", "m1", body)
    assert kept.body == body


async def test_the_rest_of_a_card_is_not_stored_beside_its_beginning(place):
    """Whether the first message waits in the inbox or is in the log."""
    app = Sanic(f"card-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None)
    app.blueprint(WebChannel(place.container).blueprint(None), url_prefix="/webhooks/web")
    async with listening(app) as client:
        for logged in (True, False):
            chat = (await client.post("/webhooks/web/session", json={})).json()
            texts = ["my card is 4716 1099", "5311 3400"]
            if logged:
                place.said(chat["conversation_id"], "user", texts.pop(0))
            for text in texts:
                message, headers = {"client_id": text, "text": text}, {"authorization": f"Bearer {chat['token']}"}
                assert (await client.post("/webhooks/web/messages", json=message, headers=headers)).status_code == 202
            assert place.container.inbox.waiting(chat["conversation_id"])[-1].body["text"] == "•••• 3400"
