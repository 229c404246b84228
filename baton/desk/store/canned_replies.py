"""Canned replies, from `business/canned_replies.yml`: filled in for a conversation, the fitting one suggested first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Optional

from pydantic import Field, validator

from baton.base.document import Document, DocumentPart, Fault, check_variables, one_or_more
from baton.base.formatting import long_date, money
from baton.base.text import code_in_words
from baton.handoff.package.model import HandoffPackage
from baton.orders.gateway import Order

VARIABLES = "customer first_name agent shop order status expected carrier tracking tracking_url total".split()

#: What stands in the place of a variable that is not known, where the text names no fallback of its own.
_FALLBACKS = {"customer": "", "first_name": "", "carrier": "the carrier"}

_FIELD = re.compile(r"(?<!\{)\{(?P<name>\w+)(?:\|(?P<fallback>[^{}]*))?\}(?!\})")

#: Something that is still to be filled in: [words in brackets] - not [1], [x] or a link's text - or a {variable}.
_PLACEHOLDER = re.compile(
    r"\[[^\W\d_][^\[\]\n]{0,58}[^\s\[\]]\](?!\()" + rf"|\{{(?:{'|'.join(VARIABLES)})(?:\|[^{{}}]*)?\}}"
)


class Suggestion(DocumentPart):
    """For which handoffs a reply is suggested: everything that is given must be true."""

    category: list[str] = Field(default=[], min_items=1)
    trigger: list[str] = Field(default=[], min_items=1)
    status: list[str] = Field(default=[], min_items=1)

    _lists = validator("category", "trigger", "status", pre=True, allow_reuse=True)(one_or_more)

    def fits(self, facts: Mapping[str, set[str]]) -> bool:
        return all(not wanted or not facts.get(name, set()).isdisjoint(wanted) for name, wanted in self)


class Reply(DocumentPart):
    """A reply; without `suggest` it is never suggested."""

    key: str = Field(regex="^[a-z][a-z0-9_]{0,39}$")
    title: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=2000)
    suggest: Optional[Suggestion] = None

    @validator("text")
    def _can_be_filled_in(cls, value: str) -> str:
        check_variables(_FIELD.sub(r"{\g<name>}", value), VARIABLES)
        return value

    def fits(self, facts: Mapping[str, set[str]]) -> bool:
        """Whether it is to be suggested for a handoff with these facts."""
        return self.suggest is not None and self.suggest.fits(facts)

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with its variables; one without a value becomes its fallback, or else stays as [its name].

        An empty fallback takes its space and its comma along: "Hello {first_name}, I'm" is "Hello, I'm".
        """
        done, end = "", 0
        for field in _FIELD.finditer(self.text):
            done, rest = done + _unescaped(self.text[end : field.start()]), self.text[field.end() :]
            end = field.end()
            name = field["name"]
            fallback = _FALLBACKS.get(name) if field["fallback"] is None else field["fallback"]
            value = values.get(name) or (f"[{code_in_words(name).lower()}]" if fallback is None else fallback)
            if not value:
                done, dropped = _without_gap(done, rest)
                end += dropped
            done += value
        return (done + _unescaped(self.text[end:])).strip()

    @property
    def with_variables(self) -> str:
        """The text with the bare names of its variables, for programs that fill them in themselves."""
        return _FIELD.sub(r"{\g<name>}", self.text)


def placeholders(text: str) -> list[str]:
    """What is still to be filled in before a text may go to a customer, in order, each once."""
    return list(dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text)))


def _unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _without_gap(before: str, after: str) -> tuple[str, int]:
    """A text whose next word falls away: what stands before it, and how many characters after it fall away too."""
    if not before.strip() or before.endswith("\n"):  # the first word of a line
        return before, len(after) - len(after.lstrip(" ,"))
    before = before.rstrip(" ")
    return (before.rstrip(",") if not after or after[0] in ".,;:!?\n" else before), 0


class CannedReplies(Document):
    """The replies, in the order in which they are listed and suggested."""

    setting = "canned_replies_file"

    replies: list[Reply]

    def faults(self) -> Iterator[Fault]:
        keys: set[str] = set()
        for index, reply in enumerate(self.replies):
            if reply.key in keys:
                yield ("replies", index), f"{reply.key} is there already"
            keys.add(reply.key)


def values(package: HandoffPackage, order: Order | None, agent: str, shop: str) -> dict[str, str]:
    """What the variables stand for in a conversation; what is not known is not in it.

    Args:
        package: the handoff package.
        order: the order that it is about.
        agent: the agent's name.
        shop: the shop's name.
    """
    known: dict[str, str | None] = {"customer": package["customer"]["name"], "agent": agent, "shop": shop}
    known["first_name"] = (known["customer"] or "").partition(" ")[0]
    if order is not None:
        parcels = order.shipments
        day = order.expected_on
        known |= {
            "order": order.number,
            "status": order.status.replace("_", " "),
            "expected": long_date(day) if day else None,
            "total": money(order.total_cents, order.currency),
            "carrier": _each(parcel.carrier for parcel in parcels),
            "tracking": _each(parcel.tracking_number for parcel in parcels),
            "tracking_url": _each(parcel.tracking_url for parcel in parcels),
        }
    elif package["issue"]["order_numbers"]:
        known["order"] = package["issue"]["order_numbers"][-1]
    return {name: value for name, value in known.items() if value}


def _each(values: Iterable[str | None]) -> str:
    """What the parcels of an order have, each value once: "Evri and DPD"."""
    return " and ".join(dict.fromkeys(value for value in values if value))


def facts(package: HandoffPackage, order: Order | None) -> dict[str, set[str]]:
    """What `suggest` is held against."""
    found = {"category": {package["issue"]["category"], package["trigger"]["category"]}}
    found["trigger"] = {package["trigger"]["name"]}
    return {**found, "status": {order.status}} if order is not None else found
