"""Order numbers of any form, by the shop's setting."""

from __future__ import annotations

import time

import pytest

from baton.base.settings import SettingsError, read
from baton.orders.text.order_number_forms import VARIABLE
from baton.orders.text.order_numbers import canonical, find_order_numbers, is_order_number


@pytest.mark.parametrize(
    ("setting", "text", "found"),
    [
        ("#1001", "where is #1001", ["#1001"]),
        ("#1001", "where is my order 1001?", ["#1001"]),
        ("#1001", "1001", ["#1001"]),
        ("1001", "where is order #1001", ["1001"]),
        ("1001", "order 1001, please", ["1001"]),
        ("1001", "1001 and 1002", ["1001", "1002"]),
        ("1001", "1001, 1002", ["1001", "1002"]),
        ("SO-2024-0001", "SO-2024-0001", ["SO-2024-0001"]),
        ("SO-2024-0001", "where is so 2026 0417?", ["SO-2026-0417"]),
        ("SO-2024-0001", "so20260417 has not come", ["SO-2026-0417"]),
        ("SO-2024-0001", "order 2026-0417", ["SO-2026-0417"]),
        ("SO-2024-0001", "#SO-2026-0417.", ["SO-2026-0417"]),
        ("SO-2024-0001", "SO-2026-0417 and SO-2026-0418", ["SO-2026-0417", "SO-2026-0418"]),
        ("FR-10023", "my order fr-10077", ["FR-10077"]),
        ("FR-10023", "order 10077", ["FR-10077"]),
        ("FR-10023", "10077", ["FR-10077"]),
        ("FR-10023, DE-10023", "order 10077", []),
        ("FR-10023, DE-10023", "DE 10077", ["DE-10077"]),
        ("DE10023", "where is de10077", ["DE10077"]),
        ("202600017", "where is 202600018", ["202600018"]),
        ("9999, 10000", "where are 9999 and order 10000", ["9999", "10000"]),
        ("001001", "order 001234", ["001234"]),
        ("A??-999", "order axy-123", ["AXY-123"]),
        ("2024-0001", "where is 2026-0417", ["2026-0417"]),
        ("2024/0001", "2026/0417", ["2026/0417"]),
        ("FR-10023", "FR-10077/FR-10078", ["FR-10077", "FR-10078"]),
        ("FR-10023", "FR 1OO77", ["FR-10077"]),
        ("SO-2024-0001", "SO-٢٠٢٤-٠٠٠٢", ["SO-2024-0002"]),
        ("#1001", "my number is 1001 and phone 07700900123", ["#1001"]),
        ("#1001", "HW1001", ["#1001"]),
        ("#1001", "order 1001, invoice 1002", ["#1001"]),
        ("202600017", "202600017 07700900123", ["202600017"]),
    ],
)
def test_numbers_are_found_as_people_write_them(monkeypatch, setting, text, found):
    monkeypatch.setenv(VARIABLE, setting)
    assert sorted(find_order_numbers(text)) == sorted(found)


@pytest.mark.parametrize("setting", ["1001", "#1001", "SO-2024-0001", "9999, 10000", "FR-10023", "A1001"])
@pytest.mark.parametrize(
    "text",
    [
        "I bought it in 2024, where is it",
        "since November 2023 I have waited",
        "it was ordered on 24 Nov 2024",
        "call me on 020 7946 0018",
        "it cost £1001.50",
        "in 2024",
        "jane1001@example.com",
        "https://shop.example/SO-2024-0001/1001",
        "a 2024 model",
        "at 10:01",
    ],
)
def test_a_year_a_price_or_a_phone_number_is_none(monkeypatch, setting, text):
    monkeypatch.setenv(VARIABLE, setting)
    assert find_order_numbers(text) == []


@pytest.mark.parametrize("text", ["order 2024", "#2024", "2024", "order number is 2024"])
def test_a_number_that_looks_like_a_year_is_one_when_it_is_called_so(monkeypatch, text):
    monkeypatch.setenv(VARIABLE, "1001")
    assert find_order_numbers(text) == ["2024"]


@pytest.mark.parametrize(
    ("setting", "text", "number"),
    [
        ("", "10023", "10023"),
        ("", "#10023", None),
        ("#1001", "1002", "#1002"),
        ("#1001", "#1002", "#1002"),
        ("1001", "01001", None),
        ("SO-2024-0001", "so-2024-0417", "SO-2024-0417"),
        ("SO-2024-0001", "SO-2024-041", None),
        ("9999, 10000", "10000", "10000"),
    ],
)
def test_a_number_is_kept_as_the_shop_writes_it(monkeypatch, setting, text, number):
    monkeypatch.setenv(VARIABLE, setting)
    assert canonical(text) == number
    assert is_order_number(text) == (number is not None)


@pytest.mark.parametrize("value", ["SO", "10 023", "1001;1002", "SO--1", "-1", "1" * 21, "é1", "(1)"])
def test_a_setting_that_is_no_example_is_refused(tmp_path, value):
    with pytest.raises(SettingsError, match=VARIABLE):
        read({"BATON_VAR_DIR": str(tmp_path), VARIABLE: value})


@pytest.mark.parametrize("seed", ["SO-2024-0001 ", "SO-", "2024-", "SO 2024 ", "#1", "order 10077 "])
def test_a_long_text_takes_no_longer_than_its_length(monkeypatch, seed):
    monkeypatch.setenv(VARIABLE, "SO-2024-0001, #1001, FR-10023, A??-999")
    start = time.process_time()
    find_order_numbers((seed * 20_000)[:20_000])
    assert time.process_time() - start < 4
