"""A customer in conversation with the desk."""

from __future__ import annotations

import pytest

from tests.support.talk import Talk


@pytest.fixture
def talk(bench):
    return Talk(bench)
