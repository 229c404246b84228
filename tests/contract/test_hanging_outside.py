"""Another system that hangs: its name is not resolved, or its answer comes byte by byte and never ends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from baton.base.deadline import Deadline
from baton.connectors.http import Failed, Http

LIMIT = 0.3  # seconds
HEAD, BODY = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"


@pytest.fixture
def over():
    """Set when the test is over: then nothing hangs any more."""
    event = threading.Event()
    yield event
    event.set()


def dripping(at_once, over):
    """A server that sends something at once, and then a byte again and again; its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listener, contextlib.suppress(OSError):
            listener.settimeout(10)
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(at_once)
                while not over.wait(LIMIT / 10):
                    connection.sendall(b"x")

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("at_once", [HEAD, BODY], ids=["head", "body"])
def test_an_answer_that_drips_is_given_up_in_time_and_tried_again(at_once, over):
    begin = time.monotonic()
    with pytest.raises(Failed, match="no answer in time"):
        Http(dripping(at_once, over), timeout=LIMIT).send("POST", "/hook")
    assert time.monotonic() - begin < 20 * LIMIT  # and not for as long as it drips


def test_a_name_whose_resolution_hangs_is_given_up_in_time(monkeypatch, over):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60))
    with pytest.raises(Failed, match="no answer in time"):
        Http("http://hangs.invalid", timeout=LIMIT).send("POST", "/hook")


def test_what_hangs_is_bounded_and_over_once_it_ends(over):
    deadline = Deadline(LIMIT, most=1)
    with pytest.raises(TimeoutError):
        deadline.run(over.wait)
    begun = []
    with pytest.raises(TimeoutError):
        deadline.run(lambda: begun.append(True))
    assert begun == []
    over.set()
    while True:
        with contextlib.suppress(TimeoutError):
            assert deadline.run(lambda: "there") == "there"
            break


def test_an_error_of_the_work_is_raised():
    with pytest.raises(ZeroDivisionError):
        Deadline(LIMIT).run(lambda: 1 / 0)
