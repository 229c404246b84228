"""What Baton knows of other languages (data/languages/<code>.yml): what must reach a person; yes, no, thanks. Pure.

All is compared in a plain spelling, for customers leave out accents: lower case, without accents and Arabic vowel
signs, one letter for the variants of an Arabic one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar, Dict, List, Pattern

from pydantic import StrictStr

from baton.base.document import Fault, FileRefused, file_name, read_document
from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem, did_you_mean, text_of
from policies.taxonomy import EXPLICIT_HUMAN, NO_AI, TaxonomyDocument, taxonomy

FOLDER = ROOT / "data" / "languages"
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


class LanguageFile(TaxonomyDocument):
    """One file as it is written; docs/language-data.md explains each key."""

    setting: ClassVar[str] = ""

    intents: Dict[str, List[StrictStr]]
    patterns: Dict[str, List[StrictStr]] = {}
    terms: Dict[str, str] = {}
    polite: List[str] = []
    denial: str = ""
    words: str = ""
    shared_words: str = ""

    def faults(self) -> Iterator[Fault]:
        for signal, wordings in self.patterns.items():
            if signal not in taxonomy().signals:
                hint = did_you_mean(signal, taxonomy().signals)
                yield ("patterns", signal), f"unknown signal '{signal}'{hint}"
            for place, wording in enumerate(wordings):
                if why := _no_expression(partial(_whole_words, [_written_out(wording, self.terms)])):
                    yield ("patterns", signal, place), why
        for name, said in self.intents.items():
            for place, wording in enumerate(said):
                if why := _no_expression(partial(_only, [wording], self.polite)):
                    yield ("intents", name, place), why
        if why := _no_expression(partial(_denied, self.denial, _DENIED_WITHIN)):
            yield ("denial",), why


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
    code = Path(file).stem
    try:
        written = read_document(text, file, LanguageFile)
    except FileRefused as error:
        return LanguageData(code), list(error.problems)
    terms = written.terms
    words = plain(written.words).split()
    data = LanguageData(
        code,
        {s: _whole_words(_written_out(one, terms) for one in wordings) for s, wordings in written.patterns.items()},
        _denied(written.denial, _DENIED_WITHIN),
        _denied(written.denial, _REQUEST_DENIED_WITHIN),
        {name: _only(said, written.polite) for name, said in written.intents.items()},
        re.compile("|".join(words)) if words else None,
        frozenset(written.shared_words.split()),
    )
    return data, []


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
        name = file_name(path)
        text = text_of(path, name)
        data, wrong = (LanguageData(path.stem), [text]) if isinstance(text, Problem) else read(text, name)
        found.append(data)
        problems += wrong
    return found, problems


def _no_expression(made: Callable[[], object]) -> str | None:
    """Why a wording cannot be made into an expression; None if it can."""
    try:
        made()
    except re.error as error:
        return f"not a regular expression: {error}"
    return None


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
