"""What wants an agent's attention: own conversations with unread words, and the list behind the bell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baton.desk.live.change_feed import ChangeFeed
from baton.desk.read_models.alert_list import Reason, arrange
from baton.desk.read_models.attention import attention_of
from baton.desk.store.seen_marks import SeenMark
from tests.support.bench import act


@pytest.fixture
def desk(bench):
    for login in ("maria", "tom"):
        bench.agent(login)
        bench.agents.set_work(login, ["returns"] if login == "maria" else ["care"], None)
        bench.agents.set_duty(login, True)
        bench.agents.seen(login)
    return bench


def has(desk, handoff_id, conversation, login="maria"):
    desk.handoff(handoff_id, conversation)
    desk.clock.forward(minutes=1)
    desk.parts.handoffs.claim(handoff_id, login, f"{login.title()} Smith")


def own(desk, login="maria"):
    return {one.id: one.words for one in attention_of(desk.parts, desk.agents.get(login)).own}


def listed(desk, login="maria"):
    found = attention_of(desk.parts, desk.agents.get(login)).alerts.entries
    return [(entry.handoff_id, entry.kind) for entry in found]


def writes(desk, conversation, text):
    desk.clock.forward(minutes=1)
    return desk.customer(conversation, text)


def test_another_of_my_customers_who_writes_is_unread_until_it_is_read(desk):
    has(desk, "h1", "c1")
    has(desk, "h2", "c2")
    assert [words.unread for words in own(desk).values()] == [0, 0]
    number = writes(desk, "c2", "Hello? are you still looking at my order?")
    words = own(desk)["h2"]
    assert (words.unread, words.last) == (1, "Customer: Hello? are you still looking at my order?")
    assert listed(desk) == [("h2", "reply")]
    assert listed(desk, "tom") == []
    desk.parts.seen_marks.read("maria", "h2", number)
    assert own(desk)["h2"].unread == 0 and listed(desk) == []
    desk.parts.seen_marks.read("maria", "h2", 1)  # an older page that reports late takes nothing back
    assert own(desk)["h2"].unread == 0
    writes(desk, "c2", "and?")
    assert own(desk)["h2"].unread == 1


def test_a_customer_waits_for_an_answer_from_their_first_open_words(desk):
    has(desk, "h1", "c1")
    browser = desk.browser()
    desk.enter(browser, "maria")
    came = desk.store.get("h1").created_at
    assert own(desk)["h1"].waits_since == came  # nobody has answered since the handover
    act(browser, "h1", "reply", said="One moment")
    desk.deliver()
    assert own(desk)["h1"].waits_since is None
    writes(desk, "c1", "thank you")
    first = desk.parts.time()
    writes(desk, "c1", "and the other order?")
    assert own(desk)["h1"].waits_since == first
    page = browser.get("/").text
    assert f'data-since="{first}"' in page and "waits for you" in page


def test_words_that_come_while_a_reply_can_be_taken_back_stay_unread(desk):
    has(desk, "h1", "c1")
    browser = desk.browser()
    desk.enter(browser, "maria")
    act(browser, "h1", "reply", said="One moment")
    desk.clock.forward(seconds=2)
    desk.customer("c1", "it is urgent")
    desk.deliver()
    assert own(desk)["h1"].unread == 1
    assert own(desk)["h1"].waits_since is not None


def test_an_answer_reads_what_was_written(desk):
    has(desk, "h1", "c1")
    writes(desk, "c1", "hello?")
    assert own(desk)["h1"].unread == 1
    answer = desk.browser().post("/api/v1/handoffs/h1/reply", headers=desk.token("maria"), json={"text": "Here I am"})
    assert answer.status_code < 300, answer.text
    assert own(desk)["h1"].unread == 0


def test_every_page_shows_who_wrote_and_the_case_page_all_others(desk):
    has(desk, "h1", "c1")
    has(desk, "h2", "c2")
    browser = desk.browser()
    desk.enter(browser, "maria")
    case = browser.get("/handoffs/h1").text
    assert 'data-own="h2"' in case and 'data-own="h1"' not in case
    assert 'data-own="h2"' not in browser.get("/").text  # the queue lists it under Yours
    number = writes(desk, "c2", "Hello? anybody?")
    for path in ("/", "/account", "/handoffs/h1", "/deliveries"):
        page = browser.get(path).text
        assert 'data-own="h2"' in page and "Hello? anybody?" in page and 'data-test="own-unread"' in page, path
    assert act(browser, "h2", "read", after=str(number)).status_code == 204
    assert 'data-test="own-unread"' not in browser.get("/account").text


def test_a_customer_who_writes_alerts_their_agent_and_nobody_else(desk):
    has(desk, "h1", "c1")
    desk.handoff("h2", "c2")
    parts = desk.parts
    feed = ChangeFeed(desk.engine, desk.log, lambda _: None, parts.rules, parts.presence, desk.clock)
    feed.step()
    for conversation in ("c1", "c2"):
        writes(desk, conversation, "hello?")
    (alert,) = [change for change in feed.step() if change.what == "alarm"]
    assert (alert.kind, alert.handoff_id) == ("reply", "h1")
    assert alert.concerns(desk.agents.get("maria")) and not alert.concerns(desk.agents.get("tom"))
    assert "hello" not in alert.text
    assert [change for change in feed.step() if change.what == "alarm"] == []


def test_a_conversation_is_one_entry_severe_ones_first_then_the_newest():
    reasons = {
        "old": [Reason("overdue", "Past its limit", 10.0)],
        "new": [Reason("reply", "Wrote to you", 30.0)],
        "bad": [Reason("overdue", "Past its limit", 20.0), Reason("grave", "Urgent", 5.0)],
    }
    found = arrange(reasons, {})
    assert [(e.handoff_id, e.kind, e.text) for e in found] == [
        ("bad", "grave", "Urgent · Past its limit"),
        ("new", "reply", "Wrote to you"),
        ("old", "overdue", "Past its limit"),
    ]
    assert [e.handoff_id for e in arrange(reasons, {"new": SeenMark(0, 30.0, 1)})] == ["bad", "old"]
    assert len(arrange(reasons, {"new": SeenMark(0, 29.0, 1)})) == 3  # something newer
    assert len(arrange(reasons, {"bad": SeenMark(0, 99.0, 3)})) == 3  # something more severe


def test_the_list_names_the_customer_and_is_dismissed_for_good(desk):
    desk.log_event("c1", {"event": "slot", "name": "customer_name", "value": "Élodie Dubois"})
    desk.handoff("h1", "c1", category="health_safety", trigger="permanent_category", text="it gave me a shock")
    desk.handoff("h2", "c2", category="fraud", trigger="permanent_category")
    browser = desk.browser()
    desk.enter(browser, "maria")
    page = browser.get("/account").text
    assert "Urgent: Health or safety" in page and "Élodie Dubois" in page and "it gave me a shock" in page
    csrf = desk.form_token_of(browser)
    answer = browser.post("/attention/dismiss", data={"csrf": csrf, "handoff_id": "h1", "back": "/account"})
    assert answer.headers["location"] == "/account"
    assert listed(desk) == [("h2", "grave")] and len(listed(desk, "tom")) == 2
    browser.post("/attention/dismiss", data={"csrf": csrf})
    assert listed(desk) == []


def test_what_is_taken_leaves_the_list_by_itself(desk):
    desk.handoff("h1", "c1", category="fraud", trigger="permanent_category")
    assert listed(desk) == [("h1", "grave")]
    desk.parts.handoffs.claim("h1", "tom", "Tom Smith")
    assert listed(desk) == []
    desk.parts.handoffs.transfer("h1", "tom", "maria", None, "", "Maria Smith")
    (entry,) = attention_of(desk.parts, desk.agents.get("maria")).alerts.entries
    assert "Passed on to you" in entry.text


def test_a_callback_of_somebody_off_duty_alarms_their_team(desk):
    """They are told as well; whoever is in another team is not."""
    desk.handoff("h1", "c1", category="refund")
    desk.parts.handoffs.claim("h1", "maria", "Maria Smith")
    desk.parts.handoffs.schedule("h1", "maria", (desk.clock() + timedelta(hours=1)).timestamp())
    desk.agent("ana")
    desk.agents.set_work("ana", ["returns"], None)
    desk.clock.forward(hours=1)
    for login in ("ana", "tom"):
        desk.agents.set_duty(login, True)
        desk.agents.seen(login)
    desk.agents.set_duty("maria", False)
    parts = desk.parts
    feed = ChangeFeed(desk.engine, desk.log, lambda _: None, parts.rules, parts.presence, desk.clock)
    feed.step()
    parts.queue_watcher.run_once()
    (alert,) = [change for change in feed.step() if change.what == "alarm"]
    assert [login for login in ("maria", "ana", "tom") if alert.concerns(desk.agents.get(login))] == ["maria", "ana"]
    (entry,) = attention_of(parts, desk.agents.get("ana")).alerts.entries
    assert entry.text.startswith("A callback is due")
    assert listed(desk, "tom") == []


def test_a_callback_of_somebody_on_duty_is_theirs_alone(desk):
    desk.handoff("h1", "c1", category="refund")
    desk.parts.handoffs.claim("h1", "maria", "Maria Smith")
    desk.parts.handoffs.schedule("h1", "maria", (desk.clock() + timedelta(hours=1)).timestamp())
    desk.agent("ana")
    desk.agents.set_work("ana", ["returns"], None)
    desk.clock.forward(hours=1)
    desk.agents.seen("maria")
    assert listed(desk) == [("h1", "callback")] and listed(desk, "ana") == []


def test_what_was_passed_on_to_somebody_who_is_not_here_is_for_the_team_as_well(desk):
    desk.agent("ana")
    desk.agents.set_work("ana", ["returns"], None)
    desk.handoff("h1", "c1", category="refund")
    desk.parts.handoffs.claim("h1", "tom", "Tom Smith")
    desk.parts.handoffs.transfer("h1", "tom", "maria", None, "", "Maria Smith")
    assert listed(desk, "ana") == []
    desk.agents.set_duty("maria", False)
    assert listed(desk) == [("h1", "passed_on")]
    (entry,) = attention_of(desk.parts, desk.agents.get("ana")).alerts.entries
    assert entry.text.startswith("Passed on to Maria Smith") and "not here" in entry.text
