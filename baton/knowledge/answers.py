"""Which variation of an answer is for this customer, and for which countries there are any. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from babel import Locale

from baton.knowledge.document import OTHER, Question, Variation, When

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+|mailto:[^)\s]+)\)")


@dataclass(frozen=True)
class Audience:
    """What is known of the customer and the question: codes and names in the form of `When`."""

    countries: Collection[str] = ()
    groups: Collection[str] = ()
    languages: Collection[str] = ()


def variation(question: Question, audience: Audience) -> Variation:
    """The first variation of an answer that is for this audience; the last one is for everybody.

    Raises:
        ValueError: the question has no answer.
    """
    for each in question.answer:
        if each.when is None or _fits(each.when, audience, countries_of(question)):
            return each
    raise ValueError(f"{question.id} has no answer for everybody")


def countries_of(question: Question) -> tuple[str, ...]:
    """The countries for which a question has an answer of its own, as ISO 3166 codes, each once."""
    named = (code for each in question.answer if each.when is not None for code in each.when.country)
    return tuple(dict.fromkeys(code for code in named if code != OTHER))


def country_name(code: str) -> str:
    """What a country is called; an unknown code is its own name."""
    return str(Locale("en").territories.get(code, code))


def plain_text(text: str) -> str:
    """A text with its links written out, `label (address)`: not every channel shows Markdown, and all show that."""
    return _LINK.sub(r"\1 (\2)", text)


def is_for_country(question: Question, audience: Audience) -> bool:
    """Whether the answer for this audience is one for its country."""
    when = variation(question, audience).when
    return when is not None and bool(when.country)


def _fits(when: When, audience: Audience, answered: Collection[str]) -> bool:
    """Whether a variation is for an audience.

    Args:
        answered: countries for which the question has an answer of its own.
    """
    elsewhere = bool(audience.countries) and set(answered).isdisjoint(audience.countries)
    countries = [*audience.countries, OTHER] if elsewhere else audience.countries
    wanted = ((when.country, countries), (when.group, audience.groups), (when.language, audience.languages))
    return all(_meet(values, known) for values, known in wanted if values)


def _meet(values: Collection[str], known: Collection[str]) -> bool:
    return not {value.casefold() for value in values}.isdisjoint(value.casefold() for value in known)
