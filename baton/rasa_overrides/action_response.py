"""Checks what the action server answers, as Rasa does, with Rasa's own schema - but prepares the check once, and asks
of an event only what its own kind asks.

Rasa 3.6 checks the schema itself again before every answer it checks, and holds each event against all 23 kinds, which
costs more than the rest of a lean turn (`make bench`). What is accepted and what is refused stays the same; a refusal
is Rasa's own. Rasa also searches all classes for the kind of each event that it reads: it does so once for each kind.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Dict, Optional, Text, Tuple, Type

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

#: Rasa's own, as they were before anybody replaced them.
_RASAS_VALIDATION = RemoteAction._validate_action_result
_RASAS_RESOLUTION = Event.resolve_by_type

_event_classes: Dict[Text, Type[Event]] = {}


class UnknownSchema(Exception):
    """Rasa's schema of an answer has another shape than this module expects."""


@lru_cache(maxsize=1)
def validators() -> Tuple[Draft202012Validator, Dict[Text, Draft202012Validator]]:
    """The check of everything but the kinds of events, and that of each kind: a kind is named by a constant, so that an
    event can fit one of them only.

    Raises:
        UnknownSchema: the schema does not name each kind by a constant of its own.
    """
    schema = copy.deepcopy(RemoteAction.action_response_format_spec())
    try:
        kinds = schema["properties"]["events"]["items"].pop("oneOf")
        by_name = {kind["properties"]["event"]["const"]: Draft202012Validator(kind) for kind in kinds}
    except (KeyError, TypeError) as error:
        raise UnknownSchema("Rasa's schema of an action server's answer has no `oneOf` of named events.") from error
    if len(by_name) != len(kinds):
        raise UnknownSchema("Rasa's schema of an action server's answer names two kinds of events alike.")
    return Draft202012Validator(schema), by_name


def is_valid(result: object) -> bool:
    """Whether an answer has the form that Rasa asks for."""
    rest, kinds = validators()
    if not rest.is_valid(result):
        return False
    # The schema of the rest takes objects only, and of `events` only lists of objects with a text as `event`.
    events = result.get("events", [])  # type: ignore[attr-defined]
    return all(event["event"] in kinds and kinds[event["event"]].is_valid(event) for event in events)


def validate_action_result(action: RemoteAction, result: Dict[Text, object]) -> bool:
    """Whether an answer has the form that Rasa asks for.

    Raises:
        jsonschema.ValidationError: it has not; raised, and worded, by Rasa's own check.
    """
    return is_valid(result) or bool(_RASAS_VALIDATION(action, result))


def resolve_by_type(type_name: Text, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    """The class of an event by its name, remembered; what is not found is looked for anew the next time.

    Raises:
        ValueError: there is none, and no default.
    """
    if type_name not in _event_classes:
        event_class: Optional[Type[Event]] = _RASAS_RESOLUTION(type_name, default)
        if event_class is None or event_class is default:
            return event_class
        _event_classes[type_name] = event_class
    return _event_classes[type_name]
