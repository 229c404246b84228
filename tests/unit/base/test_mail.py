"""Mail goes to a real SMTP server: encrypted, signed in, and with a clear error where it does not."""

from __future__ import annotations

import pytest

from baton.base.mail import Mailer, MailNotSent, MailRefused, MailServer, server_of
from baton.base.settings import SettingsError, read
from tests.support.smtp_server import HOST, PASSWORD, USER, smtp_server, trusting

SENDER = "Hearth & Wire <orders@shop.example>"


def mailer(port, security="none", password=PASSWORD, trust=None):
    user = "" if security == "none" else USER
    return Mailer(MailServer(HOST, port, security, user, password, SENDER), trust)


def test_a_mail_arrives_with_its_words_and_as_one_that_nobody_need_answer():
    with smtp_server() as server:
        mailer(server.port).send("jane@example.com", "Your code", "It is 123456 – soon.")
    (mail,) = server.box.mails
    assert (mail["To"], mail["Subject"], mail["Auto-Submitted"]) == ("jane@example.com", "Your code", "auto-generated")
    assert "orders@shop.example" in mail["From"] and mail["Message-ID"].endswith("@shop.example>") and mail["Date"]
    assert mail.get_content().strip() == "It is 123456 – soon."


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_and_signed_in(tmp_path, security):
    with smtp_server(tmp_path, security) as server:
        trust = trusting(tmp_path)
        mailer(server.port, security, trust=trust).check()
        mailer(server.port, security, trust=trust).send("jane@example.com", "s", "t")
        assert server.box.user == USER  # which it takes only when encrypted
        with pytest.raises(MailNotSent, match="535"):
            mailer(server.port, security, password="wrong", trust=trust).check()
    assert len(server.box.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(tmp_path, security):
    with smtp_server(tmp_path, security) as server, pytest.raises(MailNotSent, match="certificate"):
        mailer(server.port, security).send("jane@example.com", "s", "t")
    assert server.box.mails == [] and server.box.user is None


def test_encryption_that_the_server_does_not_have_is_not_done_without():
    with smtp_server() as server, pytest.raises(MailNotSent):
        mailer(server.port, "starttls").send("jane@example.com", "s", "t")
    assert server.box.mails == []


def test_for_good_and_for_now_are_told_apart_and_no_address_is_named():
    with smtp_server() as server:
        server.box.answer = "550 no such user jane@example.com"
        with pytest.raises(MailRefused) as refused:
            mailer(server.port).send("jane@example.com", "s", "t")
        server.box.answer = "451 jane@example.com: try later"
        with pytest.raises(MailNotSent) as later:
            mailer(server.port).send("jane@example.com", "s", "t")
    assert "jane" not in str(refused.value) + str(later.value)


@pytest.mark.parametrize(
    "address", ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "", "no address", "group: a@b.example;"]
)
def test_an_address_that_is_more_or_less_than_one_is_refused(address):
    with smtp_server() as server, pytest.raises(MailRefused):
        mailer(server.port).send(address, "s", "t")
    assert server.box.mails == []


@pytest.mark.parametrize("subject", ["Code for 1\nBcc: c@d.example", "Code for 1\r\n\r\nPay here"])
def test_a_subject_brings_no_header_of_its_own(subject):
    """An order's number comes from another system."""
    with smtp_server() as server, pytest.raises(MailRefused):
        mailer(server.port).send("a@b.example", subject, "t")
    assert server.box.mails == []


def test_a_server_that_is_away_is_said_to_be():
    with smtp_server() as server:
        port = server.port
    with pytest.raises(MailNotSent, match="Refused"):
        mailer(port).check()


def test_without_a_host_there_is_no_server(tmp_path):
    assert server_of(read({"BATON_VAR_DIR": str(tmp_path)})) is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "BATON_MAIL_FROM"),
        ({"MAIL_FROM": "nobody"}, "BATON_MAIL_FROM"),
        ({"MAIL_FROM": "a@b.example", "SMTP_PASSWORD": "x"}, "BATON_SMTP_USER"),
        ({"MAIL_FROM": "a@b.example", "SMTP_SECURITY": "some"}, "BATON_SMTP_SECURITY"),
    ],
)
def test_half_of_the_settings_is_refused(tmp_path, given, named):
    values = {f"BATON_{name}": value for name, value in given.items()}
    with pytest.raises(SettingsError, match=named):
        read({"BATON_VAR_DIR": str(tmp_path), "BATON_SMTP_HOST": "mail.example", **values})


@pytest.mark.parametrize("goodbye", ["421 closing now", "500 what?", "drop"])
def test_a_mail_that_was_taken_is_sent_whatever_the_server_answers_to_the_goodbye(goodbye):
    """Else it is sent again and again, with another code each time."""
    with smtp_server() as server:
        server.box.goodbye = goodbye
        mailer(server.port).send("jane@example.com", "s", "t")
    assert len(server.box.mails) == 1
