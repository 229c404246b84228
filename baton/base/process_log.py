"""How a process logs: as text, or a JSON object a line with the conversation that it is about.

No line has a customer's words at level INFO and above: of an error its kind and place are written, not its text.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

from baton.base import metrics
from baton.base.outage import where
from baton.base.settings import Settings

_CONVERSATION: ContextVar[str | None] = ContextVar("conversation", default=None)


@contextmanager
def about(conversation_id: str | None) -> Iterator[None]:
    """Whatever is logged in this block, and in what it waits for, is about a conversation."""
    token = _CONVERSATION.set(conversation_id)
    try:
        yield
    finally:
        _CONVERSATION.reset(token)


class JsonFormatter(logging.Formatter):
    """A line of JSON for each record.

    Args:
        process: which of Baton's processes logs.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": self._process,
            "pid": record.process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        conversation_id = _CONVERSATION.get()
        if conversation_id is not None:
            line["conversation_id"] = conversation_id
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings, process: str) -> None:
    """Count errors and, if it is set so, write JSON: on the handlers that this process has by now."""
    metrics.count_errors()
    if settings.log_format != "json":
        return
    for handler in logging.getLogger().handlers:
        if not isinstance(handler, metrics.ErrorCounter):
            handler.setFormatter(JsonFormatter(process))
