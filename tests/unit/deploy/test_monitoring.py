"""The alert rules and the dashboard name only metrics that there are; Prometheus' own tool accepts the rules."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import yaml

from baton.base import metrics
from baton.base.settings import ROOT, Settings
from scripts import write_dashboard

FOLDER = ROOT / "deploy" / "prometheus"
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text())
DASHBOARD = json.loads(write_dashboard.FILE.read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SHOWN = [target["expr"] for panel in PANELS for target in panel["targets"]]


def used(expression):
    return set(re.findall(r"\bbaton_[a-z_]+", expression))


@pytest.mark.parametrize("expression", [rule["expr"] for rule in ALERTS] + SHOWN)
def test_an_expression_names_only_metrics_that_there_are(expression):
    assert used(expression) <= metrics.names()


def test_every_metric_is_on_the_dashboard():
    stems = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in metrics.names()}
    shown = {re.sub(r"_(total|bucket|sum|count)$", "", name) for expression in SHOWN for name in used(expression)}
    assert stems == shown


def test_every_alert_says_what_it_means_and_what_to_look_at():
    for rule in ALERTS:
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["labels"]["severity"] in ("critical", "warning")
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)


def test_the_dashboard_is_the_one_that_the_script_writes():
    assert write_dashboard.dashboard() == DASHBOARD  # else: .venv/bin/python -m scripts.write_dashboard


def test_prometheus_asks_the_ports_that_there_are():
    read = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    ports = {
        int(target.rpartition(":")[2])
        for job in read["scrape_configs"]
        for each in job["static_configs"]
        for target in each["targets"]
    }
    assert ports == {Settings.__fields__[f"{name}_port"].default for name in ("rasa", "actions", "desk")}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here (Debian: prometheus)")
def test_prometheus_accepts_the_rules_and_they_fire_when_they_should():
    for command in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        made = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True)
        assert made.returncode == 0, made.stdout + made.stderr
