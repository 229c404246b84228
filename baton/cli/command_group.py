"""A group of commands whose help lists each of them with the whole of what it does."""

from __future__ import annotations

import click

_AS_LONG_AS_IT_IS = 10_000  # characters


class CommandGroup(click.Group):
    """As Click's, which cuts what a command does off at the end of the line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list, each command on as many lines as it needs."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, one.get_short_help_str(_AS_LONG_AS_IT_IS)) for name, one in commands.items() if one]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
