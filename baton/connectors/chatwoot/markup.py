"""Chatwoot's agents write Markdown; the customer's chat shows plain text. Pure.

Lists, quotes and line breaks read well as they are typed, and a number at the beginning of a line may be a date: only
marks within the text and of headings are resolved.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

#: A heading has a blank after its signs: `#10012` is an order number.
_HEADING = re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)?$", re.MULTILINE)
#: A backslash at the end of a line breaks it, unless it is escaped itself.
_BREAK = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=\n|\Z)")
#: The library tries every bracket against every other one; nobody writes so many.
_MOST_BRACKETS = 200
_AS_TYPED = ("html", "entity", "automail", "reference", "short_reference", "image_reference", "short_image_ref")


class _Address(InlineProcessor):
    """An address stays as it is, with every sign that could be a mark."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        element = Element("span")
        element.text = AtomicString(m.group(0))
        return element, m.start(0), m.end(0)


#: Marks, but not those within an address; and what makes a line a heading, a list, a quote or a rule.
_MARKS = re.compile(r"(https?://[^\s<>\[\]()*]+)|([\\`*_\[\]<>~])|^([ \t]*)([#+=-]|\d+[.)])", re.MULTILINE)


def escaped(text: str) -> str:
    """A text that reads in Chatwoot as it was typed: its marks mean nothing."""

    def mark(found: re.Match[str]) -> str:
        address, sign, blank, begin = found.groups()
        if address:
            return address
        return f"\\{sign}" if sign else f"{blank}{begin[:-1]}\\{begin[-1]}"

    return _MARKS.sub(mark, text)


def plain(text: str) -> str:
    """What an agent wrote, without its marks; a link becomes its text, a colon and its address.

    A text of brackets that nobody means as links stays as it is.
    """
    if text.count("[") > _MOST_BRACKETS:
        return text
    reader = Markdown()
    reader.preprocessors.deregister("html_block")
    for name in _AS_TYPED:
        reader.inlinePatterns.deregister(name)
    reader.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(.+?)~~", "del"), "strike", 55)
    reader.inlinePatterns.register(_Address(r"https?://[^\s<>\[\]()*]+"), "address", 115)
    reader.parser.blockprocessors._data = {}
    reader.parser.blockprocessors._priority = []
    reader.parser.blockprocessors.register(ParagraphProcessor(reader.parser), "paragraph", 10)
    lines = _BREAK.sub(r"\1", _HEADING.sub(r"\1", text.replace("\r\n", "\n"))).strip("\n").split("\n")
    for step in reader.preprocessors:
        lines = step.run(lines)
    root = reader.parser.parseDocument(lines).getroot()
    for name in ("inline", "unescape"):
        root = reader.treeprocessors[name].run(root) or root
    return "\n\n".join("".join(_pieces(block)).strip() for block in root).strip()


def _pieces(element: Element) -> Iterator[str]:
    """The text within an element, piece by piece."""
    if element.tag == "br":
        yield "\n"
    elif element.tag == "img":
        yield _link(element.get("alt") or "", element.get("src") or "")
    elif element.tag == "code":
        yield html.unescape(element.text or "")  # the library escapes code for a page
    else:
        inner = (element.text or "") + "".join(
            piece for child in element for piece in (*_pieces(child), child.tail or "")
        )
        yield _link(inner, element.get("href") or "") if element.tag == "a" else inner


def _link(text: str, address: str) -> str:
    return f"{text}: {address}" if text and text != address else address
