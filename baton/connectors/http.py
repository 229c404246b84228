"""A small HTTP client for connectors: every answer but success becomes the exception that the outbox understands."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import httpx

from baton.base.clock import Clock, now
from baton.base.deadline import Deadline
from baton.connectors.base import Later, Stopped, Undeliverable

TIMEOUT_SECONDS = 4.0  # a delivery may need five requests, and has outbox.LEASE_SECONDS in all
LONGEST_PAUSE = 24 * 3600.0  # seconds; a Retry-After beyond that is a mistake
LONGEST_QUOTE = 200  # characters of an answer that are kept with the error

#: The request itself is wrong: it would be refused the next time as well.
HOPELESS = frozenset({400, 404, 405, 410, 413, 414, 415, 422})


#: A JSON object of another system; whoever reads it checks what is in it.
JsonObject = Mapping[str, Any]


class Failed(Exception):
    """It did not work this time.

    Args:
        reason: for the operator.
        status: of the answer, if there was one.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class Refused(Undeliverable):
    """The request is refused as such: the same one would be refused again. Another one may be taken.

    Args:
        reason: for the operator.
        status: of the answer.
        answer: its JSON object; empty if it holds none.
    """

    def __init__(self, reason: str, status: int, answer: JsonObject) -> None:
        super().__init__(reason)
        self.status = status
        self.answer = answer


class Http:
    """Requests to one other system.

    Args:
        url: its address; paths are appended.
        headers: of every request.
        auth: name and password for Basic authentication.
        timeout: seconds for all of a request: the name of the other side, connecting, and the whole answer.
        hopeless: status codes after which trying again is useless.
        stops: status codes by which the other side says that it wants nothing any more.
        clock: tells the time for a Retry-After that is a date.
    """

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float = TIMEOUT_SECONDS,
        hopeless: frozenset[int] = HOPELESS,
        stops: frozenset[int] = frozenset(),
        clock: Clock = now,
    ) -> None:
        self.url = url
        self._headers = {"User-Agent": "Baton", **(headers or {})}
        self._auth = auth
        self._timeout = timeout
        self._deadline = Deadline(timeout)
        self._hopeless = hopeless
        self._stops = stops
        self._clock = clock

    @cached_property
    def _client(self) -> httpx.Client:
        """Made on first use: reading the certificates takes a moment, and some processes never need it."""
        # A redirect is a failure: it would take the package, and the keys, to where nobody decided they should go.
        return httpx.Client(
            headers=self._headers,
            auth=self._auth,
            timeout=self._timeout,
            follow_redirects=False,
            event_hooks={"response": [self._bound]},
        )

    def _bound(self, answer: httpx.Response) -> None:
        assert isinstance(answer.stream, httpx.SyncByteStream)
        answer.stream = _Bounded(answer.stream, time.monotonic() + self._timeout)

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request.

        Args:
            request: as `httpx.request` takes it.
        Returns:
            A successful answer.
        Raises:
            Refused: the request is refused as such.
            Stopped: it wants nothing any more.
            Later: it asks for a pause (Retry-After).
            Failed: no answer, or any other one; the text says what, and holds no secret.
        """
        try:
            answer = self._deadline.run(lambda: self._client.request(method, f"{self.url}{path}", **request))
        except (httpx.TimeoutException, TimeoutError) as error:
            raise Failed(f"no answer in time ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failed(f"cannot be reached ({type(error).__name__})") from error
        if answer.is_success:
            return answer
        reason = _reason(method, path, answer)
        if answer.status_code in self._stops:
            raise Stopped(reason)
        pause = self._pause(answer)
        if pause is not None:
            raise Later(reason, pause)
        if answer.status_code in self._hopeless:
            raise Refused(reason, answer.status_code, _object(answer))
        raise Failed(reason, answer.status_code)

    def json(self, method: str, path: str, **request: Any) -> Any:
        """The same, for an answer in JSON.

        Raises:
            Failed: it is none, too.
        """
        answer = self.send(method, path, **request)
        try:
            return answer.json()
        except ValueError as error:
            raise Failed(f"{method} {path}: the answer is no JSON") from error

    def _pause(self, answer: httpx.Response) -> float | None:
        """Seconds that the other side asks for: a number or a date; None if it does not ask."""
        asked = answer.headers.get("retry-after", "").strip()
        if answer.status_code not in (429, 503) or not asked:
            return None
        if asked.isdigit():
            return min(float(asked), LONGEST_PAUSE)
        try:
            until = email.utils.parsedate_to_datetime(asked)
        except ValueError:
            return None
        return min(max(0.0, (until - self._clock()).total_seconds()), LONGEST_PAUSE)


class _Bounded(httpx.SyncByteStream):
    """An answer that comes byte by byte is read until a moment only; nobody waits for it any more."""

    def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
        self._stream, self._until = stream, until

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._until:
                raise httpx.ReadTimeout("the answer does not end")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _object(answer: httpx.Response) -> JsonObject:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, Mapping) else {}


def _reason(method: str, path: str, answer: httpx.Response) -> str:
    quote = " ".join(answer.text.split())[:LONGEST_QUOTE]
    return f"{method} {path or '/'}: HTTP {answer.status_code}" + (f": {quote}" if quote else "")
