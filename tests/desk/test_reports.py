"""The leads' reports: who may see them, what they show, and where their numbers lead."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from baton.desk.auth.roles import Role
from baton.handoff.records.tables import HandoffRow
from tests.support.bench import Bench

HANDOVERS = 24


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A day with two dozen handovers, all judged."""
    made = Bench(tmp_path_factory.mktemp("reports"))
    made.agent("maria")
    made.agent("tom", role=Role.LEAD)
    for number in range(HANDOVERS):
        made.handoff(f"h{number}", f"c{number}", text="<b>the lamp</b> is broken & I want a person")
    with made.engine.begin() as connection:
        said = {"verdict": "too_late", "bot_could": True}
        closed = update(HandoffRow).values(
            state="resolved", closed_at=made.parts.time(), owner="maria", holds_bot=False
        )
        connection.execute(closed.values(disposition=said))
    made.parts.escalation_log.update()
    return made


@pytest.fixture
def lead(bench):
    browser = bench.browser()
    bench.enter(browser, "tom")
    return browser


def test_an_agent_who_leads_nobody_sees_neither_page_nor_conversations(bench):
    browser = bench.browser()
    bench.enter(browser, "maria")
    for path in ("/reports", "/reports/conversations?measure=right", "/reports/report.css"):
        assert browser.get(path).status_code == 403
    assert "/reports" not in browser.get("/").text


def test_a_number_stands_with_interval_and_count_and_leads_to_its_conversations(lead):
    page = lead.get("/reports").text
    assert f"{HANDOVERS} concerns of customers" in page
    found = re.search(r'data-measure="too_late">.*?<a href="([^"]+)"[^>]*>100\xa0%</a>.*?24 of 24', page, re.S)
    assert "86 to 100" in page
    listed = lead.get(found[1].replace("&amp;", "&")).text
    assert listed.count('data-test="conversation-row"') == HANDOVERS
    assert 'href="/conversations/c3"' in listed and "24 of 24" in listed


def test_few_cases_are_no_number(lead):
    page = lead.get("/reports").text
    came_back = page[page.index('data-measure="came_back"') :]
    assert "too few to say" in came_back[: came_back.index("</li>")]


def test_customers_words_stay_words(lead):
    page = lead.get("/reports").text
    assert "&lt;b&gt;the lamp&lt;/b&gt;" in page and "<b>the lamp" not in page


def test_all_that_a_number_is_a_share_of_can_be_seen(lead):
    listed = lead.get("/reports/conversations?measure=right&since=2026-11-01&until=2026-11-30")
    assert "There is none." in listed.text and "0 of 24" in listed.text
    everything = lead.get("/reports/conversations?measure=right&since=2026-11-01&until=2026-11-30&part=all").text
    assert everything.count('data-test="conversation-row"') == HANDOVERS


def test_a_value_of_a_breakdown_narrows_the_list(lead):
    of = "/reports/conversations?measure=handed_over&since=2026-11-01&until=2026-11-30&facet=team&value="
    assert lead.get(of + "care").text.count('data-test="conversation-row"') == HANDOVERS
    assert lead.get(of + "payments").text.count('data-test="conversation-row"') == 0


@pytest.mark.parametrize(
    "query", ["measure=nothing", "measure=right&facet=password&value=x", "measure=right&since=soon", ""]
)
def test_an_address_of_no_number_is_not_found(lead, query):
    assert lead.get(f"/reports/conversations?{query}").status_code == 404


def test_days_that_are_none_are_said_to_be_wrong(lead):
    answer = lead.get("/reports?since=2026-12-24&until=2026-11-01")
    assert answer.status_code == 422 and "is after until" in answer.text
    assert lead.get("/reports?since=&until=").status_code == 200


def test_nothing_is_compared_where_that_is_wanted(lead):
    assert "compared with" in lead.get("/reports").text
    assert "compared with" not in lead.get("/reports?compare=no").text
