"""API tokens: kept as a digest, bound to an account, its role and their scopes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from baton.desk.auth.accounts import AccountError
from baton.desk.auth.api_tokens import USUAL
from baton.desk.auth.roles import Scope


def test_a_token_is_kept_as_a_digest_and_dies_with_its_account(bench):
    bench.agent("maria")
    token = bench.parts.tokens.create("maria", "bridge")
    with bench.engine.connect() as connection:
        assert token not in str(connection.execute(text("SELECT * FROM api_tokens")).all())
    agent, scopes = bench.parts.tokens.read(token)
    assert (agent.login, scopes) == ("maria", set(USUAL))
    assert bench.parts.tokens.read(token + "x") is None
    bench.agents.deactivate("maria")
    assert bench.parts.tokens.read(token) is None
    with pytest.raises(AccountError, match="closed"):
        bench.parts.tokens.create("maria", "again")


@pytest.mark.parametrize(("label", "scopes"), [(" ", USUAL), ("x", ())])
def test_a_token_has_a_purpose_and_a_scope(bench, label, scopes):
    bench.agent("maria")
    with pytest.raises(AccountError):
        bench.parts.tokens.create("maria", label, scopes)


def test_a_token_is_revoked_by_its_owner_only(bench):
    bench.agent("maria")
    bench.agent("tom")
    token = bench.parts.tokens.create("maria", "bridge", [Scope.READ])
    (kept,) = bench.parts.tokens.of("maria")
    assert kept.used_at is None and bench.parts.tokens.of("tom") == []
    bench.parts.tokens.read(token)
    assert bench.parts.tokens.of()[0].used_at == bench.clock().timestamp()
    for wrong in ("", "%", kept.id[:-1]):
        with pytest.raises(AccountError, match="no token"):
            bench.parts.tokens.revoke(wrong)
    with pytest.raises(AccountError, match="no token"):
        bench.parts.tokens.revoke(kept.id, owner="tom")
    bench.parts.tokens.revoke(kept.id, owner="maria")
    assert bench.parts.tokens.read(token) is None
