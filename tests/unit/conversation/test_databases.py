"""The conversation log on both databases: what is saved is there again, in order, masked, whoever wrote it."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base.settings import Settings
from baton.bootstrap import bootstrap
from baton.conversation import tracker_store
from tests.support import databases

DOMAIN = Domain.from_dict({"slots": {"order_number": {"type": "text", "mappings": [{"type": "custom"}]}}})


@pytest.fixture(params=databases.KINDS)
def log(request, tmp_path):
    """Makes logs on one database, as several workers have them."""
    with databases.fresh(request.param, tmp_path) as url:
        yield lambda: tracker_store.ConversationLog(DOMAIN, reader=bootstrap(Settings(tracker_db=url)).log)


def _tracker(sender="c1"):
    return DialogueStateTracker(sender, DOMAIN.slots)


def _texts(tracker):
    return [e.text for e in tracker.events if isinstance(e, UserUttered | BotUttered)]


async def test_a_conversation_survives_its_worker(log):
    tracker = _tracker()
    tracker.update_with_events(
        [ActionExecuted("action_listen"), UserUttered("hello"), SlotSet("order_number", "10023")], DOMAIN
    )
    await log().save(tracker)
    again = await log().retrieve("c1")
    assert _texts(again) == ["hello"]
    assert again.get_slot("order_number") == "10023"
    assert await log().retrieve("c2") is None


async def test_what_another_worker_wrote_is_read_before_the_next_turn(log):
    here, there = log(), log()
    tracker = _tracker()
    tracker.update(UserUttered("one"), DOMAIN)
    await here.save(tracker)
    theirs = await there.retrieve("c1")
    theirs.update(BotUttered("two"), DOMAIN)
    await there.save(theirs)
    ours = await here.retrieve("c1")
    ours.update(UserUttered("three"), DOMAIN)
    await here.save(ours)
    assert _texts(await log().retrieve("c1")) == ["one", "two", "three"]


async def test_of_two_turns_at_once_one_is_refused_and_may_be_taken_again(log):
    here, there = log(), log()
    tracker = _tracker()
    tracker.update(UserUttered("one"), DOMAIN)
    await here.save(tracker)
    ours, theirs = await here.retrieve("c1"), await there.retrieve("c1")
    for turn in (ours, theirs):
        turn.update(UserUttered("two", message_id="m2"), DOMAIN)
    await there.save(theirs)
    with pytest.raises(tracker_store.Overtaken):
        await here.save(ours)
    again = await here.retrieve("c1")
    assert _texts(again) == ["one", "two"]
    again.update(BotUttered("three"), DOMAIN)
    await here.save(again)
    assert _texts(await log().retrieve("c1")) == ["one", "two", "three"]


async def test_saving_twice_writes_once(log):
    here, tracker = log(), _tracker()
    tracker.update(UserUttered("once"), DOMAIN)
    await here.save(tracker)
    await here.save(tracker)
    assert len(here.reader.conversation("c1")) == 1


async def test_card_numbers_are_masked_before_they_are_stored(log):
    here, tracker = log(), _tracker()
    tracker.update(UserUttered("my card is 4111 1111 1111 1111"), DOMAIN)
    await here.save(tracker)
    (entry,) = here.reader.conversation("c1")
    assert "4111" not in str(entry.event)


async def test_followers_see_numbers_in_order(log):
    here = log()
    for sender in ("a", "b"):
        tracker = _tracker(sender)
        tracker.update(UserUttered(sender), DOMAIN)
        await here.save(tracker)
    numbers = [number for number, _ in here.reader.touched(after=0, kinds=["user"])]
    assert numbers == sorted(numbers) and len(numbers) == 2
    assert here.reader.newest() == numbers[-1]
    assert sorted([k async for k in _each(here.keys())]) == ["a", "b"]


async def _each(awaitable):
    for item in await awaitable:
        yield item
