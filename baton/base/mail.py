"""Sends an e-mail by SMTP. What the server says is for the log and `baton doctor`, never for customers."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid, parseaddr

from baton.base.settings import Settings

TIMEOUT_SECONDS = 10.0  # for each step of the conversation with the server


class MailRefused(Exception):
    """The server will never take this mail, such as to an address that does not exist."""


class MailNotSent(OSError):
    """It was not taken now; trying again may help. The text says why, without an address."""


@dataclass(frozen=True)
class MailServer:
    """An SMTP server and how to reach it.

    Attributes:
        security: `starttls`, `tls` from the first byte, or `none`.
        sender: the From address, perhaps with a name: `Shop <desk@shop.example>`.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


def server_of(settings: Settings) -> MailServer | None:
    """The server of the settings; None if there is none."""
    if not settings.smtp_host:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password,
        settings.mail_from,
    )


class Mailer:
    """Sends mail through one server.

    Args:
        server: the server.
        trust: which certificates count; those that the machine trusts when left out.
    """

    def __init__(self, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trust = trust

    def check(self) -> None:
        """Sign in and out again, without sending anything.

        Raises:
            MailNotSent: it does not work.
        """
        with self._connected() as connection:
            connection.noop()

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail. Takes up to some ten seconds: never call it where a customer waits.

        Args:
            to: one address.
            subject: one line.
            text: plain text.
        Raises:
            MailRefused: the server will never take it, or the address is none.
            MailNotSent: it may be tried again.
        """
        message, taken = _message(self._server.sender, to, subject, text), False
        try:
            with self._connected() as connection:
                connection.send_message(message)
                taken = True
        except MailNotSent:
            if not taken:  # else only the goodbye failed: sent again, the mail would be there twice
                raise

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is signed in; whatever goes wrong becomes `MailNotSent` or `MailRefused`."""
        server = self._server
        trust = self._trust or ssl.create_default_context()
        try:
            if server.security == "tls":
                opened: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=TIMEOUT_SECONDS, context=trust
                )
            else:
                opened = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
            with opened as connection:
                if server.security == "starttls":
                    connection.starttls(context=trust)
                if server.user:
                    connection.login(server.user, server.password)
                yield connection
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise MailRefused(f"the recipient is refused ({codes[0]})") from None
            raise MailNotSent(f"the recipient is refused for now ({codes[0]})") from None
        except smtplib.SMTPResponseException as error:
            raise MailNotSent(f"{type(error).__name__} {error.smtp_code}") from None  # its words may hold an address
        except (smtplib.SMTPException, OSError) as error:
            raise MailNotSent(f"{type(error).__name__}: {error}") from None


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """The mail; marked as one that nobody need answer, so that no out-of-office note comes back.

    Raises:
        MailRefused: the address cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    domain = parseaddr(sender)[1].rpartition("@")[2] or None
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
        groups = message["To"].groups
        if len(groups) != 1 or groups[0].display_name is not None or not groups[0].addresses[0].domain:
            raise MailRefused("this is not one address")
    except (ValueError, IndexError):  # line breaks, a broken address
        raise MailRefused("this is no address") from None
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
