"""How customers ask about products (data/product_words.yml), as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from baton.base.document import Document, DocumentPart, Fault


class AspectWords(DocumentPart):
    """What can be asked about products, and how shops write it."""

    label: str = Field(min_length=1)
    asks: list[str] = []
    otherwise: list[str] = []
    options: list[str] = []
    keys: list[str] = Field(min_items=1)
    units: list[str] = []
    values: list[str] = []
    affirms: list[str] = []
    axis: Literal["w", "d", "h"] | None = None


class OrderWords(DocumentPart):
    """Comparatives and superlatives by one aspect."""

    words: list[str] = Field(min_items=1)
    aspect: str
    most: bool
    says: str


class UnitWords(DocumentPart):
    """A unit of measure: `factor` times the first unit of its kind (`of`), counted from `zero`."""

    unit: str
    of: str
    factor: float = Field(gt=0)
    words: list[str] = []
    asked: bool = False
    zero: float = 0.0


class UseWords(DocumentPart):
    """What somebody may want things for, and the names of those that serve."""

    topics: list[str] = Field(min_items=1)
    does: list[str]
    products: list[str] = Field(min_items=1)


class PhraseWords(DocumentPart):
    """Phrases that say what kind of question it is."""

    sold: list[str]
    goods: list[str]
    all_products: list[str]
    which: list[str]
    compare: list[str]
    notify: list[str]
    restock: list[str]
    sheet: list[str]
    full_sheet: list[str]
    yes_no: list[str]
    request: list[str]
    follow: list[str]
    accessory: list[str]
    similar: list[str]
    way: list[str]
    needed: list[str]


class ProductWords(Document):
    """The whole file; lists of the same meaning are written with commas: `phone, mobile`."""

    setting: ClassVar[str] = ""

    aspects: dict[str, AspectWords]
    orders: list[OrderWords]
    same: list[str]
    products: list[str]
    packaging: list[str]
    ignored: list[str]
    doubts: list[str]
    affirmative: list[str]
    negative: list[str]
    demanding: list[str]
    denying: list[str]
    describing: list[str]
    phrases: PhraseWords
    at_most: list[str]
    at_most_bare: list[str]
    limits: list[str]
    possible: list[str]
    presents: list[str]
    meeting_points: list[str]
    fits: list[str]
    for_price: list[str]
    amounts: dict[str, float]
    currencies: dict[str, list[str]] = Field(min_items=1)
    numbers: dict[str, int]
    uses: list[UseWords]
    likes: list[str]
    wanting: list[str]
    pronouns: list[str]
    anything: list[str]
    selling: list[str]
    offering: list[str]
    asks_whether: list[str]
    linking: list[str]
    one_of: list[str]
    several: list[str]
    other: list[str]
    ordinals: list[str]
    last: list[str]
    possessive: list[str]
    indefinite: list[str]
    prepositions: list[str]
    auxiliaries: list[str]
    question_words: list[str]
    openers: list[str]
    units: list[UnitWords]

    def faults(self) -> Iterator[Fault]:
        for place, order in enumerate(self.orders):
            if order.aspect not in self.aspects:
                yield ("orders", place, "aspect"), f"there is no aspect {order.aspect!r}"
        known = {unit.unit for unit in self.units}
        for name, aspect in self.aspects.items():
            for unit in aspect.units:
                if unit not in known:
                    yield ("aspects", name, "units"), f"there is no unit {unit!r}"
