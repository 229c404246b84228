"""The stream to an agent's browser: it says what changed, and the page fetches it. Nothing said is in the stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from baton.desk import access
from baton.desk.hub import Hub

router = APIRouter(include_in_schema=False)

BEAT_SECONDS = 15.0  # a comment this often, so that neither side nor a proxy takes the silence for an end


@router.get("/stream")
async def stream(request: Request) -> StreamingResponse:
    """Changes of handoffs, as server-sent events. A page that reconnects fetches anew, so no event can be missed."""

    async def signed_in() -> bool:
        return await run_in_threadpool(access.still_signed_in, request)

    return StreamingResponse(
        events(access.parts(request).hub, signed_in),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.get("/session", status_code=204)
def session() -> None:
    """Whether somebody is still signed in: a stream that ends does not say why."""


async def events(hub: Hub, signed_in: Callable[[], Awaitable[bool]], beat: float = BEAT_SECONDS) -> AsyncIterator[str]:
    """The text of the stream.

    Args:
        hub: tells what changed.
        signed_in: whether the agent may still listen; asked at every beat.
        beat: seconds between two beats.
    """
    with hub.listen() as listener:
        yield "retry: 1000\n\nevent: open\ndata: {}\n\n"
        while not hub.closing:
            try:
                await asyncio.wait_for(listener.woken.wait(), beat)
            except asyncio.TimeoutError:
                if not await signed_in():
                    yield "event: signed-out\ndata: {}\n\n"
                    return
                yield ": still here\n\n"
            for change in listener.take():
                yield f"event: {change.what}\ndata: {json.dumps({'handoff': change.handoff_id})}\n\n"
