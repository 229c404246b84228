"""A lab on each kind of database."""

from __future__ import annotations

import pytest

from tests.support import databases
from tests.support.lab import Lab


@pytest.fixture(params=databases.KINDS)
def lab(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield Lab(url, url)


@pytest.fixture
def quick_lab(tmp_path):
    """On SQLite only, for what no database decides."""
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        yield Lab(url, url)
