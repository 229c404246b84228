"""The widget's channel: signed sessions, messages in, an event stream out that follows the conversation log.

Everything under /webhooks/web; docs/widget-channel.md describes each address.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Awaitable, Callable, Dict, Optional, Set, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.base import event_loop_lag
from baton.base.model_file import MODEL
from baton.base.model_in_use import ModelInUse
from baton.base.outage import Outage, is_away
from baton.base.readiness import database_answers, reasons, redis_answers
from baton.base.settings import ROOT
from baton.bootstrap import Container, process_container
from baton.channels import hardening
from baton.channels.model_watch import ModelWatch
from baton.channels.web import message_view, rate_limits, request_checks
from baton.channels.web.chat_store import Chats
from baton.channels.web.event_stream import StreamReader
from baton.channels.web.fair_share import FairShare
from baton.channels.web.handlers import as_handler
from baton.channels.web.inbox_worker import InboxWorker
from baton.channels.web.message_sealing import MessageSealing
from baton.channels.web.open_stream import cut_off, pump
from baton.channels.web.session_tokens import ChatSession
from baton.channels.web.sessions import Sessions
from baton.channels.web.streams import Streams
from baton.channels.web.widget_script import Script
from baton.conversation.inbox import MessageBody

logger = logging.getLogger(__name__)

WIDGET = ROOT / "widget" / "dist" / "support-chat.js"
MAX_CLIENT_ID_LENGTH = 64
STOP_SECONDS = 3.0  # for what is under way when the worker is asked to end
STREAMS_END_SECONDS = 1.0
MAX_STREAMS = 10  # of one conversation in one worker: more windows than anybody looks at


class WebChannel(InputChannel):
    """`POST session|messages|typing|rating|end`, `GET stream`, and the widget's script."""

    @classmethod
    def name(cls) -> Text:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, object]]) -> InputChannel:
        return cls()

    def __init__(self, container: Optional[Container] = None) -> None:
        """Args: container: the parts of the product; those of this process when left out, as Rasa does."""
        container = container or process_container()
        self._settings = container.settings
        self._log, self._inbox, self._presence = container.log, container.inbox, container.presence
        self._handoffs = container.handoffs
        self._sealing = MessageSealing(self._log, self._inbox, container.email_codes)
        self._ai_opt_out, self._log_saved = container.ai_opt_out, container.log_saved
        self._chats = Chats(container.engine, container.clock)
        self._sessions = Sessions(self._chats, self._settings, container.clock)
        self._inbox_worker = InboxWorker(
            self.name(),
            self._inbox,
            self._chats,
            self._ai_opt_out,
            self._log,
            container.store.has_agent,
            lambda conversation_id: self._streams.wake(conversation_id),
        )
        states, waiting_since = container.handoffs.states_for_customers, self._inbox.waiting_since
        reader = StreamReader(self._log, self._chats, self._presence, states, waiting_since)
        self._streams = Streams(self._log, self._presence, reader)
        self._outage = Outage(logger, "Customers' requests are refused.", "Customers' requests are served again.")
        self._limits = rate_limits.Limits(self._settings)
        self._fair_share = FairShare(self._settings.address_share, self._settings.address_rate)
        self._script = Script(WIDGET, self._settings.consent_text, self._settings.consent_link)
        self._needs: Dict[Text, Callable[[], object]] = {
            "desk database": partial(database_answers, container.engine),
            "conversation log": partial(database_answers, container.log.engine),
        }
        if self._settings.redis_url:
            self._needs["redis"] = partial(redis_answers, self._settings.redis_url)
        self._tasks: Set[asyncio.Task[None]] = set()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """The routes. Rasa's `on_new_message` is not used: a message goes through the inbox."""
        web = Blueprint("baton_web")
        self._life(web)
        self._edge(web)
        for method, path, handler in (
            ("GET", "/support-chat.js", self._widget),
            ("GET", "/live", self._live),
            ("GET", "/ready", self._ready),
            ("POST", "/session", self._session),
            ("POST", "/messages", self._message),
            ("POST", "/typing", self._typing),
            ("GET", "/stream", self._stream),
            ("POST", "/rating", self._rating),
            ("POST", "/end", self._end),
        ):
            web.add_route(as_handler(handler), path, methods=[method], name=path.strip("/").replace(".", "_"))
        return web

    # -- routes --------------------------------------------------------------------------------------------

    async def _widget(self, request: Request) -> HTTPResponse:
        return self._script.answer(request)

    async def _live(self, request: Request) -> HTTPResponse:
        return response.json({"live": True})

    async def _ready(self, request: Request) -> HTTPResponse:
        loaded = getattr(request.app.ctx.agent, "processor", None) is not None
        # In a thread: a database that hangs must not hold up the streams.
        found = [*([] if loaded else ["model: not loaded"]), *await asyncio.to_thread(reasons, self._needs)]
        return response.json({"ready": False, "reasons": found} if found else {"ready": True}, 503 if found else 200)

    async def _session(self, request: Request) -> HTTPResponse:
        network = self._address(request)
        self._limits.session(network)
        return response.json(self._sessions.open(request_checks.body(request), network))

    async def _message(self, request: Request) -> HTTPResponse:
        chat = self._authorised(request)
        network = self._address(request)
        self._limits.message(chat.conversation_id, network)
        body = request_checks.body(request)
        checked = request_checks.message(body, self._settings.message_limit, MAX_CLIENT_ID_LENGTH)
        self._fair_share.message(network, len(checked["text"]))
        new = self._accept(chat.conversation_id, checked)
        if new:
            self._start(self._take(request.app, chat.conversation_id, network))
        return response.json({"accepted": True, "duplicate": not new}, status=202)

    async def _typing(self, request: Request) -> HTTPResponse:
        chat = self._authorised(request)
        if self._limits.typing(chat.conversation_id):
            typing = request_checks.body(request).get("typing") is not False
            self._presence.customer_types(chat.conversation_id, typing)
        return response.empty()

    async def _rating(self, request: Request) -> HTTPResponse:
        chat = self._authorised(request)
        self._limits.message(chat.conversation_id, self._address(request))
        self._chats.rate(chat.conversation_id, *request_checks.rating(request_checks.body(request)))
        return response.empty()

    async def _end(self, request: Request) -> HTTPResponse:
        chat = self._authorised(request)
        self._limits.message(chat.conversation_id, self._address(request))
        contact = request_checks.contact(request_checks.body(request))
        self._chats.end(chat.conversation_id, spoken=bool(self._log.conversation(chat.conversation_id, most=1)))
        reached_at = self._handoffs.chat_ended(chat.conversation_id, contact)
        self._streams.wake(chat.conversation_id)
        return response.json({"reached_at": reached_at}) if reached_at else response.empty()

    async def _stream(self, request: Request) -> None:
        chat, after = self._authorised(request), request_checks.last_event_id(request)
        with self._limits.stream(chat.conversation_id, self._address(request)):
            await self._follow(request, chat, after)

    async def _follow(self, request: Request, chat: ChatSession, after: int) -> None:
        conversation_id = chat.conversation_id
        if self._streams.closed:
            raise request_checks.unavailable()
        if self._streams.count(conversation_id) >= MAX_STREAMS:
            raise request_checks.Refusal(429, "too_many", "This chat is open in too many windows.", 30)
        out = await request.respond(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            | request_checks.cors_headers(request, self._settings),
        )
        try:
            with self._streams.open(chat, after) as stream:
                if not await pump(stream.texts(), out.send):
                    logger.info("A stream of %s takes nothing; it is cut off.", conversation_id)
                    cut_off(request.transport)
        finally:
            self._left(conversation_id)

    def _left(self, conversation_id: str) -> None:
        """A stream has ended: if it was the last one, the customer is not there any more."""
        try:
            if not self._streams.count(conversation_id) and self._presence.read(conversation_id).customer != "unknown":
                self._presence.customer_left(conversation_id)
        except Exception as error:
            if not is_away(error):
                raise
            self._outage.met(error)  # a sign of life that ends by itself

    # -- around the routes ---------------------------------------------------------------------------------

    def _life(self, web: Blueprint) -> None:
        """What runs as long as the worker."""

        @web.listener("before_server_start")
        async def bound(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            hardening.harden(app, self._settings)
            self._model_watch = ModelWatch(MODEL, ModelInUse(self._settings.var_dir))  # before Rasa loads the model

        @web.listener("after_server_start")
        async def start(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            app.config.GRACEFUL_SHUTDOWN_TIMEOUT = STOP_SECONDS
            self._log_saved.subscribe(self._streams.wake)
            self._start(self._streams.serve())
            self._start(self._streams.follow())
            self._start(self._inbox_worker.sweep(app))
            self._start(event_loop_lag.measure())
            self._start(self._model_watch.follow(lambda: app.ctx.agent))

        @web.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            await self._streams.close(STREAMS_END_SECONDS)  # or the server waits for each of them
            for task in list(self._tasks):
                task.cancel()

    def _edge(self, web: Blueprint) -> None:
        """Who is let in, and how a refusal is told."""

        @web.on_request
        async def origin(request: Request) -> None:
            if request.method != "OPTIONS":
                request_checks.check_origin(request, self._settings)

        @web.on_request
        async def pace(request: Request) -> None:
            await self._fair_share.hold(self._address(request))

        @web.on_response
        async def cors(request: Request, answer: HTTPResponse) -> None:
            vary = answer.headers.get("Vary")
            if answer.status < 500:
                self._outage.over()
            answer.headers.update(request_checks.cors_headers(request, self._settings))
            if vary and vary != "Origin":
                answer.headers["Vary"] = f"{vary}, Origin"

        @web.exception(request_checks.Refusal)
        async def refused(request: Request, error: request_checks.Refusal) -> HTTPResponse:
            return error.answer()

        @web.exception(Exception)
        async def failed(request: Request, error: Exception) -> HTTPResponse:
            if isinstance(error, SanicException):
                return hardening.refused(request, error)
            if is_away(error):
                self._outage.met(error)
                return request_checks.unavailable().answer()
            return hardening.failed(request, error)

        @web.options("/<path:path>")
        async def preflight(request: Request, path: str) -> HTTPResponse:
            return response.empty(headers=request_checks.cors_headers(request, self._settings))

    def _authorised(self, request: Request) -> ChatSession:
        return self._sessions.authorised(request_checks.bearer(request))

    def _address(self, request: Request) -> str:
        return rate_limits.address(request, self._settings.trust_proxy)

    async def _take(self, app: Sanic, conversation_id: str, network: str) -> None:
        async with self._fair_share.turn(network):
            await self._inbox_worker.take(app, conversation_id)

    def _accept(self, conversation_id: str, checked: request_checks.CheckedMessage) -> bool:
        """Put a message into the inbox. Returns whether it was not there yet."""
        message: MessageBody = {"text": checked["text"]}
        payload = checked.get("payload")
        if payload is not None:
            title = message_view.button_title(self._log.naming(conversation_id, "bot", payload), payload)
            if title is None:
                raise request_checks.Refusal(400, "unknown_button", "This button is no longer there.")
            message = {"text": title, "payload": payload}
        else:
            message = self._sealing.seal(conversation_id, message["text"])
        if checked.get("no_ai"):
            # At once and by itself: the opt-out counts whoever has the conversation and whatever the text is.
            self._ai_opt_out.set(conversation_id)
            message["no_ai"] = True
        return self._inbox.accept(conversation_id, checked["client_id"], message) is not None

    def _start(self, work: Coroutine[object, None, None]) -> None:
        """Run a task and keep hold of it: the event loop itself does not."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
