"""Trained models, kept by version with their figures; one of them is in force."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from baton.base.model_file import NAME

#: Models that are kept beside the one in force.
KEPT = 5
_ARCHIVE = ".tar.gz"


class NoSuchModel(Exception):
    """No model of that name is kept; the text names those that are."""


@dataclass(frozen=True)
class KeptModel:
    """A model and what is known of it: `inputs` is the hash of what it was trained on, `figures` as measured."""

    name: str
    archive: Path
    inputs: str
    made: str
    figures: Mapping[str, Any]


class ModelStore:
    """The folder of models.

    Args:
        folder: `models/`; the model in force is `baton.tar.gz` in it.
    """

    def __init__(self, folder: Path) -> None:
        self.in_force_file = folder / f"{NAME}{_ARCHIVE}"
        self.stamp_file = folder / f"{NAME}.inputs"
        self._name_file = folder / f"{NAME}.version"
        self.kept_folder = folder / "kept"
        self.full_training_folder = folder / "full_training"

    def kept(self) -> list[KeptModel]:
        """The kept models, the latest first."""
        found = []
        for archive in sorted(self.kept_folder.glob(f"*{_ARCHIVE}"), reverse=True):
            about = self._about(archive.name.removesuffix(_ARCHIVE))
            found.append(
                KeptModel(
                    archive.name.removesuffix(_ARCHIVE),
                    archive,
                    str(about.get("inputs") or ""),
                    str(about.get("made") or ""),
                    about.get("figures") or {},
                )
            )
        return found

    def one(self, name: str) -> KeptModel:
        """A kept model by its name.

        Raises:
            NoSuchModel: none has it.
        """
        kept = self.kept()
        for model in kept:
            if model.name == name:
                return model
        raise NoSuchModel(f"no model {name} is kept; kept: {', '.join(model.name for model in kept) or 'none'}")

    @property
    def in_force(self) -> str | None:
        """The name of the model in force, as far as it is known."""
        try:
            return self._name_file.read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def new_name(self, at: datetime) -> str:
        """A name for a model that is trained now; a later one has a later name."""
        return at.strftime("%Y%m%d-%H%M%S")

    def keep(self, name: str, inputs: str, at: datetime) -> KeptModel:
        """Take a trained archive that lies in `kept_folder` into the store."""
        self.kept_folder.mkdir(parents=True, exist_ok=True)
        self._write(name, {"inputs": inputs, "made": at.isoformat(timespec="seconds")})
        return self.one(name)

    def adopt(self, at: datetime) -> KeptModel | None:
        """Keep the model in force that nobody kept yet: one that was trained before models were kept."""
        if self.in_force is not None or not self.in_force_file.exists():
            return None
        name = self.new_name(at)
        self.kept_folder.mkdir(parents=True, exist_ok=True)
        _link(self.in_force_file, self.kept_folder / f"{name}{_ARCHIVE}")
        self._name_file.write_text(name, encoding="utf-8")
        stamp = self.stamp_file.read_text(encoding="utf-8") if self.stamp_file.exists() else ""
        return self.keep(name, stamp, at)

    def record(self, name: str, figures: Mapping[str, Any]) -> None:
        """Write down what was measured of a model."""
        self._write(name, {**self._about(name), "figures": dict(figures)})

    def put_in_force(self, name: str, inputs: str) -> None:
        """Make a kept model the one in force, in one step: whoever loads it meanwhile gets the old or the new one.

        Args:
            inputs: the hash of the data for which it was chosen; while it is the present one, nothing trains by itself.
        Raises:
            NoSuchModel: none has the name.
        """
        archive = self.one(name).archive
        beside = self.in_force_file.with_name(f".{name}{_ARCHIVE}")
        beside.unlink(missing_ok=True)
        _link(archive, beside)
        os.replace(beside, self.in_force_file)
        beside.unlink(missing_ok=True)  # of two names of one file, as when it is in force already, both stay
        self._name_file.write_text(name, encoding="utf-8")
        self.stamp_file.write_text(inputs, encoding="utf-8")

    def previous(self) -> KeptModel:
        """The model that was made before the one in force.

        Raises:
            NoSuchModel: there is none.
        """
        older = [model for model in self.kept() if self.in_force is None or model.name < self.in_force]
        if not older:
            raise NoSuchModel("no older model is kept")
        return older[0]

    def prune(self) -> None:
        """Delete the oldest models; never the one in force."""
        spare = [model for model in self.kept() if model.name != self.in_force][KEPT:]
        for model in spare:
            model.archive.unlink()
            for ending in (".json", ".measured.json"):
                (self.kept_folder / f"{model.name}{ending}").unlink(missing_ok=True)

    def _about(self, name: str) -> dict[str, Any]:
        try:
            about = json.loads((self.kept_folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}

    def _write(self, name: str, about: Mapping[str, Any]) -> None:
        (self.kept_folder / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _link(source: Path, target: Path) -> None:
    """One file under two names, where the disk can do that; else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
