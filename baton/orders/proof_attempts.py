"""How often proofs were tried in vain: counted for the order, the name, the value, the visitor and their network. Codes
by e-mail and callbacks are counted beside them, for they reach people who may not have asked.

Whatever is locked answers as a wrong proof does, so that nobody learns of it what exists; a person can still help. A
customer whom the shop's signed word names is not counted: nobody can lock them out.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from baton.base.clock import Clock, now
from baton.base.failure_counts import FailureCounts, Limit, Lock, Subject
from baton.orders.gateway import OrdersUnavailable
from baton.orders.text.normalise import email_key, name_key, spellings

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 24 * 3600.0

ORDER, NAME, VALUE, VISITOR, NETWORK = "order", "name", "proof", "visitor", "network"
#: A customer mistypes twice or three times; whole offices and mobile networks share an address.
LIMITS = {
    VISITOR: Limit(free=5, forget_seconds=6 * _HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
    NETWORK: Limit(free=30, forget_seconds=4 * _MINUTE, lock_seconds=5 * _MINUTE, longest_seconds=4 * _HOUR),
    VALUE: Limit(free=10, forget_seconds=2 * _HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
    NAME: Limit(free=5, forget_seconds=6 * _HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
    ORDER: Limit(free=5, forget_seconds=6 * _HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
}
CODE_ORDER, CODE_VISITOR, CODE_NETWORK, CODE_ADDRESS = "code_order", "code_visitor", "code_network", "code_address"
#: Codes that are sent by e-mail: nobody's mailbox may be filled, and each code is a few guesses more.
CODE_LIMITS = {
    CODE_VISITOR: Limit(free=4, forget_seconds=30 * _MINUTE, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
    CODE_NETWORK: Limit(free=20, forget_seconds=4 * _MINUTE, lock_seconds=5 * _MINUTE, longest_seconds=4 * _HOUR),
    CODE_ORDER: Limit(free=3, forget_seconds=_HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
    CODE_ADDRESS: Limit(free=4, forget_seconds=_HOUR, lock_seconds=15 * _MINUTE, longest_seconds=_DAY),
}
CALLBACK = "callback"
#: Callbacks to a phone number or an e-mail address, by whomever: anybody can give a stranger's. Who was missed books
#: another one.
CALLBACK_LIMITS = {CALLBACK: Limit(free=2, forget_seconds=8 * _HOUR, lock_seconds=_DAY, longest_seconds=_DAY)}
#: A number with and without its country's code, or the nought before it, has these digits at its end.
_LAST_DIGITS = 9
_LONGEST_NUMBER = 80  # characters


@dataclass(frozen=True)
class Asker:
    """Who tries. `network` is empty where the channel knows none."""

    visitor: str
    network: str = ""


@dataclass(frozen=True)
class Attempt:
    """One try: values that are held against orders.

    Attributes:
        orders: the numbers of the orders, and whatever else was given in place of one.
        name: whose orders are looked through; empty if none is.
        values: the e-mail addresses and postcodes.
        weight: how many values an order is held against, at most.
    """

    orders: Sequence[str]
    name: str
    values: Sequence[str]
    weight: int = 1


class UncountedAttempts:
    """Lets every try succeed: for measurements and tests of what is read from messages."""

    def begin(self, attempt: Attempt, asker: Asker) -> bool:
        return True

    def succeeded(self, attempt: Attempt, asker: Asker | None) -> None:
        return None


class ProofAttempts:
    """The attempts in the desk's database.

    Args:
        engine: of the desk's database.
        secret: names, values and visitors are kept as keyed digests only.
        on_lock: told of each new lock; of an order its number can be read.
        clock: tells the time.
    """

    def __init__(
        self, engine: Engine, secret: str, on_lock: Callable[[Lock], None] = lambda lock: None, clock: Clock = now
    ) -> None:
        self._counts = FailureCounts(engine, {**LIMITS, **CODE_LIMITS, **CALLBACK_LIMITS}, clock)
        self._secret = secret.encode()
        self._on_lock = on_lock

    def begin(self, attempt: Attempt, asker: Asker) -> bool:
        """Count a try as failed, before it is known how it ends. Returns whether it may succeed.

        Raises:
            OrdersUnavailable: it cannot be counted, so nothing may be shown.
        """
        try:
            counted = self._counts.begin([*self._of(asker), *self._about(attempt)], attempt.weight)
            for lock in counted.locks:
                self._on_lock(lock)
        except SQLAlchemyError as error:
            raise OrdersUnavailable("attempts to prove an order cannot be counted") from error
        return counted.allowed

    def succeeded(self, attempt: Attempt, asker: Asker | None) -> None:
        """A try that was allowed has proved these orders.

        Args:
            asker: counts as not having failed; None if something else that they tried has failed.
        Raises:
            OrdersUnavailable: it cannot be counted.
        """
        try:
            self._counts.take_back([*(self._of(asker) if asker else ()), *self._about(attempt)], attempt.weight)
        except SQLAlchemyError as error:
            raise OrdersUnavailable("attempts to prove an order cannot be counted") from error

    def may_send_code(self, reference: str, asker: Asker) -> bool:
        """Count a code that is asked for. Returns whether it may be sent.

        Args:
            reference: the order's number or a tracking number, whether there is one or not.
        Raises:
            OrdersUnavailable: it cannot be counted, so none may be sent.
        """
        subjects = [Subject(CODE_VISITOR, self._digest(asker.visitor))]
        subjects += [Subject(CODE_NETWORK, self._digest(asker.network))] if asker.network else []
        try:
            return self._counts.begin([*subjects, Subject(CODE_ORDER, _order(reference))]).allowed
        except SQLAlchemyError as error:
            raise OrdersUnavailable("codes by e-mail cannot be counted") from error

    def may_mail_code(self, address: str) -> bool:
        """Count a code for an e-mail address, of whatever order. Returns whether it may be sent.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it cannot be counted, so none may be sent.
        """
        return self._counts.begin([Subject(CODE_ADDRESS, self._digest(_value(address)))]).allowed

    def may_call(self, contact: str) -> bool:
        """Count a callback to a phone number or an e-mail address. Returns whether there were few of them.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        return self._counts.begin([Subject(CALLBACK, self._digest(_contact(contact)))]).allowed

    def locks(self) -> list[Lock]:
        """What is locked now, the longest first.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        return [lock for lock in self._counts.locks() if lock.subject.kind in LIMITS]

    def locked_orders(self) -> frozenset[str]:
        """The numbers of the orders that answer nobody but a person now."""
        return frozenset(lock.subject.subject for lock in self._counts.locks(ORDER))

    def erase(self, visitors: Iterable[str], names: Iterable[str], values: Iterable[str], orders: Iterable[str]) -> int:
        """Drop what was counted for a customer, by everything that they were counted under.

        Returns:
            How many counts there were.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        return self._counts.erase(self._subjects(visitors, names, values, orders))

    def counted(
        self, visitors: Iterable[str], names: Iterable[str], values: Iterable[str], orders: Iterable[str]
    ) -> int:
        """How many counts `erase` would drop."""
        return self._counts.counted(self._subjects(visitors, names, values, orders))

    def _subjects(
        self, visitors: Iterable[str], names: Iterable[str], values: Iterable[str], orders: Iterable[str]
    ) -> list[Subject]:
        known = {"visitors": list(visitors), "values": list(values), "orders": list(orders)}
        found = [subject for visitor in known["visitors"] for subject in self._of(Asker(visitor))]
        found += [Subject(CODE_VISITOR, self._digest(visitor)) for visitor in known["visitors"]]
        found += [Subject(CODE_ADDRESS, self._digest(_value(value))) for value in known["values"]]
        found += [Subject(CALLBACK, self._digest(_contact(value))) for value in known["values"]]
        found += [Subject(CODE_ORDER, _order(number)) for number in known["orders"]]
        found += [subject for name in names for subject in self._about(Attempt((), name, ()))]
        return [*found, *self._about(Attempt(known["orders"], "", known["values"]))]

    def _of(self, asker: Asker) -> Iterable[Subject]:
        yield Subject(VISITOR, self._digest(asker.visitor))
        if asker.network:
            yield Subject(NETWORK, self._digest(asker.network))

    def _about(self, attempt: Attempt) -> Iterable[Subject]:
        yield from (Subject(VALUE, self._digest(value)) for value in sorted(map(_value, attempt.values)))
        names = set(spellings(attempt.name)) or {name_key(attempt.name)}
        yield from (Subject(NAME, self._digest(name)) for name in sorted(names - {""}))
        yield from (Subject(ORDER, _order(number)) for number in sorted(attempt.orders))

    def _digest(self, value: str) -> str:
        return hmac.new(self._secret, value.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


def _value(value: str) -> str:
    return email_key(value) if "@" in value else re.sub(r"\W", "", value).upper()


def _contact(contact: str) -> str:
    return email_key(contact) if "@" in contact else re.sub(r"\D", "", contact)[-_LAST_DIGITS:]


def _order(number: str) -> str:
    return "".join(number.split()).upper()[:_LONGEST_NUMBER]
