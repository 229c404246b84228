"""Conversation tests (tests/conversations/*.yml): what customers write, and what the bot must say, keep and decide.

Rasa's own test stories lie beside them, and say what Rasa's format can say: intents, actions and forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Dict, List, Optional, Union

import yaml
from pydantic import constr, validator

from baton.base.document import Document, DocumentPart, Fault, FileRefused, load_document
from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer.domain_names import Names
from baton.handoff.package import json_schema
from policies.journeys import JOURNEY
from policies.triggers import TRIGGERS

FOLDER = Path("tests") / "conversations"
KEY = "conversations"
#: A Monday morning at which the shop is open, when a test names no time.
USUAL_TIME = "2026-11-30 10:15"
_TIME = "%Y-%m-%d %H:%M"
_SPAN = re.compile(r"(\d{1,4}) (second|minute|hour|day)s?")
#: What may have brought a conversation to a person; a callback is asked for in a form, a journey ends there.
_WAYS = (*TRIGGERS, JOURNEY, "callback")
#: What a step does; the other keys of a step say what must be true after it.
_DOES = ("user", "press", "after")
_SPEAKS = ("user", "press")
_EXPECTS = ("says", "says_not", "buttons", "slots", "intent", "handoff")
NONE = "none"


Words = constr(min_length=1)


class Handover(DocumentPart):
    """What a handover must be: each key that is given."""

    trigger: Optional[str] = None
    category: Optional[str] = None
    evidence: Optional[str] = None
    package: Dict[str, Union[str, int, bool, float]] = {}


class Step(DocumentPart):
    """What the customer does, or the time that passes, and what must be true then."""

    user: Optional[Words] = None  # type: ignore[valid-type]
    press: Optional[Words] = None  # type: ignore[valid-type]
    after: Optional[str] = None
    says: Union[str, List[str]] = []
    says_not: Union[str, List[str]] = []
    buttons: List[Words] = []  # type: ignore[valid-type]
    slots: Dict[str, Optional[Union[str, int, bool, float]]] = {}
    intent: Optional[str] = None
    handoff: Optional[Union[str, Handover]] = None

    @validator("after")
    def _is_a_span(cls, value: Optional[str]) -> Optional[str]:
        found = _SPAN.fullmatch(value) if value is not None else None
        if value is not None and (found is None or not int(found[1])):
            raise ValueError("write a number and a unit: 5 minutes, 2 hours, 1 day")
        return value

    @validator("handoff")
    def _is_none_or_says_which(cls, value: object) -> object:
        if isinstance(value, str) and value != NONE:
            raise ValueError(f"write `handoff: {NONE}`, or what it must be: `handoff: {{trigger: ..., category: ...}}`")
        return value

    @property
    def later(self) -> timedelta:
        """The time that passes before it."""
        found = _SPAN.fullmatch(self.after or "")
        return timedelta(**{f"{found[2]}s": int(found[1])}) if found else timedelta()


class Conversation(DocumentPart):
    """One test."""

    conversation: Words  # type: ignore[valid-type]
    capability: Optional[str] = None  # a topic of the policy that it shows the bot can do
    at: str = USUAL_TIME
    nobody_there: bool = False
    steps: List[Step]

    @validator("at")
    def _is_a_time(cls, value: str) -> str:
        try:
            datetime.strptime(value, _TIME)
        except ValueError as error:
            raise ValueError('write the shop\'s time: "2026-11-30 10:15"') from error
        return value

    @property
    def begins(self) -> datetime:
        """The shop's local time, without its zone."""
        return datetime.strptime(self.at, _TIME)


class ConversationTests(Document):
    """A file of tests."""

    conversations: List[Conversation]

    def faults(self) -> Iterator[Fault]:
        names: set[str] = set()
        for place, one in enumerate(self.conversations):
            if one.conversation in names:
                yield (KEY, place, "conversation"), f"there is a conversation '{one.conversation}' already"
            names.add(one.conversation)
            if not one.steps:
                yield (KEY, place), "a conversation needs steps: `- user: what the customer writes`"
            written = [step.__fields_set__ for step in one.steps]
            if written and all(keys and keys <= set(_DOES) for keys in written):
                yield (KEY, place), "a conversation that expects nothing never fails: write `says:`, `handoff:`, ..."
            elif written and all(keys and keys.isdisjoint(_SPEAKS) for keys in written):
                yield (KEY, place), "a conversation in which the customer says nothing tests nothing: write `user:`"
            for number, step in enumerate(one.steps):
                yield from _step_faults((KEY, place, "steps", number), step)
        if not self.conversations:
            yield (KEY,), f"there is no conversation below {KEY}: write `- conversation: ...`, or remove the file"


def _step_faults(where: KeyPath, step: Step) -> Iterator[Fault]:
    does = [key for key in _DOES if getattr(step, key) is not None]
    expects = [key for key in _EXPECTS if key in step.__fields_set__]
    if not does and not expects:
        yield where, "an empty step: write `user:`, `press:` or `after:`"
    if {"user", "press"} <= set(does):
        yield where, "a step has `user` or `press`, not both"
    if str(step.user or "").startswith("/"):
        yield (*where, "user"), "customers write no '/...', which Rasa takes for an intent: write words, or `press:`"
    if isinstance(step.handoff, Handover) and step.handoff.evidence is not None and not step.handoff.evidence.strip():
        yield (*where, "handoff", "evidence"), "evidence is empty; write some of the words it rests on"
    for key in ("says", "says_not", "buttons", "slots"):
        given = getattr(step, key)
        if key in expects and (not given or any(not one.strip() for one in _listed(given) if isinstance(one, str))):
            yield (*where, key), f"nothing stands behind {key}, so it would always be true; write it, or take it out"
    for text in _texts(step.says_not):
        if any(plain(text) in plain(wanted) for wanted in _texts(step.says) if text.strip()):
            yield (*where, "says_not"), f"'{text}' must be said and must not, so it always fails; take one of them out"


def plain(text: str) -> str:
    """A text as `says` and `says_not` compare it: case and blanks do not matter."""
    return " ".join(text.split()).casefold()


def _texts(given: Union[str, List[str]]) -> List[str]:
    return [given] if isinstance(given, str) else given


def _listed(value: object) -> Collection[object]:
    return value if isinstance(value, (list, dict)) else [value]


@dataclass(frozen=True)
class TestFile:
    """A valid file of tests, with its name for messages."""

    __test__ = False  # no test of pytest's

    file: str
    document: ConversationTests


def read_tests(root: Path, only: tuple[Path, ...] = ()) -> tuple[list[TestFile], list[Problem]]:
    """Every file of conversation tests, and what is wrong with those that are refused.

    Args:
        root: the project's folder.
        only: these files instead of all.
    """
    found: list[TestFile] = []
    problems: list[Problem] = []
    paths = list(only) or sorted([*(root / FOLDER).glob("*.yml"), *(root / FOLDER).glob("*.yaml")])
    for path in paths:
        name = (
            path.resolve().relative_to(root.resolve()).as_posix() if path.resolve().is_relative_to(root) else str(path)
        )
        if not only and not _holds_tests(path):
            continue
        try:
            found.append(TestFile(name, load_document(path, ConversationTests)))
        except FileRefused as error:
            problems += [Problem(name, each.line, each.text) for each in error.problems]
    return found, problems


def outcome_line(passed: bool, file: str, conversation: str) -> str:
    """How it is said whether a conversation is as it must be."""
    return f"{'ok    ' if passed else 'FAILED'} {file}: {conversation}"


def _holds_tests(path: Path) -> bool:
    """Whether a file is ours; what is no YAML is said by whoever reads Rasa's files."""
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return False
    return isinstance(value, dict) and KEY in value


def unknown_names(
    tests: TestFile, known: Names, categories: set[str], capabilities: Collection[str] = ()
) -> Iterator[Problem]:
    """Slots, intents, categories and triggers that do not exist: such a test would never pass, or never fail.

    Args:
        known: what the domain lists.
        categories: all that a handover may have.
        capabilities: the policy's; none where it cannot be read.
    """
    for place, one in enumerate(tests.document.conversations):
        if capabilities and one.capability is not None and one.capability not in capabilities:
            yield _unknown(tests, (KEY, place, "capability"), "capability", one.capability, capabilities)
        for number, step in enumerate(one.steps):
            where = (KEY, place, "steps", number)
            for slot in step.slots:
                if slot not in known.slots:
                    yield _unknown(tests, (*where, "slots", slot), "slot", slot, known.slots)
            if step.intent is not None and step.intent not in known.intents:
                yield _unknown(tests, (*where, "intent"), "intent", step.intent, known.intents)
            if isinstance(step.handoff, Handover):
                given = (("category", step.handoff.category, categories), ("trigger", step.handoff.trigger, _WAYS))
                for kind, name, listed in given:
                    if name is not None and name not in listed:
                        yield _unknown(tests, (*where, "handoff", kind), kind, name, set(listed))
                for path in step.handoff.package:
                    if why := _no_place(path):
                        yield Problem(tests.file, tests.document.line((*where, "handoff", "package", path)), why)


def _no_place(path: str) -> str | None:
    """Why nothing can stand at a path of the package, by its published schema."""
    whole = json_schema.schema()
    here: object = whole
    for key in path.split("."):
        while isinstance(here, dict) and "$ref" in here:
            here = whole["definitions"][here["$ref"].rpartition("/")[2]]  # type: ignore[index]
        if not isinstance(here, dict) or "anyOf" in here:
            return None
        if here.get("type") == "array":
            here = here["items"]
            continue
        known = here.get("properties")
        if isinstance(known, dict) and key in known:
            here = known[key]
        elif "additionalProperties" in here:
            return None  # labels of a form, which may hold a point
        else:
            way_out = did_you_mean(key, known or ()) or (f"; there are: {', '.join(known)}" if known else "")
            return f"the package has nothing at '{path}': no '{key}'{way_out}"
    return None


def _unknown(tests: TestFile, path: tuple[Union[str, int], ...], kind: str, name: str, listed: object) -> Problem:
    hint = did_you_mean(name, listed)  # type: ignore[arg-type]
    return Problem(tests.file, tests.document.line(path), f"unknown {kind} '{name}'{hint}")
