"""YAML with line numbers, so that a complaint about a document can say where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Union

import yaml

#: PyYAML's loader in C, ten times as fast, where it was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: What most often is behind a syntax error, by words of PyYAML's message.
_HINTS = {
    "mapping values are not allowed": "; a text that holds ': ' needs quotes around it",
    "'\\t'": "; indent with blanks, never with a tab",
    "expected <block end>": "; the lines above are indented otherwise, or a quote before it is not closed",
    "could not find expected ':'": "; this line or the one above lacks its colon",
    "unexpected end of stream": "; a quote is not closed",
    "cannot start any token": "; a text that begins with a sign needs quotes around it",
    "expected alphabetic or numeric character": "; a text that begins with * or & needs quotes around it",
    "undefined alias": "; a text that begins with * needs quotes around it",
    "constructor for the tag": "; a text that begins with ! needs quotes around it",
    "another document": "; take the line --- out: what stands below it would not be read",
    "special characters": "; a character that cannot be seen stands here, write the line anew",
}
#: What git writes where two changes meet.
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.M)

#: What looks like a blank at the beginning of a line and is none: copied from a web page or a text processor.
_NO_BLANK = re.compile(r"^[ \t]*[\u00a0\u2000-\u200b\u202f\u3000]+\s*[\w-]", re.M)
#: What YAML takes for the end of a line and no editor shows as one.
_NO_LINE_END = re.compile("[\x85\u2028\u2029]")
#: A name for a value, which is left out of it: `- text: &co is ...`.
_ANCHOR = re.compile(r"&([\w-]+)[ \t]")

#: A sign that begins a comment of YAML and stands at a word or number, as in "house #5".
_HASH = re.compile(r"[ \t]+(#(?:(\d)|[^\s#])\S*)")
_NUMBER = re.compile(r"[-+.\d]")

#: Values that aliases (`*name`) may stand for besides those that are written; one may stand for many that do so again.
_MOST_REPEATED = 50_000

#: The keys and indexes that lead to a value.
KeyPath = tuple[Union[str, int], ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where and why. Line 0 is the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True)
class Lines:
    """The line (from 1) on which each value of a document begins, by its path of keys and indexes."""

    at: dict[KeyPath, int]

    def of(self, path: KeyPath) -> int:
        """The line of a path, or of its nearest parent that exists."""
        return self.at.get(self.nearest(path), 1)

    def nearest(self, path: KeyPath) -> KeyPath:
        """The path, or that of its nearest parent that exists."""
        while path and path not in self.at:
            path = path[:-1]
        return path


def read(path: Path, file: str) -> tuple[Any, Lines, list[Problem]]:
    """Read a YAML file.

    Args:
        path: of the file.
        file: its name, for messages.
    Returns:
        As `parse`; a file that cannot be read, or is not UTF-8, is a problem.
    """
    text = text_of(path, file)
    return (None, Lines({}), [text]) if isinstance(text, Problem) else parse(text, file)


def text_of(path: Path, file: str) -> str | Problem:
    """The text of a file, or why it cannot be read; `file` is its name, for messages."""
    try:
        return decode(path.read_bytes(), file)
    except OSError as error:
        return Problem(file, 0, f"cannot be read: {error.strerror}")


def decode(data: bytes, file: str) -> str | Problem:
    """The text of a file, or the line on which it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(file, line, f"not UTF-8 text (byte 0x{data[error.start]:02x}); save the file as UTF-8")


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """The way out of a wrong name: "; did you mean 'order_status'?", or nothing where no name is near."""
    near = get_close_matches(str(name), list(known), n=1, cutoff=0.65)
    return f"; did you mean '{near[0]}'?" if near else ""


def parse(text: str, file: str) -> tuple[Any, Lines, list[Problem]]:
    """Read a YAML text.

    Returns:
        The value (None if unreadable), its line numbers, and problems: syntax errors and keys given twice.
    """
    lines: dict[KeyPath, int] = {}
    problems: list[Problem] = []
    node: yaml.Node | None = None
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is not None and (repeats := _repeats_too_much(node, file)):
            return None, Lines({}), [repeats]
        # What is merged (`<<`) is written into the nodes: then they are composed anew, for their lines.
        apart = yaml.compose(text, Loader=_Loader) if "<<" in text else node
        value = _Loader("").construct_document(apart) if apart is not None else None
        if node is not None:
            _walk(node, (), lines, problems, file)
    except yaml.YAMLError as error:
        return None, Lines({}), [_syntax_problem(text, file, _in_python(text, error))]
    except RecursionError:
        return None, Lines({}), [Problem(file, 1, "nested too deeply, or an alias that holds itself")]
    except (ValueError, TypeError) as error:  # a date that does not exist, a character that is none
        return None, Lines({}), [_unreadable_value(node, file) or Problem(file, 1, f"a value cannot be read: {error}")]
    problems += _swallowed(text, node, file) if node is not None else ()
    return value, Lines(lines), problems


def _repeats_too_much(node: yaml.Node, file: str) -> Problem | None:
    """The smallest value in which aliases stand for more than there is room for; None if none does."""
    found: dict[int, tuple[int, yaml.Node]] = {}  # how many values each stands for

    def size(one: yaml.Node) -> int:
        if id(one) not in found:
            found[id(one)] = 0, one  # seen again below itself, it stands for itself: that is refused when it is read
            found[id(one)] = 1 + sum(map(size, _below(one))), one
        return found[id(one)][0]

    if size(node) <= len(found) + _MOST_REPEATED:
        return None
    _, first = min((each for each in found.values() if each[0] > _MOST_REPEATED), key=lambda each: each[0])
    why = "the aliases here (`*name`) stand for too many values: each stands for others again; write them out"
    return Problem(file, first.start_mark.line + 1, why)


def _below(node: yaml.Node) -> Iterable[yaml.Node]:
    """The keys and values that a node holds."""
    if isinstance(node, yaml.ScalarNode):
        return ()
    return [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every single value below a node; what an alias stands for is not gone through again."""
    waiting, seen = [node], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, yaml.ScalarNode):
            yield one
        waiting += reversed(list(_below(one)))


def _unreadable_value(node: yaml.Node | None, file: str) -> Problem | None:
    """The first value that looks like one of a type and is none: a day that no calendar has."""
    constructor = yaml.constructor.SafeConstructor()
    for one in _scalars(node) if node is not None else ():
        try:
            constructor.construct_object(one)
        except ValueError as error:
            why = f"{one.value!r} cannot be read: {error}; put it into quotes if it is meant as text"
            return Problem(file, one.start_mark.line + 1, why)
    return None


def _swallowed(text: str, node: yaml.Node, file: str) -> Iterator[Problem]:
    """What is valid YAML and loses words or line breaks that were surely meant."""
    yield from _no_blanks(text, file)
    lines = text.splitlines()
    for one in _scalars(node):
        line = one.start_mark.line
        if one.style == ">" and one.value.lstrip().startswith("- "):
            yield Problem(file, line + 1, "`>` joins the lines below it into one: write `|` in its place")
        anchor = _ANCHOR.match(lines[line], one.start_mark.column) if line < len(lines) else None
        if anchor and f"*{anchor[1]}" not in text:
            yield Problem(file, line + 1, f"'&{anchor[1]}' is left out of the text: put the whole text into quotes")
        end = one.end_mark
        hash_sign = _HASH.match(lines[end.line][end.column :]) if end.line < len(lines) else None
        if hash_sign and not one.style and (" " in one.value or (hash_sign[2] and not _NUMBER.match(one.value))):
            why = f"what begins with '{hash_sign[1]}' is left out as a comment: put the whole text into quotes"
            yield Problem(file, end.line + 1, why)


def _no_blanks(text: str, file: str) -> Iterator[Problem]:
    """Lines that are indented with what YAML takes for letters, or end where nobody sees it."""
    for found in _NO_LINE_END.finditer(text):
        why = f"an end of a line that cannot be seen (U+{ord(found[0]):04X}) stands here: write the line anew"
        yield Problem(file, text[: found.start()].count("\n") + 1, why)
    for found in _NO_BLANK.finditer(text):
        why = "the line begins with a blank that is none (no-break, as in web pages): indent it with blanks"
        yield Problem(file, text[: found.start()].count("\n") + 1, why)


def _syntax_problem(text: str, file: str, error: yaml.YAMLError) -> Problem:
    """A syntax error where it stands, with what most often is behind it."""
    for problem in _no_blanks(text, file):
        return problem
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text[: conflict.start()].count("\n") + 1
        return Problem(
            file, line, "not valid YAML: git left a conflict here; keep one side, and remove its three marks"
        )
    mark, place = getattr(error, "problem_mark", None), getattr(error, "position", None)
    line = mark.line + 1 if mark else text[:place].count("\n") + 1 if isinstance(place, int) else 1
    why = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = next((hint for words, hint in _HINTS.items() if words in why), "")
    return Problem(file, line, f"not valid YAML: {why}{hint}")


def _in_python(text: str, error: yaml.YAMLError) -> yaml.YAMLError:
    """The same error by PyYAML's own loader, which says in better words what is wrong.

    It refuses a bare `?` in braces, which the loader in C takes: then it stopped at something else.
    """
    mark = getattr(error, "problem_mark", None)
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as other:
        its_mark = getattr(other, "problem_mark", None)
        near = mark is None or its_mark is None or abs(mark.line - its_mark.line) <= 1
        return other if near and "got '?'" not in str(other) else error
    except RecursionError:
        return yaml.YAMLError("nested too deeply")
    return error


def _walk(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], problems: list[Problem], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            name = key.value
            if name in seen:
                problems.append(Problem(file, key.start_mark.line + 1, f"'{name}' is given twice"))
            seen.add(name)
            below = (*path, name)
            lines[below] = key.start_mark.line + 1
            _walk(value, below, lines, problems, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, problems, file)
