"""What one address may have of a worker while others write."""

from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace

import pytest

from baton.channels.web.fair_share import CHARACTERS, FULL_SECONDS, LONGEST_PAUSE, OTHERS_SECONDS, FairShare
from baton.channels.web.request_checks import Refusal

OFFICE, OTHER = "203.0.113.7", "198.51.100.2"
SHARE = 60  # short messages in a minute


@pytest.fixture
def time():
    return SimpleNamespace(now=1000.0)


@pytest.fixture
def shares(time):
    return FairShare(share=SHARE, rate=600, seconds=lambda: time.now)


def let_in(shares, address, characters=20, tries=1000):
    """How many messages in a row are let in, and the seconds that the refused one is to wait."""
    for number in range(tries):
        try:
            shares.message(address, characters)
        except Refusal as refusal:
            assert (refusal.status, refusal.code) == (429, "too_many")
            return number, refusal.retry_after
    return tries, None


def test_alone_an_address_may_send_what_it_likes(shares):
    assert let_in(shares, OFFICE) == (1000, None)
    assert let_in(shares, OFFICE, 2000) == (1000, None)


def test_while_others_write_an_address_has_its_share_and_no_more(shares, time):
    shares.message(OTHER, 20)
    assert let_in(shares, OFFICE) == (SHARE * FULL_SECONDS / 60, 1)
    shares.message(OTHER, 20)  # whose share is its own
    let = 0
    for _ in range(60):
        time.now += 1
        shares.message(OTHER, 20)
        let += let_in(shares, OFFICE)[0]
    assert let == SHARE


def test_a_long_text_takes_more_of_the_share(shares, time):
    shares.message(OTHER, 20)
    number, wait = let_in(shares, OFFICE, 8 * CHARACTERS)
    assert number == 2 and wait == 8 * number - FULL_SECONDS
    time.now += wait - 1
    shares.message(OTHER, 20)
    assert let_in(shares, OFFICE)[0] == 0
    time.now += 1.5
    assert let_in(shares, OFFICE)[0] == 1


def test_what_was_sent_while_nobody_else_wrote_is_no_debt(shares, time):
    let_in(shares, OFFICE, 2000, tries=100)
    shares.message(OTHER, 20)
    assert let_in(shares, OFFICE) == (0, 1)
    time.now += 1
    assert let_in(shares, OFFICE)[0] == 1


def test_who_has_written_long_ago_writes_no_more(shares, time):
    shares.message(OTHER, 20)
    time.now += OTHERS_SECONDS
    assert let_in(shares, OFFICE) == (1000, None)


async def test_turns_of_an_address_are_one_after_the_other_while_others_write(shares):
    under_way, most = 0, {}

    async def turn(address):
        nonlocal under_way
        async with shares.turn(address):
            under_way += 1
            most[address] = max(most.get(address, 0), under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(turn(OFFICE) for _ in range(5)))
    assert most.pop(OFFICE) == 5  # nobody else is there
    shares.message(OTHER, 20)
    await asyncio.gather(*(turn(OFFICE) for _ in range(5)))
    assert most.pop(OFFICE) == 1
    await asyncio.gather(turn(OFFICE), turn(OFFICE), turn(OTHER))
    assert most[OTHER] == 2  # not held back by another's


async def test_a_turn_that_fails_lets_the_next_one_in(shares):
    shares.message(OTHER, 20)
    with contextlib.suppress(ValueError):
        async with shares.turn(OFFICE):
            raise ValueError
    async with shares.turn(OFFICE):
        pass


async def test_requests_beyond_the_rate_are_held_back_ever_longer_up_to_a_limit(shares, time):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    while not pauses:
        await shares.hold(OFFICE, sleep)
    await shares.hold(OTHER, sleep)
    assert len(pauses) == 1
    for _ in range(1000):
        await shares.hold(OFFICE, sleep)
    assert pauses == sorted(pauses) and pauses[-1] == LONGEST_PAUSE
    time.now += FULL_SECONDS + LONGEST_PAUSE
    before = len(pauses)
    await shares.hold(OFFICE, sleep)
    assert len(pauses) == before


async def test_when_too_many_requests_are_held_back_the_next_is_refused(shares):
    over = asyncio.Event()

    async def sleep(_seconds):
        await over.wait()

    async def ask():
        try:
            await shares.hold(OFFICE, sleep)
        except Refusal as refusal:
            return refusal.status

    asked = [asyncio.create_task(ask()) for _ in range(1000)]
    while not any(task.done() and task.result() for task in asked):
        await asyncio.sleep(0)
    over.set()
    answers = await asyncio.gather(*asked)
    assert set(answers) == {None, 429} and answers[-1] == 429
    await asyncio.wait_for(shares.hold(OFFICE, sleep), 5)  # nobody waits any more


def test_addresses_that_ask_for_nothing_any_more_are_forgotten(shares, time):
    for number in range(500):
        shares.message(f"2001:db8:{number:x}::/64", 2000)
    time.now += 3 * FULL_SECONDS
    shares.message(OFFICE, 20)
    assert list(shares._addresses) == [OFFICE]
