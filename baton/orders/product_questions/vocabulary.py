"""The words file, prepared for reading questions: phrases as tuples, groups as look-ups. Pure but for the file.

Longer than other modules: it holds all that the words file holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from baton.base.live_file import LiveFile
from baton.base.product_names import FILE
from baton.orders.product_questions.money_words import MoneyWords
from baton.orders.product_questions.tokens import Phrase, Terms, Token, find, phrase, singular, tokenise
from baton.orders.product_questions.words_document import PhraseWords, ProductWords


@dataclass(frozen=True)
class Aspect:
    """Something that can be asked about a product; see `words_document`."""

    name: str
    label: str
    asks: tuple[Phrase, ...]
    otherwise: tuple[Phrase, ...]
    options: tuple[Phrase, ...]
    keys: tuple[Phrase, ...]
    units: frozenset[str]
    values: tuple[Phrase, ...]
    affirms: tuple[Phrase, ...]
    axis: str | None


@dataclass(frozen=True)
class Order:
    """A comparative or superlative that was asked for."""

    aspect: Aspect
    most: bool
    says: str


@dataclass(frozen=True)
class Unit:
    """A unit of measure; `kind` is what it measures, `factor` what one is in the first unit of that kind."""

    name: str
    kind: str
    factor: float
    zero: float


@dataclass(frozen=True)
class Asked:
    """Words of a question that ask for an aspect: `start` to `end` are places of tokens."""

    aspect: Aspect
    start: int
    end: int
    option: bool  #: they name a possible value


@dataclass(frozen=True)
class Use:
    """What somebody may want things for, and the names of those that serve; see `words_document`."""

    topics: tuple[Phrase, ...]
    does: tuple[Phrase, ...]
    products: tuple[Phrase, ...]


class Vocabulary:
    """What the words file says, ready for use.

    Args:
        words: the document.
    """

    def __init__(self, words: ProductWords) -> None:
        """Longer than other functions: a line for each list of the document."""
        self.units = {unit.unit: Unit(unit.unit, unit.of, unit.factor, unit.zero) for unit in words.units}
        self.unit_words = {
            word: unit.unit for unit in words.units for word in (unit.unit, *unit.words) if " " not in word
        }
        self._asked_units = [
            (phrase(word), self.units[unit.unit])
            for unit in words.units
            if unit.asked
            for word in (unit.unit, *unit.words)
            if phrase(word)
        ]
        self.aspects = _aspects(words)
        self._orders = _orders(words, self.aspects)
        self.product_groups = [_phrases(group.split(",")) for group in words.products]
        self._same = _groups(words.same)
        self.ordinals = [_words(group.split(",")) for group in words.ordinals]
        ignored = [phrase(text) for text in words.ignored]
        self.ignored = frozenset(one[0] for one in ignored if len(one) == 1)
        self.ignored_phrases = [one for one in ignored if len(one) > 1]
        self.phrases = {name: _phrases(getattr(words.phrases, name)) for name in PhraseWords.__fields__}
        self.packaging = _words(words.packaging)
        self.doubts = _words(words.doubts)
        self.affirmative = _words(words.affirmative)
        self.negative = _words(words.negative)
        self.demanding = _words(words.demanding)
        self.denying = _words(words.denying)
        self.describing = _words(words.describing)
        self.at_most = _phrases(words.at_most)
        self.at_most_bare = _phrases(words.at_most_bare)
        self.limits = _phrases(words.limits)
        self.possible = _phrases(words.possible)
        self.presents = _phrases(words.presents)
        self.meeting_points = _phrases(words.meeting_points)
        self.fits = _phrases(words.fits)
        self.for_price = _words(words.for_price)
        self.money = MoneyWords(words.currencies, words.amounts, words.numbers, words.at_most_bare)
        self.uses = [Use(_phrases(use.topics), _phrases(use.does), _phrases(use.products)) for use in words.uses]
        self.likes = _words(words.likes)
        self.wanting = _words(words.wanting)
        self.pronouns = _phrases(words.pronouns)
        self.anything = _words(words.anything)
        self.selling = _words(words.selling)
        self.offering = _words(words.offering)
        self.asks_whether = _words(words.asks_whether)
        self.linking = _words(words.linking)
        self.one_of = _words(words.one_of)
        self.several = _words(words.several)
        self.other = _words(words.other)
        self.last = _words(words.last)
        self.possessive = _words(words.possessive)
        self.indefinite = _words(words.indefinite)
        self.prepositions = _words(words.prepositions)
        self.auxiliaries = _words(words.auxiliaries)
        self.question_words = _words(words.question_words)
        self.openers = _words(words.openers)
        self.denials = self.denying | {word for word in self.auxiliaries if word.endswith("nt")}
        self._derive()

    def _derive(self) -> None:
        """What follows from the words of the document."""
        self.aspect_words = frozenset(
            word
            for aspect in self.aspects.values()
            for one in (*aspect.asks, *aspect.options, *aspect.keys)
            for word in one
        )
        #: Words that need no mending.
        self.known = (
            self.aspect_words
            | self.ignored
            | self.doubts
            | self.prepositions
            | self.unit_words.keys()
            | {word for phrases in self.phrases.values() for one in phrases for word in one}
            | {word for group in self.product_groups for one in group for word in one}
        )
        #: Words with a digit that are no number with its unit: "4k".
        self._whole = frozenset(word for word in self.aspect_words if word[:1].isdigit())
        self.option_words = frozenset(
            one[0] for aspect in self.aspects.values() for one in aspect.options if len(one) == 1
        )

    def tokens(self, text: str) -> list[Token]:
        """The words of a text."""
        return tokenise(text, self.unit_words, self._whole)

    def terms(self, text: str) -> Terms:
        """What the shop's data hold in a text."""
        return Terms.of(text, self.unit_words, self._whole)

    def kind_of_unit(self, word: str) -> str:
        """What a unit of measure measures.

        Args:
            word: one of `unit_words`.
        """
        return self.units[self.unit_words[word]].kind

    def same_as(self, token: Token) -> frozenset[str]:
        """Other words for the same thing."""
        return frozenset().union(*(self._same.get(form, frozenset()) for form in token.forms))

    def is_ignored(self, token: Token) -> bool:
        """Whether a word says nothing about a product or a property."""
        return token.text in self.ignored or token.text in self.doubts

    def asks_for_goods(self, tokens: Sequence[Token]) -> bool:
        """Whether it is asked what the shop sells, and not where ("do you sell on ebay") or for whom ("to firms"); in
        "I want to sell", "can I sell" the customer is who sells."""
        words = ["", *(token.text for token in tokens), ""]
        return any(
            word in self.selling and before not in self.offering and behind not in self.prepositions
            for before, word, behind in zip(words, words[1:], words[2:], strict=False)
        )

    def asks_of_thing(self, tokens: Sequence[Token]) -> bool:
        """Whether a question is what a thing can or has: "can the projector ..."."""
        first = [token.text for token in tokens[:2]]
        return len(first) > 1 and first[0] in self.auxiliaries and first[1] in self.possessive

    def asks_of_customer(self, tokens: Sequence[Token]) -> bool:
        """Whether a question is what the customer can or has to do: "do I have to ..."."""
        first = [token.text for token in tokens[:2]]
        return len(first) > 1 and first[0] in self.auxiliaries and first[1] in self.offering

    def asked_aspects(self, tokens: Sequence[Token], free: Iterable[int]) -> list[Asked]:
        """The aspects that the words at the `free` places ask for; of phrases one inside the other, the longer. What
        describes another thing asks for none: "thick walls"."""
        places = sorted(free)
        words = [tokens[place] for place in places]
        found: list[Asked] = []
        for aspect in self.aspects.values():
            for option, phrases in ((False, aspect.asks), (True, aspect.options)):
                found += [
                    Asked(aspect, places[start], places[end - 1] + 1, option) for start, end in _spans(phrases, words)
                ]
        covered = {(one.start, one.end) for one in found}
        return [one for one in found if not (_inside(one, covered) or self._describes(one, tokens, places))]

    def _describes(self, one: Asked, tokens: Sequence[Token], free: Sequence[int]) -> bool:
        """Whether the word that asks for an aspect only describes the thing right after it; "how big ..." asks."""
        if one.end - one.start > 1 or tokens[one.start].text not in self.describing or one.end not in free:
            return False
        asks_how = one.start > 0 and tokens[one.start - 1].text in self.question_words
        behind = tokens[one.end]
        no_thing = behind.text in self.prepositions | self.auxiliaries | self.linking or self.is_ignored(behind)
        return not (asks_how or no_thing or behind.number is not None)

    def asked_otherwise(self, tokens: Sequence[Token], free: Iterable[int]) -> list[Asked]:
        """The aspects that are meant when nothing else is asked."""
        places = sorted(free)
        words = [tokens[place] for place in places]
        return [
            Asked(aspect, places[start], places[end - 1] + 1, False)
            for aspect in self.aspects.values()
            for start, end in _spans(aspect.otherwise, words)
        ]

    def order(self, tokens: Sequence[Token]) -> tuple[Order, tuple[int, int]] | None:
        """The comparative or superlative in a question, and its place."""
        for wanted, order in self._orders:
            span = find(wanted, tokens)
            if span:
                return order, span
        return None

    def asked_unit(self, tokens: Sequence[Token]) -> tuple[Unit, tuple[int, int]] | None:
        """The unit that values are asked in ("in inches"), and the place of these words."""
        best: tuple[Unit, tuple[int, int]] | None = None
        for wanted, unit in self._asked_units:
            span = find(("in", *wanted), tokens)
            if span and (best is None or span[1] > best[1][1]):
                best = unit, span
        return best

    def has(self, shape: str, tokens: Sequence[Token]) -> tuple[int, int] | None:
        """Where a phrase of a shape (`sold`, `list`, ...) stands, the longest one; None if none does."""
        spans = [span for one in self.phrases[shape] if (span := find(one, tokens))]
        return max(spans, key=lambda span: span[1] - span[0], default=None)


class LiveVocabulary:
    """The vocabulary of the words file as it is now: call it at each use.

    Args:
        path: of the file.
    Raises:
        baton.base.document.FileRefused: it is wrong at the start.
    """

    def __init__(self, path: Path = FILE) -> None:
        self._file = LiveFile(path, ProductWords)
        self._document = self._file()
        self._vocabulary = Vocabulary(self._document)

    def __call__(self) -> Vocabulary:
        document = self._file()
        if document is not self._document:
            self._document, self._vocabulary = document, Vocabulary(document)
        return self._vocabulary


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(one for one in map(phrase, texts) if one)


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset("".join(phrase(text)) if "-" in text else " ".join(phrase(text)) for text in texts)


def _groups(lists: Iterable[str]) -> Mapping[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for group in lists:
        members = frozenset(singular(re.sub("-", "", word.strip().lower())) for word in group.split(","))
        for member in members:
            groups[member] = groups.get(member, frozenset()) | members
    return groups


def _spans(phrases: Iterable[Phrase], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for one in phrases:
        span = find(one, tokens)
        while span:
            yield span
            span = find(one, tokens, span[0] + 1)


def _inside(one: Asked, spans: set[tuple[int, int]]) -> bool:
    return any(start <= one.start and one.end <= end and end - start > one.end - one.start for start, end in spans)


def _aspects(words: ProductWords) -> dict[str, Aspect]:
    """What may be asked about a product, by its name."""
    return {
        name: Aspect(
            name,
            aspect.label,
            _phrases(aspect.asks),
            _phrases(aspect.otherwise),
            _phrases(aspect.options),
            _phrases(aspect.keys),
            frozenset(aspect.units),
            _phrases(aspect.values),
            _phrases(aspect.affirms),
            aspect.axis,
        )
        for name, aspect in words.aspects.items()
    }


def _orders(words: ProductWords, aspects: Mapping[str, Aspect]) -> list[tuple[Phrase, Order]]:
    """The words that ask for the most or the least of something, the longest first."""
    orders = [
        (phrase(word), Order(aspects[order.aspect], order.most, order.says))
        for order in words.orders
        for word in order.words
    ]
    return sorted(orders, key=lambda pair: -len(pair[0]))
