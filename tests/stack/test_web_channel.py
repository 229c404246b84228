"""The widget's channel: sessions, messages once, the stream, and what is refused."""

from __future__ import annotations

import json
import select
import socket

import pytest

from tests.support.stack import HTTP, PATIENCE, presence, tell, until


def bot_said(items):
    return [i for i in items if i["speaker"] == "bot"]


def test_a_message_is_answered_on_the_stream_and_replayed_after_a_reload(stack):
    chat = stack.chat()
    assert chat.send("where is order 10023?", "m1").status_code == 202
    first = chat.read(lambda items: bool(bot_said(items)))
    assert first[0]["client_id"] == "m1"
    assert bot_said(first)[0]["card"]["number"] == "10023"
    again = chat.read(lambda items: len(items) >= len(first))
    assert [i["id"] for i in again] == [i["id"] for i in first]
    assert again == sorted(again, key=lambda i: i["id"])


def test_the_same_client_id_twice_is_one_message(stack):
    chat = stack.chat()
    assert chat.send("hello there", "same").json()["duplicate"] is False
    assert chat.send("hello there", "same").json()["duplicate"] is True
    chat.send("goodbye then", "last")
    items = chat.read(lambda items: any(i.get("client_id") == "last" for i in items))
    assert [i["client_id"] for i in items if i["speaker"] == "customer"] == ["same", "last"]


def test_agent_and_customer_in_the_same_chat(stack):
    chat = stack.chat()
    chat.send("I'd like to talk to a person")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    stack.api("POST", f"/handoffs/{handoff}/claim")
    stack.api("POST", f"/handoffs/{handoff}/reply", text="Hello from the desk")
    items = chat.read(lambda items: any(i["speaker"] == "agent" for i in items))
    assert items[-1]["text"] == "Hello from the desk"
    assert any(i["speaker"] == "system" and "joined" in i["text"] for i in items)


def test_text_with_a_slash_is_text(stack):
    chat = stack.chat()
    chat.send("/restart", "slash")
    items = chat.read(lambda items: bool(bot_said(items)))
    assert items[0]["text"] == "/restart"
    assert not [e for e in stack.events(chat.conversation_id) if e["event"] == "restart"]


def test_only_offered_buttons_may_send_a_payload(stack):
    assert stack.chat().send("x", payload="/restart").status_code == 400


def test_a_card_number_is_masked_before_it_is_stored(stack):
    chat = stack.chat()
    chat.send("my card is 4111 1111 1111 1111")
    items = chat.read(lambda items: bool(bot_said(items)) or len(items) > 1)
    assert "4111 1111" not in str(items)
    assert "4111 1111" not in str(stack.events(chat.conversation_id))


@pytest.mark.parametrize(
    ("method", "name"),
    [("GET", "stream"), ("POST", "messages"), ("POST", "typing"), ("POST", "rating"), ("POST", "end")],
)
def test_nobody_reads_or_writes_with_a_bad_token(stack, method, name):
    chat, other = stack.chat(), stack.chat()
    _, body, signature = chat.token.split(".")
    foreign = ".".join([other.token.rsplit(".", 1)[0], signature])  # another's conversation, signed for this one
    unsigned = f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."  # {"alg": "none", "typ": "JWT"}
    wrong = ["x", chat.conversation_id, chat.token[:-3] + "abc", foreign, unsigned]
    for headers in [{}, *({"Authorization": f"Bearer {token}"} for token in wrong)]:
        answer = HTTP.request(method, f"{stack.rasa}/webhooks/web/{name}", headers=headers, timeout=30)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session_over")
    assert chat.send("still mine").status_code == 202


def test_an_ended_chat_is_over_and_the_next_one_is_new(stack):
    chat = stack.chat()
    HTTP.post(f"{stack.rasa}/webhooks/web/end", json={}, headers=chat.headers, timeout=30)
    assert chat.send("hello").status_code == 401
    answer = HTTP.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    assert answer["conversation_id"] != chat.conversation_id


def test_a_token_is_renewed_for_the_same_conversation(stack):
    chat = stack.chat()
    answer = HTTP.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    assert answer["conversation_id"] == chat.conversation_id


def test_bad_requests_get_a_reason(stack):
    chat = stack.chat()
    url = f"{stack.rasa}/webhooks/web/messages"
    for body, status in ((b"{", 400), (b"[]", 400), (b"{}", 400), (b'{"client_id":"a","text":"  "}', 400)):
        assert HTTP.post(url, content=body, headers=chat.headers, timeout=30).status_code == status
    assert chat.send("x" * 5000).status_code == 413


def test_another_origin_is_not_let_in(stack):
    url = f"{stack.rasa}/webhooks/web/session"
    for origin in (f"http://localhost:{stack.rasa_port}", "http://shop.test"):
        allowed = HTTP.options(url, headers={"Origin": origin}, timeout=30)
        assert allowed.headers["access-control-allow-origin"] == origin
        opened = HTTP.post(url, json={}, headers={"Origin": origin}, timeout=30)
        assert opened.status_code == 200
        assert opened.headers["access-control-allow-origin"] == origin
    for origin in ("https://evil.example", "http://shop.test.evil.example", "null"):
        assert "access-control-allow-origin" not in HTTP.options(url, headers={"Origin": origin}, timeout=30).headers
        refused = HTTP.post(url, content=b"{}", headers={"Origin": origin, "Content-Type": "text/plain"}, timeout=30)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin")
        assert "access-control-allow-origin" not in refused.headers


def test_half_a_character_and_a_null_harm_nobody(stack):
    chat = stack.chat()
    body = b'{"client_id": "m1", "text": "hello \\ud83d \\u0000 there"}'
    headers = {**chat.headers, "Content-Type": "application/json"}
    answer = HTTP.post(f"{stack.rasa}/webhooks/web/messages", content=body, headers=headers, timeout=30)
    assert answer.status_code == 202
    assert chat.read(lambda items: bool(bot_said(items)))[0]["text"] == "hello   there"


def test_a_pressed_button_shows_the_title_that_was_offered_whatever_the_browser_says(stack):
    chat = stack.chat()
    chat.send("where is my order? it's Jane Doe")
    offered = bot_said(chat.read(lambda items: any("buttons" in i for i in items)))[-1]["buttons"][0]
    assert chat.send("I promise you a refund", "pressed", payload=offered["payload"]).status_code == 202
    items = chat.read(lambda items: any("card" in i for i in items))
    assert [i["text"] for i in items if i.get("client_id") == "pressed"] == [offered["title"]]


def test_ending_closes_the_streams_of_the_chat_and_leaves_a_note(stack):
    chat = stack.chat()
    chat.send("I'd like to talk to a person")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    with HTTP.stream("GET", f"{stack.rasa}/webhooks/web/stream", headers=chat.headers, timeout=30) as stream:
        lines = stream.iter_lines()
        assert any(line == "event: state" for line in lines)
        assert chat.post("end").status_code == 204
        assert any(line == "event: ended" for line in lines)
        assert not [line for line in lines if line.startswith("event:")]
    assert chat.post("rating", stars=1).status_code == 401
    until(
        lambda: any("ended the chat" in t["text"] for t in stack.api("GET", f"/handoffs/{handoff}")["transcript"]),
        "the note in the transcript",
    )


def test_a_rating_stands_in_the_log(stack):
    chat = stack.chat()
    chat.send("hello", "m1")
    chat.read(lambda items: bool(bot_said(items)))
    assert chat.post("rating", stars=4, comment="Quick, thank you").status_code == 204
    value = until(lambda: stack.slots(chat.conversation_id)["rating"], "the rating in the log")
    assert (value["stars"], value["comment"]) == (4, "Quick, thank you")
    assert chat.post("rating").status_code == 400


def test_typing_reaches_the_desk_and_comes_from_it(stack):
    chat, seen = stack.chat(), presence(stack)
    chat.send("I'd like to talk to a person")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    assert chat.post("typing").status_code == 204
    assert seen.read(chat.conversation_id).customer == "typing"
    assert chat.post("typing", typing=False).status_code == 204
    assert seen.read(chat.conversation_id).customer != "typing"
    stack.api("POST", f"/handoffs/{handoff}/claim")
    with HTTP.stream("GET", f"{stack.rasa}/webhooks/web/stream", headers=chat.headers, timeout=30) as stream:
        data = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        states = (item for item in data if item.get("owner") == "agent")
        first = next(states)
        assert first["typing"] is False
        assert seen.read(chat.conversation_id).customer == "reading"
        seen.agent_types(chat.conversation_id, first["agent"])
        assert next(states) == {**first, "typing": True}


def test_a_stream_that_waits_in_the_queue_gives_signs_of_life(stack):
    chat = stack.chat()
    chat.send("I'd like to talk to a person")
    until(lambda: stack.handoffs(chat.conversation_id), "the handoff")
    with HTTP.stream("GET", f"{stack.rasa}/webhooks/web/stream", headers=chat.headers, timeout=30) as stream:
        assert any(line == ": still here" for line in stream.iter_lines())


def test_a_reader_that_takes_nothing_is_cut_off_and_goes_on_where_it_stopped(stack):
    """What is sent and not taken stays in the system's buffers, some megabytes; the rest waits in the log."""
    chat = stack.chat()
    written = 9000
    tell(stack, chat.conversation_id, *({"event": "bot", "text": f"{n} " + "x" * 2000} for n in range(written)))
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", stack.rasa_port))
        request = f"GET /webhooks/web/stream HTTP/1.1\r\nHost: chat\r\nAuthorization: Bearer {chat.token}\r\n\r\n"
        slow.sendall(request.encode())
        asked = select.poll()
        asked.register(slow, select.POLLHUP | select.POLLERR)
        assert stack.chat().send("meanwhile others are served").status_code == 202
        assert asked.poll(1000 * PATIENCE), "the slow reader was never cut off"
    last = chat.read(lambda items: items[-1]["text"].startswith(f"{written - 1} "))
    assert [int(item["text"].split()[0]) for item in last] == list(range(written))


def test_the_widget_is_small_on_the_wire_and_not_sent_twice(stack):
    url = f"{stack.rasa}/webhooks/web/support-chat.js"
    with HTTP.stream("GET", url, headers={"Accept-Encoding": "gzip"}, timeout=30) as answer:
        assert sum(len(piece) for piece in answer.iter_raw()) <= 40 * 1024
    again = HTTP.get(url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")


def test_a_customer_who_wants_no_ai_gets_a_person_in_the_next_conversation(stack):
    chat = stack.chat()
    chat.send("never let a bot answer me again, I do not want AI")
    until(lambda: stack.handoffs(chat.conversation_id), "the handoff")
    HTTP.post(f"{stack.rasa}/webhooks/web/end", json={}, headers=chat.headers, timeout=30)
    answer = HTTP.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    again = stack.chat()
    again.token, again.conversation_id = answer["token"], answer["conversation_id"]
    again.send("hi")
    assert until(lambda: stack.handoffs(again.conversation_id), "the handoff")[0]["trigger"] == "no_ai_contact"


def test_no_bot_please_is_a_wish_whatever_the_words_and_whoever_has_the_conversation(stack):
    chat = stack.chat()
    chat.send("Sin bot, por favor", no_ai=True)
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]
    assert handoff["trigger"] == "no_ai_contact"
    late = stack.chat()
    late.send("I'd like to talk to a person")
    until(lambda: stack.handoffs(late.conversation_id), "the handoff")
    late.send("No bot, please", no_ai=True)  # the bot is silent already
    late.read(lambda items: any(i["text"] == "No bot, please" for i in items))
    late.post("end")
    again = stack.chat(token=late.token)
    again.send("hi")
    assert until(lambda: stack.handoffs(again.conversation_id), "the handoff")[0]["trigger"] == "no_ai_contact"
