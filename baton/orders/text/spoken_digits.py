"""Numbers that are spelled out, as speech recognition and people on the phone do: "one double oh two three". Pure."""

from __future__ import annotations

import re

_DIGITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: str(value) for value, word in enumerate([*_DIGITS, *_TEENS])}
_WORDS |= {word: str(10 * value) for value, word in enumerate(_TENS, 2)}
_WORDS |= {"oh": "0", "o": "0", "nought": "0", "nil": "0"} | {str(digit): str(digit) for digit in range(10)}
_REPEATS = {"double": 2, "triple": 3, "treble": 3}
_SCALES = {"hundred": "00", "thousand": "000"}
_FEWEST = 3  # words that are a number: "one two" may be anything

_WORD = rf"(?:{'|'.join(sorted([*_WORDS, *_REPEATS, *_SCALES], key=len, reverse=True))})(?![\w'])"
#: Never tried twice at the same place, so it takes linear time; what follows a run is checked afterwards.
_RUN = re.compile(rf"(?:\bplus[ ,-]{{1,2}})?(?<![\w'-]){_WORD}(?:[ ,-]{{1,2}}(?:and )?{_WORD})+", re.I)


def in_digits(text: str) -> str:
    """The text with its spelled-out numbers of three words or more in digits; "plus" before one is its sign."""
    return _RUN.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    run, plus = match.group(), ""
    if run[:4].lower() == "plus":
        run, plus = run[4:].lstrip(" ,-"), "+"
    words = [word for word in re.split(r"[ ,-]+", run.lower()) if word != "and"]
    part_of_word = match.string[match.end() : match.end() + 1] == "-"  # "two three-piece"
    if len(words) < _FEWEST or part_of_word or all(word.isdigit() for word in words):
        return match.group()
    before, thousand, after = _parted(words)
    number = _dictated(before)
    if thousand:  # "ten thousand and twenty three"
        number += _dictated(after).rjust(3, "0")
    return plus + number


def _parted(words: list[str]) -> tuple[list[str], bool, list[str]]:
    """What stands before and after the word thousand."""
    if "thousand" not in words[1:]:
        return words, False, []
    place = words.index("thousand", 1)
    return words[:place], True, words[place + 1 :]


def _dictated(words: list[str]) -> str:
    """The digits one after the other, as they are dictated."""
    digits, times, tens, hundred = "", 1, False, False
    for word in words:
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        value = _WORDS.get(word) or _SCALES[word]
        if hundred and len(value) == 2 and digits.endswith("00"):
            digits = digits[:-2] + value  # "nine hundred and twelve" is 912
        elif tens and len(value) == 1 and value != "0":
            digits = digits[:-1] + value  # "twenty three" is 23
        else:
            digits += value * times
        tens = len(value) == 2 and value not in ("10", "00") and value.endswith("0")
        hundred, times = word == "hundred", 1
    return digits
