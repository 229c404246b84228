"""What the tests of the actions share."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from baton.base.migrations import upgrade
from baton.orders.product_questions.live_catalogue import LiveCatalogue
from baton.orders.product_questions.vocabulary import LiveVocabulary
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway


@pytest.fixture(scope="session")
def orders(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('orders')}/orders.db"
    upgrade("orders", url)
    seed(url, date(2026, 11, 24))
    return SqlOrderGateway(url)


@pytest.fixture(scope="session")
def catalogue(orders):
    """The sample shop's products, ready for questions: to get them ready takes longer than a test."""
    return LiveCatalogue(orders, LiveVocabulary(), lambda: datetime(2026, 11, 24, tzinfo=timezone.utc))
