"""The shop's products by the words that customers use for them. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from baton.orders.gateway import Product
from baton.orders.product_questions.lines import text_of
from baton.orders.product_questions.tokens import Phrase, Token, find, joined, mistyped, singular
from baton.orders.product_questions.vocabulary import Vocabulary

#: Where a name goes on with what belongs to the thing and is not the thing itself.
_REST = re.compile(r"(?<!\s)\s+[-–|]\s+|[,(;]|\s(?:for|with|without|in|by)\s", re.I)

_STEM = 4  # letters by which products are found before they are looked at closely


@dataclass(frozen=True)
class Mention:
    """Words of a question that name products.

    Attributes:
        start: place of the first word.
        end: one more than the place of the last.
        skus: of the products that fit best, as good as each other.
        kind: the words name the thing itself ("kettle"), not only something about it ("copper").
        sure: the product is meant whatever else could be: its article number, or two words of its name.
    """

    start: int
    end: int
    skus: tuple[str, ...]
    kind: bool
    sure: bool = False


@dataclass(frozen=True)
class _Entry:
    sku: str
    names: frozenset[str]  #: every form of every word of its name
    kinds: tuple[Phrase, ...]  #: what the thing is called, words in the singular


class Catalogue:
    """All that the shop sells, ready for questions.

    Args:
        products: all of them.
        vocabulary: what customers call things.
    """

    def __init__(self, products: Iterable[Product], vocabulary: Vocabulary) -> None:
        self.products = {product.sku: product for product in products}
        self._vocabulary = vocabulary
        entries = [self._entry(product) for product in self.products.values()]
        self._entries = {entry.sku: entry for entry in entries}
        self._by_kind: dict[Phrase, list[str]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            for kind in entry.kinds:
                self._by_kind[kind].append(entry.sku)
            for word in entry.names:
                self._by_name[word].add(entry.sku)
        self._longest = max((len(kind) for kind in self._by_kind), default=0)
        self.categories = [name for name, _ in Counter(p.category for p in self.products.values()).most_common()]
        self._kind_words = {kind[0] for kind in self._by_kind if len(kind) == 1}
        self._described = self._property_words()

    def with_prices_of(self, products: Sequence[Product]) -> bool:
        """Take over prices and stock, if these are the same products otherwise; says whether they are."""
        if [*map(_words_of, products)] != [*map(_words_of, self.products.values())]:
            return False
        self.products = {product.sku: product for product in products}
        return True

    def holding(self, tokens: Sequence[Token], most: int) -> list[str]:
        """The products, at most so many, whose data hold one of some words or a word that begins like it."""
        beginnings = [token.text[:_STEM] for token in tokens]
        found = []
        for sku, product in self.products.items():
            text = f"{product.name} {product.description} {product.specifications}".lower()
            if any(beginning in text for beginning in beginnings):
                found.append(sku)
            if len(found) == most:
                break
        return found

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """The products that a question names, in its order, those that are named by their kind first of all.

        Args:
            tokens: of the question.
        """
        found = self._by_sku(tokens)
        taken = {place for mention in found for place in range(mention.start, mention.end)}
        place = 0
        while place < len(tokens):
            mention = self._kind_at(tokens, place, taken)
            if mention is not None:
                taken |= set(range(mention.start, mention.end))
                found.append(mention)
            place = mention.end if mention is not None else place + 1
        found += self._by_other_words(tokens, taken)
        return sorted(found, key=lambda mention: mention.start)

    def is_property(self, token: Token) -> bool:
        """Whether a word is one of specifications, or of what customers ask about, rather than a name."""
        return bool(token.forms & (self._described | self._vocabulary.aspect_words))

    def describes(self, token: Token) -> bool:
        """Whether some product's specifications hold the word."""
        return bool(token.forms & self._described)

    def knows(self, token: Token) -> bool:
        """Whether a word is in the name or the specifications of a product, or names a kind of product."""
        return self.describes(token) or bool(token.forms & (self._by_name.keys() | self._kind_words))

    def called(self, name: Phrase) -> list[str]:
        """The products that a name calls: "desk lamp" those lamps that have "desk" in their names, "lamp" every one."""
        of_kind = self._by_kind.get(tuple(map(singular, name)), [])
        return of_kind or [
            sku for sku in self._by_kind.get((singular(name[-1]),), []) if {*name[:-1]} <= self._entries[sku].names
        ]

    def of_same_kind(self, sku: str) -> list[str]:
        """The products that are called the same kind of thing, this one among them."""
        entry = self._entries.get(sku)
        if entry is None:
            return []
        return list(dict.fromkeys(one for kind in entry.kinds for one in self._by_kind[kind]))

    def named(self, token: Token, skus: Iterable[str]) -> list[str]:
        """Those of some products whose name holds a word, perhaps mistyped."""
        return [sku for sku in skus if sku in self._entries and self._names(token, self._entries[sku])]

    def category(self, tokens: Sequence[Token]) -> tuple[str, tuple[int, int]] | None:
        """The words of a category that a question names, the longest, and where."""
        names = {name: tuple(token.text for token in self._vocabulary.tokens(name)) for name in self.categories}
        for name, words in sorted(names.items(), key=lambda pair: -len(pair[1])):
            span = find(words, tokens) if words else None
            if span:
                return name, span
        for name, words in names.items():
            for place, token in enumerate(tokens):
                if len(words) == 1 and mistyped(token.text, words):
                    return name, (place, place + 1)
        return None

    def in_category(self, name: str) -> list[str]:
        """The products of a category and of those with its words in their names: "Kitchen", "Kitchen appliances"."""
        wanted = {token.text for token in self._vocabulary.tokens(name)}
        return [
            sku
            for sku, product in self.products.items()
            if wanted <= {token.text for token in self._vocabulary.tokens(product.category)}
        ]

    # -- how products are named -----------------------------------------------------------------------------

    def _entry(self, product: Product) -> _Entry:
        vocabulary = self._vocabulary
        whole = vocabulary.tokens(product.name)
        words = vocabulary.tokens(_REST.split(product.name)[0]) or whole
        while len(words) > 1 and self._is_no_thing(words[-1]):
            words.pop()
        forms = [min(token.forms, key=len) for token in words]
        kinds: list[Phrase] = [(forms[-1],)] if forms else []
        for group in vocabulary.product_groups:
            singular = [tuple(min(t.forms, key=len) for t in vocabulary.tokens(" ".join(one))) for one in group]
            if any(tuple(forms[-len(one) :]) == one for one in singular):
                kinds += singular
        names = frozenset().union(*(token.forms for token in whole))
        return _Entry(product.sku, names, tuple(dict.fromkeys(kinds)))

    def _is_no_thing(self, token: Token) -> bool:
        """Whether a word at the end of a name is its packing, a number, a size or a colour."""
        vocabulary = self._vocabulary
        return bool(
            token.forms & vocabulary.packaging
            or any(character.isdigit() for character in token.text)
            or token.text in vocabulary.unit_words
            or token.text in vocabulary.prepositions
            or token.text in vocabulary.option_words
            or len(token.text) == 1
        )

    def _property_words(self) -> frozenset[str]:
        texts = {
            f"{key}, {text_of(value)}"
            for product in self.products.values()
            for key, value in product.specifications.items()
        }
        found = {form for text in texts for token in self._vocabulary.tokens(text) for form in token.forms}
        return frozenset(found.union(*map(joined, texts)) - self._kind_words)

    # -- what a question names --------------------------------------------------------------------------------

    def _by_sku(self, tokens: Sequence[Token]) -> list[Mention]:
        found = []
        skus = {re.sub(r"[\W_]", "", sku).lower(): sku for sku in self.products}
        for start in range(len(tokens)):
            joined = ""
            for end in range(start + 1, min(start + 7, len(tokens) + 1)):
                joined += tokens[end - 1].text
                if joined in skus and not joined.isalpha() and len(joined) > 3:
                    found.append(Mention(start, end, (skus[joined],), kind=True, sure=True))
                    break
        return found

    def _kind_at(self, tokens: Sequence[Token], place: int, taken: set[int]) -> Mention | None:
        """The kind of product that is named from a place on, with the words before it that tell which one."""
        for length in range(min(self._longest, len(tokens) - place), 0, -1):
            span = range(place, place + length)
            if taken & set(span):
                continue
            skus = self._of_kind(tokens[place : place + length])
            if not skus:
                continue
            return self._narrowed(tokens, place, place + length, skus, taken)
        return None

    def _of_kind(self, words: Sequence[Token]) -> list[str]:
        """The products that these words call by their kind."""
        if len(words) > 1:
            exact = tuple(min(token.forms, key=len) for token in words)
            return self._by_kind.get(exact, [])
        (word,) = words
        if self._vocabulary.is_ignored(word):
            return []
        for form in word.forms:
            if (form,) in self._by_kind:
                return self._by_kind[(form,)]
        if self.is_property(word) or word.forms & self._by_name.keys():
            return []
        meant = mistyped(word.text, self._kind_words)
        return self._by_kind[(meant,)] if meant else []

    def _narrowed(self, tokens: Sequence[Token], start: int, end: int, skus: Sequence[str], taken: set[int]) -> Mention:
        scores = dict.fromkeys(skus, 0)
        while start > 0 and start - 1 not in taken:
            naming = self.named(tokens[start - 1], skus)
            if not naming or self._vocabulary.is_ignored(tokens[start - 1]):
                break
            start -= 1
            for sku in naming:
                scores[sku] += 1
        while end < len(tokens) and end not in taken:
            naming = self.named(tokens[end], skus)
            more = tokens[end]
            if not naming or not (more.number is not None or self._is_no_thing(more)):
                break
            end += 1
            for sku in naming:
                scores[sku] += 1
        most = max(scores.values())
        best = tuple(sku for sku in skus if scores[sku] == most)
        return Mention(start, end, best, kind=True, sure=most > 0)

    def _by_other_words(self, tokens: Sequence[Token], taken: set[int]) -> list[Mention]:
        """Runs of words that are part of names without naming the kind: "the barista duo"."""
        found: list[Mention] = []
        place = 0
        while place < len(tokens):
            skus = self._naming(tokens[place], place, taken)
            end = place + 1
            while skus and end < len(tokens):
                narrower = [sku for sku in self._naming(tokens[end], end, taken) if sku in skus]
                if not narrower:
                    break
                skus, end = narrower, end + 1
            if skus:
                found.append(Mention(place, end, tuple(skus), kind=False, sure=end - place > 1))
            place = end
        return found

    def _naming(self, token: Token, place: int, taken: set[int]) -> list[str]:
        if place in taken or self._vocabulary.is_ignored(token) or token.number is not None or len(token.text) < 3:
            return []
        skus = set().union(*(self._by_name.get(form, set()) for form in token.forms))
        if not skus and not self.is_property(token):
            meant = mistyped(token.text, self._by_name)
            skus = self._by_name[meant] if meant else set()
        return [sku for sku in self.products if sku in skus]

    @staticmethod
    def _names(token: Token, entry: _Entry) -> bool:
        return bool(token.forms & entry.names) or mistyped(token.text, entry.names) is not None


def _words_of(product: Product) -> Product:
    """A product without what changes from hour to hour."""
    return replace(product, price_cents=0, stock=0)
