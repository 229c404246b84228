"""Accounts: passwords, lock-out, sessions, tokens, and the account of the first run."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import text

from baton.desk.agents import FIRST_FILE, AccountError, SignInRefused, ensure_first_agent
from baton.desk.roles import Role
from tests.unit.desk.builders import PASSWORD


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


def test_a_token_is_kept_as_a_digest_and_dies_with_its_account(bench):
    bench.agent("maria")
    token = bench.agents.create_token("maria", "bridge")
    with bench.engine.connect() as connection:
        assert token not in str(connection.execute(text("SELECT * FROM api_tokens")).all())
    assert bench.agents.by_token(token).login == "maria"
    assert bench.agents.by_token(token + "x") is None
    bench.agents.deactivate("maria")
    assert bench.agents.by_token(token) is None
    with pytest.raises(AccountError, match="closed"):
        bench.agents.create_token("maria", "again")


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
    with bench.engine.connect() as connection:
        found = connection.execute(text("SELECT what FROM audit WHERE who = 'maria' ORDER BY id")).scalars().all()
    assert found == ["account_added", "signed_in", "sign_in_failed", "signed_out_everywhere"]
