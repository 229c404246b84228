"""What a waiting customer is sent, and when: the texts and times of `business/handoff_messages.yml`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, validator
from pydantic.fields import ModelField

from baton.base import markup
from baton.base.document import Document, DocumentPart, check_variables

_LONGEST = 1000  # characters of a text, as in data/faq
_IN_HOURS = 90  # minutes, from which a wait is given in hours


def _text(*variables: str) -> Any:
    """A required text, which may name these variables."""
    return Field(..., min_length=1, max_length=_LONGEST, variables=variables)


class Texts(DocumentPart):
    """Every text, with what it may name."""

    next_in_line: str = _text()
    in_line: str = _text("position")
    usual_wait: str = _text("wait")
    wait_unknown: str = _text()
    passed_on: str = _text("name")
    severe: str = _text()
    severe_longer: str = _text("emergency_contact")
    longer: str = _text("place")
    open_again: str = _text("place")
    joined: str = _text("name")
    transferred: str = _text("name")
    released: str = _text("name", "place")
    closed: str = _text("next_opening")
    nobody: str = _text()
    grave: str = _text("emergency_contact")
    offer: str = _text()
    no_times: str = _text()
    other_time: str = _text()
    wait_here: str = _text()
    still_offered: str = _text("state")
    agreed_stands: str = _text("when")
    ask_time: str = _text("opening_hours")
    bad_time: str = _text("opening_hours")
    confirm_time: str = _text("when")
    confirm: str = _text()
    booked: str = _text("when")
    booked_contact: str = _text("when", "contact")
    contact: str = _text("contact")
    late: str = _text("when")
    change_time: str = _text()
    meanwhile: str = _text()
    with_assistant: str = _text("when")
    with_assistant_waiting: str = _text()
    waiting: str = _text("place")
    callback_not_wanted: str = _text("place")
    offer_over: str = _text()
    danger: str = _text("emergency_contact")
    returned: str = _text()
    resolved: str = _text()
    abandoned: str = _text()
    unanswered: str = _text()
    chat_ended: str = _text()

    @validator("*")
    def _can_be_filled_in(cls, value: str, field: ModelField) -> str:
        if why := markup.fault(value):
            raise ValueError(why)
        return check_variables(value, field.field_info.extra["variables"])


class Times(DocumentPart):
    """When a waiting customer is sent a reminder, and when a conversation counts as abandoned."""

    remind_after_minutes: list[float] = Field(gt=0)
    silent_hours: float = Field(gt=0)
    gone_hours: float = Field(gt=0)


class Callbacks(DocumentPart):
    """Which times are offered for a callback, and from when on one is late."""

    choices: int = Field(ge=1, le=8)
    from_minutes: float = Field(ge=0)
    late_minutes: float = Field(default=15, gt=0)


class MessageTemplates(Document):
    """The texts, and when they are sent."""

    setting = "handoff_messages_file"

    somebody_is_there: Literal["hours_and_duty", "hours"]
    times: Times
    callback: Callbacks
    texts: Texts

    @property
    def remind_after(self) -> list[float]:
        """Seconds of waiting after each of which there is a reminder, ascending."""
        return [minutes * 60.0 for minutes in sorted(self.times.remind_after_minutes)]

    @property
    def silent_after(self) -> float:
        """Seconds without the customer, after an agent's answer."""
        return self.times.silent_hours * 3600.0

    @property
    def gone_after(self) -> float:
        """Seconds without the customer while nobody has answered."""
        return self.times.gone_hours * 3600.0

    @property
    def first_choice(self) -> float:
        """Seconds from now until the first time that is offered."""
        return self.callback.from_minutes * 60.0

    @property
    def late_after(self) -> float:
        """Seconds after which a callback is late."""
        return self.callback.late_minutes * 60.0

    @property
    def by_duty(self) -> bool:
        """Whether somebody must also be on duty, beside the opening hours."""
        return self.somebody_is_there == "hours_and_duty"

    def say(self, name: str, /, **variables: object) -> str:
        """A text, filled in."""
        text: str = getattr(self.texts, name)
        return text.format(**variables)

    def place(self, position: int, wait_minutes: int | None) -> str:
        """The place in the queue and how long it usually takes, honest about not knowing."""
        line = self.say("next_in_line") if position <= 1 else self.say("in_line", position=position)
        if wait_minutes is None:
            return f"{line} {self.say('wait_unknown')}"
        minutes = "a minute" if wait_minutes == 1 else f"{wait_minutes} minutes"
        if wait_minutes >= _IN_HOURS:
            minutes = f"{round(wait_minutes / 60)} hours"
        return f"{line} {self.say('usual_wait', wait=minutes)}"
