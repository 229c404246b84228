"""Reports: every number equals plain SQL, few cases are no number, and comparisons say only what is sure."""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from baton.lab.period import period
from baton.lab.report import gaps
from baton.lab.report.counts import PAGE, read_counts, read_entries
from baton.lab.report.figures import Figure, waits
from baton.lab.report.measures import BY_NAME, MEASURES, MINIMUM, fits
from baton.lab.report.report import make_report
from baton.lab.statistics import Rate
from tests.support import databases
from tests.support.clock import START
from tests.support.lab import DAY, HOUR, MINUTE, T0, Lab
from tests.support.log_events import tried, user

LONDON = ZoneInfo("Europe/London")
TODAY = START.date()
PERIOD = period("2026-11-24", "2026-12-07", TODAY, LONDON)

#: The share of each measure as somebody would write it who has the documentation and no code.
SETTLED = "outcome NOT IN ('open', 'nothing_asked')"
JUDGED = "verdict IS NOT NULL"
CLOSED = "kind = 'handover' AND outcome IN ('resolved', 'returned', 'left')"
KNOWN = "(account IS NOT NULL OR email IS NOT NULL OR browser IS NOT NULL)"
WEEK_OVER = f"over_at <= :week_ago AND {KNOWN} OR came_back_at IS NOT NULL"
KEPT = f"kind = 'bot' AND {SETTLED} AND ({WEEK_OVER})"
SQL = {
    "handed_over": (SETTLED, "kind = 'handover'"),
    "contained": (SETTLED, "kind = 'bot'"),
    "confirmed": (SETTLED, "outcome = 'confirmed'"),
    "assumed": (SETTLED, "outcome = 'assumed'"),
    "abandoned": (SETTLED, "outcome = 'abandoned'"),
    "came_back": (KEPT, "came_back_at IS NOT NULL"),
    "durable": (KEPT, "came_back_at IS NULL AND outcome IN ('confirmed', 'assumed')"),
    **{name: (JUDGED, f"verdict = '{name}'") for name in ("right", "too_early", "too_late", "unnecessary")},
    "within_tolerance": (JUDGED, "(verdict = 'right' OR verdict = 'too_late' AND turn - trouble_turn <= 1)"),
    "judged": (CLOSED, JUDGED),
    "bot_could": ("kind = 'handover' AND bot_could IS NOT NULL", "bot_could"),
    "left": (CLOSED, "outcome = 'left'"),
    "reopened": (f"{CLOSED} AND ({WEEK_OVER})", "came_back_at IS NOT NULL"),
}


def plain_sql(lab, name, more="1 = 1"):
    of, hits = SQL[name]
    values = {"since": PERIOD.since, "until": PERIOD.until, "week_ago": lab.clock().timestamp() - 7 * DAY}
    within = f"at >= :since AND at < :until AND ({of}) AND {more}"
    with lab.engine.connect() as connection:

        def count(condition):
            return connection.execute(
                sa.text(f"SELECT count(*) FROM escalation_log WHERE {condition}"), values
            ).scalar_one()

        return Rate(count(f"{within} AND ({hits})"), count(within))


def weeks(lab, conversations=120):
    """Two weeks of traffic, with everything that can become of a concern."""
    with lab.at_once():
        _traffic(lab, conversations)
    lab.clock.forward(days=15)
    lab.log.rebuild()


def _traffic(lab, conversations):
    chance = random.Random(3)
    for number in range(conversations):
        at = T0 + number / conversations * 15 * DAY
        name = f"c{number}"
        if chance.random() < 0.9:
            lab.chat(name, f"b{chance.randrange(conversations // 2)}", stars=chance.choice([None, None, 2, 5]))
        order = chance.choice(["10023", "10024", None])
        kind = chance.random()
        if kind < 0.2:
            lab.asks(name, at, order=order)
        elif kind < 0.35:
            lab.asks(name, at, order=order)
            lab.asks(name, at + MINUTE, "solved", "solved", order=None)
        elif kind < 0.5:
            lab.fails(name, at)
        elif kind < 0.55:
            lab.asks(name, at, "hello", "greet", order=None)
        else:
            for step in range(chance.randrange(3)):
                lab.fails(name, at + step * MINUTE)
            topic = chance.choice(["refund", "order_status"])
            lab.hands_over(name, at + 5 * MINUTE, f"h{number}", version=1 + number // 60, topic=topic)
            if chance.random() < 0.8:
                verdict = chance.choice(["right", "right", "too_early", "too_late", "unnecessary", None])
                lab.closes(
                    f"h{number}",
                    at + HOUR,
                    chance.choice(["maria", "tom"]),
                    chance.randrange(600),
                    chance.choice(["resolved", "returned", "abandoned"]),
                    verdict,
                    chance.choice([True, False, None]),
                )
                if chance.random() < 0.3:
                    lab.resumes(name)
                    lab.asks(name, at + DAY, order=order)


@pytest.fixture(scope="module", params=databases.KINDS)
def busy(request, tmp_path_factory):
    with databases.fresh_migrated(request.param, tmp_path_factory.mktemp("busy")) as url:
        lab = Lab(url, url)
        weeks(lab)
        yield lab


def test_every_number_is_that_of_plain_sql(busy):
    report = make_report(busy.engine, PERIOD, None, busy.clock)
    assert set(report.figures) == set(SQL) == set(BY_NAME)
    for name, figure in report.figures.items():
        assert figure.now == plain_sql(busy, name), name
        assert figure.now.trials > 0, name
    assert {figure.now.successes > 0 for figure in report.figures.values()} == {True}
    for breakdown in report.breakdowns:
        column = {"policy": "policy_version"}.get(breakdown.facet, breakdown.facet)
        for row in breakdown.rows:
            for figure in row.figures:
                condition = f"CAST({column} AS VARCHAR) = '{row.value}'"
                assert figure.now == plain_sql(busy, figure.measure.name, condition), (breakdown.facet, row.value)
    assert {b.facet for b in report.breakdowns} == {"topic", "policy", "trigger", "team", "agent"} - {"trigger"}


def test_waits_and_stars_are_those_of_plain_sql(busy):
    report = make_report(busy.engine, PERIOD, None, busy.clock)
    within = f"at >= {PERIOD.since} AND at < {PERIOD.until}"
    with busy.engine.connect() as connection:
        seconds = [
            row[0]
            for row in connection.execute(
                sa.text(
                    f"SELECT wait_seconds FROM escalation_log WHERE wait_seconds IS NOT NULL AND {within} ORDER BY 1"
                )
            )
        ]
        rated = connection.execute(
            sa.text(f"SELECT count(DISTINCT conversation_id) FROM escalation_log WHERE stars IS NOT NULL AND {within}")
        ).scalar_one()
    assert report.waits.count == len(seconds) > 20
    assert report.waits.median == seconds[(len(seconds) + 1) // 2 - 1]
    assert sum(stars.count for stars in report.stars.values()) == rated > 5


@pytest.mark.parametrize("name", ["confirmed", "came_back", "within_tolerance", "bot_could"])
def test_every_number_leads_to_its_conversations(busy, name):
    measure = BY_NAME[name]
    rate = make_report(busy.engine, PERIOD, None, busy.clock).figures[name].now
    at = busy.clock().timestamp()
    with busy.engine.connect() as connection:
        of = read_entries(connection, PERIOD, at, measure.of)
        hits = read_entries(connection, PERIOD, at, {**measure.of, **measure.hits})
    assert (len(hits), len(of)) == (rate.successes, min(rate.trials, PAGE + 1))


def test_the_period_before_is_another_one(busy):
    before = PERIOD.before
    report = make_report(busy.engine, before, PERIOD, busy.clock)
    assert report.concerns == 0
    assert report.figures["handed_over"].before == plain_sql(busy, "handed_over")


def test_a_hit_is_always_one_of_those_that_it_is_a_share_of(quick_lab):
    weeks(quick_lab, 60)
    with quick_lab.engine.connect() as connection:
        counted = read_counts(connection, PERIOD, quick_lab.clock().timestamp())
    for measure in MEASURES:
        assert set(measure.of) | set(measure.hits) <= set(counted.counts[0].facets._fields)
        assert any(fits(count.facets, measure.of) for count in counted.counts), measure.name


def figure(now, before, name="abandoned"):
    return Figure(BY_NAME[name], Rate(*now), Rate(*before) if before else None)


def test_few_cases_are_no_number():
    assert not figure((5, MINIMUM - 1), None).enough
    assert figure((5, MINIMUM), None).enough
    assert figure((5, MINIMUM), (0, MINIMUM - 1)).change is None


@pytest.mark.parametrize(
    ("now", "before", "direction", "better"),
    [
        ((40, 100), (20, 100), 1, False),
        ((20, 100), (40, 100), -1, True),
        ((22, 100), (20, 100), 0, None),
        ((20, 40), (8, 40), 1, False),
        ((9, 10), (1, 10), 0, None),
    ],
)
def test_a_change_is_called_one_only_where_it_is_sure(now, before, direction, better):
    found = figure(now, before)
    assert (found.direction, found.better) == (direction, better)
    assert figure(now, before, "handed_over").better is None


def test_waits_of_nobody_are_no_number():
    assert waits([]).median is None


def test_gaps_are_grouped_and_say_what_they_would_take(lab):
    for number in range(6):
        lab.hands_over(f"r{number}", T0 + number, f"r{number}", "do_not_attempt", "refund", text="my money back now")
        lab.asks(f"e{number}", T0 + number, "can you change the engraving", "problem_report", order=None)
        lab.hands_over(f"e{number}", T0 + MINUTE + number, f"e{number}", topic="product")
        lab.closes(f"e{number}", T0 + HOUR, verdict="too_late", bot_could=number < 4)
    lab.write("u1", user("do you sell gift cards", "faq", at=T0, question={"outcome": "none", "ranking": []}))
    lab.fails("f1", T0)
    lab.write("f1", tried("order_lookup", "not_found"))
    lab.log.update()
    report = make_report(lab.engine, PERIOD, None, lab.clock)
    found = {gap.label: gap for gap in report.unsolved}
    engraving = found["Product question"]
    assert (engraving.size, engraving.verdicts) == (6, {"too_late": 6})
    assert [example.text for example in engraving.examples] == ["can you change the engraving"]
    assert "the bot could (4 of 6)" in engraving.takes
    assert "policy keeps this" in found["Order status"].takes
    (gap,) = report.unclear
    assert gap.takes == "An answer of the shop (data/faq)." and gap.examples[0].conversation_id == "u1"


def test_gaps_may_be_grouped_by_meaning(quick_lab):
    for number, text in enumerate(("lamp broken", "light does not work", "where is my refund")):
        quick_lab.asks(f"c{number}", T0 + number, text, "nlu_fallback", order=None)
    quick_lab.log.update()

    def group(texts):
        lamps = [texts.index("lamp broken"), texts.index("light does not work")]
        return [gaps.Grouped("refund", [texts.index("where is my refund")]), gaps.Grouped("lamp", lamps)]

    report = make_report(quick_lab.engine, PERIOD, None, quick_lab.clock, group)
    assert report.by_meaning and [(gap.words, gap.size) for gap in report.unclear] == [("lamp", 2), ("refund", 1)]
    assert gaps.gaps([], gaps.takes_to_answer, group) == []
