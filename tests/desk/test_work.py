"""Agents' work on a real database: limits, notes, undo, callbacks, judgement, wishes, earlier conversations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baton.desk.live.change_feed import ChangeFeed
from baton.desk.store.customer_history import other_conversations
from baton.handoff.records.lifecycle import State
from baton.handoff.records.tables import ChatRow
from tests.support.bench import Bench, act


def said(bench):
    return [e["text"] for e in bench.log.events("c1") if (e.get("metadata") or {}).get("speaker") == "agent"]


def delayed(bench, handoff_id="h1"):
    return bench.parts.outbox.delayed(bench.store.get(handoff_id).conversation_id)


def key_of(bench, handoff_id="h1"):
    return delayed(bench, handoff_id)[-1].key


def test_a_lead_takes_over_from_a_colleague_and_everybody_is_told(bench, maria, tom):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    bench.agents.set_duty("maria", False)  # away, with the page open
    assert 'data-test="take-over"' not in maria.get("/handoffs/h1").text
    assert 'data-test="take-over"' in tom.get("/handoffs/h1").text
    feed = ChangeFeed(bench.engine, bench.log, lambda _: None, bench.parts.rules, bench.parts.presence, bench.clock)
    feed.step()
    bench.clock.forward(minutes=10)
    assert act(tom, "h1", "take-over").status_code == 200
    taken = bench.store.get("h1")
    assert (taken.state, taken.owner, taken.owner_name) == (State.CLAIMED, "tom", "Tom Smith")
    assert [(c.kind, c.to) for c in feed.step() if c.what == "alarm"] == [("taken_over", "maria")]
    entry = bench.parts.audit.read(action="take_over")[0]
    assert (entry.actor, entry.details["from"]) == ("tom", "maria")
    bench.deliver()
    assert bench.log.events("c1")[-2]["text"] == "Tom Smith has joined the conversation."
    refused = act(maria, "h1", "reply", said="one thing more")
    assert refused.status_code == 409 and "Tom Smith" in refused.text
    assert act(tom, "h1", "take-over").status_code == 409
    assert act(tom, "h1", "reply", said="I have read everything").status_code == 200


def test_a_lead_takes_over_what_was_passed_on_to_somebody_else(bench, maria, tom):
    bench.agent("eve")
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "transfer", to="agent:eve")
    answer = bench.browser().post("/api/v1/handoffs/h1/take-over", headers=bench.token("tom"))
    assert answer.status_code == 200 and bench.store.get("h1").owner == "tom"


def test_nobody_else_takes_over_and_nothing_that_waits(bench, maria, tom):
    bench.agent("eve")
    bench.handoff("h1")
    assert act(tom, "h1", "take-over").status_code == 409
    act(tom, "h1", "claim")
    assert act(maria, "h1", "take-over").status_code == 403
    answer = bench.browser().post("/api/v1/handoffs/h1/take-over", headers=bench.token("maria"))
    assert answer.status_code == 403 and bench.store.get("h1").owner == "tom"


def test_a_limit_holds_for_people_but_not_for_grave_matters_leads_and_programs(bench, maria, tom):
    bench.agents.set_work("maria", [], 1)
    bench.agents.set_work("tom", [], 1)
    for number in range(5):
        bench.handoff(f"h{number}", f"c{number}")
    bench.handoff("hg", "cg", category="fraud", trigger="permanent_category")
    assert act(maria, "h0", "claim").status_code == 200
    refused = act(maria, "h1", "claim")
    assert refused.status_code == 409 and "as many conversations as you can take" in refused.text
    assert act(maria, "hg", "claim").status_code == 200
    assert act(tom, "h1", "claim").status_code == act(tom, "h2", "claim").status_code == 200
    act(tom, "h2", "transfer", to="agent:maria")
    assert act(maria, "h2", "claim").status_code == 200
    by_api = maria.post("/api/v1/handoffs/h3/claim", headers={"X-CSRF-Token": bench.form_token_of(maria)})
    assert by_api.status_code == 409 and "as many conversations" in by_api.text
    answer = bench.browser().post("/api/v1/handoffs/h3/claim", headers=bench.token("maria"))
    assert answer.status_code == 200


def test_a_reply_is_held_for_a_few_seconds_and_survives_a_restart(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="one")
    act(maria, "h1", "reply", said="two")
    for _ in range(3):
        bench.parts.outbox.work()
    assert said(bench) == []
    again = Bench(bench.settings.var_dir, clock=bench.clock)  # another process, the same databases
    bench.clock.forward(seconds=5)
    assert [again.parts.outbox.work() for _ in range(3)] == [1, 1, 0]
    assert said(bench) == ["one", "two"]


def test_undo_gives_the_words_back_to_their_agent_once(bench, maria, tom):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="Hello", client_id="message-one")
    key = key_of(bench)
    assert act(tom, "h1", "undo", reply_key=key).status_code == 409
    answer = act(maria, "h1", "undo", reply_key=key)
    assert answer.status_code == 200 and '<p id="taken-back" hidden>Hello</p>' in answer.text
    assert act(maria, "h1", "undo", reply_key=key).status_code == 409
    act(maria, "h1", "reply", said="Hello again", client_id="message-two")
    key = key_of(bench)
    bench.deliver()
    too_late = act(maria, "h1", "undo", reply_key=key)
    assert too_late.status_code == 409 and "Too late" in too_late.text
    assert said(bench) == ["Hello again"]
    assert [e["what"] for e in bench.store.audit("h1") if e["what"] in ("replied", "took_back")] == [
        "replied",
        "took_back",
        "replied",
    ]


def test_without_javascript_undo_fills_the_reply_box(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", htmx=False, said="Hello")
    page = act(maria, "h1", "undo", htmx=False, reply_key=key_of(bench))
    assert page.status_code == 200 and ">Hello</textarea>" in page.text


def test_what_was_said_goes_out_before_the_conversation_leaves(bench, maria):
    for deed, more in (("resolve", {}), ("return", {}), ("release", {}), ("transfer", {"to": "agent:tom"})):
        handoff_id, conversation = f"h-{deed}", f"c-{deed}"
        bench.handoff(handoff_id, conversation)
        act(maria, handoff_id, "claim")
        act(maria, handoff_id, "reply", said="last words")
        assert act(maria, handoff_id, deed, **more).status_code == 200
        for _ in range(4):
            bench.parts.outbox.work()
        texts = [e["text"] for e in bench.log.events(conversation) if e["event"] == "bot"]
        assert "last words" in texts[: 2 if deed == "release" else -1], deed


def test_a_reply_over_the_api_goes_out_at_once_and_after_what_is_held(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="first")
    bench.browser().post("/api/v1/handoffs/h1/reply", json={"text": "second"}, headers=bench.token("maria"))
    for _ in range(3):
        bench.parts.outbox.work()
    assert said(bench) == ["first", "second"]


def test_notes_are_in_the_transcript_of_colleagues_and_nowhere_else(bench, maria, tom):
    bench.handoff("h1")
    assert act(tom, "h1", "note", note=" ").status_code == 422
    assert act(tom, "h1", "note", note="<b>careful</b> 4111 1111 1111 1111").status_code == 200
    page = maria.get("/handoffs/h1").text
    assert "&lt;b&gt;careful" in page and "4111 1111" not in page and "Note by Tom Smith" in page
    fresh = maria.get("/handoffs/h1/live?after=99&after_note=0&key=x").text
    assert "careful" in fresh
    assert bench.parts.outbox.pending("c1") == [] and "careful" not in str(bench.log.events("c1"))
    found = bench.browser().get("/api/v1/handoffs/h1", headers=bench.token("maria")).json()
    assert [note["who"] for note in found["notes"]] == ["tom"]


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("", "Give day and time"),
        ("tomorrow", "Give day and time"),
        ("2026-11-23T10:00", "Nobody is there at that time"),
        ("2026-11-25T03:00", "Nobody is there at that time"),
        ("2026-11-25T10:00:00+00:00", None),
        ("2026-11-25T10:00", None),
    ],
)
def test_a_callback_has_a_time_at_which_somebody_is_there(bench, maria, due, told):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    answer = act(maria, "h1", "schedule", due=due, note="mornings only")
    assert answer.status_code == (200 if told is None else 409 if told.startswith("Nobody") else 422)
    assert (told or "The callback is arranged") in answer.text
    state = bench.store.get("h1").state
    assert state is (State.CLAIMED if told else State.CALLBACK_DUE)
    assert ("mornings only" in maria.get("/handoffs/h1").text) == (told is None)


def test_a_wish_is_kept_for_every_later_conversation_until_it_is_lifted(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "no-ai").status_code == 200
    assert bench.parts.ai_opt_out.is_set("c1", None)
    assert act(maria, "h1", "return").status_code == 409
    assert act(maria, "h1", "lift-no-ai").status_code == 200
    assert act(maria, "h1", "return").status_code == 200


def test_a_corrected_category_is_kept_beside_the_one_that_came(bench, maria):
    bench.handoff("h1", category="refund")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "resolve", verdict="right", category="pizza").status_code == 422
    assert act(maria, "h1", "resolve", verdict="right", category="order_problem").status_code == 200
    closed = bench.store.get("h1")
    assert closed.category == "refund"
    assert closed.disposition == {"verdict": "right", "bot_could": None, "category": "order_problem"}
    assert "Order problem" in maria.get("/").text


def test_a_later_word_adds_to_an_earlier_one(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "resolve", bot_could="no")
    assert act(maria, "h1", "rate", verdict="too_late").status_code == 200
    assert bench.store.get("h1").disposition == {"verdict": "too_late", "bot_could": False}


def test_earlier_conversations_are_of_this_customer_only(bench):
    def chat(conversation, visitor, email=None):
        with bench.engine.begin() as connection:
            values = {"visitor": visitor, "email": email, "created_at": bench.clock().timestamp()}
            connection.execute(ChatRow.__table__.insert().values(conversation_id=conversation, **values))

    chat("c-same-browser", "v1")
    chat("c-same-address", "v2", "jane@example.com")
    chat("c-stranger", "v3", "joan@example.com")
    bench.log_event("c-typed", {"event": "slot", "name": "customer_email", "value": "Jane@Example.com"})
    bench.handoff("h-typed", "c-typed")
    bench.handoff("h-before", "c1")
    bench.parts.handoffs.claim("h-before", "maria", "Maria")
    bench.parts.handoffs.resolve("h-before", "maria", None)
    bench.clock.forward(minutes=1)
    chat("c1", "v1", "jane@example.com")
    bench.handoff("h1", "c1")
    bench.clock.forward(minutes=1)
    chat("c-later", "v1")
    found = other_conversations(bench.engine, bench.store, bench.store.get("h1"))
    assert {(e.conversation_id, e.why) for e in found} == {
        ("c-same-browser", "same browser"),
        ("c-same-address", "same e-mail address"),
        ("c-typed", "same e-mail address"),
        ("c1", "this conversation"),
    }
    assert {e.handoff.id for e in found if e.handoff} == {"h-typed", "h-before"}
    assert [e.at for e in found] == sorted((e.at for e in found), reverse=True)


def test_a_conversation_that_was_never_handed_over_can_be_read_and_that_is_on_record(bench, maria):
    bench.customer("c/odd id?", "what are your hours?")
    assert "what are your hours?" in maria.get("/conversations/c/odd%20id%3F").text
    bench.customer("c-bot", "what are your hours?")
    assert "what are your hours?" in maria.get("/conversations/c-bot").text
    assert maria.get("/conversations/nobody").status_code == 404
    assert any(
        e.details == {"conversation_id": "c-bot"} for e in bench.parts.audit.read(actor="maria", action="viewed")
    )


def test_typing_is_told_by_the_owner_only(bench, maria, tom):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(tom, "h1", "typing", on="true")
    assert bench.parts.presence.read("c1").agent_typing is None
    assert act(maria, "h1", "typing", on="true").status_code == 204
    assert bench.parts.presence.read("c1").agent_typing == "Maria Smith"
    act(maria, "h1", "typing", on="false")
    assert bench.parts.presence.read("c1").agent_typing is None


def test_the_queue_of_an_agent_shows_their_teams_and_what_concerns_everybody(bench, maria):
    bench.agents.set_work("maria", ["returns"], None)
    bench.handoff("h-mine", "c1", category="refund")
    bench.handoff("h-other", "c2", category="payment_dispute")
    bench.handoff("h-grave", "c3", category="fraud", trigger="permanent_category")
    shown = lambda query="": {i for i in ("h-mine", "h-other", "h-grave") if f"row-{i}" in maria.get(f"/{query}").text}  # noqa: E731
    assert shown() == {"h-mine", "h-grave"}
    assert "1 more waits for other teams" in maria.get("/").text
    assert shown("?team=all") == {"h-mine", "h-other", "h-grave"}
    assert shown("?team=payments") == {"h-other", "h-grave"}
    bench.clock.forward(minutes=30)
    assert shown() == {"h-mine", "h-other", "h-grave"}  # it is past its limit: everybody's matter now


def test_waiting_counts_from_when_it_came_back(bench, maria):
    bench.handoff("h1")
    bench.clock.forward(minutes=3)
    act(maria, "h1", "claim")
    bench.clock.forward(minutes=50)
    act(maria, "h1", "release")
    bench.clock.forward(minutes=2)
    page = maria.get("/").text
    assert page.count("Past the limit") == 1 and "2 min" in page  # once: as a choice of the filter


def test_duty_follows_signing_in_and_out_and_the_button(bench):
    browser = bench.browser("maria")
    assert bench.agents.get("maria").on_duty
    token = bench.form_token_of(browser)
    answer = browser.post("/duty", data={"csrf": token, "on": "false", "back": "//evil.example"})
    assert answer.headers["location"] == "/" and not bench.agents.get("maria").on_duty
    browser.post("/duty", data={"csrf": token, "on": "true"})
    browser.post("/logout", data={"csrf": token})
    assert not bench.agents.get("maria").on_duty
    bench.clock.forward(seconds=timedelta(hours=1).seconds)
    assert [e.action for e in bench.parts.audit.read(actor="maria") if e.action in ("on_duty", "away")] == [
        "away",
        "on_duty",
        "away",
        "on_duty",
    ]


def test_signing_out_with_open_conversations_says_so_first_and_puts_them_back(bench):
    browser = bench.browser("maria")
    bench.handoff("h1")
    act(browser, "h1", "claim")
    token = bench.form_token_of(browser)
    asked = browser.post("/logout", data={"csrf": token, "everywhere": "true"})
    assert asked.status_code == 409 and "You still have an open conversation" in asked.text
    assert bench.store.get("h1").owner == "maria" and bench.agents.get("maria").on_duty
    left = browser.post("/logout", data={"csrf": token, "hand_back": "true"})
    assert left.headers["location"] == "/login"
    assert bench.store.get("h1").state is State.QUEUED and not bench.agents.get("maria").on_duty
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("deed", ["transfer", "release", "return", "resolve", "schedule"])
def test_a_colleagues_refused_move_does_not_send_what_can_be_taken_back(bench, maria, tom, deed):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="Hello")
    refused = act(tom, "h1", deed, to="team:returns", due="2026-11-25T10:00")
    assert refused.status_code == 409
    assert len(delayed(bench)) == 1
    assert act(maria, "h1", "undo", reply_key=key_of(bench)).status_code == 200
