"""The recommended first action, from `business/recommended_actions.yml`: the first rule that fits a handoff counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Optional

from pydantic import Field, root_validator, validator

from baton.base.document import DocumentPart, Fault, check_one_of, check_variables, one_or_more, variables
from baton.base.formatting import long_date
from baton.handoff.package import later_facts
from baton.handoff.package.model import HandoffPackage
from baton.orders.gateway import STATUSES
from policies.journeys import JOURNEY
from policies.policy_document import PolicyDocument
from policies.taxonomy import TaxonomyDocument, taxonomy
from policies.triggers import OWN_CATEGORIES, TRIGGERS

CALLBACK = "callback"  # the trigger of a callback that the customer arranged with the bot

#: What is recommended when there are no rules that can be read.
PLAIN = "Read the conversation, greet the customer, and answer their last message."

#: What a rule's text may name.
VARIABLES = ("order", "status", "delivered_days", "return_until", "late_days")


@dataclass(frozen=True)
class OrderFacts:
    """What a rule may ask about the order."""

    number: str
    status: str
    delivered_on: date | None = None
    expected_on: date | None = None
    owner: str | None = None  #: the e-mail address of whoever placed it


@dataclass(frozen=True)
class Advice:
    """A recommended action and the rule it comes from; no rule is the default."""

    text: str
    rule: str | None = None


@dataclass(frozen=True)
class _Situation:
    """What rules are compared with. `variables` has the texts for those that are known."""

    categories: frozenset[str]
    trigger: str
    verified: bool
    status: str | None = None
    return_window: str | None = None
    days_since_delivery: int | None = None
    days_late: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)


class Conditions(DocumentPart):
    """When a rule fits: everything that is given must be true."""

    category: list[str] = Field(default=[], min_items=1)
    trigger: list[str] = Field(default=[], min_items=1)
    status: list[str] = Field(default=[], min_items=1)
    return_window: Optional[Literal["open", "closed"]] = None
    verified: Optional[bool] = None
    delivered_days: Optional[int] = Field(default=None, ge=0)
    late_days: Optional[int] = Field(default=None, ge=1)

    _lists = validator("category", "trigger", "status", pre=True, allow_reuse=True)(one_or_more)

    @root_validator(pre=True)
    def _something_is_given(cls, values: dict[str, object]) -> dict[str, object]:
        if not values:
            raise ValueError("must not be empty")
        return values

    @validator("trigger", each_item=True)
    def _known_trigger(cls, value: str) -> str:
        return check_one_of(value, (*TRIGGERS, CALLBACK, JOURNEY))

    @validator("status", each_item=True)
    def _known_status(cls, value: str) -> str:
        return check_one_of(value, STATUSES)

    def fit(self, situation: _Situation) -> bool:
        days = situation.days_since_delivery
        return (
            (not self.category or not situation.categories.isdisjoint(self.category))
            and (not self.trigger or situation.trigger in self.trigger)
            and (not self.status or situation.status in self.status)
            and self.return_window in (None, situation.return_window)
            and self.verified in (None, situation.verified)
            and (self.delivered_days is None or (days is not None and days <= self.delivered_days))
            and (self.late_days is None or situation.days_late >= self.late_days)
        )

    def cover(self, other: Conditions) -> bool:
        """Whether these fit whenever the others do."""
        return (
            _narrower(other.category, self.category)
            and _narrower(other.trigger, self.trigger)
            and _narrower(other.status, self.status)
            and self.return_window in (None, other.return_window)
            and self.verified in (None, other.verified)
            and (
                self.delivered_days is None
                or (other.delivered_days is not None and other.delivered_days <= self.delivered_days)
            )
            and (self.late_days is None or (other.late_days is not None and other.late_days >= self.late_days))
        )


class Rule(DocumentPart):
    """What to do first, and when."""

    name: str = Field(regex="^[a-z][a-z0-9_]*$")
    when: Conditions
    do: str = Field(min_length=1)

    @validator("do")
    def _can_be_filled_in(cls, value: str) -> str:
        return check_variables(value, VARIABLES)

    def covers(self, other: Rule) -> bool:
        """Whether this one is taken whenever the other would fit. One whose facts are unknown is passed over."""
        return variables(self.do) <= variables(other.do) and self.when.cover(other.when)


class RecommendedActions(TaxonomyDocument):
    """The rules, in the order in which they are tried."""

    setting = "recommended_actions_file"

    return_window_days: int = Field(ge=1)
    rules: list[Rule]
    default: str = Field(min_length=1)

    @classmethod
    def fallback(cls) -> RecommendedActions:
        return cls(return_window_days=1, rules=[], default=PLAIN)

    def faults(self) -> Iterator[Fault]:
        places: dict[str, int] = {}
        for index, rule in enumerate(self.rules):
            if rule.name in places:
                yield ("rules", index), f"{rule.name} is there already, as rules.{places[rule.name]}"
            places.setdefault(rule.name, index)
            covering = next((other.name for other in self.rules[:index] if other.covers(rule)), None)
            if covering is not None:
                yield ("rules", index), f"{rule.name} is never reached: {covering} above fits whenever it does"

    def unknown_categories(self, categories: Collection[str]) -> Iterator[Fault]:
        for index, rule in enumerate(self.rules):
            unknown = sorted(set(rule.when.category) - set(categories))
            if unknown:
                known = ", ".join(sorted(categories))
                why = f"no policy gives the category {', '.join(unknown)}; known: {known}"
                yield ("rules", index, "when", "category"), why

    def advise(self, package: HandoffPackage, order: OrderFacts | None, today: date) -> Advice:
        """The first rule that fits and whose variables are known, else the default.

        Args:
            package: the handoff package.
            order: the order that it is about, if one is known.
            today: the day to count from, in the shop's time zone.
        """
        situation = _situation(package, order, today, self.return_window_days)
        for rule in self.rules:
            if rule.when.fit(situation) and variables(rule.do) <= set(situation.variables):
                return Advice(rule.do.format_map(situation.variables), rule.name)
        return Advice(self.default)


def categories(policy: PolicyDocument) -> frozenset[str]:
    """Every category that a handoff can have under a policy."""
    named = {capability.category for capability in policy.capabilities.values()} | set(policy.capabilities)
    of_signals = set(policy.permanent) | set(policy.triggers.keyword.signals)
    return frozenset(named | of_signals | set(taxonomy().topics) | OWN_CATEGORIES)


def order_facts(
    number: str, status: str, delivered_at: datetime | None, expected_on: date | None, zone: tzinfo
) -> OrderFacts:
    """Order facts from what an order store gives.

    Args:
        number: of the order.
        status: one of the gateway's.
        delivered_at: aware.
        expected_on: the day on which it was to arrive.
        zone: the shop's; what arrives late in the evening arrived on another day elsewhere.
    """
    return OrderFacts(number, status, delivered_at.astimezone(zone).date() if delivered_at else None, expected_on)


def is_proved(package: HandoffPackage, order: OrderFacts) -> bool:
    """Whether an order was proved to be the customer's."""
    return later_facts.proof_of(package, order.number, order.owner) is not None


def _narrower(inner: list[str], outer: list[str]) -> bool:
    """Whether a condition allows nothing that the outer one does not; an empty one allows everything."""
    return not outer or (bool(inner) and set(inner) <= set(outer))


def _situation(package: HandoffPackage, order: OrderFacts | None, today: date, window_days: int) -> _Situation:
    categories = frozenset({package["issue"]["category"], package["trigger"]["category"]})
    trigger = package["trigger"]["name"]
    verified = is_proved(package, order) if order is not None else package["customer"]["verified"]
    if order is None:
        return _Situation(categories, trigger, verified)
    texts = {"order": order.number, "status": order.status.replace("_", " ")}
    window, days, late = None, None, 0
    if order.delivered_on is not None:
        until = order.delivered_on + timedelta(days=window_days)
        window, days = "open" if today <= until else "closed", (today - order.delivered_on).days
        texts["delivered_days"] = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
        texts["return_until"] = long_date(until)
    elif order.expected_on is not None and today > order.expected_on:
        late = (today - order.expected_on).days
        texts["late_days"] = "1 day" if late == 1 else f"{late} days"
    return _Situation(categories, trigger, verified, order.status, window, days, late, texts)
