"""Sends the codes that customers asked for. Runs at the desk, so that nobody who chats waits for a mail server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from baton.base.mail import MailNotSent, MailRefused
from baton.base.outage import Outage
from baton.orders.email_codes.codes import LIFETIME_SECONDS, Due, EmailCodes, addressee, referred_to
from baton.orders.gateway import OrderGateway, OrdersUnavailable

logger = logging.getLogger(__name__)


class Mailing(Protocol):
    """Whoever takes a mail (`baton.base.mail.Mailer`)."""

    def send(self, to: str, subject: str, text: str) -> None: ...


class CodeSender:
    """Sends what is due.

    Args:
        codes: those that were asked for.
        orders: know whose an order is.
        mailer: takes the mails.
        write: the subject and the text for a reference, a code, and for how many minutes it counts.
    """

    def __init__(
        self,
        codes: EmailCodes,
        orders: OrderGateway,
        mailer: Mailing,
        write: Callable[[str, str, int], tuple[str, str]],
    ) -> None:
        self._codes = codes
        self._orders = orders
        self._mailer = mailer
        self._write = write
        self._outage = Outage(
            logger,
            "Codes by e-mail cannot be sent; it is tried again. `baton doctor` says more.",
            "Codes by e-mail are sent again.",
        )

    def step(self) -> int:
        """Try everything that is due once. Returns how many mails were sent.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the desk's database is away.
        """
        return sum(self._try(due) for due in self._codes.claim_due())

    def _try(self, due: Due) -> bool:
        try:
            orders = referred_to(due.reference, self._orders.by_number, self._orders.by_tracking_number)
            address = addressee(orders)
            if address is None or not (due.tried or self._codes.may_mail(address)):
                self._codes.done(due)
                return False
            code = self._codes.make(due)
            self._mailer.send(address, *self._write(orders[0].number, code, int(LIFETIME_SECONDS // 60)))
        except MailRefused as error:
            logger.warning("The code of conversation %s cannot be sent: %s.", due.conversation_id, error)
            self._codes.done(due)
            return False
        except (MailNotSent, OrdersUnavailable) as error:
            self._outage.met(error)
            self._codes.later(due)
            return False
        self._codes.done(due)
        self._outage.over()
        return True
