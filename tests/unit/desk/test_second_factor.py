"""Codes of an authenticator app and recovery codes: each counts once, tries are counted, keys are encrypted."""

from __future__ import annotations

import threading
from datetime import timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from baton.base import database
from baton.desk.auth.accounts import AccountError, AgentAccounts
from baton.desk.auth.recovery_codes import HOW_MANY
from baton.desk.auth.roles import Role
from baton.desk.auth.second_factor import ACCOUNT, LIMITS, PLACE, CodeRefused, SecondFactors
from baton.desk.auth.secret_box import CannotDecrypt, SecretBox
from tests.support import databases
from tests.support.bench import CHEAP_HASH, PASSWORD
from tests.support.clock import Clock

OLD, NEW = "0123456789abcdef" * 2, "fedcba9876543210" * 2
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.7"


class App:
    """Maria, her authenticator app, and the desk that asks for its codes."""

    def __init__(self, url):
        self.clock = Clock()
        self.engine = database.engine(url)
        self.agents = AgentAccounts(self.engine, self.clock, CHEAP_HASH)
        self.agents.add("maria", "Maria", Role.AGENT, PASSWORD, must_change=False)
        self.factors = self.with_secrets(OLD)
        self.factors.begin("maria")
        self.key = self.factors.unfinished("maria")
        self.recovery = self.factors.finish("maria", self.code(), HERE)
        self.clock.forward(seconds=30)

    def with_secrets(self, *secrets):
        return SecondFactors(self.engine, SecretBox(secrets, "second factor"), self.clock)

    def code(self, steps=0):
        return pyotp.TOTP(self.key).at(self.clock() + timedelta(seconds=30 * steps))

    def right(self, code, address=HERE, known="", factors=None):
        try:
            (factors or self.factors).check("maria", code, address, known)
        except CodeRefused:
            return False
        return True

    def trail(self):
        with self.engine.connect() as connection:
            return list(connection.execute(text("SELECT what FROM audit ORDER BY id")).scalars())


@pytest.fixture(params=databases.KINDS)
def app(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        made = App(url)
        yield made
        made.engine.dispose()


@pytest.fixture
def sqlite_app(tmp_path):
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        made = App(url)
        yield made
        made.engine.dispose()


def test_a_code_counts_once_and_so_does_none_before_it(app):
    code = app.code()
    assert app.right(code) and not app.right(code)
    assert not app.right(app.code(-1))  # an older one, which a clock that is slow would still allow
    app.clock.forward(seconds=30)
    assert app.right(app.code())


def test_the_code_that_switched_it_on_does_not_sign_in(app):
    app.clock.forward(seconds=-30)
    assert not app.right(app.code())


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(sqlite_app, steps, counts):
    sqlite_app.clock.forward(minutes=5)
    assert sqlite_app.right(sqlite_app.code(steps)) is counts


def test_the_same_code_at_the_same_moment_from_two_browsers_counts_once(app):
    code, found = app.code(), []
    both = [threading.Thread(target=lambda place=p: found.append(app.right(code, place))) for p in (HERE, ELSEWHERE)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(found) == [False, True]


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "\x00", "\ud800", "x" * 64]
)
def test_what_is_no_code_is_a_wrong_one(sqlite_app, code):
    assert not sqlite_app.right(code)


def test_blanks_in_a_code_do_not_matter(sqlite_app):
    code = sqlite_app.code()
    assert sqlite_app.right(f" {code[:3]} {code[3:]}\n")


def test_a_recovery_code_counts_once_however_it_is_typed(app):
    assert len(set(app.recovery)) == HOW_MANY and app.factors.status("maria").codes_left == HOW_MANY
    first, second = app.recovery[:2]
    assert app.right(first.replace("-", "").upper()) and not app.right(first)
    assert app.right(f" {second} ") and app.factors.status("maria").codes_left == HOW_MANY - 2
    assert app.trail().count("recovery_code_used") == 2


def test_new_recovery_codes_end_the_earlier_ones(app):
    fresh = app.factors.new_recovery_codes("maria")
    assert not app.right(app.recovery[0]) and app.right(fresh[0])


def test_neither_key_nor_recovery_codes_can_be_read_in_the_database(app):
    with app.engine.connect() as connection:
        kept = str([connection.execute(text(f"SELECT * FROM {t}")).all() for t in ("second_factors", "recovery_codes")])
    assert app.key not in kept
    assert not [code for code in app.recovery if code in kept or code.replace("-", "") in kept]


def test_keys_outlive_a_change_of_the_secret_and_recovery_codes_its_loss(app):
    assert app.right(app.code(), factors=app.with_secrets(NEW, OLD))
    app.clock.forward(seconds=30)
    assert not app.right(app.code(), factors=app.with_secrets(NEW))
    assert app.right(app.recovery[0], factors=app.with_secrets(NEW))
    assert app.right(app.recovery[1], factors=SecondFactors(app.engine, None, app.clock))


def test_five_wrong_codes_lock_out_where_they_came_from_and_nobody_else(app):
    for _ in range(LIMITS[PLACE].free + 1):
        assert not app.right("000000")
    assert not app.right(app.code())  # the right one comes too late
    assert app.right(app.code(), ELSEWHERE)
    assert app.trail().count("codes_locked") == 1
    app.clock.forward(seconds=LIMITS[PLACE].lock_seconds)
    assert app.right(app.code())


def test_who_knows_the_password_and_has_many_addresses_runs_into_a_lock_that_the_owner_does_not_meet(app):
    tries = 0
    while tries < 500 and app.trail().count("code_failed") < LIMITS[ACCOUNT].free:
        tries += 1
        app.right("000000", f"10.0.{tries // 250}.{tries % 250}")
    app.right("000000", "192.0.2.1")
    for number in range(50):
        app.right("000000", f"192.0.2.{number + 2}")
    assert app.trail().count("code_failed") <= LIMITS[ACCOUNT].free + 1
    assert not app.right(app.code(), ELSEWHERE)
    assert app.right(app.code(), ELSEWHERE, known="browser that signed in before")


def test_many_wrong_codes_at_once_do_not_get_past_the_limit(app):
    threads = [threading.Thread(target=app.right, args=("000000",)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert app.trail().count("code_failed") <= LIMITS[PLACE].free + 1


def test_a_second_factor_is_not_replaced_by_whoever_has_the_session(app):
    with pytest.raises(AccountError, match="already"):
        app.factors.begin("maria")
    with pytest.raises(AccountError, match="begin again"):
        app.factors.finish("maria", app.code(), HERE)
    assert app.factors.unfinished("maria") is None  # its key is shown to nobody any more


def test_it_counts_from_the_first_right_code_on(sqlite_app):
    factors = sqlite_app.factors
    factors.reset("maria", by="ann")
    assert factors.status("maria") is None and factors.logins() == frozenset()
    factors.begin("maria")
    first = factors.unfinished("maria")
    factors.begin("maria")  # the page was left and opened again
    assert factors.unfinished("maria") != first and factors.status("maria") is None
    with pytest.raises(CodeRefused):
        factors.finish("maria", "000000", HERE)
    assert factors.status("maria") is None
    sqlite_app.key = factors.unfinished("maria")
    assert len(factors.finish("maria", sqlite_app.code(), HERE)) == HOW_MANY
    assert factors.logins() == {"maria"}


def test_a_reset_takes_app_and_codes_away_and_is_in_the_trail(app):
    app.factors.reset("maria", by="ann")
    assert app.factors.status("maria") is None and not app.right(app.code()) and not app.right(app.recovery[0])
    assert app.trail()[-1] == "code_failed" and "second_factor_reset" in app.trail()
    for login, why in (("nobody", "no account"), ("maria", "no second factor")):
        with pytest.raises(AccountError, match=why):
            app.factors.reset(login)


def test_without_a_secret_none_is_set_up(sqlite_app):
    factors = SecondFactors(sqlite_app.engine, None, sqlite_app.clock)
    with pytest.raises(AccountError, match="BATON_SECOND_FACTOR_SECRET"):
        factors.begin("maria")


@given(plain=st.text(max_size=60), owner=st.text(max_size=20))
def test_what_was_encrypted_is_decrypted_with_any_of_the_secrets(plain, owner):
    encodable = lambda words: words.encode("utf-8", "ignore").decode()  # noqa: E731
    plain, owner = encodable(plain), encodable(owner)
    kept = SecretBox([OLD], "x").encrypt(plain, owner)
    assert SecretBox([NEW, OLD], "x").decrypt(kept, owner) == plain


@pytest.mark.parametrize(
    ("secrets", "purpose", "owner"), [([NEW], "x", "maria"), ([OLD], "y", "maria"), ([OLD], "x", "tom")]
)
def test_a_key_belongs_to_its_secret_purpose_and_account(secrets, purpose, owner):
    kept = SecretBox([OLD], "x").encrypt("JBSWY3DPEHPK3PXP", "maria")
    with pytest.raises(CannotDecrypt):
        SecretBox(secrets, purpose).decrypt(kept, owner)


@given(st.text(max_size=80))
def test_a_damaged_key_is_none(kept):
    with pytest.raises(CannotDecrypt):
        SecretBox([OLD], "x").decrypt(kept, "maria")
