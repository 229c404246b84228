"""Attempts to prove an order, counted for all that they are about, in a database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from baton.base.database import engine
from baton.base.failure_counts import FailureCountRow
from baton.orders.gateway import OrdersUnavailable
from baton.orders.proof_attempts import LIMITS, NAME, NETWORK, ORDER, VISITOR, Asker, Attempt, ProofAttempts
from tests.support.clock import Clock
from tests.support.databases import fresh_migrated


@pytest.fixture
def url(tmp_path):
    with fresh_migrated("sqlite", tmp_path) as found:
        yield found


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def locked():
    return []


@pytest.fixture
def attempts(url, clock, locked):
    return ProofAttempts(engine(url), "s" * 32, locked.append, clock)


def tried(attempts, asker, value, *orders, name="", weight=1):
    return attempts.begin(Attempt(orders, name, [value], weight), asker)


def test_an_order_is_locked_for_everybody_whoever_tried(attempts, locked):
    """From fresh chats and other networks, by the number in another spelling."""
    free = LIMITS[ORDER].free
    spellings = ("hw-10023", "HW-10023", "hw-10 023")
    for n in range(free + 1):
        assert tried(attempts, Asker(f"v{n}", f"198.51.100.{n}"), f"SW1A {n}AA", spellings[n % 3])
    assert not tried(attempts, Asker("fresh", "203.0.113.1"), "SW1A 1AA", "HW-10023")
    assert [(lock.subject.kind, lock.subject.subject) for lock in locked] == [(ORDER, "HW-10023")]
    assert attempts.locked_orders() == {"HW-10023"}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ORDER, lambda n: (Asker(f"v{n}", f"198.51.100.{n}"), Attempt(("10023",), "", [f"SW1A {n}AA"]))),
        (NAME, lambda n: (Asker(f"v{n}", f"198.51.100.{n}"), Attempt((), "Jane Doe", [f"guess{n}@example.org"]))),
        (NETWORK, lambda n: (Asker(f"v{n}", "198.51.100.7"), Attempt((str(10000 + n),), "", [f"LS{n} 9ZZ"]))),
    ],
)
def test_many_at_once_get_no_further_than_one_after_the_other(attempts, kind, given):
    """From as many chats as one likes, of which each has tried nothing yet."""
    with ThreadPoolExecutor(8) as pool:
        allowed = sum(pool.map(lambda n: attempts.begin(given(n)[1], given(n)[0]), range(50)))
    assert allowed == LIMITS[kind].free + 1  # the free ones, and the one that locks it


def test_a_visitor_is_locked_out_of_all_orders_and_locks_none_of_them(attempts):
    asker = Asker("v", "198.51.100.7")
    for n in range(LIMITS[VISITOR].free + 1):
        assert tried(attempts, asker, f"LS{n} 9ZZ", str(10000 + n))
    for n in range(20):
        assert not tried(attempts, asker, f"LS{n} 8ZZ", "10047")
    assert tried(attempts, Asker("other", "203.0.113.1"), "SW1A 1AA", "10047")


def test_fresh_chats_of_one_network_are_counted_together(attempts):
    allowed = sum(tried(attempts, Asker(f"v{n}", "198.51.100.7"), f"LS{n} 9ZZ", str(20000 + n)) for n in range(60))
    assert allowed == LIMITS[NETWORK].free + 1


def test_one_value_on_many_orders_from_everywhere_is_counted_however_it_is_written(attempts):
    spellings = ("sw1a 1aa", "SW1A1AA", "SW1A-1AA")
    allowed = sum(tried(attempts, Asker(f"v{n}"), spellings[n % 3], str(20000 + n)) for n in range(40))
    assert allowed == LIMITS["proof"].free + 1


def test_a_name_is_counted_in_any_spelling(attempts):
    spellings = ("Jane Doe", "JANE DOE", "jané doe")
    allowed = sum(tried(attempts, Asker(f"v{n}"), f"{n}@x.example", name=spellings[n % 3]) for n in range(40))
    assert allowed == LIMITS["name"].free + 1


def test_a_customer_who_is_right_is_never_locked_out(attempts):
    asker = Asker("v", "198.51.100.7")
    for _ in range(2 * LIMITS[ORDER].free):
        attempt = Attempt(["10023"], "", ["SW1A 1AA"])
        assert attempts.begin(attempt, asker)
        attempts.succeeded(attempt, asker)
    assert attempts.locks() == []


def test_a_known_and_an_unknown_order_are_counted_alike(attempts, url):
    for n in range(3):
        tried(attempts, Asker("v"), f"LS{n} 9ZZ", "10023", "99999")
    with engine(url).connect() as connection:
        rows = connection.execute(FailureCountRow.__table__.select().where(FailureCountRow.kind == ORDER)).all()
    assert {row.subject: row.level for row in rows} == {"10023": 3, "99999": 3}


def test_only_order_numbers_are_kept_as_they_are(attempts, url):
    tried(attempts, Asker("visitor-1", "198.51.100.7"), "jane.doe@example.com", "10023", name="Jane Doe")
    with engine(url).connect() as connection:
        kept = str(connection.execute(FailureCountRow.__table__.select()).all()).lower()
    assert not any(word in kept for word in ("jane", "doe", "198.51", "visitor-1", "example"))


def test_what_cannot_be_counted_may_not_be_tried(tmp_path, clock):
    away = ProofAttempts(engine(f"sqlite:///{tmp_path}/empty.db"), "s" * 32, clock=clock)
    with pytest.raises(OrdersUnavailable):
        tried(away, Asker("v"), "SW1A 1AA", "10023")
