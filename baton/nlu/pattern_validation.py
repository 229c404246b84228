"""What is wrong with data/patterns.yml beside what keeps it from being read (`baton.nlu.patterns`). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baton.base.yaml_lines import KeyPath, Lines, Problem, did_you_mean, parse
from baton.nlu import patterns

_KEY = "patterns"
#: Nobody writes it: a pattern that is found here is found in every message.
_NOBODYS_WORD = "qxzjq"
_QUOTES = "in YAML this is no text but {}; put the whole line into quotes"


def check(text: str, file: str) -> list[Problem]:
    """Everything wrong with a file of patterns.

    Args:
        text: `patterns: {signal: [regular expression, ...]}`.
        file: its name, for messages.
    """
    _patterns, problems = patterns.read(text, file)
    value, lines, _wrong = parse(text, file)
    if isinstance(value, dict):
        for key in value:
            if key != _KEY:
                why = f"nothing reads '{key}'{did_you_mean(key, [_KEY])}; every pattern stands under `{_KEY}:`"
                problems.append(Problem(file, lines.of((str(key),)), why))
        signals = value.get(_KEY)
        for signal, wordings in signals.items() if isinstance(signals, dict) else ():
            problems += _of_signal(str(signal), wordings, lines, file)
    return sorted(problems, key=lambda problem: problem.line)


def _of_signal(signal: str, wordings: object, lines: Lines, file: str) -> Iterator[Problem]:
    where: KeyPath = (_KEY, signal)
    if wordings is None or wordings == []:
        yield Problem(file, lines.of(where), f"{signal} has no pattern; write one below it, or remove the line")
        return
    for place, wording in enumerate(wordings if isinstance(wordings, list) else [wordings]):
        if why := _fault(wording):
            yield Problem(file, lines.of((*where, place)), f"{signal}: {why}")


def _fault(wording: object) -> str | None:
    """Why a pattern would not find what its author means; what is no expression, `patterns.read` says."""
    if wording is None:
        return "nothing stands behind this dash; write a pattern, or remove the line"
    if not isinstance(wording, str):
        kind = "keys with values" if isinstance(wording, dict) else "a list" if isinstance(wording, list) else "a value"
        return _QUOTES.format(kind)
    try:
        pattern = re.compile(rf"\b(?:{wording})\b", re.I)
    except re.error:
        return None
    if re.fullmatch(wording, "", re.I) or pattern.search(_NOBODYS_WORD):
        return f"{wording!r} is found in every message, which would then all go to a person; name the words"
    return None
