"""How long somebody at a place in line still waits: from the pace at which people are taken."""

from __future__ import annotations

import pytest

from baton.handoff.messages.wait_estimate import Claim, estimated_wait_minutes

BUSY = [Claim(0.0, 300.0 * number) for number in range(1, 11)]  # everybody waits since the start; one each five minutes
NOW = 3000.0


@pytest.mark.parametrize(("place", "minutes"), [(1, 5), (3, 15), (34, 170)])
def test_the_wait_grows_with_the_place(place, minutes):
    assert estimated_wait_minutes(BUSY, place, NOW, NOW) == minutes


def test_who_was_taken_at_once_tells_of_a_short_queue_and_not_of_a_long_one():
    idle = [Claim(3600.0 * number, 3600.0 * number + 60.0) for number in range(5)]
    assert estimated_wait_minutes(idle, 1, 4 * 3600.0 + 60.0, 4 * 3600.0 + 60.0) == 1
    assert estimated_wait_minutes(idle, 10, 4 * 3600.0 + 60.0, 4 * 3600.0 + 60.0) == 10


def test_several_agents_who_claim_at_once_take_several_places():
    rounds = [Claim(0.0, 600.0 * number + second) for number in range(1, 5) for second in (0.0, 5.0, 10.0)]
    assert estimated_wait_minutes(rounds, 6, 2410.0, 2410.0) == 21


def test_too_few_claims_promise_nothing():
    assert estimated_wait_minutes(BUSY[:2], 1, NOW, NOW) is None


def test_a_pace_that_has_stopped_promises_nothing():
    assert estimated_wait_minutes(BUSY, 1, 0.0, NOW + 700.0) == 5
    assert estimated_wait_minutes(BUSY, 1, 0.0, NOW + 800.0) is None
