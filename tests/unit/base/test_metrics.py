"""Who may read the metrics, and that forked workers count together."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from baton.base import metrics
from baton.base.settings import ROOT, SECRET_NAMES, SettingsError, read

TOKEN = "0123456789abcdef-a-token-of-tests"
PRODUCTION = {
    "BATON_ENV": "production",
    "BATON_ALLOWED_ORIGINS": "https://shop.example",
    **{f"BATON_{name.upper()}": f"0123456789abcdef-{name:-<24}" for name in SECRET_NAMES},
}


def settings(tmp_path, **environ):
    return read({"BATON_VAR_DIR": str(tmp_path), **environ})


def test_with_a_token_only_the_token_opens(tmp_path):
    chosen = settings(tmp_path, **{**PRODUCTION, "BATON_METRICS_TOKEN": TOKEN + "z"})
    assert metrics.allowed(chosen, f"Bearer {TOKEN}z", "desk.example", True)
    for wrong in (None, "", "Bearer ", f"Bearer {TOKEN}", "Bearer é"):
        assert not metrics.allowed(chosen, wrong, "localhost", False)


@given(st.text(), st.text(), st.booleans())
def test_without_a_token_production_tells_nobody(authorization, host, forwarded):
    chosen = _PRODUCTION
    assert not metrics.allowed(chosen, authorization, host, forwarded)


_PRODUCTION = read(PRODUCTION)


def test_without_a_token_development_tells_this_machine(tmp_path):
    chosen = settings(tmp_path)
    assert metrics.allowed(chosen, None, "localhost:8080", False)
    assert not metrics.allowed(chosen, None, "rebound.example", False)
    assert not metrics.allowed(chosen, None, "localhost", True)


def test_a_short_token_or_one_that_is_another_secret_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="BATON_METRICS_TOKEN"):
        settings(tmp_path, BATON_METRICS_TOKEN="short")
    same = PRODUCTION["BATON_DESK_SECRET"]
    with pytest.raises(SettingsError, match="same as"):
        settings(tmp_path, **{**PRODUCTION, "BATON_METRICS_TOKEN": same})


FORKS = """
import os
from baton.base import metrics
metrics.FALLBACKS.labels("utter_not_understood").inc()
for _ in range(2):
    pid = os.fork()
    if not pid:
        metrics.FALLBACKS.labels("utter_not_understood").inc()
        metrics.STREAMS.inc()
        os._exit(0)
    os.waitpid(pid, 0)
    metrics.worker_ended(pid, asked=False)
print(metrics.render().decode())
"""


def test_workers_count_together_and_what_a_dead_one_had_open_is_gone(tmp_path):
    environment = {**os.environ, metrics.FOLDER_VARIABLE: str(tmp_path)}
    made = subprocess.run(
        [sys.executable, "-c", FORKS], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert made.returncode == 0, made.stderr
    found = values(made.stdout)
    assert found["baton_fallbacks_total"] == 3
    assert found["baton_worker_deaths_total"] == 2
    assert found.get("baton_streams", 0) == 0


def values(text):
    """The sums of each metric over its labels."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


def test_what_is_told_is_what_is_listed():
    told = [("baton_queue_handoffs", ("queued",), 2.0), ("baton_policy_info", ("3", "launch"), 1.0)]
    metrics.FALLBACKS.labels("utter_not_understood")
    text = metrics.render(lambda: told).decode()
    assert 'baton_queue_handoffs{state="queued"} 2.0' in text
    assert 'baton_policy_info{posture="launch",version="3"} 1.0' in text
    own = {name for name in values(text) if name.startswith("baton_") and not name.endswith("_created")}
    assert own <= metrics.names()


def test_errors_are_counted_by_their_logger():
    def counted():
        return metrics.ERRORS.labels("some.module")._value.get()

    metrics.count_errors()
    metrics.count_errors()
    before = counted()
    logging.getLogger("some.module").error("no")
    logging.getLogger("some.module").warning("not counted")
    try:
        assert counted() == before + 1
    finally:
        root = logging.getLogger()
        root.handlers = [each for each in root.handlers if not isinstance(each, metrics.ErrorCounter)]


def test_a_round_of_a_loop_that_fails_is_counted_and_still_fails():
    with pytest.raises(ValueError), metrics.loop_round("trying"):
        raise ValueError
    assert metrics.LOOP_FAILURES.labels("trying")._value.get() == 1
    with metrics.loop_round("trying"):
        pass
    assert metrics.LOOP_SUCCEEDED.labels("trying")._value.get() > 0
