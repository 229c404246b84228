"""The catalogue as the order store has it now, or had it some seconds ago."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from baton.orders.gateway import OrderGateway
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.vocabulary import LiveVocabulary, Vocabulary

#: So many products are kept ready for questions; of a larger range, those that the words of a question find.
MOST = 2000
#: How old the range, its prices and its stock may be.
FRESH = timedelta(seconds=20)


class LiveCatalogue:
    """Call it for the catalogue and the vocabulary that a question is answered from.

    Args:
        orders: where the products are.
        vocabulary: how people ask.
        clock: the time.
    Raises:
        OrdersUnavailable: from a call, when the products cannot be read.
    """

    def __init__(self, orders: OrderGateway, vocabulary: LiveVocabulary, clock: Callable[[], datetime]) -> None:
        self._orders = orders
        self._live_vocabulary = vocabulary
        self._clock = clock
        self._read_at: datetime | None = None
        self._catalogue: Catalogue | None = None
        self._vocabulary: Vocabulary | None = None

    def __call__(self, text: str, skus: Collection[str]) -> tuple[Catalogue, Vocabulary]:
        """The products that a question may be about.

        Args:
            text: the question.
            skus: of products that were spoken of before.
        """
        vocabulary, now = self._live_vocabulary(), self._clock()
        catalogue = self._catalogue
        old = self._read_at is None or not timedelta() <= now - self._read_at < FRESH
        if catalogue is None or old or vocabulary is not self._vocabulary:
            products = self._orders.all_products(MOST)
            if catalogue is None or vocabulary is not self._vocabulary or not catalogue.with_prices_of(products):
                catalogue = Catalogue(products, vocabulary)
            self._catalogue, self._vocabulary, self._read_at = catalogue, vocabulary, now
        if len(catalogue.products) < MOST:
            return catalogue, vocabulary
        spoken = [product for sku in skus if (product := self._orders.product(sku)) is not None]
        return Catalogue([*self._orders.products(text), *spoken], vocabulary), vocabulary
