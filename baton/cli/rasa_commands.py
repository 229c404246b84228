"""``baton rasa``: Rasa's own commands by Baton's settings: ports, addresses, the action server's token, the model."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import click

from baton.base.settings import ROOT, Settings
from baton.cli.check import check_rasa
from baton.cli.model import MODEL
from baton.cli.services import endpoints_file, environment, service, taken_ports
from baton.connectors.registry import load_settings

_RASA = (sys.executable, "-W", "ignore", "-m", "baton.rasa_overrides")
#: One person talks to them: a second worker would have a conversation of its own.
_FOR_ONE = ("shell", "interactive")
_PORT = frozenset({"-p", "--port"})
#: Options that name a file or folder to be read: where there is none, Rasa reads everything else in its place.
_READ = frozenset({"--nlu", "-u", "--stories", "-s", "--data", "--config", "-c", "--domain", "-d"})
#: What is said before a command whose result nothing takes up.
_NOTES = {
    "train": "What `rasa train` makes is not taken into use: `baton train` does that, and checks and measures it."
}
_REFUSED = {"init": "`rasa init` would write an example bot over this project; begin with `baton new`."}


@click.command(
    "rasa",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    epilog="Example: baton rasa shell",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND [ARGUMENTS]...")
@click.pass_context
def rasa(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Rasa's own COMMAND by Baton's settings: shell, interactive, run, export, test, data, visualize and the rest.

    Ports, endpoints and the model in force need no options; those that are given count. A conversation (shell,
    interactive) takes a port that is free; its actions run in the action server of the bot that runs already.
    `baton rasa COMMAND --help` is Rasa's help.
    """
    if not arguments or arguments[0] in ("-h", "--help"):
        click.echo(context.get_help())
        return
    check_rasa()
    if arguments[0] in _REFUSED:
        raise click.ClickException(_REFUSED[arguments[0]])
    if arguments[0] in _NOTES:
        click.echo(_NOTES[arguments[0]], err=True)
    settings = load_settings()
    command, variables = call(arguments, settings)
    os.chdir(ROOT)
    os.execve(command[0], command, variables)


def call(
    arguments: Sequence[str], settings: Settings, free_port: Callable[[], int] | None = None
) -> tuple[list[str], Mapping[str, str]]:
    """What is started in place of `rasa ARGUMENTS`, and its environment.

    Args:
        arguments: of Rasa; they come last, so that they win.
        free_port: of this machine.
    Raises:
        ClickException: the command needs a model and there is none, its port is taken, or a file is not there.
    """
    for name, value in pairwise(arguments):
        if name in _READ and not value.startswith("-") and "://" not in value and not (ROOT / value).exists():
            raise click.ClickException(f"There is no {value}, which {name} names.")
    variables = environment(settings)
    words, rest = _split(arguments)
    if words[0] == "run":
        started = service("actions" if words[1:] else "rasa", settings)
        if _PORT.isdisjoint(rest) and (taken := taken_ports(settings, [started.name])):
            raise click.ClickException(f"Already in use: {taken[0]}. The bot may run already; else set another port.")
        return [*started.command, *rest], {**variables, **started.environment}
    if words[0] in _FOR_ONE:
        variables["SANIC_WORKERS"] = "1"
    return [*_RASA, *words, *_options(words, settings, free_port or _free_port), *rest], variables


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command with the one below it, such as `shell nlu`, and its own arguments."""
    below = {"shell": ("nlu",), "run": ("actions",), "test": ("core", "nlu", "e2e")}
    if arguments[0] == "data":  # and what is done with what: `data convert nlu`
        number = next((place for place, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    else:
        number = 2 if len(arguments) > 1 and arguments[1] in below.get(arguments[0], ()) else 1
    return list(arguments[:number]), list(arguments[number:])


def _options(words: Sequence[str], settings: Settings, free_port: Callable[[], int]) -> list[str]:
    found: list[str] = []
    if words[0] in ("shell", "interactive", "test"):
        if not MODEL.exists():
            raise click.ClickException("There is no trained model. Make one: baton train")
        found += ["--model", str(MODEL)]
    if words[0] == "export" or list(words) in (["shell"], ["interactive"]):
        found += ["--endpoints", str(endpoints_file(settings, "rasa"))]
    if list(words) in (["shell"], ["interactive"]):
        found += ["--port", str(free_port())]
    if list(words) == ["data", "convert", "nlu"]:
        found += ["--data", "data/nlu"]  # the other files of data/ are Baton's own, at which Rasa stumbles
    if list(words) == ["shell"]:
        found += ["--interface", settings.bind]
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
