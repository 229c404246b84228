"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# Nothing that a developer has set reaches the tests, and nothing phones home.
for name in [n for n in os.environ if n.startswith("BATON_")]:
    del os.environ[name]
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"

import pytest  # noqa: E402

from tests.stack import Stack  # noqa: E402


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """The running processes, shared by all tests that need them; orders need no proof here."""
    made = Stack(
        tmp_path_factory.mktemp("stack"),
        BATON_ORDER_PROOF="none",
        BATON_SESSION_RATE="10000",
        BATON_ADDRESS_RATE="100000",
        BATON_ALLOWED_ORIGINS="http://shop.test",
    )
    made.start()
    yield made
    made.stop()
