"""The action server's process: Rasa's own server, with counts, and with what it needs told at `/ready`."""

from __future__ import annotations

import asyncio
import contextvars
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import ModuleType
from typing import Any, Dict, Optional, Text, Union
from urllib.parse import urlsplit

import rasa_sdk.endpoint
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection
from rasa_sdk.types import DomainDict
from rasa_sdk.utils import call_potential_coroutine
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from actions.logged_conversations import LoggedConversations, NotInLog
from baton.base import database, event_loop_lag, metrics, process_log
from baton.base.log_position import LogPosition
from baton.base.readiness import database_answers, reasons
from baton.base.settings import LOOPBACK, Settings
from baton.bootstrap import process_container

#: Tell nothing of anybody, or ask for a token of their own.
_OPEN = frozenset({"/health", "/ready", "/metrics"})
_RASAS_CREATE_APP = rasa_sdk.endpoint.create_app

#: So many actions may wait for the order store at once in one worker before further ones wait for them.
AT_ONCE = 32


class CountingExecutor(ActionExecutor):
    """Runs each action in a thread, and counts how long they took and which failed.

    Rasa's own runs them in the event loop: while one customer waits for a slow order store, nobody else would get an
    answer or a person.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="action")
        self._conversations: Optional[LoggedConversations] = None  # made when it is needed: workers are forked

    def register_function(self, name: Text, f: Callable[..., Any]) -> None:
        super().register_function(name, f)

        async def in_a_thread(dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Any:
            context = contextvars.copy_context()  # log lines name the conversation
            run = partial(context.run, f, dispatcher, tracker, domain)
            made = await asyncio.get_running_loop().run_in_executor(self._threads, run)
            return await call_potential_coroutine(made)  # an action of one's own may be `async`; it runs in the loop

        self.actions[name] = in_a_thread

    async def run(self, action_call: Dict[Text, Any]) -> Optional[Dict[Text, Any]]:
        with process_log.about(action_call.get("sender_id")):
            if "from_log" not in action_call:
                return await self._counted(action_call)
            try:
                known = await asyncio.get_running_loop().run_in_executor(self._threads, self._read, action_call)
            except (NotInLog, SQLAlchemyError):
                return None  # Rasa sends the whole conversation
            return await self._counted(known)

    def _read(self, action_call: Dict[Text, Any]) -> Dict[Text, Any]:
        """A call with all events of its conversation in place of the last ones.

        Raises:
            NotInLog: the log does not hold the others.
            SQLAlchemyError: the log cannot be read.
        """
        place, tracker = action_call["from_log"], action_call["tracker"]
        position = LogPosition(place["count"], place["last"])
        if self._conversations is None:
            self._conversations = LoggedConversations(process_container().log)
        events = self._conversations.events(action_call["sender_id"], position, tracker["events"])
        return {**action_call, "next_action": place["next_action"], "tracker": {**tracker, "events": events}}

    async def _counted(self, action_call: Dict[Text, Any]) -> Optional[Dict[Text, Any]]:
        name = str(action_call.get("next_action"))
        if name not in self.actions:  # a name that anybody may make up is no label
            return await super().run(action_call)
        with metrics.ACTION_SECONDS.labels(name).time():
            try:
                return await super().run(action_call)
            except ActionExecutionRejection:
                raise  # a form that asks for nothing more: no failure
            except Exception:
                metrics.ACTION_FAILURES.labels(name).inc()
                raise


def needs(settings: Settings) -> dict[str, Callable[[], object]]:
    """What actions cannot do without, by its name: each raises if it does not answer."""
    urls = {
        "order store": settings.orders_db,
        "desk database": settings.desk_db,
        "conversation log": settings.tracker_db,
    }
    return {name: partial(database_answers, database.engine(url)) for name, url in urls.items()}


def create_app(action_package_name: Union[Text, ModuleType], *arguments: Any, **options: Any) -> Sanic:
    """Rasa's application with `/ready` and `/metrics`."""
    app = _RASAS_CREATE_APP(action_package_name, *arguments, **options)
    settings = process_container().settings
    checks = needs(settings)
    token = settings.actions_token.encode()
    process_log.configure(settings, "actions")

    @app.on_request
    async def only_rasa(request: Request) -> Optional[HTTPResponse]:
        # What an action is told, it believes: who is logged in, which orders were proved.
        given = request.headers.get("authorization", "").encode(errors="replace")
        if request.path in _OPEN or hmac.compare_digest(given, b"Bearer " + token):
            return None
        if not given and not settings.production and _by_a_program_here(request):
            return None
        return response.json({"error": "unauthorized"}, status=401, headers={"WWW-Authenticate": "Bearer"})

    @app.on_request
    async def well_formed(request: Request) -> Optional[HTTPResponse]:
        if request.path.rstrip("/") != "/webhook" or _is_call(request):
            return None
        return response.json({"error": "this is no call of an action"}, status=400)

    @app.exception(SanicException)
    async def refused(_request: Request, error: SanicException) -> HTTPResponse:
        # The library's own handler answers 500 to whatever is not found or malformed, and repeats the body.
        return response.json({"error": str(error)}, status=error.status_code)

    @app.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        # In a thread: a database that hangs must not hold up the actions.
        found = await asyncio.to_thread(reasons, checks)
        return response.json({"ready": False, "reasons": found} if found else {"ready": True}, 503 if found else 200)

    @app.get("/metrics")
    async def read_metrics(request: Request) -> HTTPResponse:
        headers = request.headers
        if not metrics.allowed(
            settings, headers.get("authorization"), headers.get("host"), "x-forwarded-for" in headers
        ):
            return response.json({"error": "not_found"}, status=404)
        return response.raw(metrics.render(), content_type=metrics.CONTENT_TYPE)

    @app.listener("after_server_start")
    async def start(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loop.create_task(event_loop_lag.measure())

    return app


def _is_call(request: Request) -> bool:
    """Whether a request's body is what Rasa sends; its own server answers anything else with a trace and the body.

    A compressed one is Rasa's to read. Without a name no action is meant, and Rasa need not send the domain.
    """
    if request.headers.get("content-encoding"):
        return True
    try:
        call = request.json  # kept by Sanic: nothing is read twice
    except SanicException:
        return False
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        return False
    named = isinstance(call.get("next_action"), str | None) and isinstance(call.get("domain"), dict | None)
    return named and ("from_log" not in call or _is_place(call["from_log"]))


def _is_place(place: object) -> bool:
    """Whether this says what `rasa_overrides/action_request.py` says of a conversation in the log."""
    if not isinstance(place, dict) or not isinstance(place.get("next_action"), str):
        return False
    return all(isinstance(place.get(key), int) for key in ("count", "last"))


def _by_a_program_here(request: Request) -> bool:
    """Whether a program on this machine asks, and no web page: `rasa shell` and its like, which know no token.

    A page of another site is told by its `Origin`, and one that gave its name this machine's address by its `Host`.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    of_a_page = {"origin", "sec-fetch-site", "x-forwarded-for"} & set(request.headers)
    return request.ip in LOOPBACK and host in LOOPBACK and not of_a_page


def install() -> None:
    """Have Rasa's action server start with these."""
    rasa_sdk.endpoint.ActionExecutor = CountingExecutor
    rasa_sdk.endpoint.create_app = create_app
