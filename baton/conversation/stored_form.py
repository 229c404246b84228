"""The form in which an event is stored: without what reading it puts back. Pure.

Rasa names the model and the assistant in every event and writes out what is empty, which was a quarter of the log. A
customer's message keeps its model: a replay says from it which one has read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Of an action: what Rasa's `ActionExecuted` takes where nothing is said.
_USUAL = {"policy": None, "confidence": None, "action_text": None, "hide_rule_turn": False}
_OF_EVERY_EVENT = frozenset({"model_id", "assistant_id"})
_MESSAGE = "user"


def stored_form(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as it is stored; `Event.from_parameters` makes the same event of it, but for the names above.

    Args:
        event: as its `as_dict` gives it.
    """
    kind, kept = event.get("event"), dict(event)
    if kind == _MESSAGE:
        return kept
    if kind == "action":
        kept = {name: value for name, value in kept.items() if name not in _USUAL or value != _USUAL[name]}
    elif kind == "bot" and isinstance(kept.get("data"), Mapping):
        kept["data"] = {name: value for name, value in kept["data"].items() if value is not None}
    if isinstance(kept.get("metadata"), Mapping):
        kept["metadata"] = {name: value for name, value in kept["metadata"].items() if name not in _OF_EVERY_EVENT}
    return {name: value for name, value in kept.items() if name not in ("data", "metadata") or value != {}}
