"""Checks what the action server answers, as Rasa does, with Rasa's own schema - but prepares the check once, and asks
of an event only what its own kind asks.

Rasa 3.6 checks the schema itself again before every answer it checks, and holds each event against all 23 kinds, which
costs more than the rest of a lean turn (`make bench`). What is accepted and what is refused stays the same, and so is
what a refusal says. Rasa also looks through all classes for the kind of each event that it reads: it does so once now.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


@lru_cache(maxsize=1)
def _by_kind() -> tuple[Draft202012Validator, dict[str, Draft202012Validator]]:
    """The check of everything but the kinds of events, and that of each kind: a kind is named by a constant, so that an
    event can fit one of them only."""
    schema = copy.deepcopy(RemoteAction.action_response_format_spec())
    kinds = schema["properties"]["events"]["items"].pop("oneOf")
    by_name = {kind["properties"]["event"]["const"]: Draft202012Validator(kind) for kind in kinds}
    assert len(by_name) == len(kinds)
    return Draft202012Validator(schema), by_name


def _fine(result: dict[str, Any]) -> bool:
    rest, kinds = _by_kind()
    if not rest.is_valid(result):
        return False
    events = result.get("events", [])
    return all(event["event"] in kinds and kinds[event["event"]].is_valid(event) for event in events)


def _validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """Whether an answer has the form that Rasa asks for.

    Raises:
        jsonschema.ValidationError: it has not.
    """
    if not _fine(result):
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    return True


def install() -> None:
    """Use these in this process."""
    RemoteAction._validate_action_result = _validate
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
