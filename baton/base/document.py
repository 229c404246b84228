"""Reads the YAML documents that the business edits, each into a pydantic model, and names every error with its line."""

from __future__ import annotations

import hashlib
import math
import string
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, Extra, PrivateAttr, ValidationError, validator
from pydantic.fields import MAPPING_LIKE_SHAPES, SHAPE_SINGLETON, ModelField

from baton.base.document_problems import Fault, close_name, dotted, problems_of, shown, unnamed_keys
from baton.base.settings import ROOT
from baton.base.yaml_lines import KeyPath, Lines, Problem, decode, parse

#: What stands in a template where a person must write: a document that says it to customers refuses it.
TODO = "TODO"

M = TypeVar("M", bound="Document")


class FileRefused(ValueError):
    """A file is refused; `problems` has every reason with file and line, and the text names them all."""

    def __init__(self, file: str, problems: Collection[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__(f"{file} is refused:\n" + "\n".join(f"  {problem}" for problem in self.problems))


class DocumentPart(BaseModel):
    """A mapping in a document: unknown keys are refused, and no value is converted to another type.

    The checks reach one level into lists and mappings; a deeper structure is a part of its own.
    """

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @classmethod
    def expand(cls, value: object) -> object:
        """The mapping that a short form stands for; a part without a short form returns the value as it is."""
        return value

    @validator("*", pre=True)
    def _whole_value_has_its_type(cls, value: object, field: ModelField) -> object:
        return _exact(value, field)

    @validator("*", pre=True, each_item=True)
    def _each_item_has_its_type(cls, value: object, field: ModelField) -> object:
        return _exact(value, field)


class Document(DocumentPart):
    """A whole file. A subclass describes the keys; `faults` checks what concerns several of them at once."""

    #: The setting that holds the path of the file.
    setting: ClassVar[str]
    _hash: str = PrivateAttr("")
    _lines: Lines = PrivateAttr(Lines({}))

    def line(self, path: KeyPath) -> int:
        """The line (from 1) of the value to which keys and indexes lead, or of what it would be in."""
        return self._lines.of(path)

    @property
    def hash(self) -> str:
        """The first 12 digits of the SHA-256 of the text; empty if the document was not read from a text."""
        return self._hash

    def faults(self) -> Iterator[Fault]:
        """What is wrong although each value by itself is fine."""
        yield from ()

    def unknown_categories(self, categories: Collection[str]) -> Iterator[Fault]:
        """Where the document names a category that is not among these; only `baton check` asks."""
        yield from ()

    @classmethod
    def checked_against(cls) -> str:
        """The hash of what the checks look at besides the text; empty if they look at nothing else."""
        return ""

    @classmethod
    def fallback(cls: type[M]) -> M | None:
        """What is in force while there has never been a valid file; None if Baton must not start without one."""
        return None


def read_document(text: str, file: str, model: type[M], categories: Collection[str] | None = None) -> M:
    """Read and check a document.

    Args:
        text: the YAML text.
        file: its name, for messages.
        model: what the document must be.
        categories: all that exist; None if the document may name any.
    Returns:
        The document; the same one for the same text, for nothing changes a document.
    Raises:
        FileRefused: with every problem at once.
    """
    known = None if categories is None else tuple(categories)
    document: M = _checked(text, file, model, known, model.checked_against())
    return document


# The policies of a replay, a roll-out and a review are read again and again, the shop's files by each part of a process
# that needs them. What is refused is not kept.
@lru_cache(maxsize=128)
def _checked(text: str, file: str, model: type[M], categories: tuple[str, ...] | None, against: str) -> M:
    """What `read_document` returns, or raises. `against` is what the model says that it is checked against."""
    value, lines, problems = parse(text, file)
    if value is None and problems:
        raise FileRefused(file, problems)
    if not isinstance(value, dict):
        problems.append(Problem(file, 1, f"the document must be keys with values, not {shown(value)}"))
        raise FileRefused(file, problems)
    unnamed = [Problem(file, lines.of(path), f"{dotted(path)}: {why}") for path, why in unnamed_keys(value, ())]
    if unnamed:  # a model takes only words as keys
        raise FileRefused(file, problems + unnamed)
    try:
        document = model.parse_obj(value)
    except ValidationError as error:
        raise FileRefused(file, problems + problems_of(error, value, lines, file, model)) from None
    faults = [*document.faults(), *(document.unknown_categories(categories) if categories is not None else ())]
    problems += [Problem(file, lines.of(path), why) for path, why in faults]
    if problems:
        raise FileRefused(file, problems)
    document._hash = hashlib.sha256(text.encode()).hexdigest()[:12]
    document._lines = lines
    return document


def load_document(path: Path, model: type[M], categories: Collection[str] | None = None) -> M:
    """Read and check the document in a file.

    Raises:
        FileRefused: with every problem at once, or because the file cannot be read.
    """
    name = file_name(path)
    try:
        text = decode(path.read_bytes(), name)
    except OSError as error:
        raise FileRefused(name, [Problem(str(path), 0, f"cannot be read: {error.strerror}")]) from error
    if isinstance(text, Problem):
        raise FileRefused(name, [text])
    return read_document(text, name, model, categories)


def file_name(path: Path) -> str:
    """What messages call a file: its path from the project's folder on; one that lies elsewhere, its name alone."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def one_or_more(value: object) -> object:
    """A pre-validator for a list that may be written as its only item."""
    return value if isinstance(value, list) else [value]


def check_one_of(value: str, known: Collection[str]) -> str:
    """The value, if it is among the known ones.

    Raises:
        ValueError: it is not; the text names the known ones.
    """
    if value not in known:
        raise ValueError(f"{value!r} is not one of: {', '.join(known)}{close_name(value, known)}")
    return value


def variables(text: str) -> set[str]:
    """The names in braces in a text.

    Raises:
        ValueError: a brace is not closed, or closes nothing.
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def check_variables(text: str, known: Collection[str]) -> str:
    """The text, if it can be filled in.

    Args:
        known: the variables that it may name.
    Raises:
        ValueError: it names others, or its braces are wrong.
    """
    try:
        unknown = sorted(variables(text) - set(known))
        if not unknown:
            text.format_map(dict.fromkeys(known, ""))
    except (ValueError, LookupError) as error:
        raise ValueError(f"cannot be filled in: {error}") from error
    if unknown:
        names = ", ".join("{" + name + "}" for name in known) or "none"
        strange = ", ".join(name or "{}" for name in unknown)
        raise ValueError(f"unknown variable {strange}; known: {names}{close_name(unknown[0], known)}")
    return text


def _exact(value: object, field: ModelField) -> object:
    """The value, unless pydantic would have to convert it.

    Raises:
        TypeError: the YAML value has another type than the field.
    """
    kind = field.type_
    if field.shape != SHAPE_SINGLETON:
        mapping = field.shape in MAPPING_LIKE_SHAPES
        if not isinstance(value, dict if mapping else list):
            raise TypeError(f"must be {'keys with values' if mapping else 'a list (an array)'}, not {shown(value)}")
    elif not isinstance(kind, type):
        pass  # a Literal: pydantic compares without converting
    elif issubclass(kind, DocumentPart):
        value = kind.expand(value)
        if not isinstance(value, dict):
            raise TypeError(f"must be keys with values, not {shown(value)}")
    elif issubclass(kind, bool):
        if not isinstance(value, bool):
            raise TypeError(f"must be true or false, not {shown(value)}")
    elif issubclass(kind, (int, float)):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            whole = "a whole number (an integer)" if issubclass(kind, int) else "a number"
            raise TypeError(f"must be {whole}, not {shown(value)}")
        if not math.isfinite(value):
            raise TypeError(f"{value} compares with nothing and would switch it off")
        if issubclass(kind, int) and value != int(value):
            raise TypeError(f"must be a whole number (an integer), not {value}")
    elif issubclass(kind, date):
        value = _day(value)
    elif issubclass(kind, str):
        if not isinstance(value, str):
            raise TypeError(f"must be text, not {shown(value)}{_way_to_text(value)}")
        if getattr(kind, "min_length", None) and not value.strip():
            raise ValueError("must not be empty")
    return value


def _way_to_text(value: object) -> str:
    """How what is no text in YAML is written as one."""
    if isinstance(value, list):
        return "; for several lines write `|` behind the colon, and the lines below it"
    return "" if value is None or isinstance(value, dict) else "; put it into quotes"


def _day(value: object) -> date:
    """A day as YAML reads it, or as text.

    Raises:
        ValueError: it is no day; a number would be taken for seconds, and of a time the day alone would be kept.
    """
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{shown(value)} is not a day like 2026-12-25") from None
