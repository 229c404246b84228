"""The tracker store as it was chosen, without Rasa's fall-back to memory.

Rasa wraps it in `FailSafeTrackerStore`: what cannot be stored is kept in the memory of one worker and answered as if it
were stored, and what cannot be read is a conversation that begins anew. Here a failed read or write is an error of the
turn, so that whoever brought the message keeps it.
"""

from __future__ import annotations

from typing import Optional

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain


def create_tracker_store(store: Optional[TrackerStore], domain: Domain) -> TrackerStore:
    """The store for an agent; one in memory only where none was chosen, as in Rasa."""
    if store is None:
        return InMemoryTrackerStore(domain)
    store.domain = domain
    return store
