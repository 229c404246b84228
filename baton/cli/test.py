"""``baton test``: plays the conversation tests on the trained model."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from baton.base.settings import ROOT
from baton.cli.check import check_rasa
from baton.cli.model import MODEL
from baton.cli.services import environment
from baton.cli.trainer.conversation_tests import FOLDER, read_tests
from baton.connectors.registry import load_settings

#: As `play.NOT_AS_THEY_MUST`, which is not imported: that brings Rasa with it.
_NOT_AS_THEY_MUST = 3


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Another than in force.")
def test(files: tuple[Path, ...], model: Path | None) -> None:
    """Play the conversations of tests/conversations (or FILES) on the model, each with what must come of it.

    Nothing real is touched: databases of their own, the sample shop, a clock that moves as the tests say.
    """
    check_rasa()
    found, problems = read_tests(ROOT, files)
    if problems:
        raise click.ClickException("refused:\n  " + "\n  ".join(map(str, problems)))
    if not found:
        click.echo(f"There are no conversations to play in {FOLDER}.")
        return
    if model is None and not MODEL.exists():
        raise click.ClickException("There is no trained model. Make one: baton train")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "-m", "baton.cli.trainer.play", str(model or MODEL)]
        command += [str(file.resolve()) for file in files]
        # What libraries say of themselves at the start is of use only where nothing could be played.
        done = subprocess.run(command, cwd=ROOT, env=_apart(Path(folder)), stderr=subprocess.PIPE, text=True)
    if done.returncode == _NOT_AS_THEY_MUST:
        raise click.ClickException("some conversations are not as they must be")
    if done.returncode != 0:
        raise click.ClickException(f"the conversations could not be played:\n{done.stderr.strip()[-2000:]}")


def _apart(folder: Path) -> dict[str, str]:
    """The environment of the tests: the shop's own documents, and no database, secret or server of hers."""
    usual = {k: v for k, v in environment(load_settings()).items() if not k.startswith("BATON_")}
    documents = {k: v for k, v in os.environ.items() if k.startswith("BATON_") and k.endswith("_FILE")}
    return {**usual, **documents, "BATON_VAR_DIR": str(folder), "BATON_ORDER_PROOF": "none"}
