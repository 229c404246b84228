"""A desk on each kind of database, with the log in the same one, and one that a customer has filled."""

from __future__ import annotations

import shutil

import pytest

from tests.support import customers, databases
from tests.support.bench import Bench
from tests.support.clock import Clock


@pytest.fixture(params=databases.KINDS)
def bench(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        if request.param == "sqlite":
            yield Bench(tmp_path / "desk")
        else:
            yield Bench(tmp_path / "desk", BATON_DESK_DB=url, BATON_TRACKER_DB=url)


@pytest.fixture
def quick_bench(tmp_path):
    """On SQLite only, for what no database decides."""
    return Bench(tmp_path / "desk")


@pytest.fixture(scope="session")
def _filled_once(tmp_path_factory):
    """To fill one takes a second: it is done once, and each test gets a copy."""
    folder = tmp_path_factory.mktemp("filled") / "desk"
    bench = Bench(folder)
    customers.fill(bench)
    for engine in (bench.engine, bench.log_engine):
        engine.dispose()
    return folder, bench.clock()


@pytest.fixture
def filled(_filled_once, tmp_path):
    """A desk on SQLite with everything of `tests/support/customers.py` in it."""
    folder, at = _filled_once
    shutil.copytree(folder, tmp_path / "desk")
    return Bench(tmp_path / "desk", Clock(at))
