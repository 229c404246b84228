from __future__ import annotations

import pytest

from baton.nlu import data_validation


@pytest.fixture
def small(monkeypatch):
    """Language data of any size are enough."""
    for fewest in ("FEWEST_PER_SIGNAL", "FEWEST_PER_INTENT", "FEWEST_ORDINARY", "FEWEST_NEAR_MISSES"):
        monkeypatch.setattr(data_validation, fewest, 0)
