"""The short list of wordings that must never be missed (data/patterns.yml), beside what is learnt. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from policies.document import SIGNALS
from policies.yaml_lines import Problem, parse

FILE = Path(__file__).resolve().parents[2] / "data" / "patterns.yml"
#: A pattern is certain enough for every posture, and less certain than a clear reading of the whole message.
CONFIDENCE = 0.8
#: "no, you don't need to get me a person": a denial a few words before takes a request back. What begins anew in
#: between - a comma, "so", "please" - is no longer denied: "no, let me speak to a human".
_DENIAL = r"(?:\b(?:not|never|no|without|rather than|instead of|dont|cant|wont)|n['’]t)"
_ANEW = r"(?!(?:so|because|since|before|until|unless|and|but|when|after|if|please|pls|just|i|let|get|give)\b)"
#: "Do I have to speak to a person?" wants to know, and asks for nobody.
_ASKED = r"\b(?:do|will|would|did) (?:i|we|you|people) (?:have|need) to\s+$"
_REQUEST_DENIED = re.compile(rf"{_DENIAL}(?:\s+{_ANEW}[\w'’]+){{0,4}}\s+$|{_ASKED}", re.I)
#: What happened is denied right before it only: "it never caught fire", but "there was no warning and it caught fire".
_DENIED = re.compile(rf"{_DENIAL}(?:\s+(?:an?|any|the|yet|been|being|be|ever|really|to)){{0,2}}\s+$", re.I)
_REQUESTS = frozenset({"explicit_human", "no_ai"})
#: "No I need a real person": the no is an answer, and the words begin a sentence of their own.
_NO = re.compile(r"\bno\s+$", re.I)

Patterns = Mapping[str, Sequence[str]]


def read(text: str, file: str = FILE.name) -> tuple[dict[str, list[str]], list[Problem]]:
    """The patterns of a file, by signal, and everything wrong with it.

    Args:
        text: `patterns: {signal: [regular expression, ...]}`.
    """
    value, lines, problems = parse(text, file)
    patterns: dict[str, list[str]] = {}
    given = value.get("patterns") if isinstance(value, dict) else None
    if not isinstance(given, dict):
        return {}, problems or [Problem(file, 1, "needs 'patterns:' with a list of wordings for each signal")]
    for signal, wordings in given.items():
        where = ("patterns", signal)
        if signal not in SIGNALS:
            problems.append(Problem(file, lines.of(where), f"unknown signal '{signal}'; known: {', '.join(SIGNALS)}"))
            continue
        for place, wording in enumerate(wordings if isinstance(wordings, list) else [wordings]):
            try:
                re.compile(str(wording))
            except re.error as error:
                problems.append(Problem(file, lines.of((*where, place)), f"not a regular expression: {error}"))
            else:
                patterns.setdefault(signal, []).append(str(wording))
    return patterns, problems


class PatternFinder:
    """Finds the wordings in a text."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = {
            signal: re.compile("|".join(rf"\b(?:{w})\b" for w in wordings), re.I)
            for signal, wordings in patterns.items()
        }

    def find(self, text: str) -> dict[str, str]:
        """The signals whose wordings stand in the text, with the words; one that is denied does not count."""
        found = {}
        for signal, pattern in self._patterns.items():
            denied = _REQUEST_DENIED if signal in _REQUESTS else _DENIED
            for match in pattern.finditer(text):
                before = text[: match.start()]
                if not denied.search(before) or (signal in _REQUESTS and _NO.search(before)):
                    found[signal] = match.group()
                    break
        return found
