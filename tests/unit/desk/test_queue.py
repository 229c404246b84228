"""The queue with more open conversations than one page shows."""

from __future__ import annotations

import copy

import pytest
from sqlalchemy import insert, select

from baton.desk.read_models import queue as queue_model
from baton.desk.read_models.queue import queue
from baton.desk.store.queue_filters import Filter
from baton.handoff.records.tables import HandoffRow, WordRow
from tests.support.bench import Bench

MANY = 2_400


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A crowd for all who only look at it."""
    return crowded(Bench(tmp_path_factory.mktemp("crowd")))


@pytest.fixture
def changing_crowd(bench):
    """A crowd of a test's own."""
    return crowded(bench)


def crowded(bench):
    """Thousands of waiting refunds, and behind them in the order of the database a few of everything else."""
    bench.agent("maria")
    bench.agent("tom")
    bench.handoff("model", "c-model", category="refund", text="I want a person")
    table = HandoffRow.__table__
    with bench.engine.begin() as connection:
        model = dict(connection.execute(select(table)).mappings().one())

        def add(prefix, number, **changes):
            rows = []
            for count in range(number):
                name = f"{prefix}{count}"
                package = {**copy.deepcopy(model["package"]), "id": name, "conversation_id": f"c-{name}"}
                moment = bench.parts.time() + 1 + count / 1000
                row = {**model, "id": name, "conversation_id": f"c-{name}", "package": package, "moved_at": moment}
                rows.append({**row, "created_at": moment, **changes})
            connection.execute(insert(table), rows)

        add("w", MANY)
        add("late", 3, category="cancel_change")
        add("theirs", 4, state="claimed", owner="tom", owner_name="Tom")
        add("own", 2, state="claimed", owner="maria", owner_name="Maria")
        add("grave", 2, category="fraud", priority=2)
        add("closed", 450, state="resolved", closed_at=bench.parts.time(), owner="tom", holds_bot=False)
        connection.execute(insert(WordRow.__table__), [{"word": "needle", "handoff_id": f"w{MANY - 1}"}])
    bench.clock.forward(minutes=20)
    return bench


def seen(bench, **wanted):
    return queue(bench.parts, bench.agents.get("maria"), Filter(**wanted))


def test_counts_are_true_and_what_is_shown_is_cut(crowd):
    found = seen(crowd)
    assert found.counts == {
        "for_me": 0, "waiting": MANY + 6, "due": 0, "later": 0, "mine": 2, "others": 4, "closed": 450,
    }  # fmt: skip
    assert len(found.waiting) == queue_model.SHOWN and [row.id for row in found.waiting[:2]] == ["grave0", "grave1"]
    assert found.past == 2
    assert found.not_shown("waiting") == MANY + 6 - queue_model.SHOWN
    page = crowd.browser("maria").get("/").text
    assert f">{MANY + 6}</span>" in page and f"The first 200 of {MANY + 6}" in page and 'data-waiting="2406"' in page


@pytest.mark.parametrize(
    ("wanted", "waiting", "others"),
    [
        ({"category": "cancel_change"}, 3, 0),
        ({"category": "fraud"}, 2, 0),
        ({"owner": "tom"}, 0, 4),
        ({"owner": "nobody"}, MANY + 6, 0),
        ({"priority": "2"}, 2, 0),
        ({"priority": "4"}, MANY + 4, 4),
        ({"priority": "x"}, 0, 0),
        ({"trigger": "keyword"}, 0, 0),
        ({"level": "past"}, 2, 0),
        ({"level": "ok"}, MANY + 4, 4),
        ({"q": "needle"}, 1, 0),
        ({"team": "payments"}, 2, 0),
    ],
)
def test_a_filter_finds_and_counts_all_that_fits(crowd, wanted, waiting, others):
    found = seen(crowd, **wanted)
    assert (found.counts["waiting"], found.counts["others"]) == (waiting, others)
    assert len(found.waiting) == min(waiting, queue_model.SHOWN)


def test_ones_own_conversations_never_drop_out(crowd):
    assert {row.id for row in seen(crowd).mine} == {"own0", "own1"}


def test_a_corrected_category_counts_for_what_is_closed(changing_crowd):
    with changing_crowd.engine.begin() as connection:
        corrected = {"verdict": None, "bot_could": None, "category": "fraud"}
        connection.execute(
            HandoffRow.__table__.update().where(HandoffRow.id == "closed7").values(disposition=corrected)
        )
    assert [row.id for row in seen(changing_crowd, category="fraud").closed] == ["closed7"]
    assert seen(changing_crowd, category="refund").counts["closed"] == 449


def test_what_a_customer_leaves_later_is_found_too(changing_crowd):
    handoff = changing_crowd.store.get("w0")
    customer = {**handoff.package["customer"], "email": "late@example.com"}
    assert changing_crowd.store.update(
        handoff, changing_crowd.parts.time(), package={**handoff.package, "customer": customer}
    )
    assert [row.id for row in seen(changing_crowd, q="late@example").waiting] == ["w0"]
