"""`baton rasa`: Rasa's commands get ports, endpoints and model by the settings; what is given besides wins."""

from __future__ import annotations

import socket

import click
import pytest
import yaml
from click.testing import CliRunner

from baton.base.settings import read
from baton.cli import rasa_commands as command


@pytest.fixture
def settings(tmp_path):
    given = {"BATON_RASA_PORT": "7001", "BATON_ACTIONS_PORT": "7002", "BATON_DESK_PORT": "7003"}
    return read({"BATON_VAR_DIR": str(tmp_path), **given, "BATON_RASA_WORKERS": "2", "BATON_REDIS_URL": "redis://r/0"})


@pytest.fixture(autouse=True)
def model(tmp_path, monkeypatch):
    made = tmp_path / "baton.tar.gz"
    made.write_bytes(b"")
    monkeypatch.setattr(command, "MODEL", made)
    return made


def called(settings, *arguments):
    words, variables = command.call(arguments, settings, free_port=lambda: 7777)
    return words[words.index("-m") + 1 :], variables


def option(words, name):
    return words[words.index(name) + 1]


def test_a_conversation_in_the_terminal_follows_the_settings(settings, tmp_path, model):
    words, variables = called(settings, "shell", "--debug")
    assert words[:2] == ["baton.rasa_overrides", "shell"] and words[-1] == "--debug"
    assert option(words, "--port") == "7777" and option(words, "--model") == str(model)
    written = yaml.safe_load((tmp_path / "endpoints.yml").read_text(encoding="utf-8"))
    assert option(words, "--endpoints") == str(tmp_path / "endpoints.yml")
    assert written["action_endpoint"]["url"] == "http://127.0.0.1:7002/webhook"
    assert written["lock_store"]["url"] == "redis://r/0"
    assert variables["SANIC_WORKERS"] == "1"


def test_reading_alone_needs_the_model_alone(settings, model):
    assert called(settings, "shell", "nlu")[0] == ["baton.rasa_overrides", "shell", "nlu", "--model", str(model)]
    assert called(settings, "test", "core", "--stories", "tests")[0][1:] == [
        *("test", "core", "--model", str(model), "--stories", "tests")
    ]
    assert called(settings, "data", "split", "nlu")[0] == ["baton.rasa_overrides", "data", "split", "nlu"]


@pytest.mark.parametrize("option", ["--nlu", "-u", "--stories", "--config", "--domain"])
def test_a_file_that_is_not_there_is_not_replaced_by_everything_else(settings, option):
    with pytest.raises(click.ClickException, match=f"There is no nowhere.yml, which {option} names"):
        command.call(["test", "nlu", option, "nowhere.yml"], settings)


def test_examples_are_converted_without_batons_own_files(settings):
    words, _variables = called(settings, "data", "convert", "nlu", "-f", "json")
    assert words[1:] == ["data", "convert", "nlu", "--data", "data/nlu", "-f", "json"]


def test_the_servers_are_those_of_baton_run(settings):
    words, variables = called(settings, "run", "--debug")
    assert words[:3] == ["baton.rasa_overrides", "run", "--enable-api"] and option(words, "-p") == "7001"
    assert words[-1] == "--debug" and variables["SANIC_WORKERS"] == "2"
    words, _variables = called(settings, "run", "actions")
    assert words == ["actions", "--actions", "actions", "-p", "7002"]


def test_a_port_on_which_the_bot_listens_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_ACTIONS_PORT": port})
        with pytest.raises(command.click.ClickException, match=rf"port {port} \(BATON_ACTIONS_PORT\)"):
            command.call(["run", "actions"], settings)
        assert called(settings, "run", "actions", "-p", "7009")[0][-2:] == ["-p", "7009"]


def test_without_a_model_there_is_nothing_to_talk_to(settings, model):
    model.unlink()
    with pytest.raises(command.click.ClickException, match="baton train"):
        command.call(["shell"], settings)
    assert called(settings, "visualize")[0] == ["baton.rasa_overrides", "visualize"]


@pytest.fixture
def started(monkeypatch):
    made: list[list[str]] = []
    monkeypatch.setattr(command.os, "execve", lambda _program, words, _variables: made.append(words))
    monkeypatch.chdir(".")
    return made


def test_what_would_harm_or_serve_nothing_is_said(started):
    refused = CliRunner().invoke(command.rasa, ["init"])
    assert refused.exit_code == 1 and "baton new" in refused.output and not started
    noted = CliRunner().invoke(command.rasa, ["train", "core"])
    assert "not taken into use" in noted.output and started[0][-2:] == ["train", "core"]


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_its_own_help_is_shown_and_that_of_a_command_is_rasas(started, words):
    assert "in force" in CliRunner().invoke(command.rasa, words).output and not started
    CliRunner().invoke(command.rasa, ["shell", "--help"])
    assert started[0][-1] == "--help"
