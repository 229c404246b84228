"""`baton replay --html`: one self-contained file with every number, and no word of a customer."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from baton.lab.outcomes import HandoverOutcome, Outcomes, Verdict
from baton.lab.replay import html, pictures
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.html import Around
from baton.lab.replay.rereading import rescored
from baton.lab.replay.rescoring import Rescoring
from baton.lab.replay.result import rescored_result, result
from baton.lab.replay.tally import Tally
from tests.support.log_events import user
from tests.support.replays import CALMER, LAUNCH, WEAKER, Written

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
AROUND = Around(
    shop="A & B",
    difference="-    threshold: 0.45\n+    threshold: 0.7",
    side_by_side=lambda one: f"https://desk.example/both/{one}",
    conversation=lambda one: f"https://desk.example/one/{one}",
)


def hour(at):
    return int(at // 3600) % 24


def replayed(candidate=CALMER, signal="emotional", conversations=40):
    """A replay of conversations that were handed over, a third of them needlessly, and the same read anew."""
    tally, anew = Tally(), Rescoring(erased=3)
    for n in range(conversations):
        written = Written(conversation_id=f"<c{n:02}>", began=1_000_000.0 + 3600 * n)
        written.says("my secret words", signals={signal: 0.47})
        conversation = LoggedConversation(f"<c{n:02}>", written.events)
        handoff = conversation.points[0].logged.handoff_id
        known = Outcomes({handoff: HandoverOutcome(Verdict.RIGHT if n % 3 else Verdict.UNNECESSARY)}, {})
        tally.add(compare(conversation, candidate, LAUNCH), known, conversation.began_at, hour)
        reading = user("", "refund", {signal: 0.9})["parse_data"]
        read_anew = rescored(conversation.id, written.events, lambda said, found=reading: found, candidate, LAUNCH)
        anew.add(read_anew, known, hour)
    return result(tally, candidate, LAUNCH, NOW, rescored=rescored_result(anew, "a model"))


def words(page):
    """What one reads, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture(scope="module")
def page():
    return html.page(replayed(), AROUND)


def test_it_needs_nothing_else_and_holds_no_words_of_customers(page):
    assert not re.search(r"<(script|link|img|iframe)\b|\bsrc=|@import|url\((?!#)", page)
    assert "secret words" not in page
    assert "A &amp; B" in page and "&lt;c00&gt;" in page and "<c00>" not in page
    assert {link.split("/")[3] for link in re.findall(r'href="([^"]+)"', page)} == {"both"}


def test_numbers_stand_with_their_intervals_and_how_sure_they_are(page):
    text = words(page)
    assert "Handed over otherwise: 100 % 91 to 100 % 40 of 40" in text
    assert "for 14 changes and against 26 (exact McNemar test, p = 0.0807): 35 %" in text
    assert "◐ bounded 14 Of the handovers not made: rightly spared" in text
    assert "○ unknown not known Waits of the other customers in the queue" in text
    assert "threshold: 0.7" in text


def test_what_to_read_begins_with_the_worst_and_leads_to_both_sides(page):
    listed = page[page.index('data-test="to-read"') :]
    first, last = listed.index("the agent found it needed"), listed.index("the agent found it needless")
    assert first < last
    assert 'href="https://desk.example/both/&lt;c01&gt;"' in listed


def test_reading_and_candidate_stand_apart(page):
    anew = page[page.index('data-test="anew"') :]
    text = words(anew)
    assert "a model read 40 messages of 40 conversations anew; 3 conversations were not rescored" in text
    # The candidate alone hands over none of them, with the new reading it hands over all.
    assert re.search(r"The candidate alone 0 0 0 0 40 100", text)
    assert re.search(r"The reading alone 40 0 0 0 0 0", text)
    assert re.search(r"Both 40 0 0 0 0 0", text)


def test_a_lost_locked_category_is_the_first_thing_one_sees():
    page = html.page(replayed(WEAKER, "legal"), AROUND)
    assert page.index("Locked categories are lost at 40 messages") < page.index('id="effects-title"')
    assert "This candidate cannot be promoted." in page


def test_agents_load_is_handovers_a_day_by_hour():
    found = replayed(conversations=48)
    load = pictures.load(found, found.days)
    assert [bar.hour for bar in load.bars] == list(range(24))
    assert load.logged == pytest.approx(48 / found.days)
    assert load.candidate == 0 and all(bar.candidate_height == 0 for bar in load.bars)
    assert max(bar.logged_height for bar in load.bars) == load.base - load.top
    assert pictures.load(result(Tally(), CALMER, LAUNCH, NOW), 1.0) is None
