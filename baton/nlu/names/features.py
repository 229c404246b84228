"""What the name tagger sees of each token of a message. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from baton.nlu.names.tokens import Token
from baton.nlu.names.word_lists import EVERYDAY, WordLists

_AROUND = 2  # tokens on either side
_MANY_WORDS = 7


def features(
    message: Sequence[Token],
    asked: bool,
    lists: WordLists,
    unlisted: Collection[int] = (),
    learnt_from: Collection[int] = (),
) -> list[list[str]]:
    """The features of each token.

    Args:
        message: all tokens of a message.
        asked: whether the message answers a question for a name.
        lists: what is known of single words.
        unlisted: places of names that count as if no list had them, so that training also meets names which none has.
        learnt_from: places of words that `lists.usual` has counted in this very message.
    """
    if not message:
        return []
    counted = [message[i].lower for i in learnt_from]
    listed = ["-" if i in unlisted else lists.listed(token) for i, token in enumerate(message)]
    use = [lists.use(token, counted.count(token.lower)) for token in message]
    shapes = [_shape(token) for token in message]
    kinds = [f"{n}{u}" if token.word else "." for n, u, token in zip(listed, use, message, strict=True)]
    words = [i for i, token in enumerate(message) if token.word]
    everyday = sum(use[i] == EVERYDAY for i in words)
    whole = [
        f"case={_case([message[i].text for i in words])}",
        f"asked={asked:d}",
        f"words={asked:d}{min(len(words), _MANY_WORDS)}",
        f"everyday={asked:d}{min(len(words), _MANY_WORDS)}{min(everyday, 4)}",
        f"question={asked:d}{message[-1].text == '?'}",
    ]
    return [
        [*whole, *_own(message[i], kinds[i], shapes[i], asked, whole[0]), *_near(message, kinds, shapes, i, asked)]
        for i in range(len(message))
    ]


def _own(token: Token, kind: str, shape: str, asked: bool, case: str) -> list[str]:
    word = token.lower
    return [
        f"w={word}",
        f"k={kind}",
        f"ks={kind}{shape}{case}",
        f"ka={kind}{asked:d}",
        f"s={shape}{case}",
        f"p3={word[:3]}",
        f"s2={word[-2:]}",
        f"s3={word[-3:]}",
        f"marks={''.join(sorted({c for c in token.text if c in _MARKS}))}",
        f"n={min(len(word), 5)}",
    ]


def _near(message: Sequence[Token], kinds: Sequence[str], shapes: Sequence[str], place: int, asked: bool) -> list[str]:
    found = []
    for step in (*range(-_AROUND, 0), *range(1, _AROUND + 1)):
        i = place + step
        if 0 <= i < len(message):
            word, kind, shape = message[i].lower if message[i].word else message[i].text, kinds[i], shapes[i]
        else:
            word = kind = shape = "|"
        found += [f"w{step}={word}", f"k{step}={kind}", f"s{step}={shape}"]
        if abs(step) == 1:
            found += [f"kk{step}={kinds[place]}{kind}", f"wk{step}={word}{kinds[place]}", f"wa{step}={word}{asked:d}"]
    before = [message[i].lower if i >= 0 else "|" for i in (place - 2, place - 1)]
    after = [message[i].lower if i < len(message) else "|" for i in (place + 1, place + 2)]
    return [*found, f"b={' '.join(before)}", f"a={' '.join(after)}"]


_MARKS = "-'’.@_&"


def _shape(token: Token) -> str:
    text = token.text
    if not token.word:
        return text[0]
    if any(c.isdigit() for c in text):
        return "9"
    if not any(unicodedata.category(c) in ("Lu", "Ll", "Lt") for c in text):
        return "o"  # a script without upper and lower case
    if text.isupper():
        return "A" if len(token.plain) > 1 else "I"
    return "a" if text.islower() else "Aa" if text[:1].isupper() else "aA"


def _case(words: Sequence[str]) -> str:
    """How the whole message is written: case tells something of one word only where others are written otherwise."""
    joined = "".join(words)
    return "a" if joined.islower() else "A" if joined.isupper() else "T" if all(w[:1].isupper() for w in words) else "m"
