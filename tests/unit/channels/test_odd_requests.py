"""Whatever comes in at the channel's doors, the answer is what it asked for or a clear refusal: never a server error,
never silence, and what was accepted is there."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sanic import Sanic

from baton.channels.web.channel import WebChannel
from baton.conversation.inbox import Inbox
from tests.support.odd import BOUNDED, CHARACTERS, KINDS, SENT, TEXTS, VALUES, as_json
from tests.support.raw_http import status, talk
from tests.support.sanic_server import listening
from tests.unit.channels.conftest import Place

POSTS = ("session", "messages", "typing", "rating", "end")
#: One character of each kind of every plane.
PLANES = [chr(plane * 0x10000 + offset) for plane in range(17) for offset in (0x41, 0x0378, 0xD800, 0xE000, 0xFFFE)]


@pytest.fixture
async def channel(tmp_path):
    """The channel behind its real server, with nobody who takes messages from the inbox, and no limits of rate."""
    place = Place(tmp_path, BATON_MESSAGE_RATE="10000", BATON_SESSION_RATE="100000", BATON_ADDRESS_RATE="100000")
    web = WebChannel(place.container)

    async def nobody(app, conversation_id):
        return None

    web._inbox_worker.take = nobody
    app = Sanic(f"odd-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(processor=None)
    app.blueprint(web.blueprint(None), url_prefix="/webhooks/web")
    async with listening(app) as client:
        token = place.sessions.open({})["token"]

        async def post(path, content, kind="application/json"):
            headers = {"Authorization": f"Bearer {token}", **({"Content-Type": kind} if kind else {})}
            answer = await client.post(f"/webhooks/web/{path}", content=content, headers=headers)
            if answer.status_code == 401:
                assert path != "session"
            assert answer.status_code < 500, (path, content[:200], answer.text)
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"].endswith("."), answer.text
            return answer

        yield SimpleNamespace(post=post, port=client.base_url.port, inbox=Inbox(place.engine), place=place, token=token)


@pytest.mark.parametrize("path", POSTS)
async def test_bodies_that_are_no_json_or_mean_two_things(channel, path):
    for content, kind in SENT:
        await channel.post(path, content, kind)


FIELDS = st.sampled_from(["client_id", "text", "payload", "no_ai", "token", "identity", "stars", "comment", "contact"])


@BOUNDED
@given(path=st.sampled_from(POSTS[:4]), value=VALUES | st.dictionaries(FIELDS, VALUES, max_size=4))
async def test_json_of_any_shape(channel, path, value):
    await channel.post(path, as_json(value))


@BOUNDED
@given(path=st.sampled_from(POSTS), content=st.binary(max_size=300), kind=st.sampled_from(KINDS))
async def test_bytes_of_any_kind(channel, path, content, kind):
    if path != "end" or content:
        await channel.post(path, content, kind)


@BOUNDED
@given(text=TEXTS | st.lists(st.sampled_from(PLANES), min_size=1, max_size=30).map("".join), payload=st.none() | TEXTS)
async def test_a_message_of_any_characters_is_kept_or_refused(channel, text, payload):
    name = uuid.uuid4().hex
    value = {"client_id": name, "text": text, **({"payload": payload} if payload is not None else {})}
    answer = await channel.post("messages", as_json(value))
    assert answer.status_code in (202, 400)
    if answer.status_code == 202:
        chat = channel.place.sessions.authorised(channel.token)
        assert any(message.client_id == name for message in channel.inbox.waiting(chat.conversation_id))


HEADERS = [
    b"Authorization: Bearer \xe9",
    b"Authorization: Bearer \xed\xa0\x80",
    b"Authorization: Bearer " + b"a." * 2_000,
    b"Authorization: Bearer e30.e30.e30",
    b"Authorization: \xff",
    b"Authorization: Bearer",
    b"Last-Event-ID: \xd9\xa3",
    b"Last-Event-ID: " + b"9" * 400,
    b"Last-Event-ID: -1",
    b"Origin: \xff",
    b"Origin: http://[",
    b"X-Forwarded-For: \xff, ,",
    b"Content-Type: \xff",
    b"Content-Type: application/json; charset=\xff",
    b"Accept: \xff",
    b"Cookie: \xff=\xff",
    b"If-None-Match: \xff",
    b"Host: \xff",
    b"\xff: a",
]
PATHS = [b"session", b"messages", b"support-chat.js", b"%00", b"\xff", b"..%2f..", b"%ed%a0%80", b"session?\xff=%00"]


@pytest.mark.parametrize("path", PATHS)
async def test_headers_and_paths_of_any_bytes(channel, path):
    for header in HEADERS:
        for method in (b"POST", b"GET", b"OPTIONS"):
            lines = [
                method + b" /webhooks/web/" + path + b" HTTP/1.1",
                header,
                b"Content-Length: 2",
                b"Connection: close",
            ]
            answer, _ = await talk(channel.port, b"\r\n".join([*lines, b"", b"{}"]))
            assert 200 <= status(answer) < 500, (lines, answer)


@BOUNDED
@given(token=st.text(CHARACTERS, max_size=200))
async def test_a_token_of_any_characters_in_a_body(channel, token):
    answer = await channel.post("session", as_json({"token": token, "identity": token}))
    assert answer.status_code == 200 and not answer.json()["identified"]
