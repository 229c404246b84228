"""What all tests share."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

gc.disable()  # until all is collected: what is imported and collected stays, so looking through it finds nothing

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# Nothing that a developer has set reaches the tests, and nothing phones home.
for name in [n for n in os.environ if n.startswith("BATON_")]:
    del os.environ[name]
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from tests.support.stack import USUAL, Stack  # noqa: E402

# A loaded machine is no fault of what is tested, and a run can be repeated.
hypothesis.settings.register_profile("baton", deadline=None, derandomize=True)
hypothesis.settings.load_profile("baton")

MARKERS = {
    "stack": "starts Baton's processes, which need a trained model",
    "browser": "drives Chromium",
    "check": "part of `make check`: seconds, no model, no browser, no TensorFlow",
}


def pytest_configure(config):
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collection_modifyitems(items):
    """Mark what needs a trained model or a browser, by its fixtures and its folder."""
    for item in items:
        if "stack" in item.fixturenames or (ROOT / "tests" / "stack") in item.path.parents:
            item.add_marker("stack")
        if (ROOT / "tests" / "browser") in item.path.parents:
            item.add_marker("browser")


def pytest_collection_finish():
    """Garbage is looked for in what the tests make only, and seldom: a fifth of their time went into looking."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


@pytest.fixture
def bench(tmp_path):
    """A desk in this process."""
    from tests.support.bench import Bench  # the desk is slow to import, and most tests need none

    return Bench(tmp_path)


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """The running processes, shared by all tests of this worker that need them; orders need no proof here."""
    with Stack(tmp_path_factory.mktemp("stack"), **USUAL) as running:
        yield running
