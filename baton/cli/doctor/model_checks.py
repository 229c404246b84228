"""The trained model, Rasa's files and the documents that the business edits."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from baton.base.document import FileRefused, load_document
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.settings import Settings
from baton.cli import escalation_check, model
from baton.cli.doctor.finding import Finding, Level

_TRAIN = "baton train"


def findings(settings: Settings | None) -> Iterator[Finding]:
    """What is wrong with the model and the documents.

    Args:
        settings: None if they are refused: then only the model is looked at.
    """
    yield from model_findings(model.MODEL, fresh=model.fresh)
    if settings is not None:
        yield from document_findings(settings)


def model_findings(path: Path, fresh: Callable[[], bool]) -> Iterator[Finding]:
    """What is wrong with a model.

    Args:
        path: of the archive.
        fresh: whether it was made from the present data; asked only if the model is whole.
    """
    area = "model"
    if not path.exists():
        yield Finding(area, f"There is no model {path.name}.", "The bot understands nothing without it.", _TRAIN)
        return
    damage = _damage(path)
    if damage:
        yield Finding(area, f"{path.name} is damaged: {damage}.", "Rasa does not start with it.", _TRAIN)
        return
    try:
        escalation_check.check_model(path)
    except EscalationNotInPlace as error:
        yield Finding(area, str(error), "Customers who need a person would not reach one.", _TRAIN)
        return
    if not fresh():
        what = "The model was not trained from the present data and configuration."
        why = "What was changed since is not in force, and `baton run` trains before it starts (not in production)."
        yield Finding(area, what, why, f"{_TRAIN}, then restart", Level.WARNING)


def document_findings(settings: Settings) -> Iterator[Finding]:
    """What is refused of Rasa's files and of the business documents."""
    from baton.desk.store.business_documents import DOCUMENTS

    for problem in escalation_check.configuration_problems(settings):
        why = "Customers who need a person would not reach one; nothing starts."
        yield Finding("configuration", str(problem), why, "correct the line, then: baton check")
    for document in DOCUMENTS:
        try:
            load_document(getattr(settings, document.setting), document)
        except FileRefused as error:
            for refused in error.problems:
                why = "Nothing starts; what runs already keeps the version before."
                yield Finding("documents", str(refused), why, "correct the line, then: baton check")


def _damage(path: Path) -> str:
    """Why an archive cannot be read to its end; empty if it can."""
    try:
        with tarfile.open(path) as archive:
            for _ in archive:
                pass
    except (OSError, EOFError, ValueError, zlib.error, tarfile.TarError) as error:
        return str(error).rstrip(".") or type(error).__name__
    return ""
