"""``baton test``: plays the conversation tests on the trained model."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from baton.base.document import FileRefused, load_document
from baton.base.settings import ROOT
from baton.cli.check import check_rasa
from baton.cli.log import desk
from baton.cli.model import MODEL
from baton.cli.services import environment
from baton.cli.trainer.conversation_tests import FOLDER, TestFile, outcome_line, read_tests
from baton.connectors.registry import load_settings
from baton.lab.topic_tests import TestedCandidate, TestedConversation
from policies.policy_document import PolicyDocument

#: As `play.NOT_AS_THEY_MUST`, which is not imported: that brings Rasa with it.
_NOT_AS_THEY_MUST = 3


@click.command(epilog="Example: baton test tests/conversations/orders.yml")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Another than in force.")
@click.option(
    "--policy", type=click.Path(path_type=Path), metavar="FILE", help="A candidate, instead of what is in force."
)
def test(files: tuple[Path, ...], model: Path | None, policy: Path | None) -> None:
    """Play the conversations of tests/conversations (or FILES) on the model, each with what must come of it.

    Nothing real is touched: databases of their own, the sample shop, a clock that moves as the tests say. With --policy
    what comes of it is kept with the candidate: a topic goes to the bot only with three conversations of its own
    (`capability: NAME`) that pass.
    """
    check_rasa()
    if policy is not None and files:
        raise click.UsageError("A candidate is tested by all conversations: leave the files out.")
    candidate = _candidate(policy)
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
        said = subprocess.PIPE if policy is not None else None
        environ = {**_apart(Path(folder)), **({"BATON_POLICY_FILE": str(policy.resolve())} if policy else {})}
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=said, stderr=subprocess.PIPE, text=True)
    if policy is not None:
        click.echo(done.stdout, nl=False)
    if candidate is not None and policy is not None and done.returncode in (0, _NOT_AS_THEY_MUST):
        _keep(policy, candidate, found, done.stdout.splitlines(), (model or MODEL).resolve().name)
    if done.returncode == _NOT_AS_THEY_MUST:
        raise click.ClickException("some conversations are not as they must be")
    if done.returncode != 0:
        raise click.ClickException(f"the conversations could not be played:\n{done.stderr.strip()[-2000:]}")


def _candidate(policy: Path | None) -> PolicyDocument | None:
    try:
        return load_document(policy, PolicyDocument) if policy is not None else None
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


def _keep(policy: Path, candidate: PolicyDocument, found: Sequence[TestFile], lines: Sequence[str], model: str) -> None:
    """Keep with a candidate how the conversations of a topic ended."""
    conversations = [
        TestedConversation(
            name=one.conversation,
            capability=one.capability,
            passed=outcome_line(True, tests.file, one.conversation) in lines,
        )
        for tests in found
        for one in tests.document.conversations
    ]
    with desk() as container:
        at = container.clock().isoformat(timespec="seconds")
        kept = TestedCandidate(candidate=candidate.hash, made_at=at, model=model, conversations=conversations)
        container.policy_changes.keep(policy.read_text(encoding="utf-8"), tests=kept.json())


def _apart(folder: Path) -> dict[str, str]:
    """The environment of the tests: the shop's own documents, and no database, secret or server of hers."""
    usual = {k: v for k, v in environment(load_settings()).items() if not k.startswith("BATON_")}
    documents = {k: v for k, v in os.environ.items() if k.startswith("BATON_") and k.endswith("_FILE")}
    return {**usual, **documents, "BATON_VAR_DIR": str(folder), "BATON_ORDER_PROOF": "none"}
