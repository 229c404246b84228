"""The taxonomy: categories, signals and intents, with everything that hangs on one of them (business/taxonomy.yml).

Whoever needs a priority, a label, a phrase or a set of intents asks `taxonomy()`; no other module keeps such a table.
The file is read at the first call, once in a process: it belongs to the trained model, so a running bot does not take
up a changed one.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property, lru_cache
from typing import Dict, List, Optional

from pydantic import Field

from baton.base.document import Document, DocumentPart, Fault, check_variables, load_document
from baton.base.settings import ROOT

FILE = ROOT / "business" / "taxonomy.yml"

#: T6 of the mission. Not data: no edit and no tool of this project can make this list shorter.
LOCKED = ("legal", "regulatory", "fraud", "health_safety", "bereavement", "no_ai")

#: C3 of the mission: capabilities that are never attempted, with their signals. The file may add to them.
NEVER_ATTEMPTED = {
    "refund": ("refund",),
    "cancel_change": ("cancel_change",),
    "legal_complaint": ("legal", "regulatory"),
    "payment_dispute": ("payment_dispute",),
}

#: T1: the signal of a customer who asks for a person, and the category of such a handover.
EXPLICIT_HUMAN = "explicit_human"
EXPLICIT_REQUEST = "explicit_request"
#: T6: signal and category of a customer who wants no AI contact.
NO_AI = "no_ai"
#: Rasa's own commands: no policy looks at them, so no message of a customer may pass for one.
_COMMANDS = frozenset({"session_start", "restart", "back"})


class IntentFlag(str, Enum):
    """What an intent means to the policy, the forms and the classifier; the file explains each."""

    ROUTINE = "routine"
    NOT_UNDERSTOOD = "not_understood"
    RESOLVING = "resolving"
    SMALL_TALK = "small_talk"
    ANSWERED_AT_ONCE = "answered_at_once"
    ABOUT_ORDERS = "about_orders"
    INTERRUPTS_FORM = "interrupts_form"
    NO_ATTEMPT = "no_attempt"
    NO_PROBLEM = "no_problem"
    UNLABELLED = "unlabelled"
    FAQ_TOPIC = "faq_topic"
    FAQ_MAY_ANSWER = "faq_may_answer"


class Priority(DocumentPart):
    """A level of urgency."""

    label: str
    critical: bool = False


class Journey(DocumentPart):
    """A form that a trainer wrote and that ends at a person; the file explains each key."""

    form: str = Field(regex="^[a-z][a-z0-9_]*$")
    details: Dict[str, str]


class Category(DocumentPart):
    """What a handoff can be about; the file explains each key."""

    label: str
    priority: int
    signal: Optional[str] = None
    severity: Optional[int] = None
    locked: bool = False
    never_attempted: Optional[str] = None
    reason: Optional[str] = None
    issue: bool = True
    topic: Optional[str] = None
    wants: Optional[str] = None
    journey: Optional[Journey] = None


class Taxonomy(Document):
    """The checked file, and the tables that follow from it."""

    class Config:
        keep_untouched = (cached_property,)

    priorities: List[Priority]
    categories: Dict[str, Category]
    problems: List[str] = []
    intents: Dict[str, List[IntentFlag]]

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """Every signal, in the order of the classifier's outputs."""
        return tuple(c.signal for c in self.categories.values() if c.signal)

    @cached_property
    def locked(self) -> tuple[str, ...]:
        """The categories that always go to a person; each is the name of its signal too."""
        return tuple(name for name, category in self.categories.items() if category.locked)

    @cached_property
    def critical_signals(self) -> frozenset[str]:
        """Those that cost most when they are missed: the locked ones, and whoever asks for a person."""
        return frozenset({*self.locked, EXPLICIT_HUMAN})

    @cached_property
    def never_attempted(self) -> dict[str, tuple[str, ...]]:
        """The capabilities that no bot may attempt, each with its signals."""
        named: dict[str, tuple[str, ...]] = {}
        for category in self.categories.values():
            if category.never_attempted and category.signal:
                named[category.never_attempted] = (*named.get(category.never_attempted, ()), category.signal)
        return named

    @cached_property
    def severity_order(self) -> tuple[str, ...]:
        """The categories with a signal, the most severe first."""
        ranked = [(c.severity, name) for name, c in self.categories.items() if c.severity is not None]
        return tuple(name for _severity, name in sorted(ranked))

    @cached_property
    def reasons(self) -> dict[str, str]:
        """How each signal is called in a reason."""
        return {c.signal: c.reason for c in self.categories.values() if c.signal and c.reason}

    @cached_property
    def topics(self) -> dict[str, str]:
        """The categories that are an issue of the customer's, in the words of a list."""
        return {name: category.topic for name, category in self.categories.items() if category.topic}

    @cached_property
    def wants(self) -> dict[str, str]:
        """The same in the words of a sentence; `{order}` and `{be}` are to be filled in."""
        return {name: category.wants for name, category in self.categories.items() if category.wants}

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each category is called at the desk."""
        return {name: category.label for name, category in self.categories.items()}

    @cached_property
    def priority_labels(self) -> dict[int, str]:
        """What each priority is called at the desk, the most urgent first; 1 is the most urgent."""
        return {number: priority.label for number, priority in enumerate(self.priorities, start=1)}

    @cached_property
    def journeys(self) -> dict[str, str]:
        """The category of each form that ends at a person, by the form."""
        return {c.journey.form: name for name, c in self.categories.items() if c.journey}

    def detail_labels(self, form: str) -> dict[str, str]:
        """What each slot of a form that ends at a person is called at the desk."""
        category = self.categories.get(self.journeys.get(form, ""))
        return dict(category.journey.details) if category and category.journey else {}

    @property
    def least_urgent(self) -> int:
        """The last priority."""
        return len(self.priorities)

    def priority(self, category: str) -> int:
        """How urgent a category is; one that only the policy names has the least urgent priority."""
        known = self.categories.get(category)
        return known.priority if known else self.least_urgent

    def is_critical(self, priority: int) -> bool:
        """Whether a handoff of this priority stands out and is never put off."""
        return priority <= len(self.priorities) and self.priorities[priority - 1].critical

    def faults(self) -> Iterator[Fault]:
        yield from _locks(self)
        severities: dict[int, str] = {}
        for name, category in self.categories.items():
            for why in _category_faults(name, category, self):
                yield ("categories", name), f"{name}: {why}"
            if category.severity is not None and severities.setdefault(category.severity, name) != name:
                why = f"{name}: severity {category.severity} is that of {severities[category.severity]}"
                yield ("categories", name, "severity"), why
        forms: dict[str, str] = {}
        for name, category in self.categories.items():
            if category.journey and forms.setdefault(category.journey.form, name) != name:
                why = f"{name}: {category.journey.form} ends with the category {forms[category.journey.form]} already"
                yield ("categories", name, "journey"), why
        for intent, flags in self.intents.items():
            if intent in self.signals:
                yield ("intents", intent), f"{intent} is a signal, and stands with its category"
            if IntentFlag.ROUTINE in flags and intent not in _COMMANDS:
                why = f"{intent} is what customers write: routine would keep its messages from the escalation policy"
                yield ("intents", intent), why

    def is_routine(self, intent: str | None) -> bool:
        """Whether an intent is one of Rasa's own commands, and no message of the customer."""
        return intent in self._by_flag[IntentFlag.ROUTINE]

    def is_understood(self, intent: str | None) -> bool:
        """Whether the bot can make something of a message of this intent."""
        return intent is not None and intent not in self._by_flag[IntentFlag.NOT_UNDERSTOOD]

    def with_flag(self, flag: IntentFlag) -> frozenset[str]:
        """The intents that have a flag."""
        return self._by_flag[flag]

    @cached_property
    def _by_flag(self) -> dict[IntentFlag, frozenset[str]]:
        return {flag: frozenset(n for n, flags in self.intents.items() if flag in flags) for flag in IntentFlag}


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """The taxonomy of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, Taxonomy)


class TaxonomyDocument(Document):
    """A document whose checks look at the taxonomy in force."""

    @classmethod
    def checked_against(cls) -> str:
        return taxonomy().hash


def _locks(document: Taxonomy) -> Iterator[Fault]:
    """Every way in which the file would unlock what the mission locks."""
    for name in LOCKED:
        if name not in document.locked:
            yield ("categories", name), f"{name} must be there with locked: true; it always goes to a person"
    for capability, signals in NEVER_ATTEMPTED.items():
        for name in sorted(set(signals) - set(document.never_attempted.get(capability, ()))):
            why = f"{name} must be there with never_attempted: {capability}; no bot may attempt it"
            yield ("categories", name), why
    if EXPLICIT_HUMAN not in document.signals:
        yield ("categories", EXPLICIT_REQUEST), f"{EXPLICIT_REQUEST} must be there with signal: {EXPLICIT_HUMAN}"


def _category_faults(name: str, category: Category, document: Taxonomy) -> Iterator[str]:
    if not 1 <= category.priority <= document.least_urgent:
        yield f"priority must be 1 to {document.least_urgent}, not {category.priority}"
    if category.signal:
        if category.signal != (EXPLICIT_HUMAN if name == EXPLICIT_REQUEST else name):
            yield f"a signal bears the name of its category, not {category.signal}"
        needed = ("severity", "reason", *(("topic", "wants") if category.issue else ()))
        missing = [key for key in needed if getattr(category, key) is None]
        if missing:
            yield f"a category with a signal needs {', '.join(missing)}"
    else:
        surplus = sorted(category.__fields_set__ & {"severity", "locked", "never_attempted", "reason", "issue"})
        if surplus:
            yield f"{', '.join(surplus)}: only with a signal"
        if category.topic and name not in document.intents:
            yield "a category with a topic is named after an intent or has a signal"
    if (category.topic is None) != (category.wants is None):
        yield "topic and wants go together"
    try:
        check_variables(category.wants or "", ("order", "be"))
    except ValueError as error:
        yield f"wants: {error}"
