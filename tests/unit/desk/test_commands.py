"""`baton agents`: what it prints, and what it says when something is wrong."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from baton.desk.commands import agents
from baton.handoff.lifecycle import State
from tests.unit.desk.builders import PASSWORD


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
    token = run("token", "maria", "--label", "bridge").output.strip()
    assert bench.agents.by_token(token).login == "maria"


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


@pytest.mark.parametrize("command", [[], ["add"], ["list"], ["token"], ["reset-password"], ["deactivate"]])
def test_help_needs_nothing(command):
    assert CliRunner().invoke(agents, [*command, "--help"]).exit_code == 0
