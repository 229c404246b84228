"""Accounts: passwords, lock-out, sessions, tokens, and the account of the first run."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import text

from baton.base import database
from baton.desk.auth.accounts import AccountError, AgentAccounts, SignInRefused
from baton.desk.auth.first_admin import FIRST_FILE, ensure_first_agent
from baton.desk.auth.roles import Role
from baton.desk.auth.sign_in_failures import FORGOTTEN_SECONDS, LOCKED_SECONDS
from tests.support import databases
from tests.support.bench import CHEAP_HASH, PASSWORD
from tests.support.clock import Clock


def test_an_account_signs_in_with_its_made_up_password_and_must_change_it(bench):
    password = bench.agents.add("maria", "Maria Lopez", Role.LEAD)
    agent = bench.agents.verify("maria", password)
    assert (agent.name, agent.role, agent.must_change) == ("Maria Lopez", Role.LEAD, True)


def test_only_an_argon2id_hash_is_kept(bench):
    bench.agent("maria")
    with bench.engine.connect() as connection:
        kept = connection.execute(text("SELECT password FROM agents")).scalar()
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


@pytest.mark.parametrize("login", ["", "a", "Maria", "ma ria", "-maria", "m" * 64, "maría", "a/b"])
def test_a_bad_login_is_refused_by_name(bench, login):
    with pytest.raises(AccountError, match="is not a login"):
        bench.agents.add(login, "Maria", Role.AGENT)


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "10 to 200"), ("x" * 201, "10 to 200"), ("my maria 12345", "login"), ("ab" * 6, "5")],
)
def test_a_weak_password_is_refused_with_the_reason(bench, password, why):
    with pytest.raises(AccountError, match=why):
        bench.agents.add("maria", "Maria", Role.AGENT, password)


def test_a_login_is_given_once(bench):
    bench.agent("maria")
    with pytest.raises(AccountError, match="already"):
        bench.agent("maria")


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(bench):
    bench.agent("maria")
    for _ in range(5):
        with pytest.raises(SignInRefused):
            bench.agents.verify("maria", "wrong")
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", PASSWORD)
    bench.clock.forward(minutes=14, seconds=59)
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", PASSWORD)
    bench.clock.forward(seconds=1)
    assert bench.agents.verify("maria", PASSWORD).login == "maria"


@pytest.fixture(params=databases.KINDS)
def accounts(request, tmp_path):
    """Accounts on each kind of database, with a clock."""
    with databases.fresh_migrated(request.param, tmp_path) as url:
        clock = Clock()
        made = AgentAccounts(database.engine(url), clock, CHEAP_HASH)
        made.add("maria", "Maria", Role.AGENT, PASSWORD, must_change=False)
        yield made, clock
        made.engine.dispose()


def _wrong(accounts, times, address):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            accounts.verify("maria", "wrong", address)


def test_wrong_passwords_lock_out_their_own_address_only(accounts):
    accounts, clock = accounts
    for _ in range(8):
        _wrong(accounts, 5, "203.0.113.9")
        assert accounts.verify("maria", PASSWORD, "198.51.100.7").login == "maria"
        clock.forward(minutes=15)
    with pytest.raises(SignInRefused):
        accounts.verify("maria", PASSWORD, "203.0.113.9")
    (lock,) = accounts.failures.lock_outs()
    assert (lock.login, lock.address) == ("maria", "203.0.113.9")


def test_each_further_wrong_password_locks_for_twice_as_long_up_to_a_limit(accounts):
    accounts, clock = accounts
    _wrong(accounts, 5, "203.0.113.9")
    for seconds in (*LOCKED_SECONDS, LOCKED_SECONDS[-1]):
        (lock,) = accounts.failures.lock_outs()
        assert lock.until - clock().timestamp() == seconds
        clock.forward(seconds=seconds)
        _wrong(accounts, 1, "203.0.113.9")
    clock.forward(seconds=FORGOTTEN_SECONDS)
    _wrong(accounts, 4, "203.0.113.9")
    assert accounts.failures.lock_outs() == []


def test_a_good_sign_in_forgets_the_failures(bench):
    bench.agent("maria")
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                bench.agents.verify("maria", "wrong")
        bench.agents.verify("maria", PASSWORD)


def test_an_unknown_login_is_refused_like_a_wrong_password(bench):
    with pytest.raises(SignInRefused):
        bench.agents.verify("nobody", PASSWORD)


def test_a_changed_password_ends_the_other_sessions(bench):
    bench.agent("maria", must_change=True)
    before = bench.agents.get("maria").session_epoch
    changed = bench.agents.change_password("maria", PASSWORD, "another lamp, brighter")
    assert changed.session_epoch == before + 1 and not changed.must_change
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", PASSWORD)


def test_the_new_password_is_not_the_old_one(bench):
    bench.agent("maria")
    with pytest.raises(AccountError, match="differ"):
        bench.agents.change_password("maria", PASSWORD, PASSWORD)


def test_a_reset_ends_a_lock_out(bench):
    bench.agent("maria")
    for _ in range(5):
        with pytest.raises(SignInRefused):
            bench.agents.verify("maria", "wrong")
    fresh = bench.agents.reset_password("maria")
    assert bench.agents.verify("maria", fresh).must_change


def test_the_first_agent_is_made_once_and_found_again(bench, tmp_path):
    login, password = ensure_first_agent(bench.engine, tmp_path, bench.clock)
    assert stat.S_IMODE((tmp_path / FIRST_FILE).stat().st_mode) == 0o600
    assert not bench.agents.verify(login, password).must_change
    assert ensure_first_agent(bench.engine, tmp_path, bench.clock) == (login, password)
    bench.agents.change_password(login, password, "another lamp, brighter")
    assert ensure_first_agent(bench.engine, tmp_path, bench.clock) is None


def test_no_first_agent_where_somebody_made_accounts(bench, tmp_path):
    bench.agent("maria")
    assert ensure_first_agent(bench.engine, tmp_path, bench.clock) is None
    assert not (tmp_path / FIRST_FILE).exists()


def test_every_sign_in_and_change_is_in_the_audit_trail(bench):
    bench.agent("maria")
    bench.agents.verify("maria", PASSWORD)
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", "wrong")
    bench.agents.sign_out_everywhere("maria")
    for on in (True, True, False):
        bench.agents.set_duty("maria", on)
    with bench.engine.connect() as connection:
        found = connection.execute(text("SELECT who, what FROM audit ORDER BY id")).all()
    assert found == [
        ("operator", "account_added"),
        *(("maria", what) for what in ("sign_in_failed", "signed_out_everywhere", "on_duty", "away")),
    ]


def test_work_is_teams_and_a_limit(bench):
    bench.agent("maria")
    bench.agents.set_work("maria", ["returns", "care"], 3, by="tom")
    assert (bench.agents.get("maria").teams, bench.agents.get("maria").most) == ({"care", "returns"}, 3)
    bench.agents.set_work("maria", [], None)
    assert (bench.agents.everybody()[0].teams, bench.agents.everybody()[0].most) == (frozenset(), None)
    with pytest.raises(AccountError, match="1 to 100"):
        bench.agents.set_work("maria", [], 0)


def test_a_closed_account_opens_again_with_a_new_password(bench):
    bench.agent("maria")
    bench.agents.deactivate("maria")
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", PASSWORD)
    assert bench.agents.verify("maria", bench.agents.reopen("maria")).must_change


def test_a_sign_of_life_is_not_written_at_every_request(bench):
    bench.agent("maria")
    bench.agents.seen("maria")
    first = bench.agents.get("maria").seen_at
    bench.clock.forward(seconds=5)
    bench.agents.seen("maria")
    assert bench.agents.get("maria").seen_at == first
    bench.clock.forward(seconds=20)
    bench.agents.seen("maria")
    assert bench.agents.get("maria").seen_at == first + 25


def test_two_accounts_with_the_same_password_have_different_hashes(bench):
    bench.agent("maria")
    bench.agent("tom")
    with bench.engine.connect() as connection:
        first, second = connection.execute(text("SELECT password FROM agents")).scalars()
    assert first != second
