"""The desk says that the customer has ended the chat: at the row, and above the reply box."""

from __future__ import annotations

from baton.channels.web.chat_store import Chats
from baton.desk.read_models.queue import queue
from baton.desk.store.queue_filters import Filter


def end(bench, conversation="c1"):
    chats = Chats(bench.engine, bench.clock)
    chats.begin(conversation, "visitor")
    chats.end(conversation, spoken=True)


def test_the_row_and_the_box_say_that_the_chat_is_over_and_where_to_reach_the_customer(bench):
    bench.agent("maria")
    bench.log_event("c1", {"event": "slot", "name": "callback_contact", "value": "+447700900456"})
    bench.handoff("h1", "c1")
    bench.handoff("h2", "c2")
    end(bench)
    rows = queue(bench.parts, bench.agents.get("maria"), Filter()).waiting
    assert {row.id: row.chat_ended for row in rows} == {"h1": True, "h2": False}
    browser = bench.browser()
    bench.enter(browser, "maria")
    for path in ("/handoffs/h1", "/handoffs/h1/presence"):
        page = browser.get(path).text
        assert "Chat ended." in page and "reach them at +447700900456" in page
    assert "Chat ended." not in browser.get("/handoffs/h2").text
    assert "Chat ended" in browser.get("/").text
