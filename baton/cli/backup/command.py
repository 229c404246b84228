"""The commands `baton backup` and `baton restore`."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from baton.base.clock import now
from baton.cli.backup import backup as backups
from baton.cli.backup import restored_erasures
from baton.cli.backup.manifest import BackupRefused, read_checked
from baton.connectors.registry import load_settings

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.command(epilog="Example: baton backup /backups/2026-12-01")
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


@click.command(epilog="Example: baton restore /backups/2026-12-01")
@FOLDER
@click.option("--replace", is_flag=True, help="Also replace databases that hold something.")
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The register of erasures, where this machine has none: `baton customer erasures --out FILE`.",
)
def restore(folder: Path, replace: bool, erasures: Path | None) -> None:
    """Put the backup in DIR in the place of what this installation has. Baton must not run.

    Customers who were erased after the backup was made are erased again.
    """
    settings = load_settings()
    try:
        register = restored_erasures.read_register(settings, erasures)
        later = restored_erasures.later_than(register, read_checked(folder))
        done = backups.restore(settings, folder, replace)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    for line in done:
        click.echo(f"  · {line}")
    try:
        for line in restored_erasures.apply(settings, register, later):
            click.echo(line)
    except (SQLAlchemyError, OSError) as error:
        raise click.ClickException(
            f"Restored, but {len(later)} erasures could not be made again ({type(error).__name__}). "
            "Do not start Baton: run the same command again with --replace."
        ) from error
    click.echo("Restored. Start Baton; it brings the databases up to date first.")
