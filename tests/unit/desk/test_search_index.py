"""Finding handoffs: by name, address, phone and order, by the beginning of a word, whatever the accents."""

from __future__ import annotations

import time

import pytest

from baton.desk.store import queue_filters
from baton.desk.store.handoff_rows import row_summaries
from baton.handoff.records import search_index, search_terms
from baton.handoff.records.lifecycle import State


def fitting_ids(bench, **values):
    """The handoffs that a filter lets through."""
    conditions = queue_filters.Filter(**values).in_database()
    return [found.id for found in row_summaries(bench.engine, State, conditions=conditions)]


@pytest.fixture
def found(bench):
    for slot, value in (("customer_name", "Élodie Núñez"), ("customer_email", "Elodie.Nunez@Example.com")):
        bench.log_event("c1", {"event": "slot", "name": slot, "value": value})
    bench.handoff("h1", "c1")
    bench.clock.forward(minutes=1)
    bench.handoff("h2", "c2", category="refund")

    def found(query):
        wanted = search_terms.asked(query)
        in_memory = [h.id for h in bench.store.find() if search_terms.fits(search_terms.words(h.package), wanted)]
        ids = search_index.find(bench.engine, wanted, 10)
        assert not wanted or sorted(in_memory) == sorted(ids)
        return ids

    return found


@pytest.mark.parametrize(
    "query", ["elodie", "ÉLOD", "nunez elodie", "elodie.nunez@example.com", "ELODIE.NU", "example.com", "h1"]
)
def test_one_is_found(found, query):
    assert found(query) == ["h1"]


@pytest.mark.parametrize("query", ["10012", "10 012", "#10012", "1001"])
def test_an_order_number_finds_its_handoffs_the_latest_first(found, query):
    assert found(query) == ["h2", "h1"]


@pytest.mark.parametrize("query", ["lodie", "nunez refund", "%", "_", "' OR 1=1", "\U0010ffff"])
def test_what_does_not_begin_a_word_finds_nothing(found, query):
    assert found(query) == []


def test_a_filter_is_its_address_and_back(bench):
    wanted = queue_filters.read({"q": "  jane   doe ", "team": "all", "priority": "2", "nonsense": "x"})
    assert wanted.query == "q=jane+doe&team=all&priority=2"
    assert queue_filters.parse(wanted.query) == wanted and wanted.conditions == 2
    assert not queue_filters.read({}).narrow and len(queue_filters.read({"q": "x" * 999}).q) == 100


def test_a_filter_asks_for_all_that_it_names(bench):
    bench.handoff("h1", category="refund")
    fits = lambda **values: fitting_ids(bench, **values) == ["h1"]  # noqa: E731
    assert fits() and fits(category="refund", priority="4", trigger="explicit_request", owner="nobody")
    assert not fits(category="legal") and not fits(priority="1") and not fits(owner="maria") and not fits(q="jane")


def test_views_are_ones_own_and_not_too_many(bench):
    bench.agent("maria")
    bench.agent("tom")
    views = bench.parts.views
    views.save("maria", " Grave  ones ", queue_filters.Filter(priority="1"))
    views.save("maria", "Grave ones", queue_filters.Filter(priority="2"))
    assert [(v.name, v.filter.priority) for v in views.of("maria")] == [("Grave ones", "2")]
    assert views.of("tom") == []
    for name in ("", "x" * 41):
        with pytest.raises(ValueError, match="name"):
            views.save("maria", name, queue_filters.Filter())
    for number in range(11):
        views.save("maria", f"v{number}", queue_filters.Filter())
    with pytest.raises(ValueError, match="12 views"):
        views.save("maria", "one more", queue_filters.Filter())
    views.delete("maria", "Grave ones")
    assert len(views.of("maria")) == 11 and bench.store.find((State.QUEUED,)) == []


def test_a_category_is_found_by_its_name_and_as_it_was_corrected(bench):
    bench.handoff("h1", "c1", category="account")
    bench.handoff("h2", "c2", category="refund")
    bench.handoff("h3", "c3", category="refund")
    bench.parts.handoffs.claim("h3", "maria", "Maria")
    bench.parts.handoffs.resolve("h3", "maria", {"verdict": None, "bot_could": None, "category": "account_help"})
    fitting = lambda **asked: fitting_ids(bench, **asked)  # noqa: E731
    assert sorted(fitting(category="account_help")) == sorted(fitting(category="account")) == ["h1", "h3"]
    assert fitting(category="refund") == ["h2"]


@pytest.mark.parametrize("query", ["SO-2024-0001", "so-2024", "20240001", "2024-0001"])
def test_an_order_number_with_letters_is_found(bench, query):
    package = bench.handoff("h1", "c1").package
    named = {**package, "issue": {**package["issue"], "order_numbers": ["SO-2024-0001"]}}
    assert search_terms.fits(search_terms.words(named), search_terms.asked(query))


def test_words_are_found_in_any_run_of_marks_at_a_cost_that_grows_with_it():
    start = time.process_time()
    assert search_terms.words_of(["." * 100_000 + " a.b@example.com... +44-20 --"]) >= {"a.b@example.com", "+44-20"}
    assert time.process_time() - start < 4  # a square of it took minutes
