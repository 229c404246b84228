"""A desk with an agent and a lead, and a browser for each; files that need another team make their own `bench`."""

from __future__ import annotations

import pytest

from baton.desk.auth.roles import Role
from tests.support.bench import Bench


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    made.agent("maria")
    made.agent("tom", role=Role.LEAD)
    return made


@pytest.fixture
def maria(bench):
    return bench.browser("maria")


@pytest.fixture
def tom(bench):
    return bench.browser("tom")
