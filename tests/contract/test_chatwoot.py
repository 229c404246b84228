"""The Chatwoot connector against a small real Chatwoot: both ways, with everything that goes wrong in between."""

from __future__ import annotations

import json

import pytest

from baton.connectors.chatwoot import ChatwootConnector, ChatwootSettings
from baton.connectors.external_ids import ExternalIds
from baton.handoff.outbox.report import Stage
from baton.handoff.records.lifecycle import State
from tests.contract.chatwoot import ACCOUNT, BASE, INBOX, SECRET, TOKEN, Chatwoot, signed
from tests.support.outside import Outside, fixture
from tests.support.server import HANG, Answer

EVENTS = "/connectors/chatwoot/events"
INCOMING, OUTGOING = 0, 1


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def desk(tmp_path, desk_db, server, answer_seconds):
    def make(desk):
        settings = ChatwootSettings(
            url=server.url, account=str(ACCOUNT), inbox=str(INBOX), token=TOKEN, webhook_secret=f"old secret,{SECRET}"
        )
        external_ids = ExternalIds(desk.engine, "chatwoot")
        yield ChatwootConnector(settings, server.url, external_ids, desk.clock, timeout=answer_seconds)

    made = Outside(tmp_path, make, BATON_DESK_DB=desk_db)
    made.mirror.step()
    return made


@pytest.fixture
def chatwoot(desk, server):
    made = Chatwoot(desk.clock)
    server.handle = made.handle
    return made


@pytest.fixture
def tell(desk):
    """Sends the desk an event as Chatwoot does, and lets it be carried out."""
    client = desk.browser()

    def tell(event, carry_out=True, **how):
        answer = client.post(EVENTS, **signed(event, how.pop("at", desk.clock().timestamp()), **how))
        if carry_out:
            desk.settle()
        return answer

    return tell


@pytest.fixture
def opened(desk, chatwoot):
    """A handoff that stands in Chatwoot."""
    desk.handoff("h1")
    desk.settle()
    desk.clock.forward(seconds=30)
    return chatwoot


def notices(chatwoot):
    return [text for _, text in chatwoot.of(private=True)][1:]


# -- to Chatwoot -------------------------------------------------------------------------------------------


@pytest.mark.every_database
def test_a_handoff_becomes_contact_conversation_and_note(desk, server, chatwoot):
    desk.handoff("h1")
    desk.settle()
    assert server.lines == [
        f"GET {BASE}/contacts/search",
        f"POST {BASE}/contacts",
        f"GET {BASE}/contacts/31/conversations",
        f"POST {BASE}/conversations",
        f"POST {BASE}/conversations/18/messages",
    ]
    assert {asked.headers["api_access_token"] for asked in server.asked} == {TOKEN}
    contact, conversation, note = (server.asked[i].json for i in (1, 3, 4))
    assert contact == {"inbox_id": INBOX, "name": "Customer in the chat", "identifier": "baton:c1"}
    assert conversation == {
        "source_id": "source-31",
        "inbox_id": INBOX,
        "contact_id": 31,
        "status": "open",
        "custom_attributes": {"baton_conversation": "c1", "baton_category": "explicit_request", "baton_priority": 4},
    }
    assert (note["message_type"], note["private"], note["source_id"]) == ("outgoing", True, "baton:opened:h1:chatwoot")
    package = desk.store.get("h1").package
    assert package["summary"] in note["content"] and package["recommended_action"] in note["content"]
    assert "[12:00] Customer: I want a person, order 10012" in note["content"]


def test_what_the_customer_writes_reaches_the_agents_in_order(desk, opened):
    for text in ("are you there?", "hello?", "it is urgent"):
        desk.customer("c1", text)
    desk.settle()
    assert opened.of(private=False) == [(INCOMING, "are you there?"), (INCOMING, "hello?"), (INCOMING, "it is urgent")]


def test_a_reply_given_in_our_own_desk_stands_there_too(desk, opened):
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.handoffs.reply("h1", "maria", "Maria Smith", "I see to it", "reply-0001")
    desk.settle()
    assert opened.of(private=False) == [(OUTGOING, "I see to it")]
    assert "was taken (by maria)" in notices(opened)[0]


@pytest.mark.every_database
def test_closing_here_resolves_there(desk, opened):
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.customer("c1", "thanks!")
    desk.handoffs.resolve("h1", "maria", None, "settled")
    desk.settle()
    assert opened.conversation()["status"] == "resolved"  # after the last words, which would open it again
    assert "Note: settled" in notices(opened)[-1]


@pytest.mark.every_database
def test_a_second_handoff_opens_the_same_conversation_again(desk, opened, tell):
    tell(opened.reply("done"))
    tell(opened.resolve())
    desk.clock.forward(minutes=5)
    desk.handoff("h2", text="a person again please")
    desk.settle()
    assert len(opened.conversations) == len(opened.contacts) == 1
    assert opened.conversation()["status"] == "open"
    assert "a person again please" in notices(opened)[-1]


def test_only_a_proved_address_leads_to_a_known_contact(desk, server, chatwoot):
    known = {"id": 5, "name": "Jane Doe", "email": "Jane@Example.com", "identifier": "jane", "contact_inboxes": []}
    chatwoot.contacts.append(known)
    proof = {"order": "10035", "by": "email", "at": "2026-11-24T12:00:00+00:00"}
    proved = {"customer_email": "jane@example.com", "proved_orders": [proof]}
    for number, slots in ((1, proved), (2, {"identity": {"customer_id": "7", "email": "jane@example.com"}})):
        for name, value in slots.items():
            desk.log_event(f"c{number}", {"event": "slot", "name": name, "value": value})
        desk.handoff(f"h{number}", f"c{number}")
        desk.settle()
    assert [c["meta"]["sender"]["id"] for c in chatwoot.conversations] == [32, 5]
    stranger = next(a.json for a in server.asked if a.line == f"POST {BASE}/contacts")
    assert "email" not in stranger
    made = [a.json for a in server.asked if a.line == f"POST {BASE}/conversations"]
    assert made[1]["source_id"] == "c2"  # this contact was not in the inbox yet


@pytest.mark.parametrize("step", range(5))
@pytest.mark.no_answer
def test_whatever_step_gets_no_answer_nothing_is_made_twice(desk, server, chatwoot, step):
    """The server does what it was asked, and the answer is lost on the way."""
    done = []

    def losing(asked):
        answer = chatwoot.handle(asked)
        done.append(asked)
        return HANG if len(done) == step + 1 else answer

    server.handle = losing
    desk.handoff("h1")
    desk.settle()
    assert [d.stage for d in desk.parts.deliveries.find(Stage.WAITING)] == [Stage.WAITING]
    desk.clock.forward(seconds=5)
    desk.settle()
    assert desk.parts.deliveries.find(Stage.WAITING) == []
    assert (len(chatwoot.contacts), len(chatwoot.conversations), len(chatwoot.messages)) == (1, 1, 1)


@pytest.mark.no_answer
def test_a_message_whose_answer_was_lost_is_not_written_twice(desk, server, opened):
    handle = server.handle
    server.handle = lambda asked: (handle(asked), HANG)[1]
    desk.customer("c1", "are you there?")
    desk.settle()
    server.handle = handle
    for number in range(120):  # more than one page of what agents wrote among themselves meanwhile
        opened._message(18, f"note {number}", OUTGOING, True, None, {"type": "user"})
    desk.clock.forward(seconds=5)
    desk.settle()
    assert opened.of(private=False) == [(INCOMING, "are you there?")]


def test_trouble_there_keeps_the_order(desk, server, opened):
    server.answers += [Answer(500), Answer(429, headers={"Retry-After": "60"})]
    desk.customer("c1", "one")
    desk.settle()
    desk.customer("c1", "two")
    desk.settle()
    assert opened.of(private=False) == []
    desk.clock.forward(seconds=5)
    desk.settle()
    desk.clock.forward(seconds=59)
    desk.settle()
    assert opened.of(private=False) == []
    desk.clock.forward(seconds=1)
    desk.settle()
    assert opened.of(private=False) == [(INCOMING, "one"), (INCOMING, "two")]


def undelivered(desk):
    return desk.parts.deliveries.find(Stage.DEAD) + desk.parts.deliveries.find(Stage.WAITING)


@pytest.mark.every_database
@pytest.mark.parametrize("contact_too", [False, True])
def test_what_was_deleted_there_is_made_again_at_once(desk, opened, tell, contact_too):
    opened.conversations.clear()
    opened.messages.clear()
    if contact_too:
        opened.contacts.clear()
    desk.customer("c1", "still here")
    desk.customer("c1", "hello?")
    desk.settle()
    assert undelivered(desk) == [] and len(opened.conversations) == len(opened.contacts) == 1
    number = opened.conversations[0]["id"]
    assert opened.of(number, private=False) == [(INCOMING, "still here"), (INCOMING, "hello?")]
    assert desk.store.get("h1").package["summary"] in opened.of(number, private=True)[0][1]  # whoever reads it can help
    reply = opened.reply("I am here", number)
    reply["conversation"]["id"] = number
    tell(reply)
    assert desk.said() == ["I am here"]


def test_a_contact_that_goes_while_it_is_looked_up_is_passed_over(desk, server, chatwoot):
    gone = {"id": 5, "name": "?", "email": None, "identifier": "baton:c1", "contact_inboxes": []}
    found = {**fixture("chatwoot", "contacts_found"), "payload": [gone]}
    server.handle = lambda asked: Answer(200, found) if asked.path.endswith("/search") else chatwoot.handle(asked)
    desk.handoff("h1")
    desk.settle()
    assert undelivered(desk) == [] and len(chatwoot.conversations) == 1


@pytest.mark.parametrize("part", ["email", "identifier", "source_id", "custom_attributes"])
def test_a_part_that_is_refused_is_left_out(desk, chatwoot, part):
    account = {"customer_id": "7", "email": "jane@example.com"}
    desk.log_event("c1", {"event": "slot", "name": "identity", "value": account})
    chatwoot.refuses.add(part)
    desk.handoff("h1")
    desk.settle()
    desk.customer("c1", "are you there?")
    desk.settle()
    assert undelivered(desk) == [] and len(chatwoot.conversations) == 1
    assert chatwoot.of(private=False) == [(INCOMING, "are you there?")]
    assert "jane@example.com" in chatwoot.of(private=True)[0][1]


def test_the_conversation_of_a_blocked_contact_is_opened_and_does_not_end_ours(desk, chatwoot):
    chatwoot.blocked = True
    desk.handoff("h1")
    desk.settle()
    assert chatwoot.conversation()["status"] == "open"
    desk.intake.catch_up()
    desk.settle()
    assert desk.store.get("h1").state is State.QUEUED


def test_an_inbox_that_takes_no_customers_words_gets_them_as_notes(desk, opened):
    opened.channel = "Channel::WebWidget"
    desk.customer("c1", "hello?")
    desk.settle()
    assert undelivered(desk) == [] and "Customer: hello?" in notices(opened)[-1]


def test_asking_passes_over_a_conversation_that_was_deleted_there(desk, opened):
    desk.handoff("h2", "c2")
    desk.settle()
    opened.conversations.pop(0)
    opened.reply("Hello, c2", 19)
    desk.clock.forward(seconds=40)
    assert desk.intake.catch_up() == 1
    desk.settle()
    assert desk.said("c2") == ["Hello, c2"]


def test_a_refused_request_is_a_dead_letter_and_later_words_still_arrive(desk, server, chatwoot):
    server.handle = lambda asked: Answer(422, {"message": "Something is missing"})
    desk.handoff("h1")
    desk.settle()
    server.handle = chatwoot.handle
    (dead,) = desk.parts.deliveries.find(Stage.DEAD)
    assert "HTTP 422" in dead.error and TOKEN not in dead.error
    desk.customer("c1", "hello?")
    desk.settle()
    assert chatwoot.of() == [(INCOMING, "hello?")]
    desk.outbox.revive(dead.id)
    desk.settle()
    assert len(chatwoot.conversations) == 1 and len(chatwoot.of(private=True)) == 1


def test_a_wrong_token_is_tried_again_until_it_is_mended(desk, server, chatwoot):
    server.answers += [Answer(401, {"error": "Invalid Access Token"})]
    desk.handoff("h1")
    desk.settle()
    assert "HTTP 401" in desk.parts.deliveries.find(Stage.WAITING)[0].error
    desk.clock.forward(seconds=5)
    desk.settle()
    assert len(chatwoot.conversations) == 1


# -- from Chatwoot -----------------------------------------------------------------------------------------


@pytest.mark.every_database
def test_an_agents_reply_reaches_the_customer_once(desk, opened, tell):
    event = opened.reply("Hello, this is Ana")
    first, second = tell(event), tell(event, delivery="d-2")
    assert (first.status_code, first.json(), second.json()) == (200, {"accepted": 1}, {"accepted": 0})
    assert desk.said() == ["Hello, this is Ana"]
    handoff = desk.store.get("h1")
    assert (handoff.state, handoff.owner) == (State.CLAIMED, "Chatwoot")
    assert desk.said(speaker="system") == ["Ana Lopes has joined the conversation."]
    desk.settle()
    assert opened.of(private=False) == [(OUTGOING, "Hello, this is Ana")]  # it does not come back to where it came from


@pytest.mark.every_database
def test_a_reply_is_kept_while_the_chat_server_is_down(desk, opened, tell):
    desk.chat.down = True
    assert tell(opened.reply("one")).status_code == 200
    assert tell(opened.reply("two")).status_code == 200
    assert desk.said() == [] and len(desk.outbox.pending("c1")) == 3
    desk.chat.down = False
    desk.clock.forward(seconds=5)
    desk.settle()
    assert desk.said() == ["one", "two"]


class Died(BaseException):
    """The process is gone in this moment."""


@pytest.mark.every_database
@pytest.mark.parametrize("verb", ["claim", "reply"])
def test_a_desk_that_dies_while_it_carries_out_a_reply_says_it_once(desk, opened, tell, monkeypatch, verb):
    done = getattr(desk.handoffs, verb)

    def dies(*given, **more):
        done(*given, **more)
        raise Died

    monkeypatch.setattr(desk.handoffs, verb, dies)
    tell(opened.reply("Hello, this is Ana"), carry_out=False)
    with pytest.raises(Died):
        desk.intake.work()
    desk.rebuild()
    desk.settle()
    assert desk.said() == ["Hello, this is Ana"]
    assert desk.said(speaker="system") == ["Ana Lopes has joined the conversation."]


@pytest.mark.every_database
def test_resolving_there_closes_here(desk, opened, tell):
    tell(opened.reply("All done."))
    desk.clock.forward(seconds=5)
    event = opened.resolve()
    tell(event)
    tell({**event, "event": "conversation_resolved"})
    handoff = desk.store.get("h1")
    assert handoff.state is State.RESOLVED
    assert [e["what"] for e in desk.store.audit("h1")] == ["opened", "claim", "resolve"]
    assert desk.said(speaker="system")[-1].startswith("This conversation is closed")
    assert notices(opened) == []  # they know it: they did it


def test_resolving_without_a_word_closes_too(desk, opened, tell):
    tell(opened.resolve())
    assert desk.store.get("h1").state is State.RESOLVED


@pytest.mark.parametrize(
    "name",
    ["event_private_note", "event_echo", "event_customer", "event_agent_bot", "event_template", "event_opened"],
)
def test_echoes_notes_and_other_bots_do_not_reach_the_customer(desk, opened, tell, name):
    answer = tell(opened.event(name))
    assert (answer.status_code, answer.json()) == (200, {"accepted": 0})
    assert desk.said() == [] and desk.store.get("h1").state is State.QUEUED


def test_our_own_reply_comes_back_as_an_echo_and_is_known(desk, server, opened, tell):
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.handoffs.reply("h1", "maria", "Maria Smith", "I see to it", "reply-0001")
    desk.settle()
    written = [a.json for a in server.asked if a.line.endswith("/messages")][-1]
    tell(opened.event("event_reply", id=opened.messages[-1]["id"], source_id=written["source_id"]))
    assert desk.said() == ["I see to it"]


def test_a_file_reaches_the_customer_as_its_address(desk, opened, tell):
    tell(opened.event("event_file"))
    assert desk.said() == ["https://chat.example/rails/active_storage/blobs/redirect/label.png"]


@pytest.mark.every_database
def test_card_numbers_and_unprintable_characters_are_cleaned(desk, opened, tell):
    tell(opened.event("event_reply", content="card 4111 1111 1111 1111\x00\ud800 noted"))
    assert desk.said() == ["card •••• 1111 noted"]


def test_markup_reaches_the_customer_as_plain_text(desk, opened, tell):
    tell(
        opened.reply(
            "Your parcel is **late**.\n\n- new date: *Friday*\n- [track it](https://dpd.example/D222)\\\nSorry!"
        )
    )
    assert desk.said() == [
        "Your parcel is late.\n\n- new date: Friday\n- track it: https://dpd.example/D222\nSorry!",
    ]


@pytest.mark.every_database
def test_who_deletes_a_reply_is_told_that_the_customer_has_it(desk, opened, tell):
    sent = opened.reply("The wrong number is 7")
    tell(sent)
    before = notices(opened)
    deleted = opened.event("event_deleted", id=sent["id"])
    tell(deleted)
    tell(deleted)
    assert notices(opened)[len(before) :] == ["The customer has this message: deleting it here does not take it back."]
    assert desk.said() == ["The wrong number is 7"]


def test_other_changes_of_a_message_do_nothing(desk, opened, tell):
    sent = opened.reply("Hello")
    tell(sent)
    before = notices(opened)
    for changes in (
        {"content_attributes": {}, "content": "Hallo"},
        {"private": True},
        {"message_type": "incoming"},
        {"id": 9999},  # never sent to the customer
    ):
        tell(opened.event("event_deleted", **{"id": sent["id"], **changes}))
    assert desk.said() == ["Hello"] and notices(opened) == before


def test_a_reply_that_was_deleted_before_it_came_is_not_sent(desk, opened):
    opened.reply("oh no")
    opened.messages[-1] |= {"content": "This message was deleted", "content_attributes": {"deleted": True}}
    desk.intake.catch_up()
    desk.settle()
    assert desk.said() == []


@pytest.mark.every_database
def test_the_one_who_was_slower_is_told_so_there(desk, opened, tell):
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    event = opened.reply("Hello!")
    tell(event)
    tell(event)
    assert desk.said() == []
    told = [n for n in notices(opened) if "not sent" in n]
    assert told == ["This was not sent to the customer: maria has this conversation."]
    tell(opened.resolve())
    assert desk.store.get("h1").state is State.CLAIMED
    assert notices(opened)[-1] == "Nothing was closed: maria has this conversation."


def test_a_reply_after_the_end_is_refused_with_a_word(desk, opened, tell):
    tell(opened.reply("All done."))
    tell(opened.resolve())
    desk.clock.forward(minutes=10)
    tell(opened.reply("One more thing"))
    assert desk.said() == ["All done."]
    assert "not sent to the customer" in notices(opened)[-1]


@pytest.mark.every_database
def test_a_reply_that_is_told_after_the_end_still_arrives(desk, opened, tell):
    """Events may overtake each other: the reply was written before the conversation was resolved."""
    tell(opened.reply("Hello"))
    desk.clock.forward(seconds=5)
    late = opened.reply("It is on its way.")
    desk.clock.forward(seconds=5)
    tell(opened.resolve())
    desk.clock.forward(minutes=1)
    tell(late)
    assert desk.said() == ["Hello", "It is on its way."]


def test_a_late_event_does_not_close_the_next_handoff(desk, opened, tell):
    tell(opened.reply("Hello"))
    desk.clock.forward(seconds=5)
    desk.handoffs.resolve("h1", "Chatwoot", None)
    late = opened.resolve()
    desk.clock.forward(minutes=5)
    desk.handoff("h2", text="a person again please")
    desk.settle()
    tell(late)
    assert desk.store.get("h2").state is State.QUEUED


def test_conversations_of_others_are_left_alone(desk, opened, tell):
    other = opened.event("event_reply", conversation={**fixture("chatwoot", "event_resolved"), "id": 99})
    assert tell(other).json() == {"accepted": 0}
    assert tell(opened.event("event_reply", account={"id": 3})).json() == {"accepted": 0}
    assert desk.said() == []


@pytest.mark.parametrize(
    ("why", "how"),
    [
        ("wrong", {"secret": "guessed"}),
        ("too far", {"at": 1795521630 - 301}),
        ("too far", {"at": 1795521630 + 301}),
    ],
)
def test_a_bad_signature_is_refused(desk, opened, tell, why, how):
    answer = tell(opened.reply("I am not Chatwoot"), **how)
    assert answer.status_code == 401 and why in answer.json()["error"]["message"]
    assert desk.said() == []


def test_no_signature_a_changed_body_and_nonsense_are_refused(desk, opened):
    client = desk.browser()
    good = signed(opened.reply("Hello"), desk.clock().timestamp())
    assert client.post(EVENTS, content=good["content"]).status_code == 401
    changed = {**good, "content": good["content"].replace(b"Hello", b"Hallo")}
    assert client.post(EVENTS, **changed).status_code == 401
    bad_time = {**good["headers"], "X-Chatwoot-Timestamp": "soon"}
    assert client.post(EVENTS, content=good["content"], headers=bad_time).status_code == 401
    for body in ([], "text", {"event": "message_created", "conversation": 1}):
        assert client.post(EVENTS, **signed(body, desk.clock().timestamp())).status_code == 422
    assert client.post("/connectors/zendesk/events", **good).status_code == 401
    assert desk.said() == []


def test_the_old_secret_still_counts_while_it_is_changed(desk, opened, tell):
    assert tell(opened.reply("Hello"), secret="old secret").json() == {"accepted": 1}


def test_the_answer_comes_before_anything_is_done(desk, opened, tell, monkeypatch):
    """Within five seconds Chatwoot gives up: taking an event asks nobody and waits for nobody."""
    monkeypatch.setattr(desk.handoffs, "reply", lambda *a, **k: pytest.fail("carried out too early"))
    monkeypatch.setattr(desk.chat, "deliver", lambda *a, **k: pytest.fail("delivered too early"))
    before = len(desk.connectors)
    answer = tell(opened.reply("Hello"), carry_out=False)
    assert answer.json() == {"accepted": 1} and before == len(desk.connectors)


@pytest.mark.every_database
def test_what_no_event_told_is_found_by_asking(desk, opened, tell):
    """Chatwoot sends each event once: while the desk was down they are lost."""
    tell(opened.reply("told"))
    opened.reply("lost")
    desk.clock.forward(seconds=40)
    assert desk.intake.catch_up() == 1
    desk.settle()
    assert desk.said() == ["told", "lost"]
    opened.resolve()
    desk.intake.catch_up()
    desk.settle()
    assert desk.store.get("h1").state is State.RESOLVED
    assert desk.intake.catch_up() == 0


def test_asking_does_not_repeat_a_refusal(desk, opened):
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.settle()
    opened.conversation()["status"] = "resolved"
    for _ in range(3):
        desk.clock.forward(minutes=1)
        desk.intake.catch_up()
        desk.settle()
    assert len([n for n in notices(opened) if "Nothing was closed" in n]) == 1


def test_asking_in_vain_harms_nothing(desk, server, opened, caplog):
    server.answers.append(Answer(500))
    assert desk.intake.catch_up() == 0
    assert "cannot be asked" in caplog.text


def test_before_its_package_stands_there_a_resolved_conversation_is_the_handoff_befores(desk, server, opened, tell):
    tell(opened.reply("done"))
    tell(opened.resolve())
    desk.clock.forward(minutes=5)
    server.answers.append(Answer(500))
    desk.handoff("h2", text="a person again please")
    desk.outbox.work()
    desk.intake.catch_up()
    desk.settle()
    assert desk.store.get("h2").state is State.QUEUED


# -- for the operator --------------------------------------------------------------------------------------


def test_the_test_event_proves_token_inbox_and_secret(desk, server, chatwoot):
    asked = []

    def both(request):
        if request.path == EVENTS:
            asked.append(request)
            answer = desk.browser().post(EVENTS, content=request.body, headers=request.headers)
            return Answer(answer.status_code)
        return chatwoot.handle(request)

    server.handle = both
    chatwoot_connector = desk.connectors["chatwoot"]
    chatwoot_connector._settings = chatwoot_connector._settings.copy(update={"webhook_secret": (SECRET,)})
    assert "Shop chat" in desk.connectors["chatwoot"].test()
    assert json.loads(asked[0].body) == {"event": "baton.test"}
    chatwoot.channel = "Channel::WebWidget"
    with pytest.raises(Exception, match="no API channel"):
        desk.connectors["chatwoot"].test()
