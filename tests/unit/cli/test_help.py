"""What `--help` says: of every command the whole, and examples that name commands and options that exist."""

from __future__ import annotations

import shlex

import click
import pytest

from baton.cli.main import baton


def commands(group: click.Group, *path: str):
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


EVERY = dict(commands(baton))
GROUPS = {("baton",): baton, **{path: one for path, one in EVERY.items() if isinstance(one, click.Group)}}
EXAMPLES = {path: one for path, one in EVERY.items() if one.epilog}


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_no_line_of_a_list_of_commands_is_cut_off(path):
    shown = GROUPS[path].get_help(click.Context(GROUPS[path], terminal_width=60))
    assert "..." not in shown.partition("Commands:")[2]


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_and_option_says_what_it_does(path):
    command = EVERY[path]
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert not [one.name for one in options if not one.help and not one.show_default]


@pytest.mark.parametrize("path", EXAMPLES, ids=" ".join)
def test_an_example_is_a_call_of_the_command(path):
    call = EXAMPLES[path].epilog.removeprefix("Example: ").partition(" (")[0].partition(", ")[0]
    program, *words = shlex.split(call)
    assert program == "baton" and tuple(words[: len(path)]) == path
    EXAMPLES[path].make_context(path[-1], words[len(path) :], resilient_parsing=False)
