"""Requests to the desk as bytes on a socket: each ends in size and in time, and the client reads why."""

from __future__ import annotations

import asyncio
import json

import pytest
import uvicorn

from baton.desk.web import bounded_http, middleware
from tests.support.raw_http import status, talk
from tests.support.stack import free_port

SIGN_IN = b"POST /login HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\n"
EVENT = b"POST /connectors/webhook/events HTTP/1.1\r\nHost: here\r\n"
API = b"POST /api/v1/handoffs/h1/reply HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"


@pytest.fixture
async def port(bench):
    """The desk's application behind its real server."""
    port = free_port()
    config = uvicorn.Config(bench.app, port=port, http=bounded_http.BoundedProtocol, log_config=None, ws="none")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    running = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield port
    server.should_exit = True
    await running


@pytest.mark.parametrize("request_line", [SIGN_IN, API])
async def test_a_body_is_refused_by_its_length_before_any_of_it_is_sent(port, request_line, bench):
    token = f"Authorization: {bench.token('maria')['Authorization']}\r\n".encode()
    answer, _ = await talk(port, request_line + token + b"Content-Length: 95000000\r\n\r\n")
    assert status(answer) == 413


@pytest.mark.parametrize("request_line", [SIGN_IN, EVENT, API, b"POST /nothing HTTP/1.1\r\nHost: here\r\n"])
@pytest.mark.parametrize("length", [b"Content-Length: 95000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_an_endless_body_is_refused_while_it_comes(port, request_line, length):
    answer, sent = await talk(port, request_line + length, endless=b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
    assert status(answer) in (401, 403, 404, 413)
    assert sent < 10_000_000


async def test_an_endless_head_is_refused(port):
    answer, sent = await talk(port, b"GET /login HTTP/1.1\r\n", endless=b"X-Header: " + b"x" * 1000 + b"\r\n")
    assert status(answer) == 431 and sent < 10_000_000
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"] == "too_long"


@pytest.mark.parametrize("begin", [b"GET /login HTTP/1.1\r\nX: ", b""], ids=["head", "nothing"])
async def test_a_head_has_a_time(port, begin, monkeypatch):
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.4)
    answer, _ = await talk(port, begin, endless=b"x" if begin else b"", every=0.05)
    assert status(answer) == (408 if begin else 0)


@pytest.mark.parametrize("length", [b"Content-Length: 60000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n8000\r\n"])
async def test_a_body_a_byte_at_a_time_has_an_end(port, length, monkeypatch):
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.4)
    monkeypatch.setattr(bounded_http, "LINGER_SECONDS", 0.2)
    answer, _ = await talk(port, SIGN_IN + length, endless=b"x", every=0.05)
    assert status(answer) == 408


@pytest.mark.parametrize("content", [b"\x16\x03\x01\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
async def test_what_is_no_http_is_a_bad_request_with_the_headers(port, content):
    answer, _ = await talk(port, content)
    assert status(answer) == 400 and b"Content-Security-Policy" in answer
