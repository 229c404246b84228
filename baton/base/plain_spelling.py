"""Unusual spellings of a text in plain ones, in which secrets are found: full width, letters with nothing between them,
digits as words. Pure.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {
    word: digit
    for digit, words in enumerate(
        ("zero oh o nought null", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
_NAMES = "|".join(sorted(_DIGITS, key=len, reverse=True))  # "one" before "o"
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WORD = rf"(?:(?:{'|'.join(_TIMES)})[\s-]{{1,2}})?(?:{_NAMES}|\d)"
#: What is said digit by digit: at least three, for "one or two" is talk. Single digits may stand among the words.
_SPELT = re.compile(rf"(?<![^\W_]){_WORD}(?:[\s,.-]{{1,2}}{_WORD}){{2,}}(?![^\W_])", re.I)
_EACH = re.compile(rf"(?:({'|'.join(_TIMES)})[\s-]+)?({_NAMES}|\d)", re.I)


def plain_letters(text: str) -> str:
    """The text with compatible characters in their usual form (NFKC, so a letter of full width is the plain one), ASCII
    digits, and without invisible characters."""
    if text.isascii():
        return text
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", seen))


def digits_for_words(text: str) -> str:
    """The text with what is said digit by digit in digits: "four double one" is 411."""
    return _SPELT.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    if match[0].replace(" ", "").isdigit():
        return match[0]  # digits that stand alone are no words
    return "".join(
        str(_DIGITS.get(each.lower(), each)) * _TIMES.get(times.lower(), 1) for times, each in _EACH.findall(match[0])
    )
