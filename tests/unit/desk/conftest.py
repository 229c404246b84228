"""The desk under test."""

from __future__ import annotations

import pytest

from tests.unit.desk.builders import Bench


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)
