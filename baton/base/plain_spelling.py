"""Unusual spellings of a text in plain ones, in which secrets are found: full width, letters with nothing between them,
digits as words, words letter by letter. Pure.
"""

from __future__ import annotations

import re
import unicodedata

#: Categories of characters that are not seen by themselves: format characters, and what encloses or strikes through.
_INVISIBLE = frozenset({"Cf", "Me"})
#: Cyrillic and Greek letters that nobody can tell from Latin ones.
_LATIN = str.maketrans("АВЕКМНОРСТУХІЅасеорухіѕјαοινκ", "ABEKMHOPCTYXISaceopyxisjaoivk")
_LETTERS_IN_A_ROW = re.compile(r"[^\W\d_]+")
_LATIN_LETTER = re.compile(r"[a-zA-Z]")
_UNITS = "one two three four five six seven eight nine".split()
_DIGITS = {
    word: str(digit)
    for words in (
        " ".join(["zero", *_UNITS]),
        "oh",
        "o",
        "nought",
        "null eins zwei drei vier fünf sechs sieben acht neun",
        "zéro un deux trois quatre cinq six sept huit neuf",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "zero uno due tre quattro cinque sei sette otto nove",
        "nul een twee drie vier vijf zes zeven acht negen",
    )
    for digit, word in enumerate(words.split())
}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
#: "forty-one" is said for 41: two digits at once.
_PAIRS = {
    **{word: str(number) for number, word in enumerate(_TEENS, 10)},
    **{word: f"{number}0" for number, word in enumerate(_TENS, 2)},
    **{
        f"{word}{unit}": f"{number}{digit}"
        for number, word in enumerate(_TENS, 2)
        for digit, unit in enumerate(_UNITS, 1)
    },
}
_NAMES = "|".join(sorted(_DIGITS, key=len, reverse=True))  # "one" before "o"
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_PAIR = rf"(?:{'|'.join(_TENS)})(?:[\s-]?(?:{'|'.join(_UNITS)})\b)?|{'|'.join(_TEENS)}"
_WORD = rf"(?:\d|{_PAIR}|(?:(?:{'|'.join(_TIMES)})[\s-]{{1,2}})?(?:{_NAMES}|\d))"  # a digit first: it is seen at once
#: What is said digit by digit: at least three, for "one or two" is talk. Single digits may stand among the words.
_SPELT = re.compile(rf"(?<![^\W_]){_WORD}(?:[\s,.-]{{1,2}}{_WORD}){{2,}}(?![^\W_])", re.I)
#: Letters that stand alone, at least three, with the same kind of mark between them.
_LETTERS = re.compile(
    r"(?<![^\W_])(?:[^\W\d_](?: [^\W\d_]){2,}|[^\W\d_](?:[.] ?[^\W\d_]){2,}[.]?"
    r"|[^\W\d_](?:[-_*][^\W\d_]){2,})(?![^\W_])"
)
_BETWEEN = re.compile(r"[ ._*-]")
_BETWEEN_TENS = re.compile(r"[\s-]")
_EACH = re.compile(rf"(?:({'|'.join(_TIMES)})[\s-]+)?({_PAIR}|{_NAMES}|\d)", re.I)


def plain_letters(text: str) -> str:
    """The text with compatible characters in their usual form (NFKC, so a letter of full width is the plain one), ASCII
    digits, and without invisible characters; in words of Latin letters what only looks like one is one."""
    if text.isascii():
        return text
    seen = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)
    plain = "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", seen))
    return _LETTERS_IN_A_ROW.sub(_latin, plain)


def _latin(match: re.Match[str]) -> str:
    return match[0].translate(_LATIN) if _LATIN_LETTER.search(match[0]) else match[0]


def digits_for_words(text: str) -> str:
    """The text with what is said digit by digit in digits: "four double one" is 411."""
    return _SPELT.sub(_digits, text)


def joined_letters(text: str) -> str:
    """The text with words that are spelt letter by letter in one: "p a s s w o r d" and "P.I.N."."""
    return _LETTERS.sub(lambda match: _BETWEEN.sub("", match[0]), text)


def _digits(match: re.Match[str]) -> str:
    if match[0].replace(" ", "").isdigit():
        return match[0]  # digits that stand alone are no words
    return "".join(_digit(each) * _TIMES.get(times.lower(), 1) for times, each in _EACH.findall(match[0]))


def _digit(said: str) -> str:
    plain = said.lower()
    return _DIGITS.get(plain) or _PAIRS.get(_BETWEEN_TENS.sub("", plain), said)
