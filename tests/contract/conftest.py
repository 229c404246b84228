"""What the contract tests share: servers that are closed afterwards, and a database of each kind."""

from __future__ import annotations

import pytest

from tests.support import databases
from tests.support.server import Server


def pytest_configure(config):
    config.addinivalue_line("markers", "every_database: runs on PostgreSQL too; the others on SQLite only")
    config.addinivalue_line("markers", "no_answer: the server leaves requests unanswered; connectors wait for a second")


def pytest_generate_tests(metafunc):
    if "desk_db" in metafunc.fixturenames:
        everywhere = metafunc.definition.get_closest_marker("every_database")
        metafunc.parametrize("desk_db", databases.KINDS if everywhere else databases.KINDS[:1], indirect=True)


@pytest.fixture
def serve():
    """Makes servers."""
    made = []

    def serve(*given):
        made.append(Server(*given))
        return made[-1]

    yield serve
    for server in made:
        server.close()


@pytest.fixture
def answer_seconds(request):
    """How long connectors wait for an answer: on a loaded machine a small server may need seconds for one."""
    return 1.0 if request.node.get_closest_marker("no_answer") else 20.0


@pytest.fixture
def desk_db(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield url
