"""Writes deploy/grafana/baton.json: the dashboard as data, so that panels are lines and not screens of JSON."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "baton.json"
_CUSTOMER = 'speaker="customer"'


def _quantile(name: str, by: str = "") -> list[tuple[str, str]]:
    labels = f"le, {by}" if by else "le"
    legend = f" {{{{{by}}}}}" if by else ""
    return [
        (f"histogram_quantile({q}, sum by ({labels}) (rate({name}_bucket[5m])))", f"{round(q * 100)} %{legend}")
        for q in (0.5, 0.95, 0.99)
    ]


#: Rows of panels: title, unit, and the lines of each: expression and legend.
ROWS: tuple[tuple[str, tuple[tuple[str, str, list[tuple[str, str]]], ...]], ...] = (
    (
        "Customers",
        (
            ("Messages a second", "reqps", [("sum by (speaker) (rate(baton_messages_total[5m]))", "{{speaker}}")]),
            ("From a message to its answer", "s", _quantile("baton_message_seconds")),
            ("Open streams", "short", [("sum(baton_streams)", "widgets")]),
            (
                "The bot does not help",
                "percentunit",
                [
                    (
                        "sum by (response) (rate(baton_fallbacks_total[30m])) / ignoring(response) group_left "
                        f"sum(rate(baton_messages_total{{{_CUSTOMER}}}[30m]))",
                        "{{response}}",
                    )
                ],
            ),
        ),
    ),
    (
        "Handovers",
        (
            (
                "By trigger, an hour",
                "short",
                [("sum by (trigger) (increase(baton_escalations_total[1h]))", "{{trigger}}")],
            ),
            (
                "By category, an hour",
                "short",
                [("sum by (category) (increase(baton_escalations_total[1h]))", "{{category}}")],
            ),
            ("Queue", "short", [("max by (state) (baton_queue_handoffs)", "{{state}}")]),
            ("Longest wait", "s", [("max(baton_queue_oldest_seconds)", "in the queue")]),
        ),
    ),
    (
        "Nothing lost",
        (
            (
                "Messages that wait",
                "short",
                [("max(baton_inbox_waiting)", "waiting"), ("max(baton_inbox_dead)", "given up")],
            ),
            ("Oldest of them", "s", [("max(baton_inbox_oldest_seconds)", "oldest")]),
            ("Oldest delivery", "s", [("max by (target) (baton_outbox_oldest_seconds)", "{{target}}")]),
            (
                "Deliveries",
                "short",
                [
                    ("max by (target) (baton_outbox_waiting)", "{{target}} waiting"),
                    ("max by (target) (baton_outbox_dead)", "{{target}} given up"),
                ],
            ),
            (
                "Attempts to deliver",
                "reqps",
                [("sum by (target, outcome) (rate(baton_deliveries_total[5m]))", "{{target}} {{outcome}}")],
            ),
            (
                "Failed attempts to handle a message",
                "reqps",
                [("sum by (outcome) (rate(baton_message_failures_total[5m]))", "{{outcome}}")],
            ),
            (
                "Events that a consumer is behind",
                "short",
                [("max by (consumer) (baton_consumer_lag_events)", "{{consumer}}")],
            ),
        ),
    ),
    (
        "Processes",
        (
            ("Actions", "s", _quantile("baton_action_seconds", "action")),
            ("Failed actions", "reqps", [("sum by (action) (rate(baton_action_failures_total[5m]))", "{{action}}")]),
            ("Event loops are late", "s", _quantile("baton_event_loop_lag_seconds", "job")),
            ("Errors logged", "reqps", [("sum by (job, logger) (rate(baton_errors_total[5m]))", "{{job}} {{logger}}")]),
            (
                "Loops: seconds since they worked",
                "s",
                [("time() - max by (loop) (baton_loop_succeeded_timestamp_seconds)", "{{loop}}")],
            ),
            (
                "Rounds of loops that failed",
                "reqps",
                [("sum by (loop) (rate(baton_loop_failures_total[5m]))", "{{loop}}")],
            ),
            (
                "Workers that ended unasked, an hour",
                "short",
                [("sum by (job) (increase(baton_worker_deaths_total[1h]))", "{{job}}")],
            ),
            (
                "Escalation policy",
                "short",
                [("max by (version, posture) (baton_policy_info)", "version {{version}}, {{posture}}")],
            ),
            ("Databases readable", "short", [("min(baton_state_readable)", "1: yes")]),
            (
                "Candidate policy: share",
                "percentunit",
                [("max by (version) (baton_policy_candidate_share)", "{{version}}")],
            ),
            ("Candidates taken back", "short", [("max(baton_policy_taken_back)", "taken back")]),
        ),
    ),
)


def dashboard() -> dict[str, object]:
    """The dashboard as Grafana imports it."""
    panels: list[dict[str, object]] = []
    y = 0
    for row, entries in ROWS:
        panels.append(
            {"id": len(panels) + 1, "type": "row", "title": row, "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}}
        )
        y += 1
        for place, (title, unit, lines) in enumerate(entries):
            targets = [
                {"refId": chr(65 + number), "expr": expr, "legendFormat": legend}
                for number, (expr, legend) in enumerate(lines)
            ]
            panels.append(
                {
                    "id": len(panels) + 1,
                    "type": "timeseries",
                    "title": title,
                    "datasource": {"type": "prometheus", "uid": "${source}"},
                    "gridPos": {"x": place % 3 * 8, "y": y + place // 3 * 7, "w": 8, "h": 7},
                    "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
                    "targets": targets,
                }
            )
        y += (len(entries) + 2) // 3 * 7
    return {
        "uid": "baton",
        "title": "Baton",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "panels": panels,
    }


def main() -> None:
    FILE.write_text(json.dumps(dashboard(), indent=1) + "\n")


if __name__ == "__main__":
    main()
