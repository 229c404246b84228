"""Codes that prove an order: asked for in the chat, sent to the order's e-mail address, given back in the chat.

To ask for one does the same for every reference, whether there is such an order or not: only the desk, which sends the
mail, looks for it. The code is made when it is sent, and kept as a keyed digest. What a customer types is replaced by
that digest before the message is stored anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from baton.base.clock import Clock, now
from baton.base.plain_spelling import digits_for_words, plain_letters
from baton.base.redaction import MASK
from baton.orders.email_codes.tables import EmailCodeRow
from baton.orders.gateway import Order, OrdersUnavailable
from baton.orders.proof_attempts import Asker, ProofAttempts
from baton.orders.text.normalise import email_key
from baton.orders.text.order_words import order_words

#: What a message's metadata calls the digest of the code that was in it.
METADATA = "email_code"
LIFETIME_SECONDS = 600.0  #: of a code, from when it was made; and how long it is tried to send one
MOST_ATTEMPTS = 5
DIGITS = 6
_KEPT_SECONDS = 24 * 3600.0
_CLAIMED_SECONDS = 60.0  # a sender that takes longer has died
_RETRY_SECONDS = 15.0
#: Six digits in one, in halves, or each by itself.
_CODE = re.compile(rf"(?<!\d)(?:\d(?:[ \-]?\d){{{DIGITS - 1}}}|\d(?:[\W_]{{1,3}}\d){{{DIGITS - 1}}})(?!\d)")
_BEFORE = 40  # characters in which a number is called a postcode
_IS = r"(?:\W+(?:is|was|it is|it's|its))?\W*\Z"
_LONGEST_REFERENCE = 80  # characters
_TABLE = EmailCodeRow.__table__


@dataclass(frozen=True)
class Due:
    """A code that is to be sent. `tried` if an earlier one could not be: it is the same request.

    `asked_at` in epoch seconds."""

    id: int
    conversation_id: str
    reference: str
    asked_at: float
    tried: bool = False


@dataclass(frozen=True)
class SealedText:
    """A message without the code that was in it. `digest` is None if it held none, and empty if it held several."""

    text: str
    digest: str | None = None


class EmailCodes:
    """The codes in the desk's database.

    Args:
        engine: of the desk's database.
        secret: of the digests.
        attempts: limits how many are sent.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, secret: str, attempts: ProofAttempts, clock: Clock = now) -> None:
        self._engine = engine
        self._secret = secret.encode()
        self._attempts = attempts
        self._clock = clock

    def ask(self, conversation_id: str, reference: str, asker: Asker) -> None:
        """Have a code sent; one that the conversation asked for before counts no more.

        Beyond the limits it is noted all the same, and never sent.

        Args:
            reference: the order's number, or a tracking number, whether there is one or not.
        Raises:
            OrdersUnavailable: it cannot be stored.
        """
        at, allowed = self._clock().timestamp(), self._attempts.may_send_code(reference, asker)
        row = {"conversation_id": conversation_id, "reference": reference[:_LONGEST_REFERENCE], "asked_at": at}
        old = (_TABLE.c.conversation_id == conversation_id) | (_TABLE.c.asked_at <= at - _KEPT_SECONDS)
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(_TABLE).where(old))
                connection.execute(insert(_TABLE).values(**row, next_at=at if allowed else None, attempts=0))
        except SQLAlchemyError as error:
            raise OrdersUnavailable("a code by e-mail cannot be noted") from error

    def asked_for(self, conversation_id: str) -> str | None:
        """The reference that a conversation has asked a code for; None if none is expected from it.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        oldest = self._clock().timestamp() - 2 * LIFETIME_SECONDS
        query = select(_TABLE.c.reference).where(
            _TABLE.c.conversation_id == conversation_id, _TABLE.c.used_at.is_(None), _TABLE.c.asked_at > oldest
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def seal(self, conversation_id: str, text: str) -> SealedText:
        """A message as it may be stored: a code that the conversation is asked for is replaced by its digest.

        Six digits that are called a postcode stay, unless they are the code all the same; to find out counts as a try.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        said = next((form for form in (text, digits_for_words(plain_letters(text))) if _CODE.search(form)), None)
        reference = None if said is None else self.asked_for(conversation_id)
        if said is None or reference is None:
            return SealedText(text)
        own, found = _digits(reference), []

        def sealed(match: re.Match[str]) -> str:
            digits = _digits(match[0])
            if digits == own or (_called_postcode(match) and not self._is_code(conversation_id, digits)):
                return match[0]
            found.append(digits)
            return MASK * DIGITS

        masked = _CODE.sub(sealed, said)
        if not found:
            return SealedText(text)
        return SealedText(masked, self._digest(conversation_id, found[0]) if len(set(found)) == 1 else "")

    def _is_code(self, conversation_id: str, digits: str) -> bool:
        """Whether these are the digits of the code that was sent; counts as a try, as `accept` does."""
        mine = _TABLE.c.conversation_id == conversation_id
        with self._engine.begin() as connection:
            connection.execute(update(_TABLE).where(mine).values(attempts=_TABLE.c.attempts + 1))
            query = select(_TABLE.c.digest).where(mine & (_TABLE.c.attempts <= MOST_ATTEMPTS))
            kept = connection.execute(query).scalar()
        return hmac.compare_digest(str(kept or "-"), self._digest(conversation_id, digits))

    def accept(self, conversation_id: str, digest: str) -> bool:
        """Whether a code is the one that was sent. Each try counts, and a right code counts once.

        Raises:
            OrdersUnavailable: it cannot be counted, so nothing is accepted.
        """
        at = self._clock().timestamp()
        valid = (
            (_TABLE.c.conversation_id == conversation_id)
            & _TABLE.c.used_at.is_(None)
            & (_TABLE.c.attempts <= MOST_ATTEMPTS)
            & (_TABLE.c.made_at > at - LIFETIME_SECONDS)
        )
        try:
            with self._engine.begin() as connection:
                # Counted first: the row is locked by it, so that many at once do not get past the limit.
                mine = _TABLE.c.conversation_id == conversation_id
                connection.execute(update(_TABLE).where(mine).values(attempts=_TABLE.c.attempts + 1))
                kept = connection.execute(select(_TABLE.c.digest).where(valid)).scalar()
                right = hmac.compare_digest(str(kept or "-"), digest)
                if right:
                    connection.execute(update(_TABLE).where(mine).values(used_at=at, digest=None))
        except SQLAlchemyError as error:
            raise OrdersUnavailable("a code by e-mail cannot be checked") from error
        return right

    def claim_due(self, most: int = 20) -> list[Due]:
        """Codes that are to be sent now; nobody else gets them for a minute. One that is too old is given up."""
        at = self._clock().timestamp()
        query = select(_TABLE).where(_TABLE.c.next_at <= at).order_by(_TABLE.c.next_at).limit(most)
        claimed = []
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            late = row.asked_at <= at - LIFETIME_SECONDS
            mine = (_TABLE.c.id == row.id) & (_TABLE.c.next_at == row.next_at)
            with self._engine.begin() as connection:
                after = None if late else at + _CLAIMED_SECONDS
                changed = connection.execute(update(_TABLE).where(mine).values(next_at=after))
            if changed.rowcount == 1 and not late:
                claimed.append(Due(row.id, row.conversation_id, row.reference, row.asked_at, row.made_at is not None))
        return claimed

    def make(self, due: Due) -> str:
        """A new code for what is due. It is nowhere but in the answer."""
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        digest = self._digest(due.conversation_id, code)
        self._change(due, digest=digest, made_at=self._clock().timestamp())
        return code

    def done(self, due: Due) -> None:
        """It was sent, or never will be: from outside both look the same."""
        self._change(due, next_at=None)

    def later(self, due: Due) -> None:
        """It could not be sent now. Each wait doubles the age of the request, so that a server which takes mails and
        then breaks off fills no mailbox."""
        at = self._clock().timestamp()
        self._change(due, next_at=at + max(_RETRY_SECONDS, at - due.asked_at))

    def may_mail(self, address: str) -> bool:
        """Whether an address may get one more code now; counts it."""
        return self._attempts.may_mail_code(address)

    def _change(self, due: Due, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(_TABLE).where(_TABLE.c.id == due.id).values(**values))

    def _digest(self, conversation_id: str, code: str) -> str:
        """Bound to the conversation: the code of one is worth nothing in another."""
        text = f"email code\0{conversation_id}\0{code}"
        return hmac.new(self._secret, text.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


class CodeDesk:
    """What the order form needs of the codes, for one conversation.

    Args:
        codes: those of the shop.
        conversation_id: whose.
        asker: who is behind it.
    """

    def __init__(self, codes: EmailCodes, conversation_id: str, asker: Asker) -> None:
        self._codes, self._conversation_id, self._asker = codes, conversation_id, asker

    def ask(self, reference: str) -> None:
        """See `EmailCodes.ask`."""
        self._codes.ask(self._conversation_id, reference, self._asker)

    def asked_for(self) -> str | None:
        """See `EmailCodes.asked_for`.

        Raises:
            OrdersUnavailable: the database is away.
        """
        try:
            return self._codes.asked_for(self._conversation_id)
        except SQLAlchemyError as error:
            raise OrdersUnavailable("it cannot be read whether a code was sent") from error

    def accept(self, digest: str) -> bool:
        """See `EmailCodes.accept`."""
        return self._codes.accept(self._conversation_id, digest)


def referred_to(
    reference: str, by_number: Callable[[str], Order | None], by_tracking: Callable[[str], Sequence[Order]]
) -> list[Order]:
    """The order with this number, or those with a parcel of this tracking number."""
    order = by_number(reference)
    return [order] if order is not None else list(by_tracking(reference))


def addressee(orders: Iterable[Order]) -> str | None:
    """The e-mail address of orders, if all have the same one."""
    found = {email_key(order.customer.email or ""): order.customer.email for order in orders}
    return next(iter(found.values())) or None if len(found) == 1 else None


def _called_postcode(match: re.Match[str]) -> bool:
    """Whether the word for a postcode stands directly before digits."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    words = order_words()
    return words.find([word + _IS for word in words.names_postcode], before) is not None


def _digits(text: str) -> str:
    """Its digits, of whatever script, in ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())
