"""The lists of the queue page: what stands where."""

from __future__ import annotations

import pytest

from baton.desk.read_models.queue import queue
from baton.desk.store.queue_filters import Filter


@pytest.fixture
def lists(bench):
    """The queue as maria sees it."""
    for login in ("maria", "tom"):
        bench.agent(login)
    return lambda: queue(bench.parts, bench.agents.get("maria"), Filter())


def passed_on(bench, handoff_id, to, conversation):
    bench.handoff(handoff_id, conversation)
    bench.parts.handoffs.claim(handoff_id, "tom" if to == "maria" else "maria", "Somebody")
    bench.parts.handoffs.transfer(handoff_id, "tom" if to == "maria" else "maria", to, None, "", to.title())


def test_what_was_passed_on_to_me_and_then_what_is_offered_to_me_stands_on_top(bench, lists):
    bench.handoff("grave", "c0", category="fraud", trigger="permanent_category")
    bench.clock.forward(minutes=5)
    passed_on(bench, "for-tom", "tom", "c1")
    bench.agents.set_duty("maria", True)
    bench.agents.seen("maria")
    bench.parts.offers.step()  # the most urgent is offered
    bench.handoff("plain", "c2")
    bench.clock.forward(minutes=5)
    passed_on(bench, "for-me", "maria", "c3")
    found = lists()
    assert [row.id for row in found.for_me] == ["for-me", "grave"]
    assert all(row.for_me for row in found.for_me)
    assert [row.id for row in found.waiting] == ["for-tom", "plain"]
    assert found.waiting_number == 4


def test_the_page_begins_with_them_under_yours(bench, lists):
    bench.handoff("due", "c0")
    bench.handoff("plain", "c1")
    bench.handoff("mine", "c2")
    bench.parts.handoffs.claim("mine", "maria", "Maria")
    passed_on(bench, "for-me", "maria", "c3")
    browser = bench.browser()
    bench.enter(browser, "maria")
    page = browser.get("/").text
    places = [
        page.index(f'id="{what}"') for what in ("mine-title", "row-for-me", "row-mine", "waiting-title", "row-plain")
    ]
    assert places == sorted(places)
    assert page.count('id="row-for-me"') == 1
    assert "For you" in page and "<title>3 waiting" in page
