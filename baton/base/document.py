"""Reads the YAML documents that the business edits, each into a pydantic model, and names every error with its line."""

from __future__ import annotations

import hashlib
import math
import string
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, Extra, PrivateAttr, ValidationError, validator
from pydantic.fields import MAPPING_LIKE_SHAPES, SHAPE_SINGLETON, ModelField

from baton.base.settings import ROOT
from baton.base.yaml_lines import KeyPath, Lines, Problem, decode, parse

#: One thing wrong with a document whose shape is fine: the keys and indexes that lead to it, and why.
Fault = tuple[KeyPath, str]

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
    Raises:
        FileRefused: with every problem at once.
    """
    value, lines, problems = parse(text, file)
    if value is None and problems:
        raise FileRefused(file, problems)
    if not isinstance(value, dict):
        problems.append(Problem(file, 1, f"the document must be keys with values, not {_shown(value)}"))
        raise FileRefused(file, problems)
    unnamed = [Problem(file, lines.of(path), f"{_dotted(path)}: {why}") for path, why in _unnamed(value, ())]
    if unnamed:  # a model takes only words as keys
        raise FileRefused(file, problems + unnamed)
    try:
        document = model.parse_obj(value)
    except ValidationError as error:
        raise FileRefused(file, problems + _problems(error, value, lines, file, model)) from None
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
        raise ValueError(f"{value!r} is not one of: {', '.join(known)}{_did_you_mean(value, known)}")
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
        raise ValueError(f"unknown variable {strange}; known: {names}{_did_you_mean(unknown[0], known)}")
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
            raise TypeError(f"must be {'keys with values' if mapping else 'a list (an array)'}, not {_shown(value)}")
    elif not isinstance(kind, type):
        pass  # a Literal: pydantic compares without converting
    elif issubclass(kind, DocumentPart):
        value = kind.expand(value)
        if not isinstance(value, dict):
            raise TypeError(f"must be keys with values, not {_shown(value)}")
    elif issubclass(kind, bool):
        if not isinstance(value, bool):
            raise TypeError(f"must be true or false, not {_shown(value)}")
    elif issubclass(kind, (int, float)):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            whole = "a whole number (an integer)" if issubclass(kind, int) else "a number"
            raise TypeError(f"must be {whole}, not {_shown(value)}")
        if not math.isfinite(value):
            raise TypeError(f"{value} compares with nothing and would switch it off")
        if issubclass(kind, int) and value != int(value):
            raise TypeError(f"must be a whole number (an integer), not {value}")
    elif issubclass(kind, str) and not isinstance(value, str):
        raise TypeError(f"must be text, not {_shown(value)}")
    return value


def _shown(value: object) -> str:
    """A YAML value in a message."""
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return ("keys with values" if isinstance(value, dict) else "a list") if value else "empty"
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _did_you_mean(value: object, known: Collection[str]) -> str:
    close = get_close_matches(str(value), known, 1)
    return f" (did you mean {close[0]}?)" if close else ""


def _unnamed(value: object, path: KeyPath) -> Iterator[Fault]:
    """Keys that are no text: `7:` or `yes:`."""
    if isinstance(value, dict):
        before: object = None
        for key, below in value.items():
            if not isinstance(key, str):
                # `{launch: 0,4}` is read as `{launch: 0, 4: null}`
                comma = below is None and isinstance(before, int) and isinstance(key, int)
                way_out = f"; if {before},{key} was meant, write {before}.{key} with a point" if comma else ""
                yield (*path, key), f"a name must be a word, not {_shown(key)}{way_out}"
            yield from _unnamed(below, (*path, key))
            before = below
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _unnamed(below, (*path, index))


def _problems(
    error: ValidationError, value: object, lines: Lines, file: str, model: type[DocumentPart]
) -> list[Problem]:
    """Pydantic's errors in plain words, each where it is in the file."""
    problems = []
    for one in error.errors():
        path = tuple(part for part in one["loc"] if part != "__root__")
        kind, limits = one["type"], one.get("ctx") or {}
        missing, unknown = kind == "value_error.missing", kind == "value_error.extra"
        where = path[:-1] if missing or unknown else lines.nearest(path)
        if missing:
            text = f"missing {path[-1]}"
        elif unknown:
            known = [field.alias for field in _part_at(model, where).__fields__.values()]
            text = f"unknown {path[-1]!r}; known: {', '.join(known)}{_did_you_mean(path[-1], known)}"
        else:
            text = _reason(kind, limits, _value_at(value, where), one["msg"])
        line = lines.of(path if unknown else where)
        problems.append(Problem(file, line, f"{_dotted(where)}: {text}" if where else text))
    return list(dict.fromkeys(problems))


def _reason(kind: str, limits: dict[str, object], value: object, message: str) -> str:
    """One of pydantic's errors about a value, in plain words."""
    name, limit = kind.rpartition(".")[2], limits.get("limit_value")
    if name in ("not_ge", "not_gt"):
        return f"{_shown(value)} is too small; {'at least' if name == 'not_ge' else 'more than'} {limit}"
    if name in ("not_le", "not_lt"):
        return f"{_shown(value)} is too large; {'at most' if name == 'not_le' else 'less than'} {limit}"
    if name in ("min_length", "min_items"):
        return "must not be empty" if limit == 1 else f"too short; at least {limit}"
    if name in ("max_length", "max_items"):
        return f"too long; at most {limit}{' characters' if name == 'max_length' else ''}"
    if name == "unique_items":
        return "the same is listed twice"
    if name == "const":
        permitted = limits["permitted"]
        names = [str(one) for one in permitted] if isinstance(permitted, tuple) else []
        return f"{_shown(value)} is not one of: {', '.join(names)}{_did_you_mean(value, names)}"
    if kind == "type_error.str":  # deeper than `_exact` looks: `no` in a list of a mapping
        return f"must be text, not {_shown(value)}; put it into quotes"
    if name == "regex":
        return f"{_shown(value)} is no valid name; it must match {limits['pattern']}"
    return message


def _part_at(model: type[DocumentPart], path: KeyPath) -> type[DocumentPart]:
    """The model of the mapping at a path."""
    for part in path:
        field = next((field for field in model.__fields__.values() if field.alias == part), None)
        if field is not None and isinstance(field.type_, type) and issubclass(field.type_, DocumentPart):
            model = field.type_  # an index or a free key belongs to the same field
    return model


def _value_at(value: object, path: KeyPath) -> object:
    for part in path:
        assert isinstance(value, (dict, list))
        value = value[part]  # type: ignore[index]
    return value
