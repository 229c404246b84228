"""Reads a conversation from its end: what an action asks of it must not take longer the longer it is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baton.base.log_event import LogEvent


def place_of_last(events: Sequence[LogEvent], wanted: Callable[[LogEvent], bool]) -> int | None:
    """The place of the last of these events that is wanted; None if none is."""
    return next((place for place in range(len(events) - 1, -1, -1) if wanted(events[place])), None)


def since_last(events: Sequence[LogEvent], wanted: Callable[[LogEvent], bool]) -> Sequence[LogEvent]:
    """The events after the last one that is wanted; all of them if none is."""
    place = place_of_last(events, wanted)
    return events if place is None else events[place + 1 :]


def is_message(event: LogEvent) -> bool:
    """Whether it is something that the customer wrote."""
    return event.get("event") == "user"


def has_run(events: Sequence[LogEvent], action: str) -> bool:
    """Whether an action has run in answer to the latest message: two that hand a message to each other say nothing."""
    return any(
        event.get("event") == "action" and event.get("name") == action for event in since_last(events, is_message)
    )


def begins(form: str) -> Callable[[LogEvent], bool]:
    """Whether an event is the beginning of a form."""
    return lambda event: event.get("event") == "active_loop" and event.get("name") == form
