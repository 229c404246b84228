"""A request's head and body end in time and in size, whatever the client sends, and the client reads why."""

from __future__ import annotations

import asyncio
import json
import uuid
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from sanic import Sanic, response

from baton.channels import hardening
from baton.rasa_overrides import bounded_http
from tests.support.raw_http import status, talk
from tests.support.sanic_server import listening

POST = b"POST /take HTTP/1.1\r\nHost: here\r\n"


@pytest.fixture
async def server(place):
    """A server and its port; what it read of bodies stays within the limit."""
    app = Sanic(f"bounded-{uuid.uuid4().hex}")
    read = app.ctx.read = []
    hardening.harden(app, place.settings)

    @app.post("/take")
    async def take(request):
        read.append(len(request.body))
        return response.json({"bytes": len(request.body)})

    @app.get("/look")
    async def look(request):
        return response.json({})

    @app.get("/break")
    async def fail(request):
        raise KeyError("jane@example.org")

    async with listening(app) as client:
        yield SimpleNamespace(app=app, port=client.base_url.port)
    assert not read or max(read) <= hardening.SMALLEST_LIMIT


@pytest.fixture
def port(server):
    return server.port


def reason(answer):
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"]


async def test_a_body_is_refused_by_its_length_before_any_of_it_is_sent(port):
    answer, _ = await talk(port, POST + b"Content-Length: 95000000\r\n\r\n")
    assert (status(answer), reason(answer)) == (413, "too_long")


@pytest.mark.parametrize("length", [b"Content-Length: 95000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_an_endless_body_is_refused_while_it_comes_and_the_client_reads_why(port, length):
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    answer, sent = await talk(port, POST + length, endless=chunk)
    assert (status(answer), reason(answer)) == (413, "too_long")
    assert sent < 8_000_000


async def test_an_address_that_is_not_there_reads_no_endless_body_either(port):
    answer, _ = await talk(port, b"POST /nothing HTTP/1.1\r\nHost: here\r\nContent-Length: 95000000\r\n\r\n")
    assert status(answer) in (404, 413)


async def test_an_endless_head_is_refused(port):
    answer, sent = await talk(port, b"GET /look HTTP/1.1\r\n", endless=b"X-Header: " + b"x" * 1000 + b"\r\n")
    assert status(answer) == 413
    assert sent < 4_000_000


@pytest.fixture
def quick(server, monkeypatch):
    """Limits of time for which a test can wait."""
    server.app.config.REQUEST_TIMEOUT = 0.6
    monkeypatch.setattr(bounded_http, "BODY_SECONDS", 0.6)
    server.app.config.KEEP_ALIVE_TIMEOUT = 1.0  # the server looks twice within the shortest of its times
    return server.port


@pytest.mark.parametrize(
    "begin",
    [
        b"GET /look HTTP/1.1\r\nX: ",
        POST + b"Content-Length: 60000\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n8000\r\n",
    ],
    ids=["head", "body", "chunk"],
)
async def test_a_byte_at_a_time_has_an_end(quick, begin):
    answer, _ = await talk(quick, begin, endless=b"x", every=0.05)
    assert (status(answer), reason(answer)) == (408, "too_slow")


async def test_the_rest_of_a_body_that_nobody_wants_has_an_end_too(quick):
    answer, _ = await talk(
        quick, b"GET /look HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n", endless=b"x", every=0.05
    )
    assert status(answer) in (200, 408)


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: many\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 1_0\r\n",
        b"Content-Length: \xd9\xa3\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked, chunked\r\n",
        b"no colon\r\n",
        b"Content-Length: " + b"9" * 5000 + b"\r\n",
    ],
)
async def test_a_head_that_contradicts_itself_is_a_bad_request(port, lines):
    answer, _ = await talk(port, POST + lines + b"\r\nabc")
    assert status(answer) in (400, 413) and b"Traceback" not in answer
    assert reason(answer)


@pytest.mark.parametrize(
    "line",
    [
        b"GET\r\n\r\n",
        b"\x00\xff\x16\x03\x01\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n",
        b"CONNECT 127.0.0.1:5055 HTTP/1.1\r\n\r\n",
        b"GET look HTTP/1.1\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_a_bad_request(port, line):
    answer, _ = await talk(port, line)
    assert status(answer) == 400


@pytest.mark.parametrize(
    "request_line",
    [b"GET /look", b"GET /nothing", b"PUT /look", b"GET /break", b"POST /take", b"GET /%00", b"GET /\xff", b"GET"],
)
async def test_every_answer_has_the_headers_and_no_error_is_a_page_or_a_trace(port, request_line):
    answer, _ = await talk(
        port, request_line + b" HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    )
    head, _, content = answer.partition(b"\r\n\r\n")
    for name in (
        b"content-security-policy: default-src 'none'",
        b"x-content-type-options: nosniff",
        b"x-frame-options: DENY",
    ):
        assert name.lower() in head.lower()
    assert status(answer) < 600 and isinstance(json.loads(content), dict)
    assert b"jane" not in content


async def test_requests_go_on_over_one_connection(port):
    one = POST + b"Content-Length: 3\r\n\r\nabc"
    answer, _ = await talk(port, one, one, POST + b"Connection: close\r\nContent-Length: 3\r\n\r\nabc")
    assert answer.count(b'{"bytes":3}') == 3


async def test_what_comes_before_the_connections_task_has_begun_is_kept(server):
    """A client that sends at once, such as a proxy: connected and data in one round of the event loop."""
    app = server.app
    connection = bounded_http.BoundedHttpProtocol(loop=asyncio.get_running_loop(), app=app, connections=set())
    connection.connection_made(MagicMock())
    connection.data_received(b"GET /look HTTP/1.1\r\n")
    assert bytes(connection.recv_buffer) == b"GET /look HTTP/1.1\r\n"
    connection._task.cancel()


@pytest.mark.parametrize(("env", "status"), [("production", 404), ("development", 200)])
async def test_production_does_not_tell_its_version(place, env, status):
    app = Sanic(f"version-{uuid.uuid4().hex}")
    hardening.harden(app, place.settings.copy(update={"env": env}))

    async def version(request):
        return response.json({"version": "3.6.21"})

    for path in ("/", "/version"):
        app.add_route(version, path, name=f"at{len(path)}")
    async with listening(app) as client:
        answers = [await client.get(path) for path in ("/", "/version")]
    assert [answer.status_code for answer in answers] == [status] * 2
    assert ("3.6.21" in answers[1].text) == (status == 200)
