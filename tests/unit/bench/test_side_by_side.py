"""The sums of benchmark and soak: percentiles, medians with ranges, ratios round by round, orders, blows, handovers."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
import yaml

from bench import order_import, rasa_projects, soak
from bench.rest_load import percentile
from bench.side_by_side import Speed, page, speed_rows
from bench.soak import Handovers, handovers
from tests.support.bench import Bench
from tests.support.tcp_gate import TcpGate


def test_a_percentile_is_a_wait_that_was_seen():
    waits = [number / 100 for number in range(1, 101)]
    assert [percentile(waits, share) for share in (0.5, 0.95, 0.99, 1.0)] == [0.5, 0.95, 0.99, 1.0]
    assert percentile([0.3], 0.99) == 0.3
    with pytest.raises(ValueError):
        percentile([], 0.5)


def test_systems_are_compared_round_by_round():
    found = {
        "own": Speed([100, 120, 90], [8, 9, 7], [0.01] * 99 + [0.5]),
        "other": Speed([50, 40, 90], [20, 21, 22], [0.1]),
    }
    rows = speed_rows(found, "other")
    assert rows[2].startswith("| own | 100 (90 to 120) | 2.00 (1.00 to 3.00) | 8.0 ms | 10 ms | 10 ms | 10 ms |")
    assert "| 1.00 (1.00 to 1.00) |" in rows[3]
    assert "\n".join(rows) in page(rows, "two cores")


def test_the_made_up_orders_are_as_many_as_asked_for_and_name_customers_and_products_that_are_there(tmp_path):
    files = {path.stem: list(csv.DictReader(path.open())) for path in order_import.write_files(tmp_path, 40)}
    assert len({row["number"] for row in files["orders"]}) == 40
    assert {row["customer_external_id"] for row in files["orders"]} == {
        row["external_id"] for row in files["customers"]
    }
    assert {row["sku"] for row in files["orders"]} == {row["sku"] for row in files["products"]}
    assert len({row["name"] for row in files["customers"]}) == len(files["customers"])


def test_every_intent_of_the_stock_project_has_a_rule_and_examples_without_line_breaks():
    files = {name: yaml.safe_load(text) for name, text in rasa_projects.stock().files().items()}
    intents = {each["intent"] for each in files["data.yml"]["nlu"]}
    known = set(files["domain.yml"]["intents"])
    assert {rule["steps"][0]["intent"] for rule in files["data.yml"]["rules"]} == known == intents | {"nlu_fallback"}
    assert len(intents) > 20
    assert all(line.startswith("- ") for each in files["data.yml"]["nlu"] for line in each["examples"].splitlines())


def test_a_soak_strikes_each_kind_as_often_as_any_other_and_the_same_every_time():
    ways = {name: TcpGate(1) for name in ("PostgreSQL", "Redis")}
    try:
        names = [blow.name for blow in soak.blows(None, ways, 1800)]
        assert names == [blow.name for blow in soak.blows(None, ways, 1800)]
    finally:
        for way in ways.values():
            way.close()
    times = Counter(names)
    assert len(names) == 89 and len(times) == 9 and max(times.values()) - min(times.values()) <= 1


def test_handovers_are_counted_on_both_sides(tmp_path):
    bench = Bench(tmp_path)
    bench.handoff("h1", "c1")
    bench.handoff("h2", "c2")
    url = str(bench.engine.url)
    assert handovers(url, {"c1", "c3"}) == Handovers(
        2,
        2,
        (
            "c3: 0 handoffs instead of one",
            "c2: a handoff that nobody asked for",
            "c1: its handoff is queued",
            "c2: its handoff is queued",
        ),
    )
