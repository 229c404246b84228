"""Handoffs by the dozen from one place: none is lost, and none stands before those of others."""

from __future__ import annotations

from baton.channels.web.chat_store import Chats
from baton.handoff.opening import PLACE_SECONDS
from tests.support.bench import Bench


def test_those_beyond_the_limit_are_kept_marked_and_wait_behind_the_others(tmp_path):
    bench = Bench(tmp_path, BATON_HANDOFF_RATE="3")
    chats = Chats(bench.engine, bench.clock)

    def arrives(number, network):
        chats.begin(f"web-{number}", f"browser-{number}", network)
        return bench.handoff(f"h{number}", f"web-{number}", category="health_safety", evidence="gas")

    flood = [arrives(number, "198.51.100.7") for number in range(5)]
    other = arrives(9, "203.0.113.9")
    assert [h.priority for h in flood] == [1, 1, 1, 4, 4] and other.priority == 1
    assert "Number 5 from one network" in flood[4].package["summary"].splitlines()[0]
    assert bench.store.ahead_of(other) == 3
    bench.clock.forward(seconds=PLACE_SECONDS + 1)
    assert arrives(10, "198.51.100.7").priority == 1


def test_a_conversation_without_a_chat_is_not_counted(tmp_path):
    bench = Bench(tmp_path, BATON_HANDOFF_RATE="1")
    found = [bench.handoff(f"h{number}", f"rest-{number}") for number in range(3)]
    assert len({h.priority for h in found}) == 1


def test_one_browser_counts_in_whatever_network_it_is(tmp_path):
    bench = Bench(tmp_path, BATON_HANDOFF_RATE="1")
    chats = Chats(bench.engine, bench.clock)
    for number in range(2):
        chats.begin(f"web-{number}", "the same", f"198.51.100.{number}")
        last = bench.handoff(f"h{number}", f"web-{number}")
    assert "Number 2" in last.package["summary"]
