"""What Baton knows of other languages (data/languages/<code>.yml): what must reach a person; yes, no, thanks. Pure.

All is compared in a plain spelling, for customers leave out accents: lower case, without accents and Arabic vowel
signs, one letter for the variants of an Arabic one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Pattern

from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem, parse
from policies.taxonomy import EXPLICIT_HUMAN, NO_AI, taxonomy

FOLDER = ROOT / "data" / "languages"
#: What a file may hold; docs/language-data.md explains each.
KEYS = frozenset({"denial", "terms", "polite", "intents", "patterns", "words", "shared_words"})

#: Letters that no decomposition makes plain.
_PLAIN = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ى": "ي", "ة": "ه", "’": "'", "`": "'"})
#: Accents, Arabic vowel signs and hamzas, the dot below a Hindi consonant.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u093c]")
#: In Hindi a vowel sign belongs to its word, though Python's `\w` leaves it out.
_LETTER = r"[\w\u0900-\u097f]"
#: A denial counts up to so many words before what it denies; a request is longer than what happened.
_DENIED_WITHIN = 1
_REQUEST_DENIED_WITHIN = 4
_REQUESTS = frozenset({EXPLICIT_HUMAN, NO_AI})
_GAP = r"\s+(?:\S+\s+){0,4}?"  # what " ... " stands for: up to four words


@dataclass(frozen=True)
class LanguageData:
    """What one file says, ready to use."""

    code: str  #: ISO 639-1
    patterns: Mapping[str, Pattern[str]] = field(default_factory=dict)  #: by signal
    denied: Pattern[str] | None = None  #: a text that ends with the denial of what happened
    request_denied: Pattern[str] | None = None  #: a text that ends with the denial of a request
    intents: Mapping[str, Pattern[str]] = field(default_factory=dict)  #: a message that says this and no more
    words: Pattern[str] | None = None  #: the small words of the language, where no library knows it
    shared_words: frozenset[str] = frozenset()  #: of these, the ones that are words of English too

    def signals(self, plain_text: str) -> list[str]:
        """What must reach a person, of a text in plain spelling."""
        return [signal for signal, pattern in self.patterns.items() if self._found(signal, pattern, plain_text)]

    def intent(self, plain_text: str) -> str | None:
        """The everyday intent of a message that is nothing but a yes, a no, thanks or a greeting."""
        said = " ".join(re.split(r"[\s.,!¡?¿;:)(،।]+", plain_text)).strip()
        return next((intent for intent, pattern in self.intents.items() if pattern.fullmatch(said)), None)

    def _found(self, signal: str, pattern: Pattern[str], text: str) -> bool:
        denied = self.request_denied if signal in _REQUESTS else self.denied
        return any(denied is None or not denied.search(text[: m.start()]) for m in pattern.finditer(text))


def plain(text: str) -> str:
    """A text in lower case, without accents and without variants of letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.lower())).translate(_PLAIN)


def read(text: str, file: str) -> tuple[LanguageData, list[Problem]]:
    """The data of a file, and everything wrong with it.

    Args:
        text: YAML.
        file: its name is the code of the language: `es.yml`.
    """
    value, lines, problems = parse(text, file)
    code = Path(file).stem
    if not isinstance(value, dict) or not isinstance(value.get("intents"), dict):
        return LanguageData(code), problems or [Problem(file, 1, "needs 'intents:' with what people say for each")]
    problems += [Problem(file, lines.of((key,)), f"unknown key '{key}'") for key in value if key not in KEYS]
    terms = value.get("terms") or {}
    compiled: dict[str, Pattern[str]] = {}
    for signal, wordings in (value.get("patterns") or {}).items():
        if signal not in taxonomy().signals:
            problems.append(Problem(file, lines.of(("patterns", signal)), f"unknown signal '{signal}'"))
            continue
        for place, wording in enumerate(wordings):
            try:
                _whole_words([_written_out(wording, terms)])
            except re.error as error:
                where = lines.of(("patterns", signal, place))
                problems.append(Problem(file, where, f"not a regular expression: {error}"))
                break
        else:
            compiled[signal] = _whole_words(_written_out(wording, terms) for wording in wordings)
    denial = value.get("denial")
    words = plain(value.get("words") or "").split()
    data = LanguageData(
        code,
        compiled,
        _denied(denial, _DENIED_WITHIN),
        _denied(denial, _REQUEST_DENIED_WITHIN),
        {name: _only(said, value.get("polite") or []) for name, said in value["intents"].items()},
        re.compile("|".join(words)) if words else None,
        frozenset((value.get("shared_words") or "").split()),
    )
    return data, problems


def load(folder: Path = FOLDER) -> list[LanguageData]:
    """The data of every language.

    Raises:
        ValueError: a file is wrong; the text names every reason.
    """
    found, problems = check(folder)
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    return found


def check(folder: Path) -> tuple[list[LanguageData], list[Problem]]:
    """The data of every language, and everything wrong with the files."""
    found: list[LanguageData] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        data, wrong = read(path.read_text(encoding="utf-8"), path.name)
        found.append(data)
        problems += wrong
    return found, problems


def _written_out(wording: str, terms: Mapping[str, str]) -> str:
    """A pattern with its terms and gaps put in, in plain spelling."""
    for term, alternatives in terms.items():
        wording = wording.replace(f"{{{term}}}", alternatives)
    # `lower` would make \S of a pattern \s: only letters outside the escapes are changed.
    parts = re.split(r"(\\.)", wording.replace(" ... ", _GAP))
    return "".join(part if part.startswith("\\") else plain(part) for part in parts)


def _whole_words(wordings: Iterable[str]) -> Pattern[str]:
    return re.compile(rf"(?<!{_LETTER})(?:{'|'.join(wordings)})(?!{_LETTER})")


def _denied(denial: str | None, within: int) -> Pattern[str] | None:
    """Matches a text that ends with a denial and a few words; a comma ends what it denies."""
    if not denial:
        return None
    return re.compile(rf"(?<!{_LETTER})(?:{plain(denial)})\s+(?:[^\s,.;!?]+\s+){{0,{within}}}$")


def _only(said: Sequence[str], polite: Sequence[str]) -> Pattern[str]:
    """Matches a text that says one of these things at least once, with politeness around it, and nothing else."""
    main, around = (("|".join(plain(str(text)) for text in texts)) for texts in (said, [*said, *polite]))
    return re.compile(rf"(?:(?:{around}) )*(?:{main})(?: (?:{around}))*")
