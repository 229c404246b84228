"""The policy document: reads `escalation.yml`, checks it whole, and refuses what would weaken a locked category."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Optional

from pydantic import Field, validator

from baton.base.document import DocumentPart, Fault, check_one_of
from policies.taxonomy import EXPLICIT_HUMAN, TaxonomyDocument, taxonomy

#: A locked category may not be weakened by a threshold that is out of reach.
HIGHEST_LOCKED_THRESHOLD = 0.5


def _known_signal(value: str) -> str:
    return check_one_of(value, taxonomy().signals)


class PerPosture(DocumentPart):
    """A number for each posture; in the file also one number for both."""

    launch: float
    steady: float

    @classmethod
    def expand(cls, value: object) -> object:
        return value if isinstance(value, dict) else {"launch": value, "steady": value}


class Count(PerPosture):
    """A whole number, at least 1."""

    launch: int = Field(ge=1)
    steady: int = Field(ge=1)


class Threshold(PerPosture):
    """A calibrated confidence from which a signal counts."""

    launch: float = Field(ge=0.05, le=0.95)
    steady: float = Field(ge=0.05, le=0.95)


class Minutes(PerPosture):
    """A time, at least half a minute."""

    launch: float = Field(ge=0.5)
    steady: float = Field(ge=0.5)


class Capability(DocumentPart):
    """A task, and how far the bot goes with it."""

    handling: Literal["high", "moderate", "never"] = Field(alias="confidence")
    attempts: Optional[Count] = None
    category: str = Field(default="", regex="^[a-z][a-z0-9_]*$")
    signals: list[str] = Field(default=[], min_items=1, unique_items=True)

    _signals = validator("signals", each_item=True, allow_reuse=True)(_known_signal)


class SignalTrigger(DocumentPart):
    """A trigger that fires on some signals."""

    signals: list[str] = Field(min_items=1, unique_items=True)
    threshold: Threshold

    _signals = validator("signals", each_item=True, allow_reuse=True)(_known_signal)


class ThresholdTrigger(DocumentPart):
    """A trigger whose signals are listed elsewhere in the document."""

    threshold: Threshold


class RepeatedFailure(DocumentPart):
    """How many failures are too many."""

    same_task: Count
    not_understood: Count
    any_failure: Count


class ModerateLimit(DocumentPart):
    """A trigger without numbers of its own: the attempts are those of the capabilities."""


class Complexity(DocumentPart):
    """More than this many distinct problems are too many."""

    distinct_problems: Count


class Time(DocumentPart):
    """How long a conversation may go on: without progress, and at most."""

    minutes: Minutes
    exchanges: Count
    most_minutes: Minutes = Minutes(launch=30, steady=45)
    most_exchanges: Count = Count(launch=30, steady=45)


class Triggers(DocumentPart):
    """The numbers of every trigger."""

    explicit_request: SignalTrigger
    keyword: SignalTrigger
    do_not_attempt: ThresholdTrigger
    permanent_category: ThresholdTrigger
    repeated_failure: RepeatedFailure
    moderate_limit: ModerateLimit
    complexity: Complexity
    time: Time


class PolicyDocument(TaxonomyDocument):
    """The escalation policy. It is never valid where it would switch off, weaken or route around a locked category."""

    setting = "policy_file"

    version: int = Field(ge=1)
    posture: Literal["launch", "steady"]
    capabilities: dict[str, Capability]
    triggers: Triggers
    permanent: list[str] = Field(unique_items=True)

    _permanent = validator("permanent", each_item=True, allow_reuse=True)(_known_signal)

    @validator("capabilities")
    def _category_is_the_name(cls, value: dict[str, Capability]) -> dict[str, Capability]:
        return {name: one if one.category else one.copy(update={"category": name}) for name, one in value.items()}

    def capability(self, name: str) -> Capability:
        """The entry of a task; one that the document does not name has the handling `high`."""
        return self.capabilities.get(name) or _HIGH.copy(update={"category": name})

    def limit(self, number: PerPosture) -> float:
        """A number in the posture of this policy."""
        return number.launch if self.posture == "launch" else number.steady

    @property
    def never(self) -> dict[str, str]:
        """The signals of what is never attempted, each with its category."""
        return {s: one.category for one in self.capabilities.values() if one.handling == "never" for s in one.signals}

    def faults(self) -> Iterator[Fault]:
        yield from self._weakened_locks()
        for name, capability in self.capabilities.items():
            yield from _contradictions(name, capability)
            if capability.attempts is not None:
                yield from _looser_at_launch(capability.attempts, ("capabilities", name, "attempts"))
        for name, trigger in self.triggers:
            for key, number in trigger:
                if isinstance(number, PerPosture):
                    yield from _looser_at_launch(number, ("triggers", name, key))
        if EXPLICIT_HUMAN not in self.triggers.explicit_request.signals:
            why = f"{EXPLICIT_HUMAN} is missing: whoever asks for a person gets one"
            yield ("triggers", "explicit_request", "signals"), why

    def _weakened_locks(self) -> Iterator[Fault]:
        """Every way in which the document would switch off, weaken or route around what is locked."""
        locked = taxonomy().locked
        for name in locked:
            if name not in self.permanent:
                yield ("permanent",), f"{name} is missing: it is a permanent category and always goes to a person"
        for trigger, threshold, what in (
            ("permanent_category", self.triggers.permanent_category.threshold, "the permanent categories"),
            ("explicit_request", self.triggers.explicit_request.threshold, "a request at once"),
        ):
            for posture, number in threshold:
                if number > HIGHEST_LOCKED_THRESHOLD:
                    why = f"{number} for {posture} would weaken {what}; at most {HIGHEST_LOCKED_THRESHOLD}"
                    yield ("triggers", trigger, "threshold"), why
        for name, capability in self.capabilities.items():
            routed = [signal for signal in capability.signals if signal in locked]
            if (name in locked or routed) and capability.handling != "never":
                names = ", ".join(routed) or name
                why = f"{name} would let the bot handle {names}, which is a permanent category and goes to a person"
                yield ("capabilities", name), why
        for name, signals in taxonomy().never_attempted.items():
            entry = self.capabilities.get(name)
            if entry is None or entry.handling != "never" or not set(signals) <= set(entry.signals):
                wanted = f"confidence: never and signals: [{', '.join(signals)}]"
                yield ("capabilities", name), f"{name} must be there with {wanted}; the bot may not attempt it"


_HIGH = Capability(confidence="high")


def _contradictions(name: str, capability: Capability) -> Iterator[Fault]:
    """Attempts belong to a moderate task, signals to one that is never attempted."""
    place = ("capabilities", name)
    moderate, never = capability.handling == "moderate", capability.handling == "never"
    if moderate and capability.attempts is None:
        yield place, f"{name} is moderate and needs attempts"
    if not moderate and capability.attempts is not None:
        yield (*place, "attempts"), f"{name} is not moderate: attempts would have no effect"
    if not never and capability.signals:
        yield (*place, "signals"), f"{name} is attempted: signals go with confidence: never"
    if never and not capability.signals:
        yield place, f"{name} is never attempted and needs signals to be recognised by"


def _looser_at_launch(number: PerPosture, place: tuple[str, ...]) -> Iterator[Fault]:
    """Launch is the conservative posture: none of its numbers may be looser than the steady one."""
    if number.launch > number.steady:
        why = f"launch ({number.launch:g}) is looser than steady ({number.steady:g}); launch hands over earlier"
        yield place, why
