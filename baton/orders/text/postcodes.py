"""Postcodes as people write them, of every country. Pure.

Those that are hardly anything else - with letters and digits in turn, or of five digits - are found in any sentence;
the others, such as the four digits of Austria, where they are the answer or are called a postcode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from baton.orders.text import postal_formats
from baton.orders.text.digit_runs import EMAIL, UK_POSTCODE, WEB_ADDRESS, Chain, chains, clean_up
from baton.orders.text.introductions import called_order, called_postcode, called_something_else
from baton.orders.text.lookalikes import TO_DIGIT, digits_for_letters, latin

_EIRCODE = re.compile(r"(?<![A-Z0-9])([AC-FHKNPRTV-Y][0-9][0-9W]) ?([0-9AC-FHKNPRTV-Y]{4})(?![A-Z0-9])", re.I)
_DUTCH = re.compile(r"(?<![A-Z0-9])([1-9][0-9]{3}) ?(?!S[ADS])([A-Z]{2})(?![A-Z0-9])")
_DUTCH_ALONE = re.compile(r"\s*([1-9][0-9]{3}) ?(?!S[ADS])([A-Z]{2})[\s.,!]*", re.I)
_UNITS = frozenset("KG MG ML CL CM MM KM KW WH MB GB TB HZ AM PM AD BC EU UK US".split())
#: As it was usual on letters: D-10115, CH-8001. Other letters before a dash belong to a code.
_COUNTRY = r"(?:[A-Z]|AX|CH|CZ|DK|FI|FL|FR|HR|LT|LV|MC|MD|NL|PL|SE|SI|SK)-"
_COUNTRY_PREFIX = re.compile(rf"(?<![\w-]){_COUNTRY}\Z", re.I)
_WITH_COUNTRY = re.compile(rf"{_COUNTRY}(?=[0-9])")
_SINGLES = re.compile(r"(?<!\w)(?<!(?<!\w)\w[ .-])(?:[A-Z0-9][ .-]){4,}[A-Z0-9](?!\w)", re.I)
_WORD = re.compile("[A-Z0-9]+", re.I)
_OUTWARD = re.compile("[A-Z]{1,2}[0-9][A-Z0-9]?")  # the first half of a British one
_LONE_DIGIT = re.compile("(?<![0-9])[0-9](?![0-9])")
_DASHED = ((2, 3), (4, 3), (5, 3))  # Poland, Portugal, Brazil
_LONGEST_PART = 8  # characters
_LONGEST_DIGITS = 8
_LONGEST_PARTED = 6  # digits with a blank between them: more are rather two numbers
_SHORTEST_WITH_LETTERS = 5

_PART_OF_MORE = re.compile(r"\w|-\w|@")
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|yes|yeah|sure|ok|okay|sorry|oh|no|it'?s|it is|that'?s|my|the|is|here)\b[\s,.:!-]*){0,6}", re.I
)
_CITY_FIRST = re.compile(r"(?:[A-Z][^\W\d_]{2,20}[ ,]{1,2}){1,3}[0-9]{4,6}[.!]?")
_PLACE = re.compile(r"[,\s]+[^\W\d_]")
_MOST_WORDS = 3  # beside the postcode in an answer: "1010 Wien, thanks"
_MOST_PARTS = 3  # of one postcode


def find_postcodes(text: str) -> list[str]:
    """The postcodes in a text.

    Args:
        text: a message. Digits of a phone number, a price, an order or a longer number are not taken. Five digits
            alone may be an order number as well: they are returned here and by ``find_order_numbers``, because
            only the caller knows what was asked.
    Returns:
        Upper case with the usual space, each once: ``SW1A 1AA``, ``1012 AB``, ``K1A 0B1``, ``94110-1234``.
    """
    clean = EMAIL.sub(" ", WEB_ADDRESS.sub(" ", latin(clean_up(text)).replace("\u2019", "'")))
    clean = _SINGLES.sub(lambda match: re.sub("[ .-]", "", match.group()), clean)
    clean = digits_for_letters(clean)
    found = list(_with_letters(clean))
    found += _of_digits(clean)
    if not found:
        found = list(_answers(clean))
    return list(dict.fromkeys(code for _, code in sorted(found)))


def _with_letters(text: str) -> Iterator[tuple[int, str]]:
    """Those in which letters and digits take turns, with their places."""
    yield from ((m.start(), _british(m)) for m in UK_POSTCODE.finditer(text))
    irish = [m for m in _EIRCODE.finditer(text) if re.search("[0-9]", m[2])]
    yield from ((m.start(), f"{m[1]} {m[2]}".upper()) for m in irish)
    # Lower case only when there is nothing else: "in 2024 we" and "1500 kg" are not postcodes.
    alone = _DUTCH_ALONE.fullmatch(text)
    dutch = [alone] if alone else [m for m in _DUTCH.finditer(text) if m[2] not in _UNITS]
    yield from ((m.start(1), f"{m[1]} {m[2]}".upper()) for m in dutch)
    words = [m for m in _WORD.finditer(text) if len(m.group()) <= _LONGEST_PART and re.search("[0-9]", m.group())]
    for i, word in enumerate(words):
        if _set_off(text, word.start(), word.end()) and _alternating(word.group()):
            yield from _listed(word.start(), word.group())
        if i and _joined(text[words[i - 1].end() : word.start()]):
            pair = (words[i - 1].start(), word.end())
            if _set_off(text, *pair) and _alternating(text[slice(*pair)]):
                yield from _listed(pair[0], text[slice(*pair)])


def _british(match: re.Match[str]) -> str:
    """Without the letters that never end its first half: N1O 1AA is N10 1AA."""
    outward, inward = match[1].upper(), match[2].upper()
    return f"{outward[:2]}{_in_digits(outward[2:]) if outward[-1] in 'OIL' else outward[2:]} {inward}"


def _listed(place: int, code: str) -> Iterator[tuple[int, str]]:
    plain = postal_formats.spaced(re.sub(" +", " ", code.upper()))
    british = UK_POSTCODE.fullmatch(plain) or _OUTWARD.fullmatch(plain)
    if postal_formats.is_postcode(plain) and not british:
        yield place, plain


def _set_off(text: str, start: int, end: int) -> bool:
    """Whether no letter or sign makes it a part of something longer."""
    return not re.search(r"[\w#@+/-]\Z", text[max(start - 1, 0) : start]) and not _PART_OF_MORE.match(text, end)


def _joined(between: str) -> bool:
    return between in ("", " ", "  ", "-")


def _alternating(code: str) -> bool:
    """Whether letters and digits change more than once, as they hardly do outside of postcodes."""
    kinds = [c.isdigit() for c in code if c.isalnum()]
    return sum(a != b for a, b in pairwise(kinds)) > 1


def _of_digits(text: str) -> Iterable[tuple[int, str]]:
    place = 0
    for chain in chains(text):
        if not _free(chain):
            continue
        if tuple(map(len, chain.groups)) == (5, 4) and chain.separators == ("-",):
            codes = ["-".join(chain.groups)]  # also "02139-4307", which begins like a phone number
        elif tuple(map(len, chain.groups)) in _DASHED and chain.separators == ("-",):
            codes = ["-".join(chain.groups)]
        elif chain.total <= 10 and not chain.phone:  # "Calle Mayor 12 28013 Madrid"
            codes = [group for i, group in enumerate(chain.groups) if len(group) == 5 and chain.alone(i)]
        else:
            codes = []
        for code in codes:
            place = max(text.find(code, place), place)
            yield place, code


def _free(chain: Chain) -> bool:
    """Whether the digits are not said to be something else."""
    joined = re.search(r"\w[-/]?\Z|[#_@+]\Z", chain.before) and not _COUNTRY_PREFIX.search(chain.before)
    other = called_order(chain.before) or (called_something_else(chain.before) and not called_postcode(chain.before))
    return not (chain.amount or chain.introduced_as_phone or chain.attached or joined or other)


def _answers(text: str) -> Iterator[tuple[int, str]]:
    """What would be a postcode of some country, where it is called one or where there is hardly anything else."""
    start = _introduced(text)
    called = start is not None
    if start is None:
        lead = _LEAD.match(text.lstrip())
        start = len(text) - len(text.lstrip()) + (lead.end() if lead else 0)
    parts = text[start : start + 60].split()
    words = len(re.findall(r"[^\W\d]{2,}", text[start:])) if len(text) < 200 else _MOST_WORDS + 1
    if not called and words > _MOST_WORDS:
        return
    if not called and _CITY_FIRST.fullmatch(text[start:]):
        parts, start = parts[-1:], text.rindex(parts[-1])
    for count in range(min(_MOST_PARTS, len(parts)), 0, -1):
        raw = " ".join(parts[:count]).strip(" .,;:!?'\"()").upper()
        if not called and len(parts) > count and not _PLACE.match(" " + parts[count]):
            continue
        postcode = _postcode(raw, text, start)
        if postcode and (called or not _short(raw)):
            yield start, postcode
            return


def _short(code: str) -> bool:
    """Whether it is too short to be a postcode with letters unless it is called one: "at 10"."""
    return re.search("[A-Z]", code) is not None and sum(map(str.isalnum, code)) < _SHORTEST_WITH_LETTERS


def _introduced(text: str) -> int | None:
    """Where what is called a postcode begins."""
    places = [match.start() for match in _WORD.finditer(text[:2000])]
    called = [place for place in places if called_postcode(text[max(place - 60, 0) : place])]
    # "postcode is SW1A": what comes right after the last of the words that introduce it.
    return next((place for place in reversed(called) if re.search("[0-9]", text[place : place + 10])), None)


def _postcode(code: str, text: str, start: int) -> str | None:
    """The postcode that an answer is, in upper case; None if it is none."""
    if not re.search("[0-9]", code) or _OUTWARD.fullmatch(code) or _said_otherwise(text, start):
        return None
    if not re.search("[A-Z]", code):
        most = _LONGEST_PARTED if " " in code else _LONGEST_DIGITS
        few = sum(map(str.isdigit, code)) <= most and not _LONE_DIGIT.search(code)
        known = postal_formats.is_postcode(code) or postal_formats.is_postcode(code.replace(" ", ""))
        return code if few and known else None
    spaced = postal_formats.spaced(code)
    if postal_formats.is_postcode(spaced):
        return spaced
    bare = _WITH_COUNTRY.sub("", code)
    if bare != code and postal_formats.is_postcode(bare):
        return bare
    compact = re.sub("[ .-]", "", code)
    if british := UK_POSTCODE.fullmatch(compact):
        return _british(british)
    if irish := _EIRCODE.fullmatch(compact[:1] + _in_digits(compact[1:3]) + compact[3:]):
        return f"{irish[1]} {irish[2]}"
    return postal_formats.mended(code)


def _said_otherwise(text: str, start: int) -> bool:
    """Whether the words around it say that it is an amount or an order."""
    around = text[max(start - 20, 0) : start + 30]
    return called_order(text[max(start - 60, 0) : start]) or any(chain.amount for chain in chains(around))


def _in_digits(text: str) -> str:
    return "".join(TO_DIGIT.get(character, character) for character in text)
