"""The commands `baton backup` and `baton restore`."""

from __future__ import annotations

from pathlib import Path

import click

from baton.base.clock import now
from baton.cli.backup import backup as backups
from baton.cli.backup.manifest import BackupRefused
from baton.connectors.registry import load_settings

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.command()
@FOLDER
def backup(folder: Path) -> None:
    """Write databases, documents and model into the new folder DIR. Baton may run meanwhile."""
    try:
        manifest = backups.backup(load_settings(), folder, now)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{folder}: {len(manifest.hashes)} files. It holds what customers wrote: keep it as safe as the databases."
    )


@click.command()
@FOLDER
@click.option("--replace", is_flag=True, help="Also replace databases that hold something.")
def restore(folder: Path, replace: bool) -> None:
    """Put the backup in DIR in the place of what this installation has. Baton must not run."""
    try:
        done = backups.restore(load_settings(), folder, replace)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    for line in done:
        click.echo(f"  · {line}")
    click.echo("Restored. Start Baton; it brings the databases up to date first.")
