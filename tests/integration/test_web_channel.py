"""The widget's channel: sessions, messages once, the stream, and what is refused."""

from __future__ import annotations

import httpx

from tests.stack import until


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


def test_nobody_reads_with_a_bad_token(stack):
    chat = stack.chat()
    for token in ("x", "nonsense", chat.token[:-3] + "abc"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(f"{stack.rasa}/webhooks/web/stream", headers=headers, timeout=30)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "session_over"


def test_an_ended_chat_is_over_and_the_next_one_is_new(stack):
    chat = stack.chat()
    httpx.post(f"{stack.rasa}/webhooks/web/end", json={}, headers=chat.headers, timeout=30)
    assert chat.send("hello").status_code == 401
    answer = httpx.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    assert answer["conversation_id"] != chat.conversation_id


def test_a_token_is_renewed_for_the_same_conversation(stack):
    chat = stack.chat()
    answer = httpx.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    assert answer["conversation_id"] == chat.conversation_id


def test_bad_requests_get_a_reason(stack):
    chat = stack.chat()
    url = f"{stack.rasa}/webhooks/web/messages"
    for body, status in ((b"{", 400), (b"[]", 400), (b"{}", 400), (b'{"client_id":"a","text":"  "}', 400)):
        assert httpx.post(url, content=body, headers=chat.headers, timeout=30).status_code == status
    assert chat.send("x" * 5000).status_code == 413


def test_another_origin_is_not_let_in(stack):
    url = f"{stack.rasa}/webhooks/web/session"
    good = httpx.options(url, headers={"Origin": f"http://localhost:{stack.rasa_port}"}, timeout=30)
    bad = httpx.options(url, headers={"Origin": "https://evil.example"}, timeout=30)
    assert "access-control-allow-origin" in good.headers
    assert "access-control-allow-origin" not in bad.headers


def test_a_customer_who_wants_no_ai_gets_a_person_in_the_next_conversation(stack):
    chat = stack.chat()
    chat.send("never let a bot answer me again, I do not want AI")
    until(lambda: stack.handoffs(chat.conversation_id), "the handoff")
    httpx.post(f"{stack.rasa}/webhooks/web/end", json={}, headers=chat.headers, timeout=30)
    answer = httpx.post(f"{stack.rasa}/webhooks/web/session", json={"token": chat.token}, timeout=30).json()
    again = stack.chat()
    again.token, again.conversation_id = answer["token"], answer["conversation_id"]
    again.send("hi")
    assert until(lambda: stack.handoffs(again.conversation_id), "the handoff")[0]["trigger"] == "no_ai_contact"
