"""Counting a replay: effects and their certainty, the paired test, what to read, and the file that is written."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from baton.lab.outcomes import Ending, HandoverOutcome, Outcomes, Verdict
from baton.lab.replay import text
from baton.lab.replay.comparison import compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.effects import effects
from baton.lab.replay.result import ResultRefused, read, result
from baton.lab.replay.tally import Tally
from tests.support.replays import CALMER, LAUNCH, NERVOUS, WEAKER, Written

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


def conversation(number, confidence, *, then_human=False, signal="emotional"):
    written = Written(conversation_id=f"c{number:03}", began=1_000_000.0 + 3600 * number)
    written.says("not again", signals={signal: confidence})
    if then_human:
        written.says("a person please", signals={"explicit_human": 0.9})
    return LoggedConversation(f"c{number:03}", written.events)


def tally_of(candidate, conversations, verdicts=(), endings=()):
    """Verdicts and endings in the order of the conversations."""
    tally = Tally()
    handovers = {}
    for each, verdict in zip(conversations, verdicts, strict=False):
        logged = next(point.logged for point in each.points if point.logged)
        handovers[logged.handoff_id] = HandoverOutcome(Verdict(verdict) if verdict else None)
    known = Outcomes(handovers, dict(zip([each.id for each in conversations], endings, strict=False)))
    for each in conversations:
        tally.add(compare(each, candidate, LAUNCH), known, each.began_at, lambda at: int(at // 3600) % 24)
    return tally


def effect(tally, what):
    return next(each for each in effects(tally) if what in each.what)


def test_what_is_spared_lies_between_what_agents_said_and_what_nobody_judged():
    verdicts = ["unnecessary", "unnecessary", "right", None, None]
    tally = tally_of(CALMER, [conversation(n, 0.5) for n in range(5)], verdicts)
    spared, missed = effect(tally, "rightly spared"), effect(tally, "missed")
    assert (spared.low, spared.high, spared.identified, spared.cases) == (2, 4, 3, 5)
    assert (missed.low, missed.high) == (1, 3)
    assert spared.identified_share == 0.6
    assert (tally.better, tally.worse) == (2, 1)


def test_an_earlier_handover_may_help_only_those_that_were_too_late():
    conversations = [conversation(n, 0.3, then_human=True) for n in range(3)]
    tally = tally_of(NERVOUS, conversations, ["too_late", "right", None])
    in_time = effect(tally, "in time at last")
    assert (in_time.low, in_time.high, in_time.cases) == (0, 2, 3)
    assert tally.turns_saved == 3
    assert (tally.better, tally.worse) == (1, 0)


def test_a_new_handover_is_judged_by_how_the_conversation_ended_and_never_by_a_verdict():
    endings = [Ending.RESOLVED, Ending.ABANDONED, Ending.CAME_BACK]
    tally = tally_of(NERVOUS, [conversation(n, 0.3) for n in range(4)], endings=endings)
    needless, rescue = effect(tally, "needless"), effect(tally, "a rescue")
    assert (needless.what, needless.low) != (rescue.what, rescue.low)
    new_needless = next(each for each in effects(tally) if each.what == "of the new ones: needless")
    assert (new_needless.low, new_needless.high) == (1, 2)
    assert (rescue.low, rescue.high) == (2, 3)
    assert not tally.verdicts


def test_two_halves_count_as_the_whole():
    conversations = [conversation(n, 0.3 + n / 20, then_human=n % 2 == 0) for n in range(12)]
    whole, first, second = tally_of(CALMER, conversations), tally_of(CALMER, conversations[:5]), Tally()
    second = tally_of(CALMER, conversations[5:])
    second.merge(first)
    assert second == whole


def test_what_to_read_begins_with_a_lost_locked_category_and_then_with_what_was_needed():
    needed = tally_of(CALMER, [conversation(1, 0.5), conversation(2, 0.5)], ["unnecessary", "right"])
    assert [line.conversation_id for line in needed.to_read] == ["c002", "c001"]
    lost = tally_of(WEAKER, [conversation(3, 0.47, signal="legal")])
    lost.merge(needed)
    assert lost.to_read[0].conversation_id == "c003"
    assert lost.lost == 1


def test_the_result_is_the_same_after_the_file(tmp_path):
    found = result(tally_of(CALMER, [conversation(n, 0.5) for n in range(3)], ["right"]), CALMER, LAUNCH, NOW)
    path = tmp_path / "replay.json"
    path.write_text(found.json())
    assert read(path) == found
    assert found.candidate.hash == CALMER.hash
    assert "not again" not in found.json()


@pytest.mark.parametrize("content", ["{}", "nothing", '{"format": 1}'])
def test_a_file_that_is_no_result_is_refused(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(ResultRefused, match="replay the candidate again"):
        read(path)


def test_the_terminal_says_what_is_exact_bounded_and_unknown_with_the_identified_share():
    tally = tally_of(CALMER, [conversation(n, 0.5) for n in range(3)], ["unnecessary", None, None])
    said = "\n".join(text.lines(result(tally, CALMER, LAUNCH, NOW)))
    assert "bounded       1 to 3  of the handovers not made: rightly spared" in said
    assert "33% of 3" in said
    assert "unknown            ?  waits of the other customers" in said
    assert "Handed over otherwise: 3 of 3" in said
