"""A log that cannot be read or written is an error of the turn; Rasa's own agent goes on in memory."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides.tracker_store_choice import create_tracker_store


class Away(TrackerStore):
    async def retrieve(self, sender_id):
        raise OSError("away")

    async def save(self, tracker):
        raise OSError("away")

    async def keys(self):
        raise OSError("away")


async def test_rasas_own_swallows_what_this_one_raises(monkeypatch):
    domain, store = Domain.empty(), Away(Domain.empty())
    assert isinstance(Agent(domain, tracker_store=store).tracker_store, FailSafeTrackerStore)
    monkeypatch.setattr(Agent, "_create_tracker_store", staticmethod(create_tracker_store))
    ours = Agent(domain, tracker_store=store).tracker_store
    assert ours is store and ours.domain is domain
    with pytest.raises(OSError):
        await ours.retrieve("c1")
    with pytest.raises(OSError):
        await ours.save(DialogueStateTracker("c1", []))


def test_without_a_choice_it_is_memory_as_in_rasa():
    assert isinstance(create_tracker_store(None, Domain.empty()), InMemoryTrackerStore)
