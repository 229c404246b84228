"""How questions about products are answered from the sample shop's data: `make eval EVAL=file`.

The file is tab separated: a question, and words that the right answer has; `dontknow` where the data do not answer, or
the shop sells no such thing: then the answer must say so. Each question is the first of a conversation. With a model
it is also counted how many are read as questions about products.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.product_texts import ProductTexts, is_unanswered
from baton.base.responses import Responses
from baton.base.settings import ROOT
from baton.orders.gateway import Product
from baton.orders.product_questions.answer import NotSold
from baton.orders.product_questions.answering import answer
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.subject import Memory
from baton.orders.product_questions.vocabulary import LiveVocabulary
from baton.orders.sample.products import PRODUCTS
from bench.intervals import rate

OWN = ROOT / "tests" / "eval" / "products.tsv"
UNKNOWN = "dontknow"


@dataclass(frozen=True)
class ProductResult:
    """A question, what was to be said, what was said, and whether it was said not to be known or sold."""

    question: str
    says: str
    said: str
    honest: bool

    @property
    def right(self) -> bool:
        if self.says == UNKNOWN:
            return self.honest
        return _plain(self.says) in _plain(self.said)


def read(path: Path) -> list[tuple[str, str]]:
    """The questions of a file and what the answers say."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row[0], row[1]) for row in rows[1:] if len(row) > 1]


def measure(questions: Iterable[tuple[str, str]]) -> list[ProductResult]:
    """Every question, answered from the sample shop."""
    vocabulary = LiveVocabulary()()
    catalogue = Catalogue(map(_product, sorted(PRODUCTS, key=lambda product: product.sku)), vocabulary)
    texts = ProductTexts(Responses(), vocabulary)
    results = []
    for question, says in questions:
        found = answer(question, catalogue, Memory(), vocabulary)
        honest = is_unanswered(found) or any(isinstance(part, NotSold) for part in found.parts)
        results.append(ProductResult(question, says, texts.text(found), honest))
    return results


def report(results: Sequence[ProductResult], intents: Sequence[str] = ()) -> list[str]:
    """Right answers of those that the data hold, and honest ones of the others; then those that are wrong.

    Args:
        results: of `measure`.
        intents: how a model read each question; empty if there is none.
    """
    known = [result.right for result in results if result.says != UNKNOWN]
    unknown = [result.right for result in results if result.says == UNKNOWN]
    lines = [f"{'products, answered right':32}{rate(known)}", f"{'not known or not sold, said so':32}{rate(unknown)}"]
    if intents:
        read_so = [intent in ("product_question", "place_order") for intent in intents]
        lines.append(f"{'read as about products':32}{rate(read_so)}")
    return lines


def wrong(results: Sequence[ProductResult]) -> list[str]:
    """The questions that were not answered right."""
    return [f"  {one.question}\n    want: {one.says}\n    said: {one.said}" for one in results if not one.right]


def _product(product: object) -> Product:
    fields = {name: getattr(product, name) for name in ("sku", "name", "category", "description", "stock")}
    return Product(
        **fields,
        price_cents=product.pence,  # type: ignore[attr-defined]
        currency="GBP",
        complex_spec=product.complex_spec,  # type: ignore[attr-defined]
        specifications=product.specifications,  # type: ignore[attr-defined]
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=OWN)
    results = measure(read(parser.parse_args().path))
    print("\n".join([*report(results), *wrong(results)]))


if __name__ == "__main__":
    main()
