"""A real SMTP server on this machine, which keeps what it is sent."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "shop", "a password of the shop"


class Mailbox:
    """Takes every mail, unless `answer` says otherwise. `user` is who had signed in with the last one. `goodbye` is the
    answer to QUIT; "drop": none."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.goodbye = "221 Bye"
        self.user: object = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.goodbye == "drop":
            server.transport.abort()
        return self.goodbye

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.user = session.auth_data
        self.mails.append(message_from_bytes(envelope.original_content, policy=default))
        return "250 OK"


class SmtpServer:
    """The running server: where it listens, and what it got."""

    def __init__(self, controller: Controller, mailbox: Mailbox) -> None:
        self.port = int(controller.port)
        self.box = mailbox


@contextmanager
def smtp_server(folder: Path | None = None, security: str = "none") -> Iterator[SmtpServer]:
    """A server on a free port.

    Args:
        folder: where its certificate is made, as `server.pem`; needed with encryption.
        security: `none`, `starttls` or `tls`; with encryption it asks for user and password.
    """
    mailbox, trust = Mailbox(), None
    if security != "none":
        assert folder is not None
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(_certificate(folder))
    kept = {"require_starttls": True, "tls_context": trust} if security == "starttls" else {}
    if security != "none":
        kept |= {"authenticator": _signs_in, "auth_required": True, "auth_require_tls": security == "starttls"}
    whole = {"ssl_context": trust} if security == "tls" else {}
    controller = _FreePort(mailbox, hostname=HOST, port=0, **whole, **kept)
    controller.start()
    try:
        yield SmtpServer(controller, mailbox)
    finally:
        controller.stop()


class _FreePort(Controller):
    """On whatever port is free: aiosmtpd looks at its own port number to see whether it runs."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def trusting(folder: Path) -> ssl.SSLContext:
    """Trusts the server with a certificate of this folder, and no other."""
    return ssl.create_default_context(cafile=str(folder / "server.pem"))


def _signs_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = (getattr(data, "login", b""), getattr(data, "password", b"")) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=USER)


def _certificate(folder: Path) -> Path:
    """A certificate for this machine with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    begins = datetime.now(timezone.utc) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=10))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
