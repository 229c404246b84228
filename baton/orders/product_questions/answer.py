"""What is to be said to a question about products, as plain values; the texts are put together elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from baton.orders.gateway import Product
from baton.orders.product_questions.lines import Line
from baton.orders.product_questions.verdict import Verdict


@dataclass(frozen=True)
class Facts:
    """Lines of a product that answer the question.

    Attributes:
        product: what it is about.
        lines: each with its value in another unit, if one was asked for.
        verdict: yes or no, if that was asked and the data say it.
        missing: what was asked and is not listed; empty if nothing is.
        partly: yes or no was asked, and the lines say only something near it.
        order_unknown: one of several measures was asked, and the data do not say which is which.
        complete: the lines answer every word of the question.
    """

    product: Product
    lines: tuple[tuple[Line, str | None], ...]
    verdict: Verdict = Verdict.OPEN
    missing: str = ""
    partly: bool = False
    order_unknown: bool = False
    complete: bool = False


@dataclass(frozen=True)
class Sheet:
    """All about a product; `complete` if everything was asked for."""

    product: Product
    complete: bool


@dataclass(frozen=True)
class NotListed:
    """The data do not answer. `asked` are the words or the name of what was asked; empty for no name of it."""

    product: Product
    asked: str


@dataclass(frozen=True)
class Accessory:
    """Something for a product is wanted that the shop does not list; `lines` may say what the product takes."""

    product: Product
    wanted: str
    lines: tuple[Line, ...] = ()


class Wait(Enum):
    """What is asked about a product that is out of stock."""

    NOTICE = "notice"
    DATE = "date"


@dataclass(frozen=True)
class Restock:
    """When a product is back, or a wish to be informed."""

    product: Product
    wait: Wait


@dataclass(frozen=True)
class Listing:
    """Products of a kind; `more` of them are left out."""

    products: tuple[Product, ...]
    more: int = 0
    not_listed: str = ""  #: a property that was asked for and that none of them lists
    meant_for: Product | None = None  #: with which they are to be used; whether they fit, the data do not say


@dataclass(frozen=True)
class Having:
    """Which of several products have what was asked: those that do, with the line that says so."""

    having: tuple[tuple[Product, Line], ...]
    asked: str


@dataclass(frozen=True)
class Compared:
    """Products beside each other: for each line its name and the values, None where it is not listed."""

    products: tuple[Product, ...]
    rows: tuple[tuple[str, tuple[str | None, ...]], ...]


@dataclass(frozen=True)
class Ranked:
    """Products in the order that was asked for, each with its line, and those without one."""

    says: str
    ranked: tuple[tuple[Product, Line], ...]
    unknown: tuple[Product, ...]


@dataclass(frozen=True)
class OnlyOne:
    """A bigger or cheaper one is asked for of a kind of which the shop has a single product; `line` is its measure."""

    product: Product
    line: Line


@dataclass(frozen=True)
class Dearer:
    """Nothing of the kind costs as little as is wanted; `product` is the cheapest."""

    product: Product


@dataclass(frozen=True)
class OtherCurrency:
    """The price that is wanted is in another currency than the shop's; both are ISO codes. The list comes after it."""

    asked: str
    own: str


@dataclass(frozen=True)
class Fits:
    """Two products that go together, and the line of each that says so: "E27"."""

    products: tuple[Product, Product]
    lines: tuple[Line, Line]


@dataclass(frozen=True)
class Similar:
    """What comes nearest to a product: of the same kind, or only of its category; perhaps nothing."""

    product: Product
    others: tuple[Product, ...]
    same_kind: bool


@dataclass(frozen=True)
class Categories:
    """What the shop sells at all."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class NotSold:
    """Something that the shop does not have; `names` are the nearest categories."""

    wanted: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class WhichProduct:
    """It is not clear which product is meant: some that it could be, or categories."""

    products: tuple[Product, ...]
    names: tuple[str, ...]


Part = (
    Facts | Sheet | NotListed | Accessory | Restock | Listing | Having | Compared | Ranked | OnlyOne | Dearer | Fits
    | OtherCurrency | Categories | NotSold | Similar | WhichProduct
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The parts of an answer, and what the conversation has come to with it.

    Attributes:
        parts: what to say, one after the other.
        focus: skus that it is about.
        shown: skus of the list that it shows; empty if it shows none.
        question: what was asked, to be asked of another product in the next message.
        named: the message itself says which products or department it is about.
        asks_way: it asks how or where to do something: the data say what a product has, and not how.
        asks_sheet: it asks what there is to know of a product: "tell me about the kettle".
        vague: only words say what is asked that may as well ask for something else: "how long".
        asks_whether: it asks whether there is one of some kind: "you got the throw in green".
    """

    parts: tuple[Part, ...]
    focus: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    question: str = ""
    named: bool = False
    asks_way: bool = False
    vague: bool = False
    asks_sheet: bool = False
    asks_whether: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the data answer all that was asked: then no general answer of the shop's is better."""
        return bool(self.parts) and not (self.asks_way or self.vague) and all(_is_sure(part) for part in self.parts)

    @property
    def only_names(self) -> bool:
        """Whether the message names a product, and asks nothing of it."""
        return (
            self.named
            and bool(self.parts)
            and all(isinstance(part, Sheet) and not part.complete for part in self.parts)
        )

    @property
    def lists_named(self) -> bool:
        """Whether it lists the products of a kind that the message names."""
        return (
            self.named and bool(self.parts) and all(isinstance(part, (Listing, OtherCurrency)) for part in self.parts)
        )

    @property
    def has_data(self) -> bool:
        """Whether it gives data of products, be it that they leave something open."""
        return not self.asks_way and all(_has_data(part) for part in self.parts)

    @property
    def has_facts(self) -> bool:
        """Whether it says of products what they have, and leaves no question for yes or no open."""
        partly = any(isinstance(part, Facts) and part.partly for part in self.parts)
        lists = any(isinstance(part, (Listing, Categories)) for part in self.parts)
        return self.has_data and not partly and not lists


def _has_data(part: Part) -> bool:
    return _is_sure(part) or (isinstance(part, Facts) and bool(part.lines) and not part.missing)


def _is_sure(part: Part) -> bool:
    if isinstance(part, Facts):
        return part.complete and not part.missing and not part.partly
    if isinstance(part, Listing):
        return not part.not_listed and part.meant_for is None
    return isinstance(
        part, (Restock, Having, Compared, Ranked, OnlyOne, Dearer, OtherCurrency, Fits, Similar, Categories)
    )
