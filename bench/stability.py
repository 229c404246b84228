"""Whether a harmless rewrite changes the decision: a greeting, thanks, capitals, a slip, an emoji. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from bench.intervals import rate

_END_MARKS = ".!?…"
_WORD = re.compile(r"[a-zA-Z]+")


def _slip(text: str) -> str:
    """Two letters of the longest word change places, always the same ones for the same text."""
    word = max(_WORD.findall(text), key=len, default="")
    if len(word) < 4:
        return text
    place = 1 + int(hashlib.sha256(word.encode()).hexdigest(), 16) % (len(word) - 2)
    slipped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return text.replace(word, slipped, 1)


#: What people do to a message without meaning anything else by it.
REWRITES: Mapping[str, Callable[[str], str]] = {
    "please": lambda text: f"{text.rstrip(_END_MARKS)} please",
    "hi": lambda text: f"Hi, {text}",
    "thanks": lambda text: f"{text.rstrip()} thanks",
    "lower case": str.lower,
    "CAPITALS": str.upper,
    "no last mark": lambda text: text.rstrip(_END_MARKS),
    "a slip": _slip,
    "emoji": lambda text: f"{text} 🙂",
}


def table(decisions: Mapping[str, Sequence[bool]], before: Sequence[bool]) -> list[str]:
    """The share of decisions that each rewrite changes, and those that any of them changes.

    Args:
        decisions: by rewrite, whether each rewritten message is handed over.
        before: whether it is as it was written.
    """
    changed = {name: [a != b for a, b in zip(after, before, strict=True)] for name, after in decisions.items()}
    lines = ["decisions changed by a harmless rewrite"]
    lines += [f"  {name:14} {rate(each)}" for name, each in changed.items()]
    return [*lines, f"  {'any of them':14} {rate([any(each) for each in zip(*changed.values(), strict=True)])}"]
