"""`baton agents`: what it prints, and what it says when something is wrong."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from baton.cli.agents import agents
from baton.desk.auth.api_tokens import USUAL
from baton.desk.auth.roles import Role, Scope
from baton.handoff.records.lifecycle import State
from tests.support.bench import PASSWORD


@pytest.fixture
def run(bench):
    return lambda *words, **more: CliRunner().invoke(agents, words, obj=bench.agents, **more)


def test_add_prints_the_password_once(bench, run):
    said = run("add", "maria", "--name", "Maria Lopez", "--role", "lead")
    assert said.exit_code == 0
    password = re.search(r"First password: (\S+)", said.output)[1]
    assert bench.agents.verify("maria", password).must_change
    assert password not in run("list").output


def test_add_reads_a_password_from_standard_input(bench, run):
    said = run("add", "maria", "--name", "Maria", "--password-stdin", input=PASSWORD + "\n")
    assert said.exit_code == 0 and PASSWORD not in said.output
    assert bench.agents.verify("maria", PASSWORD)


def test_problems_are_one_sentence(run):
    for words in (["add", "NO", "--name", "X"], ["token", "nobody", "--label", "x"], ["deactivate", "nobody"]):
        said = run(*words)
        assert said.exit_code == 1 and said.output.startswith("Error: ") and said.output.count("\n") == 1


def test_list_shows_roles_and_closed_accounts(bench, run):
    assert "baton agents add" in run("list").output
    bench.agent("maria")
    run("deactivate", "maria")
    assert "maria  agent  Maria Smith  [closed]" in run("list").output


def test_a_token_works(bench, run):
    bench.agent("maria")
    token = run("token", "maria", "--label", "bridge").stdout.strip()
    agent, scopes = bench.parts.tokens.read(token)
    assert agent.login == "maria" and scopes == set(USUAL)


def test_a_token_has_the_scopes_that_it_was_given_until_it_is_revoked(bench, run):
    bench.agent("maria")
    token = run("token", "maria", "--label", "wallboard", "--scope", "stats:read").stdout.strip()
    assert bench.parts.tokens.read(token)[1] == {Scope.STATS}
    listed = run("tokens", "maria").output
    assert "wallboard  [stats:read]" in listed and token not in listed
    assert run("revoke", listed.split()[0]).exit_code == 0
    assert bench.parts.tokens.read(token) is None
    assert "no tokens" in run("tokens").output
    assert run("revoke", "0123456789").exit_code == 1


def test_work_and_role_are_changed(bench, run):
    bench.agent("maria")
    assert run("work", "maria", "--team", "returns", "--most", "3").exit_code == 0
    assert "maria  agent  Maria Smith  [teams: returns]  [at most 3]" in run("list").output
    assert "there are care" in run("work", "maria", "--team", "pizza").output
    run("role", "maria", "lead")
    assert bench.agents.get("maria").role is Role.LEAD


def test_add_takes_a_team(bench, run):
    assert run("add", "ann", "--name", "Ann", "--team", "pizza").exit_code == 1
    assert bench.agents.get("ann") is None
    run("add", "ann", "--name", "Ann", "--team", "care", "--team", "returns")
    assert bench.agents.get("ann").teams == {"care", "returns"}


def test_reset_prints_a_new_password(bench, run):
    bench.agent("maria")
    password = run("reset-password", "maria").output.split(": ")[1].strip()
    assert bench.agents.verify("maria", password)


def test_conversations_of_a_closed_account_go_back_to_the_queue(bench, run):
    bench.agent("maria")
    bench.agent("tom")
    bench.handoff("h1", "c1")
    bench.handoff("h2", "c2")
    bench.parts.handoffs.claim("h1", "maria", "Maria")
    bench.parts.handoffs.claim("h2", "tom", "Tom")
    bench.parts.handoffs.transfer("h2", "tom", "maria", None, "", "Maria")
    assert "back in the queue: 2" in run("deactivate", "maria").output
    assert {bench.store.get(i).state for i in ("h1", "h2")} == {State.QUEUED}


COMMANDS = ("add", "list", "work", "role", "token", "tokens", "revoke", "reset-password", "deactivate")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_needs_nothing(command):
    assert CliRunner().invoke(agents, [*command, "--help"]).exit_code == 0
