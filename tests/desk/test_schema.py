"""Whatever a program sends to the JSON API, the answer is no server error: requests made from its description."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from baton.desk.auth.permissions import API
from baton.desk.auth.roles import Role, Scope
from tests.support.bench import Bench

EXAMPLES = 12


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    made.agent("ann", role=Role.ADMIN)
    made.handoff("h1")
    return made


def test_no_request_makes_a_server_error(bench):
    token = bench.token("ann", Scope)
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", bench.app, headers=token)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        # The first in vain, then on a handoff that is there, in whatever state the requests before have left it.
        for known in (None, "h1") if "{handoff_id}" in operation.path else (None,):
            _try(operation, token, known)


def _try(operation, token, known):
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def sends(case):
        if known is not None:
            case.path_parameters["handoff_id"] = known
        case.call_and_validate(headers=token, checks=[not_a_server_error])

    sends()
