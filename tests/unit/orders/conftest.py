"""What the tests of the order store share."""

from __future__ import annotations

import pytest

from tests.support import databases


@pytest.fixture(params=databases.KINDS)
def url(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path, "orders") as made:
        yield made
