"""The short list of wordings that must never be missed (data/patterns.yml), beside the trained heads. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from baton.base.yaml_lines import Problem, parse
from baton.nlu.message_words import any_of, message_words
from policies.taxonomy import EXPLICIT_HUMAN, NO_AI, taxonomy

FILE = Path(__file__).resolve().parents[2] / "data" / "patterns.yml"
#: A pattern is certain enough for every posture, and less certain than a clear classification of the whole message.
CONFIDENCE = 0.8
#: "no, you don't need to get me a person": a denial a few words before takes a request back. What begins anew in
#: between - a comma, "so", "please" - is no longer denied: "no, let me speak to a human".
_WORDS = message_words()
_DENIAL = any_of(_WORDS.denials)
_ANEW = rf"(?!{any_of(_WORDS.begins_anew)}\b)"
#: "Do I have to speak to a person?" wants to know, and asks for nobody.
_ASKED = r"\b(?:do|will|would|did) (?:i|we|you|people) (?:have|need) to\s+$"
_REQUEST_DENIED = re.compile(rf"{_DENIAL}(?:\s+{_ANEW}[\w'’]+){{0,4}}\s+$|{_ASKED}", re.I)
#: What happened is denied right before it only: "it never caught fire", but "there was no warning and it caught fire".
_DENIED = re.compile(rf"{_DENIAL}(?:\s+(?:an?|any|the|yet|been|being|be|ever|really|to)){{0,2}}\s+$", re.I)
#: A denial stands at most this many characters before what it denies: five words. To look no farther keeps the cost of
#: a text with many matches in step with its length.
_REACH = 300
REQUESTS = frozenset({EXPLICIT_HUMAN, NO_AI})
#: "No I need a real person": the no is an answer, and the words begin a sentence of their own.
_NO = re.compile(r"\bno\s+$", re.I)

_PEOPLE = any_of(_WORDS.people)
_NOT = r"(?:do not|don['’]?t|never|no need)"
_OF_ANY_KIND = r"(?:(?:an?|any|the|your|some|another|real|live|actual)\s+)*"
#: Somebody who declines a person: "I don't want to talk to an agent", "please don't hand me over", "no human please".
#: A "why don't you" and an "if you don't" ask for one, and so do people named once more after the denial.
_DECLINED = re.compile(
    rf"(?:(?<!why )(?<!you )\b{_NOT}\s+(?:"
    rf"(?:(?:want|need|wish|have|like|for|of|to)\s+)*(?:(?:speak|talk|chat|write|deal)\w*\s+(?:to|with)\s+)?"
    rf"{_OF_ANY_KIND}{_PEOPLE}\b"
    rf"|(?:pass|transfer|hand|connect|put|forward|switch)\s+(?:me|us|this|it)\b"
    rf"(?:\s+(?:over|on|through|up))?(?:\s+(?:to|with)\s+{_OF_ANY_KIND}{_PEOPLE})?)"
    rf"|(?:^|[,.!?]\s*)(?:please\s+)?(?:no|not)\s+{_OF_ANY_KIND}{_PEOPLE}"
    r"(?:\s+(?:please|pls|plz|again|needed|required|necessary|thanks|thx|thank you|for me|just you))*[\s.!]*$"
    rf")(?!.*\b{_PEOPLE}\b)",
    re.I | re.S,
)

#: Somebody who wants to be rung: "can someone call me", "ring me tomorrow". What happened, or is not to, is no wish.
_CALL = rf"{any_of(_WORDS.calls)}\s+(?:me|us)\b(?!\s+{any_of(_WORDS.called_names)}\b)"
_SOMEONE = any_of(_WORDS.someone)
_CALL_WANTED = re.compile(
    rf"(?:(?:^|[,.!?;]\s*|\b(?:and|then|so|or|please|pls|just|to|have|get|let)\s+)(?:{_SOMEONE}\s+)?"
    rf"|\b(?:can|could|would|will)\s+{_SOMEONE}\s+)"
    rf"(?:(?:please|pls|kindly|just)\s+){{0,4}}(?:{_CALL}|give\s+(?:me|us)\s+a\s+(?:call|ring|bell)\b)",
    re.I,
)
#: Two expressions, the second behind the first match of the first: as one, with `.*` between, "not not not ..." costs
#: the square of its length.
_CALL_DENIED = re.compile(rf"{_DENIAL}|\b{any_of(_WORDS.past_calls)}\b", re.I)
_CALL_NAMED = re.compile(rf"{_CALL}|give\s+(?:me|us)\s+a", re.I)

Patterns = Mapping[str, Sequence[str]]


def read(text: str, file: str = FILE.name) -> tuple[dict[str, list[str]], list[Problem]]:
    """The patterns of a file, by signal, and everything wrong with it.

    Args:
        text: `patterns: {signal: [regular expression, ...]}`.
    """
    value, lines, problems = parse(text, file)
    patterns: dict[str, list[str]] = {}
    signals = taxonomy().signals
    entries = value.get("patterns") if isinstance(value, dict) else None
    if not isinstance(entries, dict):
        return {}, problems or [Problem(file, 1, "needs 'patterns:' with a list of wordings for each signal")]
    for signal, wordings in entries.items():
        where = ("patterns", signal)
        if signal not in signals:
            problems.append(Problem(file, lines.of(where), f"unknown signal '{signal}'; known: {', '.join(signals)}"))
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
            denied = _REQUEST_DENIED if signal in REQUESTS else _DENIED
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - _REACH) : match.start()]
                if not denied.search(before) or (signal in REQUESTS and _NO.search(before)):
                    found[signal] = match.group()
                    break
        return found


def wants_call(text: str) -> bool:
    """Whether a text asks to be rung: a callback, which gets the customer a person at a time that suits."""
    denied = _CALL_DENIED.search(text)
    declined = denied is not None and _CALL_NAMED.search(text, denied.end()) is not None
    return bool(_CALL_WANTED.search(text)) and not declined


def declines_person(text: str) -> bool:
    """Whether a text says that no person is wanted: the words of a request are in it, and it is none."""
    return bool(_DECLINED.search(text))
