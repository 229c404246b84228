"""The widget's channel: signed sessions, messages in, an event stream out that follows the conversation log."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any, Awaitable, Callable, Dict, Optional, Set, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton import wiring
from baton.channels import guard, shown
from baton.channels.inbox import Chats, Inbox, Waiting
from baton.channels.tokens import RENEWABLE, BadToken, ChatSession, sign, verify
from baton.channels.wakeup import Wakeups
from baton.log import tracker_store
from baton.settings import ROOT

logger = logging.getLogger(__name__)

WIDGET = ROOT / "widget" / "dist" / "support-chat.js"
KEEP_ALIVE_SECONDS = 15
LONGEST_CLIENT_ID = 64
#: A message that was accepted this long ago and is not in the log was left behind by a crash.
LEFT_BEHIND_SECONDS = 5
SWEEP_SECONDS = 5


class WebChannel(InputChannel):
    """`POST session`, `POST messages`, `GET stream`, `POST end`, `POST rating` under /webhooks/web."""

    @classmethod
    def name(cls) -> Text:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        return cls()

    def __init__(self) -> None:
        self._settings = wiring.settings()
        self._inbox = Inbox(wiring.desk_engine())
        self._chats = Chats(wiring.desk_engine())
        self._log = wiring.log_reader()
        self._wakeups = Wakeups(self._log)
        self._limits = guard.Limits(self._settings)
        self._tasks: Set[asyncio.Task[None]] = set()
        self._busy: Set[int] = set()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        web = Blueprint("baton_web")

        @web.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            tracker_store.listeners.append(self._wakeups.wake)
            self._keep(self._wakeups.follow())
            self._keep(self._sweep(app))

        @web.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: Any) -> None:
            for task in list(self._tasks):
                task.cancel()

        @web.on_response
        async def cors(request: Request, answer: HTTPResponse) -> None:
            answer.headers.update(guard.cors_headers(request, self._settings))

        @web.exception(guard.Refusal)
        async def refused(request: Request, error: guard.Refusal) -> HTTPResponse:
            return error.answer()

        @web.options("/<path:path>")
        async def preflight(request: Request, path: str) -> HTTPResponse:
            return response.empty(headers=guard.cors_headers(request, self._settings))

        @web.get("/support-chat.js")
        async def widget(request: Request) -> HTTPResponse:
            return await response.file(WIDGET, mime_type="text/javascript", headers={"Cache-Control": "no-cache"})

        @web.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            loaded = getattr(request.app.ctx.agent, "processor", None) is not None
            return response.json({"ready": loaded}, status=200 if loaded else 503)

        @web.post("/session")
        async def session(request: Request) -> HTTPResponse:
            self._limits.session(request)
            return response.json(self._session(guard.body(request)))

        @web.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            self._limits.message(chat.conversation_id)
            body = self._message(guard.body(request), chat)
            waiting = self._inbox.accept(chat.conversation_id, body.pop("client_id"), body)
            if waiting is not None:
                self._keep(self._take(request.app, waiting))
            return response.json({"accepted": True, "duplicate": waiting is None}, status=202)

        @web.get("/stream")
        async def stream(request: Request) -> None:
            chat = self._authorised(request)
            await self._stream(request, chat, guard.last_event_id(request))

        @web.post("/end")
        async def end(request: Request) -> HTTPResponse:
            self._chats.end(self._authorised(request).conversation_id)
            return response.empty()

        @web.post("/rating")
        async def rating(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            stars, comment = guard.rating(guard.body(request))
            self._chats.rate(chat.conversation_id, stars, comment)
            return response.empty()

        return web

    # -- sessions ------------------------------------------------------------------------------------------

    def _session(self, body: Dict[str, Any]) -> Dict[str, Any]:
        """A new session; with an old token the same conversation, or at least the same visitor."""
        now, lifetime = wiring.now(), timedelta(hours=self._settings.session_hours)
        chat = ChatSession.fresh(now, lifetime)
        token = body.get("token")
        if isinstance(token, str) and token:
            try:
                old = verify(token, self._settings.session_secret, now, grace=RENEWABLE)
                ended = self._chats.ended(old.conversation_id)
                chat = ChatSession.fresh(now, lifetime, old.visitor) if ended else old.renewed(now, lifetime)
            except BadToken:
                pass  # a fresh conversation is all that a bad token is good for
        self._chats.begin(chat.conversation_id, chat.visitor)
        return {
            "token": sign(chat, self._settings.session_secret),
            "conversation_id": chat.conversation_id,
            "expires_at": chat.expires_at,
        }

    def _authorised(self, request: Request) -> ChatSession:
        try:
            chat = verify(guard.bearer(request), self._settings.session_secret, wiring.now())
        except BadToken as error:
            raise guard.Refusal(401, "session_over", "This chat session is over. Please start again.") from error
        if self._chats.ended(chat.conversation_id):
            raise guard.Refusal(401, "session_over", "This chat was ended. Please start again.")
        return chat

    # -- messages in ---------------------------------------------------------------------------------------

    def _message(self, body: Dict[str, Any], chat: ChatSession) -> Dict[str, Any]:
        """The checked message: what goes into the inbox."""
        checked = guard.message(body, self._settings.message_limit, LONGEST_CLIENT_ID)
        payload = checked.get("payload")
        if payload is not None and not shown.offered(self._log.conversation(chat.conversation_id), payload):
            raise guard.Refusal(400, "unknown_button", "This button is no longer there.")
        return checked

    async def _take(self, app: Sanic, waiting: Waiting) -> None:
        """Take an accepted message into the log, once; if that fails it stays in the inbox for the next sweep."""
        if waiting.id in self._busy:
            return
        self._busy.add(waiting.id)
        try:
            agent = app.ctx.agent
            # Rasa's own handle_message takes this lock too; it is taken here so that the look into the log and the
            # turn are one step, whichever worker is at it.
            async with agent.lock_store.lock(waiting.conversation_id):
                if not shown.taken(self._log.conversation(waiting.conversation_id), waiting.client_id):
                    await agent.processor.handle_message(self._user_message(waiting))
            self._inbox.done(waiting)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("Message %s stays in the inbox and is tried again.", waiting.id)
        finally:
            self._busy.discard(waiting.id)

    def _user_message(self, waiting: Waiting) -> UserMessage:
        body = waiting.body
        payload = body.get("payload")
        metadata: Dict[str, Any] = {"title": body["text"]} if payload is not None else {}
        if wiring.wishes().stands(waiting.conversation_id):
            metadata["no_ai"] = True
        return UserMessage(
            text=payload if payload is not None else shown.as_text(body["text"]),
            output_channel=CollectingOutputChannel(),
            sender_id=waiting.conversation_id,
            input_channel=self.name(),
            message_id=waiting.client_id,
            metadata=metadata,
        )

    async def _sweep(self, app: Sanic) -> None:
        """Take in what a crash left behind, in order; runs as long as the worker."""
        while True:
            try:
                if getattr(app.ctx.agent, "processor", None) is not None:
                    for waiting in self._inbox.left_over(LEFT_BEHIND_SECONDS):
                        await self._take(app, waiting)
            except Exception:
                logger.exception("The inbox could not be swept; next try in %s s.", SWEEP_SECONDS)
            await asyncio.sleep(SWEEP_SECONDS)

    # -- stream out ----------------------------------------------------------------------------------------

    async def _stream(self, request: Request, chat: ChatSession, after: int) -> None:
        out = await request.respond(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            | guard.cors_headers(request, self._settings),
        )
        told: Optional[Dict[str, Any]] = None
        with self._wakeups.subscribe(chat.conversation_id) as bell:
            while True:
                for entry in self._log.conversation(chat.conversation_id, after):
                    after = entry.id
                    item = shown.message(entry)
                    if item is not None:
                        await out.send(shown.sse(item, "message", entry.id))
                state = wiring.handoffs().state_for_customer(chat.conversation_id)
                if state != told:
                    told = state
                    await out.send(shown.sse(state, "state"))
                if not await bell.ring(KEEP_ALIVE_SECONDS):
                    await out.send(": still here\n\n")

    def _keep(self, work: Any) -> None:
        """Run a task and keep hold of it: the event loop itself does not."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
