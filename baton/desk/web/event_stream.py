"""The stream to an agent's browser: it says what changed, and the page fetches it. Nothing said is in the stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from baton.desk.auth.roles import Agent
from baton.desk.notifier import SESSION, Change, Notifier
from baton.desk.web import guard

router = APIRouter(include_in_schema=False)

BEAT_SECONDS = 15.0  # a comment this often, so that neither side nor a proxy takes the silence for an end


@router.get("/stream")
async def stream(request: Request) -> StreamingResponse:
    """Changes of handoffs, as server-sent events. A page that reconnects fetches anew, so no event can be missed."""

    async def signed_in() -> Agent | None:
        return await run_in_threadpool(guard.still_signed_in, request)

    return StreamingResponse(
        events(guard.container(request).notifier, guard.current(request), signed_in),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.get("/session", status_code=204)
def session() -> None:
    """Whether somebody is still signed in: a stream that ends does not say why."""


async def events(
    notifier: Notifier, agent: Agent, signed_in: Callable[[], Awaitable[Agent | None]], beat: float = BEAT_SECONDS
) -> AsyncIterator[str]:
    """The text of the stream.

    Args:
        notifier: gives what changed.
        agent: who listens.
        signed_in: the agent as they are now, or None if they may not listen any more; asked at every beat, and when
            a session of theirs may have ended.
        beat: seconds between two beats, however much there is to tell.
    """
    clock = asyncio.get_running_loop().time
    with notifier.listen() as listener:
        yield "retry: 1000\n\nevent: open\ndata: {}\n\n"
        next_beat = clock() + beat
        while not notifier.closing:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(listener.woken.wait(), max(0.0, next_beat - clock()))
            changes = listener.take()
            ended = any(change.what == SESSION and change.concerns(agent) for change in changes)
            if clock() >= next_beat or ended:
                found = await signed_in()
                if found is None:
                    yield "event: signed-out\ndata: {}\n\n"
                    return
                agent, next_beat = found, clock() + beat
                yield ": still here\n\n"
            for change in changes:
                if change.what != SESSION and change.concerns(agent):
                    yield _text(change)


def _text(change: Change) -> str:
    data = {"handoff": change.handoff_id}
    if change.what == "alarm":
        data |= {"kind": change.kind, "text": change.text}
    return f"event: {change.what}\ndata: {json.dumps(data)}\n\n"
