"""The desk's pages on a real database: what an agent sees and does, and what is told to whom."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from baton.handoff.records.lifecycle import State
from tests.support.bench import act


def did(bench, handoff_id="h1"):
    return [(entry["who"], entry["what"]) for entry in bench.store.audit(handoff_id)]


def said_to_customer(bench, conversation="c1"):
    return [e["text"] for e in bench.log.events(conversation) if e["event"] == "bot"]


def test_an_empty_desk_says_so(maria):
    page = maria.get("/").text
    assert "Nobody is waiting" in page and "Nothing was closed today yet" in page


def test_the_queue_shows_the_gravest_first_then_the_oldest(bench, maria):
    bench.handoff("h1", "c1")
    bench.clock.forward(minutes=5)
    bench.handoff("h2", "c2")
    bench.handoff("h3", "c3", category="health_safety", trigger="permanent_category")
    page = maria.get("/", headers={"HX-Request": "true"}).text
    places = [page.index(f'data-handoff="{i}"') for i in ("h3", "h1", "h2")]
    assert places == sorted(places) and "<html" not in page
    assert "Urgent" in page and "5 min" in page and "Health or safety" in page


def test_the_queue_says_who_has_what(bench, maria, tom):
    for number in range(1, 4):
        bench.handoff(f"h{number}", f"c{number}")
    act(maria, "h1", "claim")
    act(tom, "h2", "claim")
    bench.customer("c1", "are you there?")
    page = maria.get("/").text
    mine, others = page.index('data-test="mine"'), page.index('data-test="others"')
    assert mine < page.index("row-h1") < page.index('data-test="waiting"') < page.index("row-h3")
    assert others < page.index("row-h2") < page.index('data-test="closed"')
    assert "are you there?" in page and "Tom Smith" in page


def test_what_was_closed_yesterday_is_gone(bench, maria):
    bench.handoff("h1", "c1")
    act(maria, "h1", "claim")
    act(maria, "h1", "resolve")
    assert "row-h1" in maria.get("/").text
    bench.clock.forward(hours=11, minutes=59)
    maria = bench.browser("maria")
    assert "row-h1" in maria.get("/").text
    bench.clock.forward(minutes=1)
    assert "row-h1" not in bench.browser("maria").get("/").text


def test_the_conversation_page_knows_everything(bench, maria):
    bench.handoff("h1", "c1", evidence="a real person")
    page = maria.get("/handoffs/h1").text
    for known in (
        "Asked for a person",
        "<mark>a real person</mark>",
        "Order 10012",
        "Customs hold",
        "TR4CK",
        "2 × Desk lamp",
        "(1 shipped)",
        "30 Nov 2026",
        "GBP 98.00",
        "Nothing proved",
        "Handed over here",
        bench.store.get("h1").package["recommended_action"].replace("'", "&#39;"),
    ):
        assert known in page, known


def test_what_customers_write_is_shown_as_text(bench, maria):
    bench.handoff("h1", "c1", evidence="<script>alert(1)</script>")
    page = maria.get("/handoffs/h1").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_order_store_that_is_away_hides_nothing_else(bench, maria):
    bench.handoff("h1")
    bench.orders.away = True
    page = maria.get("/handoffs/h1")
    assert page.status_code == 200 and "order store does not answer" in page.text and "Asked for a person" in page.text


def test_every_view_and_every_action_is_in_the_audit_trail(bench, maria):
    bench.handoff("h1")
    maria.get("/handoffs/h1")
    maria.get("/handoffs/h1")
    maria.get("/handoffs/h1/live?after=0")
    assert did(bench).count(("maria", "viewed")) == 2
    bench.clock.forward(minutes=90)
    maria.get("/handoffs/h1/live?after=0")
    assert did(bench).count(("maria", "viewed")) == 3
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="Hello")
    act(maria, "h1", "resolve", verdict="right")
    assert [what for who, what in did(bench) if what != "viewed"] == ["opened", "claim", "replied", "resolve"]


def test_claiming_tells_the_customer_who_it_is(bench, maria):
    bench.handoff("h1")
    answer = act(maria, "h1", "claim")
    assert answer.status_code == 200 and 'data-state="claimed"' in answer.text
    bench.parts.outbox.work()
    assert said_to_customer(bench) == ["Maria Smith has joined the conversation."]


def test_two_at_once_one_wins_and_the_other_is_told(bench, maria, tom):
    bench.handoff("h1")
    assert act(maria, "h1", "claim").status_code == 200
    refused = act(tom, "h1", "claim")
    assert refused.status_code == 409
    assert "Maria Smith was faster and has this conversation. You can read along." in refused.text
    assert 'data-state="claimed"' in refused.text  # the page that was refused shows how it stands now
    assert bench.store.get("h1").owner == "maria"
    assert act(maria, "h1", "claim").status_code == 200  # twice by the same agent is once
    assert did(bench).count(("maria", "claim")) == 1


def test_a_reply_waits_while_the_chat_server_is_down_and_arrives_once(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    bench.chat.down = True
    answer = act(maria, "h1", "reply", said="Hello\r\nJane", client_id="message-one")
    again = act(maria, "h1", "reply", said="Hello\r\nJane", client_id="message-one")
    assert answer.status_code == again.status_code == 200
    bench.deliver()
    page = maria.get("/handoffs/h1").text
    assert "Waiting for delivery" in page and page.count("Hello\nJane") == 1
    bench.chat.down = False
    for _ in range(3):
        bench.clock.forward(seconds=5)
        bench.parts.outbox.work()
    assert said_to_customer(bench)[1:] == ["Hello\nJane"]
    page = maria.get("/handoffs/h1").text
    assert "Waiting for delivery" not in page and page.count("Hello\nJane") == 1


def test_a_reply_that_was_given_up_is_shown_and_can_be_tried_again(bench, maria):
    from baton.handoff.outbox.outbox import Undeliverable

    bench.handoff("h1")
    act(maria, "h1", "claim")
    bench.parts.outbox.work()
    deliver = bench.chat.deliver
    bench.chat.deliver = lambda delivery, again: (_ for _ in ()).throw(Undeliverable("refused"))
    act(maria, "h1", "reply", said="Hello")
    bench.deliver()
    page = maria.get("/handoffs/h1").text
    assert "Not delivered" in page
    number = bench.parts.outbox.dead("c1")[0]["id"]
    bench.chat.deliver = deliver
    assert act(maria, "h1", "retry", number=number).status_code == 200
    assert act(maria, "h1", "retry", number=number).status_code == 409
    bench.parts.outbox.work()
    assert said_to_customer(bench)[-1] == "Hello"


@pytest.mark.parametrize(("text", "status"), [("", 422), ("  \n ", 422), ("x" * 2001, 422), ("\x00\x07ok", 200)])
def test_a_reply_has_words_and_an_end(bench, maria, text, status):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "reply", said=text).status_code == status


def test_card_numbers_in_a_reply_are_never_kept(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "reply", said="Your card 4111 1111 1111 1111, right?")
    kept = bench.parts.outbox.pending("c1")[-1].payload["events"][0]["text"]
    assert "4111 1111" not in kept and "1111" in kept


def test_only_the_owner_writes(bench, maria, tom):
    bench.handoff("h1")
    assert act(tom, "h1", "reply", said="Hi").status_code == 409
    act(maria, "h1", "claim")
    refused = act(tom, "h1", "reply", said="Hi")
    assert refused.status_code == 409 and "Maria Smith has this conversation now" in refused.text
    for deed in ("transfer", "return", "resolve", "no-ai", "lift-no-ai", "release", "schedule", "undo"):
        assert act(tom, "h1", deed, to="agent:maria", due="2026-11-25T10:00", said="x").status_code == 409, deed
    assert bench.store.get("h1").state is State.CLAIMED


def test_a_transfer_carries_its_note_and_is_for_one_colleague(bench, maria, tom):
    bench.agent("ann")
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "transfer", to="agent:nobody").status_code == 409
    assert act(maria, "h1", "transfer", to="agent:maria").status_code == 409
    assert act(maria, "h1", "transfer", to="agent:tom", note="knows the carrier").status_code == 200
    assert "knows the carrier" in tom.get("/handoffs/h1").text
    refused = act(bench.browser("ann"), "h1", "claim")
    assert refused.status_code == 409 and "passed on to Tom Smith" in refused.text
    assert act(tom, "h1", "claim").status_code == 200
    assert bench.store.get("h1").owner == "tom"


def test_a_transfer_to_somebody_who_is_away_can_be_put_back(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    act(maria, "h1", "transfer", to="agent:tom")
    assert act(maria, "h1", "release").status_code == 200
    assert act(maria, "h1", "claim").status_code == 200


def test_returning_wakes_the_bot_with_the_note(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "return", note="sent a new lamp").status_code == 200
    bench.parts.outbox.work()
    bench.parts.outbox.work()
    events = bench.log.events("c1")
    assert {"resume"} <= {e["event"] for e in events}
    assert any(e.get("name") == "settled_by_person" and e["value"] == "sent a new lamp" for e in events)
    assert bench.store.get("h1").state is State.RETURNED


def test_a_customer_who_wants_no_ai_is_not_given_back_before_the_wish_is_lifted(bench, maria):
    bench.handoff("h1", "c1", category="no_ai", trigger="no_ai_contact")
    act(maria, "h1", "claim")
    assert "No AI contact" in maria.get("/handoffs/h1").text
    assert act(maria, "h1", "return").status_code == 409
    assert act(maria, "h1", "lift-no-ai").status_code == 200
    assert ("maria", "no_ai_lifted") in did(bench)
    assert not bench.parts.ai_opt_out.is_set("c1", None)
    assert act(maria, "h1", "return").status_code == 200


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, None),
        ({"verdict": "too_early"}, {"verdict": "too_early", "bot_could": None}),
        ({"verdict": "right", "bot_could": "no"}, {"verdict": "right", "bot_could": False}),
        ({"bot_could": "yes"}, {"verdict": None, "bot_could": True}),
    ],
)
def test_resolving_takes_the_agents_word_or_none(bench, maria, fields, kept):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "resolve", **fields).status_code == 200
    closed = bench.store.get("h1")
    assert (closed.state, closed.disposition) == (State.RESOLVED, kept)
    assert maria.get("/handoffs/h1").status_code == 200


def test_an_unknown_verdict_closes_nothing(bench, maria):
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "resolve", verdict="great").status_code == 422
    assert bench.store.get("h1").state is State.CLAIMED


def test_a_handover_can_be_rated_afterwards_by_its_agent_or_a_lead(bench, maria, tom):
    bench.agent("ann")
    bench.handoff("h1")
    act(maria, "h1", "claim")
    assert act(maria, "h1", "rate", verdict="right").status_code == 409
    act(maria, "h1", "resolve")
    assert act(bench.browser("ann"), "h1", "rate", verdict="right").status_code == 409
    assert act(maria, "h1", "rate").status_code == 422
    assert act(tom, "h1", "rate", verdict="too_late", bot_could="no").status_code == 200
    assert bench.store.get("h1").disposition == {"verdict": "too_late", "bot_could": False}


def test_an_open_page_gets_what_came_after_a_number(bench, maria):
    bench.handoff("h1")
    after = bench.customer("c1", "first")
    bench.customer("c1", "second")
    key = "1.0.0"
    update = maria.get(f"/handoffs/h1/live?after={after}&key={key}").text
    assert "second" in update and "first" not in update and 'id="state"' not in update
    assert 'id="state"' in maria.get(f"/handoffs/h1/live?after={after}&key=old").text


def test_without_javascript_a_form_leads_back_to_the_page(bench, maria, tom):
    bench.handoff("h1")
    answer = act(maria, "h1", "claim", htmx=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/handoffs/h1")
    refused = act(tom, "h1", "claim", htmx=False)
    assert refused.status_code == 409 and "<html" in refused.text and "was faster" in refused.text


@pytest.mark.parametrize("path", ["/handoffs/none", "/handoffs/none/live", "/nothing"])
def test_what_is_not_there_is_a_page_that_says_so(maria, path):
    answer = maria.get(path)
    assert answer.status_code == 404 and "There is no such" in answer.text and "<html" in answer.text


def test_an_error_is_a_sentence_and_no_stack_trace(bench, maria, monkeypatch):
    def fails(error):
        def broken(*args, **more):
            raise error

        monkeypatch.setattr(bench.parts.store, "several", broken)
        return maria.get("/")

    away = fails(OperationalError("select secret", {}, Exception("secret")))
    assert away.status_code == 503 and "Nothing is lost" in away.text and "secret" not in away.text
    bug = fails(RuntimeError("secret"))
    assert bug.status_code == 500 and "secret" not in bug.text
    notice = maria.get("/", headers={"HX-Request": "true"})
    assert notice.headers["hx-retarget"] == "#notices" and "<html" not in notice.text
