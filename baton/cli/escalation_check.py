"""Looks for rule T6 in the files that Rasa is started with and in the trained model, before anything starts."""

from __future__ import annotations

import importlib.util
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baton.base import escalation_in_place
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.settings import ROOT, Settings
from baton.base.yaml_lines import Problem, text_of


def configuration_problems(settings: Settings, root: Path = ROOT) -> list[Problem]:
    """Every way in which Rasa's files would switch escalation off.

    Args:
        root: the folder that holds them.
    """
    problems: list[Problem] = []
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml"):
        text = text_of(root / name, name)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        if name == "config.yml":
            problems += escalation_in_place.config_problems(text)
        elif name == "domain.yml":
            problems += escalation_in_place.domain_problems(text)
        elif name == "endpoints.yml":
            problems += escalation_in_place.endpoints_problems(text)
        else:
            problems += escalation_in_place.credentials_problems(text, settings.production)
    return problems


def check_configuration(settings: Settings, root: Path = ROOT) -> None:
    """Refuse files with which escalation would be lost.

    Raises:
        EscalationNotInPlace: naming each place.
    """
    problems = configuration_problems(settings, root)
    if problems:
        raise EscalationNotInPlace(problems)


def check_model(path: Path) -> None:
    """Refuse a trained model that cannot hand over.

    Args:
        path: the archive; only its description is read.
    Raises:
        EscalationNotInPlace: what the model lacks, or that it cannot be read.
    """
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile("metadata.json")
            metadata = json.load(member) if member is not None else {}
        if not isinstance(metadata, dict):
            raise ValueError("metadata.json holds no keys with values")
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError) as error:
        why = "is damaged or no model; train anew: baton train"
        raise EscalationNotInPlace([Problem(path.name, 0, why)]) from error
    problems = [*escalation_in_place.model_problems(metadata, path.name), *_other_version(metadata, path.name)]
    if problems:
        raise EscalationNotInPlace(problems)


def _other_version(metadata: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Components of a trained model that this code has not: it was made by another version."""
    nodes = metadata.get("predict_schema", {}).get("nodes", {})
    missing = sorted({str(node.get("uses")) for node in nodes.values() if not _is_there(str(node.get("uses")))})
    if missing:
        why = f"was made by another version of Baton: there is no {', '.join(missing)} here"
        yield Problem(file, 0, f"{why}; train anew (baton train), or run the version that made it")


def _is_there(name: str) -> bool:
    """Whether a class is in its module; the module is read, not imported, which takes seconds."""
    module, _, class_name = name.rpartition(".")
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return False
    source = Path(found.origin) if found is not None and found.origin else None
    return source is not None and re.search(rf"^class {class_name}\b", source.read_text("utf-8"), re.M) is not None
