"""The policy document: reads `escalation.yml`, checks it whole, and refuses what would weaken a locked category."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from baton.watched import FileRefused
from policies.yaml_lines import Lines, Problem, parse

POSTURES = ("launch", "steady")

#: The signals that the NLU pipeline gives; `refund` and `cancel_change` are everyday matters, the others stable names.
SIGNALS = (
    "explicit_human",
    "no_ai",
    "legal",
    "regulatory",
    "fraud",
    "payment_dispute",
    "health_safety",
    "bereavement",
    "emotional",
    "refund",
    "cancel_change",
)

#: T6 of the mission. Not data: no edit and no tool of this project can make this list shorter.
LOCKED = ("legal", "regulatory", "fraud", "health_safety", "bereavement", "no_ai")

#: A locked category may not be weakened by a threshold that is out of reach.
HIGHEST_LOCKED_THRESHOLD = 0.5

#: Matters that the mission (C3) says are never attempted; the document may add to them.
NEVER = {
    "refund": ("refund",),
    "cancel_change": ("cancel_change",),
    "legal_complaint": ("legal", "regulatory"),
    "payment_dispute": ("payment_dispute",),
}


def _number(minimum: float, maximum: float | None = None, whole: bool = False) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "integer" if whole else "number", "minimum": minimum}
    if maximum is not None:
        one["maximum"] = maximum
    both = {"type": "object", "properties": {p: one for p in POSTURES}, "required": list(POSTURES)}
    return {"if": {"type": "object"}, "then": {**both, "additionalProperties": False}, "else": one}


_SIGNAL_LIST = {"type": "array", "items": {"enum": list(SIGNALS)}, "minItems": 1, "uniqueItems": True}
_THRESHOLD = _number(0.05, 0.95)


def _trigger(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties) if required is None else required,
        "additionalProperties": False,
    }


_TRIGGERS = {
    "explicit_request": _trigger(signals=_SIGNAL_LIST, threshold=_THRESHOLD),
    "keyword": _trigger(signals=_SIGNAL_LIST, threshold=_THRESHOLD),
    "do_not_attempt": _trigger(threshold=_THRESHOLD),
    "permanent_category": _trigger(threshold=_THRESHOLD),
    "repeated_failure": _trigger(
        same_task=_number(1, whole=True), not_understood=_number(1, whole=True), any_failure=_number(1, whole=True)
    ),
    "moderate_limit": _trigger(),
    "complexity": _trigger(distinct_problems=_number(1, whole=True)),
    "time": _trigger(minutes=_number(0.5), exchanges=_number(1, whole=True)),
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "posture", "capabilities", "triggers", "permanent"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "posture": {"enum": list(POSTURES)},
        "capabilities": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["confidence"],
                "additionalProperties": False,
                "properties": {
                    "confidence": {"enum": ["high", "moderate", "never"]},
                    "attempts": _number(1, whole=True),
                    "category": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "signals": _SIGNAL_LIST,
                },
            },
        },
        "triggers": {
            "type": "object",
            "properties": _TRIGGERS,
            "required": list(_TRIGGERS),
            "additionalProperties": False,
        },
        "permanent": {"type": "array", "items": {"enum": list(SIGNALS)}, "uniqueItems": True},
    },
}


class PolicyError(FileRefused):
    """The policy document is refused; `problems` names every reason with file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("The escalation policy is refused:\n" + "\n".join(f"  {p}" for p in problems))


@dataclass(frozen=True)
class Capability:
    """A matter and how far the bot goes with it."""

    name: str
    confidence: str
    category: str
    attempts: int | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thresholds:
    """The numbers of the triggers, for one posture."""

    explicit_request: float
    keyword: float
    do_not_attempt: float
    permanent_category: float
    same_task: int
    not_understood: int
    any_failure: int
    distinct_problems: int
    minutes: float
    exchanges: int


@dataclass(frozen=True)
class PolicyDocument:
    """A checked policy, its numbers already taken for its posture."""

    version: int
    posture: str
    hash: str
    capabilities: dict[str, Capability]
    thresholds: Thresholds
    explicit_signals: tuple[str, ...]
    keyword_signals: tuple[str, ...]
    permanent: tuple[str, ...]
    never: dict[str, str] = field(default_factory=dict)  # signal -> category

    def capability(self, name: str) -> Capability:
        """The entry of a matter; one that the document does not name is of high confidence."""
        return self.capabilities.get(name) or Capability(name, "high", name)


def load(path: Path) -> PolicyDocument:
    """Read and check the policy file.

    Raises:
        PolicyError: with every problem at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise PolicyError([Problem(str(path), 1, f"cannot be read: {reason}")]) from error
    return read(text, path.name)


def read(text: str, file: str = "escalation.yml") -> PolicyDocument:
    """Check a policy text and return the document.

    Raises:
        PolicyError: with every problem at once, each with its line.
    """
    value, lines, problems = parse(text, file)
    if value is not None or not problems:
        problems += _shape(value, lines, file)
    if not problems:
        problems += [Problem(file, lines.of(path), why) for path, why in _locks(value)]
        problems += [Problem(file, lines.of(path), why) for path, why in _sense(value)]
    if problems:
        raise PolicyError(sorted(problems, key=lambda p: p.line))
    return _build(value, text)


def _shape(value: Any, lines: Lines, file: str) -> list[Problem]:
    found = [
        Problem(file, lines.of(path), f"{'.'.join(map(str, path))}: a name must be a word, not {path[-1]!r}")
        for path in _unnamed(value)
    ]
    if found:  # the schema's own check compares names with each other
        return found
    errors = jsonschema.Draft7Validator(SCHEMA).iter_errors(value)
    for error in errors:
        path = tuple(error.absolute_path)
        where = ".".join(str(p) for p in path) or "the document"
        found.append(Problem(file, lines.of(path), f"{where}: {_plain(error)}"))
    for path in _endless(value):
        where = ".".join(map(str, path))
        found.append(Problem(file, lines.of(path), f"{where}: a number that compares with nothing would switch it off"))
    return found


def _unnamed(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a key is no text: `7:` or `yes:`."""
    if isinstance(value, dict):
        for key, below in value.items():
            if not isinstance(key, str):
                yield (*path, key)
            yield from _unnamed(below, (*path, key))


def _endless(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where `.nan` or `.inf` stands: every comparison with it is passed, or none."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _endless(below, (*path, key))
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _endless(below, (*path, place))


def _plain(error: jsonschema.ValidationError) -> str:
    """A schema complaint in words an editor of YAML understands."""
    if error.validator == "additionalProperties":
        known = ", ".join(error.schema.get("properties", {}))
        extra = sorted(set(error.instance) - set(error.schema.get("properties", {})))
        return f"unknown {', '.join(repr(e) for e in extra)}; known: {known}"
    if error.validator == "enum":
        return f"{error.instance!r} is not one of: {', '.join(map(str, error.validator_value))}"
    if error.validator == "required":
        missing = [k for k in error.validator_value if k not in error.instance]
        return f"missing {', '.join(missing)}"
    if error.validator == "minimum":
        return f"{error.instance} is too small; at least {error.validator_value}"
    if error.validator == "maximum":
        return f"{error.instance} is too large; at most {error.validator_value}"
    return str(error.message)


def _locks(value: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    """Every way in which a document would switch off, weaken or route around what is locked."""
    found: list[tuple[tuple[Any, ...], str]] = []
    for name in LOCKED:
        if name not in value["permanent"]:
            found.append((("permanent",), f"{name} is missing: it is a permanent category and always goes to a person"))
    for trigger, what in (
        ("permanent_category", "the permanent categories"),
        ("explicit_request", "a request at once"),
    ):
        threshold = value["triggers"][trigger]["threshold"]
        numbers = threshold if isinstance(threshold, dict) else {"every posture": threshold}
        for posture, number in numbers.items():
            if number > HIGHEST_LOCKED_THRESHOLD:
                why = f"{number} for {posture} would weaken {what}; at most {HIGHEST_LOCKED_THRESHOLD}"
                found.append((("triggers", trigger, "threshold"), why))
    for name, capability in value["capabilities"].items():
        routed = [s for s in capability.get("signals", []) if s in LOCKED]
        if (name in LOCKED or routed) and capability["confidence"] != "never":
            names = ", ".join(routed) or name
            why = (
                f"{name} would let the bot deal with {names}, which is a permanent category and always goes to a person"
            )
            found.append((("capabilities", name), why))
    for name, signals in NEVER.items():
        given = value["capabilities"].get(name)
        if given is None or given["confidence"] != "never" or not set(signals) <= set(given.get("signals", [])):
            wanted = f"confidence: never and signals: [{', '.join(signals)}]"
            why = f"{name} must be there with {wanted}; the bot may not attempt it"
            found.append((("capabilities", name), why))
    return found


def _sense(value: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    """What the schema cannot say."""
    found: list[tuple[tuple[Any, ...], str]] = []
    for name, capability in value["capabilities"].items():
        moderate = capability["confidence"] == "moderate"
        if moderate and "attempts" not in capability:
            found.append((("capabilities", name), f"{name} is moderate and needs attempts"))
        if not moderate and "attempts" in capability:
            found.append((("capabilities", name, "attempts"), f"{name} is not moderate: attempts would have no effect"))
        if capability["confidence"] != "never" and "signals" in capability:
            found.append((("capabilities", name, "signals"), f"{name} is attempted: signals go with confidence: never"))
        if capability["confidence"] == "never" and "signals" not in capability:
            found.append((("capabilities", name), f"{name} is never attempted and needs signals to be recognised by"))
        found += _stricter(capability.get("attempts"), ("capabilities", name, "attempts"))
    for trigger, numbers in value["triggers"].items():
        for key, number in numbers.items():
            if key != "signals":
                found += _stricter(number, ("triggers", trigger, key))
    if "explicit_human" not in value["triggers"]["explicit_request"]["signals"]:
        why = "explicit_human is missing: whoever asks for a person gets one"
        found.append((("triggers", "explicit_request", "signals"), why))
    return found


def _stricter(number: Any, path: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], str]]:
    """Launch is the conservative posture: none of its numbers may be looser than the steady one."""
    if isinstance(number, dict) and number["launch"] > number["steady"]:
        return [
            (path, f"launch ({number['launch']}) is looser than steady ({number['steady']}); launch hands over earlier")
        ]
    return []


def _build(value: dict[str, Any], text: str) -> PolicyDocument:
    posture = value["posture"]

    def of(number: Any) -> Any:
        return number[posture] if isinstance(number, dict) else number

    capabilities = {
        name: Capability(
            name,
            entry["confidence"],
            entry.get("category", name),
            of(entry.get("attempts")),
            tuple(entry.get("signals", ())),
        )
        for name, entry in value["capabilities"].items()
    }
    t = value["triggers"]
    thresholds = Thresholds(
        explicit_request=of(t["explicit_request"]["threshold"]),
        keyword=of(t["keyword"]["threshold"]),
        do_not_attempt=of(t["do_not_attempt"]["threshold"]),
        permanent_category=of(t["permanent_category"]["threshold"]),
        same_task=of(t["repeated_failure"]["same_task"]),
        not_understood=of(t["repeated_failure"]["not_understood"]),
        any_failure=of(t["repeated_failure"]["any_failure"]),
        distinct_problems=of(t["complexity"]["distinct_problems"]),
        minutes=of(t["time"]["minutes"]),
        exchanges=of(t["time"]["exchanges"]),
    )
    never = {s: c.category for c in capabilities.values() if c.confidence == "never" for s in c.signals}
    return PolicyDocument(
        version=value["version"],
        posture=posture,
        hash=hashlib.sha256(text.encode()).hexdigest()[:12],
        capabilities=capabilities,
        thresholds=thresholds,
        explicit_signals=tuple(t["explicit_request"]["signals"]),
        keyword_signals=tuple(t["keyword"]["signals"]),
        permanent=tuple(value["permanent"]),
        never=never,
    )
