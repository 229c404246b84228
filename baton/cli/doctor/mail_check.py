"""Whether the mail server takes mails: asked for by `baton doctor`, which sends none."""

from __future__ import annotations

from collections.abc import Iterator

from baton.base.mail import Mailer, MailNotSent, server_of
from baton.base.settings import Settings
from baton.cli.doctor.finding import Finding

AREA = "mail"


def findings(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the mail server of the settings; nothing where there is none."""
    server = server_of(settings)
    if server is None:
        return
    try:
        Mailer(server).check()
    except MailNotSent as error:
        what = f"The mail server {server.host}:{server.port} cannot be used: {error}."
        why = "Customers who ask for a code by e-mail wait for it in vain."
        way_out = (
            "check BATON_SMTP_HOST, _PORT, _SECURITY, _USER and _PASSWORD; without BATON_SMTP_HOST no code is offered"
        )
        yield Finding(AREA, what, why, way_out)
