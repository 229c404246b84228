"""Letters typed in place of the digits that they look like, and letters of other scripts that look like Latin. Pure."""

from __future__ import annotations

import re

#: Cyrillic and Greek capitals that nobody can tell from Latin ones.
_SAME_SHAPE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u043e"
    "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0396\u03bf",
    "ABEKMHOPCTYXIJSo" + "ABEHIKMNOPTYXZo",
)
TO_DIGIT = {"O": "0", "o": "0", "I": "1", "l": "1", "i": "1", "L": "1", "|": "1", "S": "5", "Z": "2", "B": "8"}
TO_LETTER = {"0": "O", "1": "I", "5": "S", "2": "Z", "8": "B"}

_TOKEN = re.compile(r"(?<![\w|])(?=[0-9OoIl|]*[OoIl|])[0-9OoIl|]{3,}[0-9Oo](?![\w|])")
_FEWEST_DIGITS = 2


def latin(text: str) -> str:
    """The text with Latin letters for those of other scripts that look the same; as long as it was."""
    return text.translate(_SAME_SHAPE)


def digits_for_letters(text: str) -> str:
    """The text with digits in the words that are digits but for letters that look like some: ``1OO23``, ``I0023``.

    A unit after a number (``1500l``) and a code that begins with another letter (``B1002``) stay as they are.
    """
    return _TOKEN.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    token = match.group()
    if sum(c.isdigit() for c in token) < _FEWEST_DIGITS:
        return token
    return "".join(TO_DIGIT.get(c, c) for c in token)
