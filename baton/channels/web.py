"""The widget's channel: signed sessions, messages in, an event stream out that follows the conversation log.

Everything under /webhooks/web; docs/widget-channel.md describes each address.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Dict, Optional, Set, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton import wiring
from baton.channels import action_results, graph_order, guard, limits, shown
from baton.channels.chats import Chats
from baton.channels.inbox import Inbox
from baton.channels.intake import Intake
from baton.channels.script import Script
from baton.channels.sessions import Sessions
from baton.channels.stream import StreamSource, cut_off, pump
from baton.channels.tokens import ChatSession
from baton.channels.wakeup import Wakeups
from baton.log import tracker_store
from baton.settings import ROOT

logger = logging.getLogger(__name__)

WIDGET = ROOT / "widget" / "dist" / "support-chat.js"
LONGEST_CLIENT_ID = 64
MOST_STREAMS = 10  # of one conversation in one worker: more windows than anybody looks at


class WebChannel(InputChannel):
    """`POST session|messages|typing|rating|end`, `GET stream`, and the widget's script."""

    @classmethod
    def name(cls) -> Text:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        return cls()

    def __init__(self) -> None:
        action_results.install()
        graph_order.install()
        self._settings = wiring.settings()
        engine, self._log, self._wishes = wiring.desk_engine(), wiring.log_reader(), wiring.wishes()
        self._inbox = Inbox(engine)
        self._chats = Chats(engine)
        self._presence = wiring.presence()
        self._sessions = Sessions(self._chats, self._settings)
        handoffs = wiring.handoffs()
        self._intake = Intake(self.name(), self._inbox, self._chats, self._wishes, self._log, handoffs.store.person_has)
        self._source = StreamSource(self._log, self._chats, self._presence, wiring.handoffs().state_for_customer)
        self._wakeups = Wakeups(self._log, self._presence)
        self._limits = limits.Limits(self._settings)
        self._script = Script(WIDGET)
        self._tasks: Set[asyncio.Task[None]] = set()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        web = Blueprint("baton_web")
        self._life(web)
        self._edge(web)

        @web.get("/support-chat.js")
        async def widget(request: Request) -> HTTPResponse:
            return self._script.answer(request)

        @web.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            loaded = getattr(request.app.ctx.agent, "processor", None) is not None
            return response.json({"ready": loaded}, status=200 if loaded else 503)

        @web.post("/session")
        async def session(request: Request) -> HTTPResponse:
            self._limits.session(self._address(request))
            return response.json(self._sessions.open(guard.body(request)))

        @web.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            self._limits.message(chat.conversation_id, self._address(request))
            fresh = self._accept(chat.conversation_id, guard.body(request))
            if fresh:
                self._keep(self._intake.take(request.app, chat.conversation_id))
            return response.json({"accepted": True, "duplicate": not fresh}, status=202)

        @web.post("/typing")
        async def typing(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            if self._limits.typing(chat.conversation_id):
                self._presence.customer_types(chat.conversation_id, guard.body(request).get("typing") is not False)
            return response.empty()

        @web.get("/stream")
        async def stream(request: Request) -> None:
            await self._stream(request, self._authorised(request), guard.last_event_id(request))

        @web.post("/rating")
        async def rating(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            self._limits.message(chat.conversation_id, self._address(request))
            self._chats.rate(chat.conversation_id, *guard.rating(guard.body(request)))
            return response.empty()

        @web.post("/end")
        async def end(request: Request) -> HTTPResponse:
            chat = self._authorised(request)
            self._chats.end(chat.conversation_id, spoken=bool(self._log.conversation(chat.conversation_id, most=1)))
            self._wakeups.wake(chat.conversation_id)
            return response.empty()

        return web

    def _life(self, web: Blueprint) -> None:
        """What runs as long as the worker."""

        @web.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            tracker_store.listeners.append(self._wakeups.wake)
            self._keep(self._wakeups.follow())
            self._keep(self._intake.sweep(app))

        @web.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: Any) -> None:
            for task in list(self._tasks):
                task.cancel()

    def _edge(self, web: Blueprint) -> None:
        """Who is let in, and how a refusal is told."""

        @web.on_request
        async def origin(request: Request) -> None:
            if request.method != "OPTIONS":
                guard.check_origin(request, self._settings)

        @web.on_response
        async def cors(request: Request, answer: HTTPResponse) -> None:
            vary = answer.headers.get("Vary")
            answer.headers.update(guard.cors_headers(request, self._settings))
            if vary and vary != "Origin":
                answer.headers["Vary"] = f"{vary}, Origin"

        @web.exception(guard.Refusal)
        async def refused(request: Request, error: guard.Refusal) -> HTTPResponse:
            return error.answer()

        @web.options("/<path:path>")
        async def preflight(request: Request, path: str) -> HTTPResponse:
            return response.empty(headers=guard.cors_headers(request, self._settings))

    def _authorised(self, request: Request) -> ChatSession:
        return self._sessions.authorised(guard.bearer(request))

    def _address(self, request: Request) -> str:
        return limits.address(request, self._settings.trust_proxy)

    def _accept(self, conversation_id: str, body: Dict[str, Any]) -> bool:
        """Put a message into the inbox. Returns whether it was not there yet."""
        message = guard.message(body, self._settings.message_limit, LONGEST_CLIENT_ID)
        payload = message.get("payload")
        if payload is not None:
            title = shown.offered(self._log.naming(conversation_id, "bot", payload), payload)
            if title is None:
                raise guard.Refusal(400, "unknown_button", "This button is no longer there.")
            message["text"] = title
        if message.get("no_ai"):
            # At once and by itself: the wish counts whoever has the conversation and whatever the words are.
            self._wishes.remember(conversation_id)
        return self._inbox.accept(conversation_id, message.pop("client_id"), message) is not None

    async def _stream(self, request: Request, chat: ChatSession, after: int) -> None:
        conversation_id = chat.conversation_id
        if self._wakeups.count(conversation_id) >= MOST_STREAMS:
            raise guard.Refusal(429, "too_many", "This chat is open in too many windows.", 30)
        out = await request.respond(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            | guard.cors_headers(request, self._settings),
        )
        try:
            with self._wakeups.subscribe(conversation_id) as bell:
                if not await pump(self._source.events(chat, bell, after), out.send):
                    logger.info("A stream of %s takes nothing; it is cut off.", conversation_id)
                    cut_off(request.transport)
        finally:
            if not self._wakeups.count(conversation_id) and self._presence.read(conversation_id).customer != "unknown":
                self._presence.customer_left(conversation_id)

    def _keep(self, work: Any) -> None:
        """Run a task and keep hold of it: the event loop itself does not."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
