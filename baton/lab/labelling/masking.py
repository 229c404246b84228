"""A customer's message as an example: whatever could tell who wrote it is replaced by what stands for it. Pure.

Names become `[Jane Doe](person)`, as the language data mark them. Numbers, addresses and codes become others of the
same form, so that the example still has the shape that customers write. The person who labels sees the result before it
is kept, because no rule finds every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baton.base.log_event import ParsedEntity
from baton.base.redaction import redact

#: Ranges that Ofcom and RFC 2606 keep free, and the numbers of the sample shop.
_SAMPLES = {
    "order_number": ("10023", "10051", "10016"),
    "email": ("jane.doe@example.com", "j.doe@example.org"),
    "phone": ("07700 900318", "07700 900218"),
    "postcode": ("SW1A 1AA", "BS1 4DJ"),
}
_NAME, _FIRST_NAME = "Jane Doe", "Jane"
_STREET = "5 High Street"
_EMAIL = re.compile(r"[\w.+'-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.I)
_PHONE = re.compile(r"(?<![\w@])\+?\d(?:[ ().-]{0,2}\d){8,14}(?!\w)")
_KINDS_OF_STREET = (
    "street|st|road|rd|lane|ln|avenue|ave|close|drive|dr|way|court|ct|place|pl|square|sq|terrace|crescent|gardens|grove|"
    "hill|mews|row|walk|park|boulevard|blvd|parade|rise|view|house|cottage|stra(?:ss|ß)e|rue|via|calle"
)
_ADDRESS = re.compile(
    rf"\b(?:(?:flat|apt|apartment|unit|suite|no\.?)\s?\w{{1,5}},?\s)?\d{{1,5}}[a-z]?,?\s(?:[^\W\d_][\w'’-]*\s){{1,3}}"
    rf"(?:{_KINDS_OF_STREET})\b\.?",
    re.I,
)
#: Codes of letters and digits, and long numbers: tracking numbers, accounts, references.
_CODE = re.compile(r"\b(?=[\w-]*\d[\w-]*\d[\w-]*\d)[A-Za-z0-9][\w-]{4,39}\b")
_LEFT_IN_PEACE = frozenset(sample for samples in _SAMPLES.values() for sample in samples)
_BRACKETS = str.maketrans("[]{}", "()()")


@dataclass(frozen=True)
class _Span:
    begin: int
    end: int
    kind: str


def example_of(text: str, entities: Iterable[ParsedEntity] = (), names: Sequence[str] = (), marked: bool = True) -> str:
    """The example that a message makes, on one line.

    Args:
        text: the customer's words.
        entities: what was found in them.
        names: what the customer is called, as the conversation knows it.
        marked: whether names are marked as in data/nlu; a wording of data/faq has no marks.
    """
    text = text.translate(_BRACKETS)  # what stands in brackets would be read as a mark; the places stay
    used: dict[str, list[str]] = {}
    made, at = [], 0
    for span in _apart(_spans(text, entities, names)):
        made += [text[at : span.begin], _stands_for(span.kind, text[span.begin : span.end], used, marked)]
        at = span.end
    return " ".join(redact("".join([*made, text[at:]])).split())


def _spans(text: str, entities: Iterable[ParsedEntity], names: Sequence[str]) -> Iterable[_Span]:
    for pattern, kind in ((_EMAIL, "email"), (_WEB, "web"), (_ADDRESS, "street"), (_PHONE, "phone")):
        yield from (_Span(*match.span(), kind) for match in pattern.finditer(text))
    for entity in entities:
        begin, end = int(entity.get("start") or 0), int(entity.get("end") or 0)
        kind = str(entity.get("entity"))
        if kind in (*_SAMPLES, "person") and 0 <= begin < end <= len(text) and not _whole(entity, text):
            yield _Span(begin, end, kind)
    for name in sorted({part for whole in names for part in (whole, *whole.split())}, key=len, reverse=True):
        if len(name) > 2:
            found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I)
            yield from (_Span(*match.span(), "person") for match in found)
    yield from (_Span(*match.span(), "code") for match in _CODE.finditer(text))


def _whole(entity: ParsedEntity, text: str) -> bool:
    """Whether it is the whole message only because the value is not in it as it is written: "one double oh"."""
    value = str(entity.get("value") or "")
    return entity.get("start") == 0 and entity.get("end") == len(text) and value.lower() not in text.lower()


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """Those that do not overlap: of two that do, the one that was found first, in the order of the text."""
    kept: list[_Span] = []
    for span in spans:
        if all(span.end <= other.begin or other.end <= span.begin for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.begin)


def _stands_for(kind: str, words: str, used: dict[str, list[str]], marked: bool) -> str:
    if kind == "person":
        name = _NAME if " " in words.strip() else _FIRST_NAME
        name = name.lower() if words.islower() else name.upper() if words.isupper() else name
        return f"[{name}](person)" if marked else name
    if kind == "street":
        return _STREET
    if kind == "web":
        return "https://shop.example/page"
    if kind == "code" or kind not in _SAMPLES:
        return words if words in _LEFT_IN_PEACE else _same_form(words)
    seen = used.setdefault(kind, [])
    if words not in seen:
        seen.append(words)
    samples = _SAMPLES[kind]
    return samples[seen.index(words) % len(samples)]


def _same_form(code: str) -> str:
    """Other letters and digits in the same places."""
    made, letters, digits = [], 0, 0
    for character in code:
        if character.isdigit():
            digits += 1
            made.append(str(digits % 10))
        elif character.isalpha() and character.isascii():
            made.append(
                "ABCDEFGHJKLMNPQRSTUVWXYZ"[letters % 24].lower()
                if character.islower()
                else "ABCDEFGHJKLMNPQRSTUVWXYZ"[letters % 24]
            )
            letters += 1
        else:
            made.append(character)
    return "".join(made)
