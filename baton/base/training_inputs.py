"""What a trained model is made from: data, configuration, and the code that its components import.

Which code that is, is read from the source: the components that config.yml names, and every module of this project
that they import, directly or not. Nobody keeps a list.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from baton.base.settings import ROOT

_LOCK = "requirements.lock"
#: Data and configuration, as patterns below the project's folder.
_DATA = ("config.yml", "domain.yml", "data/**/*.yml", "business/taxonomy.yml", _LOCK)
#: Data that a running bot reads: a change of it takes no training.
_READ_LIVE = (
    "data/callback_changes.yml",
    "data/callback_details.yml",
    "data/callback_words.yml",
    "data/conversation_words.yml",
    "data/message_words.yml",
    "data/order_words.yml",
    "data/places.yml",
    "data/question_followups.yml",
    "data/product_words.yml",
    "data/several_orders.yml",
    "data/short_questions.yml",
    "data/order_questions.yml",
    "data/faq/**/*.yml",
)
#: Packages of the lock that only a running Baton needs: a change of one takes no training.
_SERVING_ONLY = ("prometheus-client",)
#: Modules that components import and that nothing is learnt from; what these import does not count either.
_NOTHING_LEARNT_FROM = frozenset(
    {
        "baton.base.escalation_in_place",  # says what may be trained and loaded
        "baton.base.settings",  # says where a report is written
        "baton.base.training_inputs",  # says when to train, not how
        "baton.rasa_overrides.model_check",
        "policies.rasa_policy",  # decides by the policy document, which is read live
    }
)


def model_inputs(root: Path = ROOT) -> list[Path]:
    """Every file that a model is made from, sorted.

    Args:
        root: the project's folder.
    """
    data = _files(_DATA, root) - _files(_READ_LIVE, root)
    return sorted(data | set(source_files(_components(root), root)))


def source_files(modules: Iterable[str], root: Path = ROOT) -> list[Path]:
    """The source of modules and of all modules of this project that they import, directly or not, sorted.

    Args:
        modules: dotted names; what is not of this project is left out.
        root: the project's folder.
    """
    files: dict[str, Path] = {}
    queue = list(modules)
    while queue:
        name = queue.pop()
        path = _file(name, root)
        if path is None or name in files or name in _NOTHING_LEARNT_FROM:
            continue
        files[name] = path
        package, _, _ = name.rpartition(".")
        queue += [package, *_imports(path, name)]
    return sorted(files.values())


def digest(paths: Iterable[Path], root: Path = ROOT) -> str:
    """A hash of files, of their names and contents.

    Args:
        paths: files below `root`.
    """
    sha = hashlib.sha256()
    for path in paths:
        sha.update(path.relative_to(root).as_posix().encode() + b"\0" + _content(path) + b"\0")
    return sha.hexdigest()


def _content(path: Path) -> bytes:
    """What counts of a file: of the lock, the packages that training may use."""
    content = path.read_bytes()
    if path.name == _LOCK:
        for package in _SERVING_ONLY:
            entry = rb"^%s==.*\n(?:[ \t]+.*\n)*" % re.escape(package.encode())
            content = re.sub(entry, b"", content, flags=re.MULTILINE)
    return content


def _files(patterns: Iterable[str], root: Path) -> set[Path]:
    return {path for pattern in patterns for path in root.glob(pattern)}


def _components(root: Path) -> Iterator[str]:
    """The modules of the components that config.yml names by their path; Rasa's own have none."""
    config = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    for component in [*(config.get("pipeline") or ()), *(config.get("policies") or ())]:
        module, _, _ = component["name"].rpartition(".")
        if module:
            yield module


def _file(module: str, root: Path) -> Path | None:
    """The source of a module of this project; None for any other module."""
    if not module:
        return None
    place = root.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imports(path: Path, module: str) -> tuple[str, ...]:
    """The names that a module imports, wherever in it; `from a import b` may mean a module `a.b`."""
    return _imports_in(path.read_bytes(), module if path.name == "__init__.py" else module.rpartition(".")[0])


@lru_cache(maxsize=1000)  # the same source imports the same, and to parse it takes most of the time
def _imports_in(source: bytes, package: str) -> tuple[str, ...]:
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(names)
