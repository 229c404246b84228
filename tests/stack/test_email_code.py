"""A code by e-mail through everything: the widget, Rasa, the actions, the desk that sends it, a real mail server."""

from __future__ import annotations

import re

import pytest

from tests.support.smtp_server import HOST, smtp_server
from tests.support.stack import Stack, until

NUMBER, OWNER = "10023", "jane.doe@example.com"
STRANGE = "89999"  # no order has this number
BUTTON = "Send me a code by e-mail"


@pytest.fixture(scope="module")
def post():
    with smtp_server() as server:
        yield server


@pytest.fixture(scope="module")
def shop(tmp_path_factory, post):
    mail = {
        "BATON_SMTP_HOST": HOST,
        "BATON_SMTP_PORT": str(post.port),
        "BATON_SMTP_SECURITY": "none",
        "BATON_MAIL_FROM": "Shop <orders@shop.example>",
    }
    with Stack(tmp_path_factory.mktemp("code"), **mail) as made:
        yield made


def said_by_bot(chat, after):
    return chat.read(lambda got: any(each["speaker"] == "bot" for each in got), after)


def test_a_code_opens_the_order_and_is_kept_nowhere(shop, post):
    chat = shop.chat()
    chat.send(f"where is order {NUMBER}?")
    asked = said_by_bot(chat, 0)
    buttons = [button for each in asked for button in each.get("buttons", [])]
    assert BUTTON in [button["title"] for button in buttons]
    chat.send(BUTTON, payload=BUTTON)
    promised = said_by_bot(chat, asked[-1]["id"])
    mail = until(lambda: post.box.mails and post.box.mails[-1], "the mail")
    assert mail["To"] == OWNER
    code = re.search(r"\b\d{6}\b", mail.get_content())[0]
    chat.send(f"it is {code}")
    shown = said_by_bot(chat, promised[-1]["id"])
    assert any(NUMBER in each["text"] for each in shown if each["speaker"] == "bot")
    (proved,) = [e["value"] for e in shop.events(chat.conversation_id) if e.get("name") == "proved_orders"][-1]
    assert (proved["order"], proved["by"]) == (NUMBER, "email_code")
    chat.send("I want to talk to a person")
    handoff = until(lambda: shop.handoffs(chat.conversation_id), "the handoff")[0]
    package = shop.api("GET", f"/handoffs/{handoff['id']}")["package"]
    assert [each["by"] for each in package["customer"]["proved_orders"]] == ["email_code"]
    for file in [*shop.folder.glob("*.db*"), *shop.folder.rglob("*.log")]:
        assert code.encode() not in file.read_bytes(), file.name


def test_an_order_that_does_not_exist_gets_the_same_words_and_no_mail(shop, post):
    before, answers = len(post.box.mails), []
    for number in (NUMBER, STRANGE):
        chat = shop.chat()
        last, said = 0, []
        for text in (f"where is order {number}?", BUTTON, "123456"):
            chat.send(text)
            got = said_by_bot(chat, last)
            last = got[-1]["id"]
            said += [(each["text"].replace(number, "…"), each.get("buttons")) for each in got]
        answers.append(said)
    assert answers[0] == answers[1]
    until(lambda: len(post.box.mails) > before, "the mail for the order that exists")
    assert len(post.box.mails) == before + 1
