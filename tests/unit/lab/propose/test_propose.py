"""Proposals: what they may touch, and what counts as evidence. `test_quarter.py` says whether they find anything."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from baton.lab.outcomes import Ending
from baton.lab.promotion import weakened
from baton.lab.propose.candidates import Aim, Candidate, candidates
from baton.lab.propose.proposals import Standing, weigh
from baton.lab.propose.texts import text_proposals
from baton.lab.replay.comparison import Change
from baton.lab.replay.tally import Tally
from policies.taxonomy import taxonomy
from tests.support.replays import CALMER, LAUNCH, STEADY, TEXT

STEADY_TEXT = TEXT.replace("posture: launch", "posture: steady")


@pytest.mark.parametrize(("text", "in_force"), [(TEXT, LAUNCH), (STEADY_TEXT, STEADY)])
def test_no_candidate_touches_what_is_locked(text, in_force):
    every = candidates(text, in_force)
    assert len(every) > 20
    for each in every:
        document, triggers = each.document, each.document.triggers
        assert not list(weakened(document, in_force))
        assert document.permanent == in_force.permanent
        for name in ("permanent_category", "explicit_request"):
            before, after = (getattr(one.triggers, name) for one in (in_force, document))
            assert document.limit(after.threshold) == in_force.limit(before.threshold), each.title
        assert triggers.explicit_request.signals == in_force.triggers.explicit_request.signals
        never = {name for name, one in in_force.capabilities.items() if one.handling == "never"}
        assert all(document.capabilities[name] == in_force.capabilities[name] for name in never)
        assert not set(triggers.keyword.signals) & set(taxonomy().locked)


def test_each_candidate_is_one_valid_change():
    every = candidates(TEXT, LAUNCH)
    assert len({each.document.hash for each in every}) == len(every)
    assert all(len(each.text.splitlines()) == len(TEXT.splitlines()) for each in every)


def tally(better=0, worse=0, lost=0, endings=()):
    return Tally(
        conversations=1000,
        differing=better + worse + len(endings) or 1,
        better=better,
        worse=worse,
        lost=lost,
        triggers=Counter({(Change.GONE, "keyword"): better + worse}),
        endings=Counter(endings),
    )


def standing(*tallies):
    one = Candidate("keyword", Aim.LOOSEN, TEXT, CALMER)
    for number, each in enumerate(tallies):
        each.hours_candidate[number] += 1  # the log tells them apart
    return [each.standing for each in weigh([one] * len(tallies), tallies)]


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [
        (40, 0, Standing.SUPPORTED),
        (39, 0, Standing.SUGGESTED),
        (9, 0, Standing.TOO_FEW),
        (30, 10, Standing.AGAINST),
        (0, 60, Standing.AGAINST),
    ],
)
def test_forty_known_outcomes_of_which_most_speak_for_it_are_needed(better, worse, expected):
    assert standing(tally(better, worse)) == [expected]


def test_what_loses_a_locked_category_is_no_proposal_whatever_speaks_for_it():
    assert standing(tally(200, 0, lost=1)) == []


def test_a_chance_hit_among_many_tests_is_no_discovery():
    lucky = (36, 5)
    assert standing(tally(*lucky)) == [Standing.SUPPORTED]
    assert Standing.SUPPORTED not in standing(tally(*lucky), *[tally(28, 13) for _ in range(40)])


def test_a_new_handover_counts_for_it_only_where_the_customer_gave_up_or_came_back():
    rescued, needless = [Ending.ABANDONED] * 30 + [Ending.CAME_BACK] * 20, [Ending.RESOLVED] * 50
    assert standing(tally(endings=rescued)) == [Standing.SUPPORTED]
    assert standing(tally(endings=needless)) == [Standing.AGAINST]
    assert standing(tally(endings=[None] * 50)) == [Standing.TOO_FEW]


def test_of_two_changes_that_the_log_cannot_tell_apart_the_smaller_is_proposed():
    smaller, larger = (Candidate(name, Aim.LOOSEN, TEXT, CALMER) for name in ("1 -> 2", "moderate -> high"))
    assert [each.candidate.title for each in weigh([smaller, larger], [tally(60), tally(60)])] == ["1 -> 2"]


def test_what_was_not_understood_becomes_a_question_to_answer():
    random = np.random.default_rng(1)
    texts = [f"do you wrap presents number {n}" for n in range(12)] + [f"odd {n}" for n in range(4)]
    directions = random.normal(size=(2, 30))
    rows = np.array([directions[0 if n < 12 else 1] + 0.1 * random.normal(size=30) for n in range(16)])
    (found,) = text_proposals(texts, rows)
    assert found.size == 12
    assert "wordings: |\n      - do you wrap presents" in found.block
    assert "TO_BE_WRITTEN" in found.block
