"""Requests as bytes on a socket: what no HTTP library would send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

PATIENCE = 20  # seconds that an answer may take on a loaded machine


async def talk(port: int, *parts: bytes, endless: bytes = b"", every: float = 0.0) -> tuple[bytes, int]:
    """Send the parts, then `endless` again and again until the server answers and ends the connection.

    Returns:
        Everything that came back, and how many bytes were sent.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0

    async def send() -> None:
        nonlocal sent
        async for part in _parts(parts, endless, every):
            try:
                writer.write(part)
                await writer.drain()
            except (ConnectionError, RuntimeError):
                return
            sent += len(part)

    sending = asyncio.create_task(send())
    try:
        answer = await asyncio.wait_for(_read(reader), PATIENCE)
    finally:
        sending.cancel()
        writer.close()
    return answer, sent


async def _parts(parts: tuple[bytes, ...], endless: bytes, every: float) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    while endless:
        await asyncio.sleep(every)
        yield endless


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Until the other side has ended its half, or reset the connection."""
    found = b""
    while True:
        try:
            part = await reader.read(65536)
        except ConnectionError:
            return found
        if not part:
            return found
        found += part


def status(answer: bytes) -> int:
    """The status of the first answer; 0 if there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
