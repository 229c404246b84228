"""Who came back about the same thing within a week. Pure.

The same customer: by the shop's signed word, by an address with which an order was proved, by the browser, or in the
same conversation. The same thing: an order of theirs, or, where one of the two names no order, a topic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baton.lab.escalation_log.entry import COMEBACK_SECONDS, Entry


@dataclass(frozen=True)
class Comeback:
    """The first contact about the same thing after one was over."""

    at: float
    entry_id: str


def comebacks(entries: Iterable[Entry]) -> dict[str, Comeback | None]:
    """For each entry its comeback; None where nobody came back.

    Args:
        entries: of customers, each with all theirs.
    """
    ordered = sorted(entries, key=lambda entry: (entry.began_at, entry.at, entry.id))
    by_identity: dict[tuple[str, str], list[int]] = {}
    for place, entry in enumerate(ordered):
        for identity in entry.identities:
            by_identity.setdefault(identity, []).append(place)
    return {
        entry.id: _comeback(
            entry, (ordered[place] for place in sorted({p for i in entry.identities for p in by_identity[i]}))
        )
        for entry in ordered
    }


def _comeback(entry: Entry, contacts: Iterable[Entry]) -> Comeback | None:
    if entry.over_at is None:
        return None
    for contact in contacts:
        after = contact.began_at - entry.over_at
        if contact.id != entry.id and 0 < after <= COMEBACK_SECONDS and same_thing(entry, contact):
            return Comeback(contact.began_at, contact.id)
    return None


def same_thing(one: Entry, other: Entry) -> bool:
    """Whether two contacts are about the same thing, as far as they say."""
    if one.orders and other.orders:
        return bool(set(one.orders) & set(other.orders))
    return bool(set(one.topics) & set(other.topics))
