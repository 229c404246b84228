"""How the desk is doing: the numbers of now and today, and the pictures drawn of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.desk.read_models import charts, statistics
from baton.desk.read_models.statistics import Hour
from baton.handoff.records.tables import ChatRow


@pytest.fixture
def day(bench):
    """Two that were handled, one that waits past its limit, one that is being handled."""
    for login in ("maria", "tom"):
        bench.agent(login)
    bench.agents.set_duty("maria", True)
    bench.agents.set_work("tom", [], 2)
    for number, (wait, took, verdict) in enumerate(((2, 10, "right"), (40, 20, None))):
        bench.handoff(f"h{number}", f"c{number}", category="refund")
        bench.clock.forward(minutes=wait)
        bench.parts.handoffs.claim(f"h{number}", "tom", "Tom")
        bench.clock.forward(minutes=took)
        bench.parts.handoffs.resolve(f"h{number}", "tom", {"verdict": verdict, "bot_could": None} if verdict else None)
    with bench.engine.begin() as connection:
        for number, stars in enumerate((5, 4, 1)):
            row = {"conversation_id": f"c{number}", "visitor": "v", "created_at": 0.0, "stars": stars}
            connection.execute(ChatRow.__table__.insert().values(**row))
    bench.handoff("h2", "c2", category="legal", trigger="permanent_category")
    bench.handoff("h3", "c3")
    bench.parts.handoffs.claim("h3", "tom", "Tom")
    bench.clock.forward(minutes=6)
    bench.agents.seen("maria")
    return bench


def test_now(day):
    now = statistics.now(day.parts)
    assert (now.waiting, now.active, now.on_duty, now.oldest, now.callbacks_due) == (1, 1, 1, 360, 0)
    assert now.levels == {"past": 1} and now.priorities == {"Grave": {"past": 1}}
    assert [(c.login, c.there, c.busy, c.most) for c in now.colleagues] == [
        ("maria", True, 0, 5),
        ("tom", False, 1, 2),
    ]


def test_handling_is_the_time_that_somebody_had_it(bench):
    bench.agent("tom")
    bench.handoff("h1", category="refund")
    bench.parts.handoffs.claim("h1", "tom", "Tom")
    bench.clock.forward(minutes=3)
    bench.parts.handoffs.release("h1", "tom")
    bench.clock.forward(minutes=60)
    bench.parts.handoffs.claim("h1", "tom", "Tom")
    bench.clock.forward(minutes=4)
    bench.parts.handoffs.resolve("h1", "tom", None)
    assert statistics.today(bench.parts).handling.median == 7 * 60


def test_today(day):
    today = statistics.today(day.parts)
    assert (today.opened, today.handled) == (4, 2)
    assert (today.wait.count, today.wait.median, today.wait.p90) == (3, 120, 2400)
    assert (today.handling.median, today.handling.p90) == (600, 1200)
    assert today.in_time == pytest.approx(2 / 4)  # h2 waits past its limit, and nobody has taken it
    assert today.stars == {1: 0, 2: 0, 3: 0, 4: 1, 5: 1} and today.rating == 4.5  # c2 is not closed yet
    assert today.verdicts == {"right": 1}
    assert next(iter(today.categories.items())) == ("Refund", 2)
    assert [(h.hour, h.opened, h.closed) for h in today.hours] == [(12, 2, 1), (13, 2, 1)]


def test_a_day_on_which_nothing_happened(bench):
    today = statistics.today(bench.parts)
    assert (today.opened, today.wait.median, today.in_time, today.rating) == (0, None, None, None)
    assert statistics.now(bench.parts).oldest is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_half_lies_below_the_median_and_nine_tenths_below_the_ninetieth(values):
    found = statistics.span(values)
    share = lambda limit: sum(v <= limit for v in values) / len(values)  # noqa: E731
    assert share(found.median) >= 0.5 and share(found.p90) >= 0.9 and found.median in values


def test_a_picture_has_its_numbers_as_a_table_too(day):
    found = charts.queue(statistics.now(day.parts))
    assert found.rows == (("Grave", "0", "0", "1"),)
    assert "1 past the limit" in found.summary
    assert [shape.css for shape in found.marks if shape.kind == "rect"] == ["past"]


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999), st.floats(0, 9999) | st.none()), max_size=24))
def test_columns_stay_within_the_picture(rows):
    hours = [Hour(number, opened, closed, wait) for number, (opened, closed, wait) in enumerate(rows)]
    for picture in (charts.hours(hours), charts.waits(hours)):
        for shape in picture.marks:
            if shape.kind == "rect":
                at = shape.at
                assert at["x"] >= 0 and at["x"] + at["width"] <= charts.WIDTH
                assert at["y"] >= 0 and at["y"] + at["height"] <= picture.height and at["height"] >= 0


def test_nothing_to_show_is_said(bench):
    assert charts.stars({}).rows == () == charts.hours([Hour(9, 0, 0, None)]).rows
    assert charts.verdicts({}).rows == () == charts.ranking("t", "w", {}).rows


def test_the_rest_of_a_long_ranking_is_summed_up():
    found = charts.ranking("What", "Category", {f"c{n}": 10 - n for n in range(9)})
    assert len(found.rows) == 7 and found.rows[-1] == ("Others", str(4 + 3 + 2))
    assert re.match(r"c0: 10 handoffs", found.summary)
