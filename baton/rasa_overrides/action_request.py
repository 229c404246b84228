"""What Rasa sends to the action server: of a long conversation only what the log does not hold yet, and where that is.

Rasa 3.6 sends every event with each call of an action. Baton's action server reads them in the log
(`actions/logged_conversations.py`). Any other server, a plain rasa-sdk for one, sees a call without an action, does
nothing, and is sent the whole conversation; `events_from_log` at `action_endpoint` in the endpoints file, left out,
spares it the first call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, Dict, Optional, Text

import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from baton.base.log_position import positions

#: The key in the endpoints file.
FROM_LOG = "events_from_log"
#: A conversation with fewer events in the log is sent whole: to ask the log would cost more.
LONG = 100

_RASAS_FORMAT = RemoteAction._action_call_format
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def action_call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
    """The body of a request.

    Of a long conversation `tracker` has only the events that the log does not hold, and `from_log` says how many it
    holds, the number of the last one, and the action. `next_action` is None, so that a server that knows nothing of
    this does not take the end of a conversation for all of it.
    """
    position = positions.get(tracker)
    if position is None or position.count < LONG or _whole.get() or not _reads_log(self.action_endpoint):
        return _RASAS_FORMAT(self, tracker, domain)
    end = tracker.current_state(EventVerbosity.NONE)
    end["events"] = [event.as_dict() for event in islice(tracker.events, position.count, None)]
    request = {
        "next_action": None,
        "from_log": {"next_action": self.name(), "count": position.count, "last": position.last},
        "sender_id": tracker.sender_id,
        "tracker": end,
        "version": rasa.__version__,
    }
    if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
        request["domain"] = domain.as_dict()
    return request


@contextmanager
def whole() -> Iterator[None]:
    """Meanwhile every conversation is sent whole."""
    token = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(token)


def asks_for_whole(error: ValidationError) -> bool:
    """Whether a server ran no action because it does not read the log, or did not find the conversation there: it
    answers with nothing."""
    return error.instance is None and not _whole.get()


def _reads_log(endpoint: Optional[EndpointConfig]) -> bool:
    return endpoint is not None and bool(endpoint.kwargs.get(FROM_LOG))
