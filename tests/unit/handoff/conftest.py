"""A customer in conversation with the desk."""

from __future__ import annotations

import pytest

from tests.unit.desk.builders import Bench
from tests.unit.handoff.talk import Talk


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def talk(bench):
    return Talk(bench)
