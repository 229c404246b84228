"""Questions and answers on a help page, in HTML or Markdown: a question is a heading, its answer the text below. Pure.

A heading is a question if it ends with a question mark; `dt` and `summary` always are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import markdown

from baton.base.text import strip_control, tidy
from baton.base.yaml_lines import Problem
from baton.knowledge import links
from baton.knowledge.imports.entry import Entries, Entry

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUESTIONS = frozenset({"dt", "summary"})
#: Where an answer ends although no heading follows.
_ENDS = frozenset({"details", "dl", "section", "article", "main", "body"})
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "svg", "nav", "footer", "aside", "form", "head"})
_OWN_LINE = frozenset({"p", "div", "ul", "ol", "dd", "tr", "table", "blockquote", "pre", "figure"})
_TITLE = "h1"

_HEADING_LINE = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S")


def read_html(text: str, file: str) -> Entries:
    """The questions of a page in HTML.

    Args:
        text: the page.
        file: its name, for messages.
    """
    page = _Page()
    entries = Entries()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # so the parser refuses a declaration that it does not know
        entries.problems.append(Problem(file, page.getpos()[0], f"is not HTML: {error}"))
        return entries
    return _entries(page.sections(), page.dead_links, file)


def read_markdown(text: str, file: str) -> Entries:
    """The questions of a page in Markdown.

    Args:
        text: the page.
        file: its name, for messages.
    """
    lines = text.splitlines()
    definitions = "\n".join(line for line in lines if _DEFINITION.match(line))
    found: list[tuple[int, str, str, str]] = []
    dead: list[tuple[int, str]] = []
    for line, level, heading, below in _markdown_sections(lines):
        try:
            question, _ = _rendered(heading, definitions)
            answer, dead_links = _rendered(below, definitions)
        except (AssertionError, RecursionError) as error:
            why = f"cannot be read as Markdown: {error or 'nested too deeply'}"
            return Entries(problems=[Problem(file, line, why)])
        found.append((line, f"h{level}", question, answer))
        dead += [(line, address) for address in dead_links]
    return _entries(found, dead, file)


def _entries(sections: list[tuple[int, str, str, str]], dead_links: list[tuple[int, str]], file: str) -> Entries:
    entries = Entries()
    for line, tag, question, answer in sections:
        if tag not in _QUESTIONS and not question.endswith("?"):
            if tag != _TITLE:
                entries.notes.append(Problem(file, line, f"{question!r} is no question, as it does not end with ?"))
        elif not question or not answer:
            entries.notes.append(Problem(file, line, f"{question!r} has no text below"))
        else:
            entries.found.append(Entry(line, question, answer))
    entries.notes += [
        Problem(file, line, f"the link to {to!r}: it is no full https address") for line, to in dead_links
    ]
    if not entries.found:
        why = "holds no question: a heading that ends with ? and has its answer below"
        entries.problems += [*entries.notes, Problem(file, 0, why)]
    return entries


class _Page(HTMLParser):
    """Collects headings and the text below each, as plain text with links as in Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dead_links: list[tuple[int, str]] = []
        self._sections: list[tuple[int, str, list[str], list[str]]] = []
        self._into: list[str] | None = None
        self._heading: str | None = None
        self._silent: list[str] = []
        self._link: tuple[str, list[str], list[str]] | None = None

    def sections(self) -> list[tuple[int, str, str, str]]:
        """Line, tag, heading and text of each."""
        return [
            (line, tag, " ".join(_text(heading).split()), _text(below)) for line, tag, heading, below in self._sections
        ]

    def collect(self) -> list[str]:
        """Take text from here on although there is no heading; returns where it goes."""
        self._into = []
        return self._into

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self._silent.append(tag)
        if self._silent:
            return
        if tag in _HEADINGS or tag in _QUESTIONS:
            self._end_link()
            heading: list[str] = []
            self._sections.append((self.getpos()[0], tag, heading, []))
            self._heading, self._into = tag, heading
        elif tag == "a":
            self._begin_link(dict(attrs).get("href") or "")
        elif tag == "li":
            self._add("\n- ")
        elif tag in _OWN_LINE or tag == "br":
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:  # what was left open inside ends with it
                del self._silent[self._silent.index(tag) :]
            return
        if tag == "a":
            self._end_link()
        elif tag == self._heading:
            self._end_link()
            self._heading, self._into = None, self._sections[-1][3]
        elif tag in _ENDS:
            self._end_link()
            self._heading, self._into = None, None
        elif tag in _OWN_LINE:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        super().close()
        self._end_link()

    def _add(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _begin_link(self, address: str) -> None:
        self._end_link()
        if self._into is not None:
            label: list[str] = []
            self._link = (address.strip(), label, self._into)
            self._into = label

    def _end_link(self) -> None:
        if self._link is None:
            return
        address, parts, self._into = self._link
        self._link = None
        label = " ".join(_text(parts).split()).replace("[", "(").replace("]", ")")
        if self._heading is None and address and not address.startswith("#"):
            if ":" in address and links.fault(address) is None and not re.search(r"[()]", address):
                label = f"[{label}]({address})" if label else address
            else:
                self.dead_links.append((self.getpos()[0], address))
        self._add(label)


def _text(parts: list[str]) -> str:
    """Lines without what nobody sees and without blank ones."""
    lines = (" ".join(line.split()) for line in strip_control(tidy("".join(parts))).split("\n"))
    return "\n".join(line for line in lines if line.strip("- "))


def _markdown_sections(lines: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """Line, level, heading and text below of each section."""
    begin = _after_front_matter(lines)
    heads: list[tuple[int, int, int, str]] = []  # first line, line after the heading, level, heading
    fence = ""
    for number in range(begin, len(lines)):
        line = lines[number]
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
        elif not fence and (found := _HEADING_LINE.fullmatch(line)):
            heads.append((number, number + 1, len(found[1]), found[2]))
        elif not fence and number > begin and (under := _UNDERLINE.fullmatch(line)):
            above = lines[number - 1]
            own = not heads or heads[-1][1] < number
            if above.strip() and own and not _HEADING_LINE.fullmatch(above) and above.lstrip()[0] not in "->|*+":
                heads.append((number - 1, number + 1, 1 if under[1][0] == "=" else 2, above.strip()))
    for place, (first, after, level, heading) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else len(lines)
        yield first + 1, level, heading, "\n".join(lines[after:end])


def _after_front_matter(lines: list[str]) -> int:
    """The first line of the page itself: a block of settings between two lines of dashes may come first."""
    if lines and lines[0].rstrip() == "---":
        for number in range(1, len(lines)):
            if lines[number].rstrip() in ("---", "..."):
                return number + 1
    return 0


def _rendered(text: str, definitions: str) -> tuple[str, list[str]]:
    """A piece of Markdown as plain text with links, and the links that lead nowhere from a chat."""
    page = _Page()
    parts = page.collect()
    page.feed(markdown.markdown(f"{text}\n\n{definitions}", extensions=["fenced_code"]))
    page.close()
    return _text(parts), [address for _, address in page.dead_links]
