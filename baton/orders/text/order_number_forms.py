"""The forms that a shop's order numbers have, from the setting BATON_ORDER_NUMBER_FORMAT.

The setting is examples, comma separated: ``#1001``, ``SO-2024-0001``, ``9999, 10000``. A digit stands for any digit,
``?`` for any letter, everything else for itself. Without it a number has five digits and does not begin with 0.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

VARIABLE = "BATON_ORDER_NUMBER_FORMAT"

_SEPARATORS = "-/._"
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FEW_DIGITS = 3  # "I bought 100 of them" is no order


@dataclass(frozen=True)
class DigitForm:
    """Numbers of digits only; ``mark`` is ``#`` where the shop writes it before them."""

    length: int
    mark: str = ""
    may_begin_with_zero: bool = False

    def fits(self, digits: str) -> bool:
        """Whether these are the digits of such a number."""
        first = "[0-9]" if self.may_begin_with_zero else "[1-9]"
        return re.fullmatch(f"{first}[0-9]{{{self.length - 1}}}", digits) is not None

    def doubtful(self, digits: str) -> bool:
        """Whether in a sentence they are more likely a year or a count."""
        return len(digits) <= _FEW_DIGITS or _YEAR.fullmatch(digits) is not None


@dataclass(frozen=True)
class CodeForm:
    """Numbers with letters or signs in them, by an example such as ``SO-2024-0001``."""

    example: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it in a text, whatever case and, beside letters, whatever separators people write."""
        return _finder(self.example, loose=re.search("[A-Za-z?]", self.example) is not None)

    @cached_property
    def digits_alone(self) -> re.Pattern[str]:
        """Finds what is left of it without the letters at its beginning; nothing if letters follow later."""
        rest = re.sub(rf"\A[A-Za-z#]+[{_SEPARATORS}]?", "", self.example)
        if rest == self.example or not re.fullmatch(rf"[0-9{_SEPARATORS}]+", rest):
            return re.compile(r"(?!)")
        return _finder(rest, loose=False)

    @property
    def shape(self) -> str:
        """Its digits with what is between them: the same for FR-10023 and DE-20001."""
        return re.sub("[0-9]", "0", re.sub(rf"\A[A-Za-z?#]+[{_SEPARATORS}]?", "", self.example))

    def canonical(self, text: str) -> str | None:
        """The number as the shop writes it, if the text is one and nothing else."""
        match = self.pattern.fullmatch(text)
        return self.write(match) if match else None

    def write(self, match: re.Match[str]) -> str:
        """What was found, as the shop writes it."""
        letters = iter([c.upper() for c in match.group() if c.isalpha()])
        typed = [c for c in match.group() if c.isdigit()]
        places = sum(c.isdigit() for c in self.example)
        digits = iter(typed[-places:])
        out = []
        alone = not any(c.isalpha() for c in match.group())
        for c in self.example:
            if c.isdigit():
                out.append(next(digits))
            elif c == "?":
                out.append(next(letters))
            else:
                if c.isalpha() and not alone:
                    next(letters)
                out.append(c)
        return "".join(out)


@dataclass(frozen=True)
class Forms:
    """All forms of a shop; ``configured`` says whether the shop has set them."""

    digits: tuple[DigitForm, ...]
    codes: tuple[CodeForm, ...] = ()
    configured: bool = True

    @property
    def in_words(self) -> str:
        """What a number has to look like."""
        if not self.configured:
            return f"it has 5 digits and does not begin with 0; {VARIABLE} sets another form"
        examples = [form.mark + "0" * form.length for form in self.digits] + [code.example for code in self.codes]
        return f"{VARIABLE} says that it looks like {' or '.join(examples)}"

    def unmistakable(self, code: CodeForm) -> bool:
        """Whether the digits of a code belong to no other form."""
        lengths = [form.length for form in self.digits]
        same = [each for each in self.codes if each.shape == code.shape]
        return len(same) == 1 and not (code.shape.isdigit() and len(code.shape) in lengths)


DEFAULT = Forms((DigitForm(5),), configured=False)


def shop_forms() -> Forms:
    """The forms of this shop, by the environment: trained components must not depend on all settings."""
    return parse(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=8)
def parse(setting: str) -> Forms:
    """The forms that the examples of a setting stand for; `baton.base.settings` has checked them."""
    examples = list(dict.fromkeys(part.strip() for part in setting.split(",") if part.strip()))
    if not examples:
        return DEFAULT
    digits, codes = [], []
    for example in examples:
        bare = example.removeprefix("#")
        if bare.isdigit():
            digits.append(DigitForm(len(bare), example[: len(example) - len(bare)], bare.startswith("0")))
        else:
            codes.append(CodeForm(example))
    return Forms(tuple(dict.fromkeys(digits)), tuple(codes))


def _finder(example: str, loose: bool) -> re.Pattern[str]:
    between = rf"[ {_SEPARATORS}]?" if loose else ""
    parts = []
    for i, c in enumerate(example):
        if c.isdigit():
            parts.append("[0-9]")
        elif c == "?":
            parts.append("[A-Za-z]")
        elif c in _SEPARATORS:
            parts.append(between or re.escape(c))
        elif c == "#":
            parts.append("#?")
        else:
            parts.append(re.escape(c))
        if loose and re.match(r"[A-Za-z][0-9]", example[i:]):
            # "DE 10023"; after a single letter no space: "a 1001 piece puzzle".
            parts.append(between if example[max(i - 1, 0) : i].isalpha() else f"[{_SEPARATORS}]?")
    return re.compile(rf"(?<![\w@])(?<!\w-)(?<![^\W\d]/){''.join(parts)}(?![\w@])(?!-\w)(?!\.[0-9])", re.I | re.A)
