"""The weekly review on simulated quarters: it finds what they hide, and supports nothing that truly harms."""

from __future__ import annotations

from collections import Counter

import pytest

from baton.lab.outcomes import Ending, HandoverOutcome, Outcomes, Verdict
from baton.lab.propose.candidates import candidates
from baton.lab.propose.proposals import Standing, weigh
from baton.lab.replay.comparison import Change, ComparedHandover, compare
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.replay.shared_decisions import SharedDecisions, TriggerKeys
from baton.lab.replay.tally import Tally
from baton.lab.simulate.scenarios import WEIGHTS
from baton.lab.simulate.traffic import Traffic, verdict
from tests.support.replays import LAUNCH, TEXT

UNTIL = 1_790_000_000.0
SEEDS = (11, 12, 13)
CONVERSATIONS = 900
#: Every scenario; those that hide something so often that 900 conversations say as much as a quarter of 9,000 does.
OFTEN = {**WEIGHTS, "order_status": 4, "question": 3, "second_try": 15, "specs": 15, "calm_words": 15, "account": 15}
#: What a better policy would have: the smallest step that does it all. `specs` need a person a message earlier.
HIDDEN = frozenset(
    {
        "keyword: threshold 0.45 -> 0.6",
        "problem_report: attempts 1 -> 2",
        "product_unknown: attempts 2 -> 1",
        "unusual_account: attempts 1 -> 2",
    }
)
#: Scenarios that no proposal may treat otherwise: what is locked, and who asks for a person.
UNTOUCHED = ("locked", "wants_person")

EVERY = candidates(TEXT, LAUNCH)
KEYS = TriggerKeys(LAUNCH, [each.document for each in EVERY])
_NEEDLESS = (Verdict.UNNECESSARY, Verdict.TOO_EARLY)


def truly_better(script, one: ComparedHandover):
    """Whether a changed handover is truly for the better; None: it makes no difference that is known."""
    if one.change in (Change.GONE, Change.LATER):
        return verdict(script, one.logged.turn) in _NEEDLESS
    if one.change is Change.NEW:
        return script.needed_from is not None
    return {Verdict.TOO_LATE: True, Verdict.RIGHT: None}.get(verdict(script, one.logged.turn), False)


def outcomes(visit):
    """What the desk knows of a visit."""
    if visit.treatment is None:
        ending = Ending.ABANDONED if visit.ending == "gave_up" else Ending.RESOLVED
        return Outcomes({}, {visit.conversation.id: ending})
    treatment = visit.treatment
    known = HandoverOutcome(treatment.verdict, treatment.bot_could, treatment.stars)
    return Outcomes({treatment.decision.handoff_id(visit.conversation.id): known}, {})


@pytest.fixture(scope="module", params=SEEDS)
def review(request):
    """What is proposed of a quarter, with the truth of each candidate: changes for the better and for the worse, and
    the scenarios that it touches."""
    tallies, truth = [Tally() for _ in EVERY], [Counter() for _ in EVERY]
    for visit in Traffic(request.param, LAUNCH, OFTEN).visits(CONVERSATIONS, UNTIL, 91):
        conversation = LoggedConversation(visit.conversation.id, visit.conversation.events)
        shared, known = SharedDecisions(KEYS), outcomes(visit)
        for candidate, tally, true in zip(EVERY, tallies, truth, strict=True):
            compared = compare(conversation, candidate.document, LAUNCH, decide_at=shared)
            tally.add(compared, known, conversation.began_at, lambda at: 0)
            if compared.differing is not None:
                true[truly_better(visit.script, compared.differing)] += 1
                true[visit.script.scenario] += 1
    by_title = {each.title: true for each, true in zip(EVERY, truth, strict=True)}
    return weigh(EVERY, tallies), by_title


def supported(proposals):
    return [each for each in proposals if each.standing is Standing.SUPPORTED]


def test_it_finds_what_is_hidden(review):
    proposals, _ = review
    assert {each.candidate.title for each in supported(proposals)} >= HIDDEN


def test_nothing_that_is_supported_truly_harms(review):
    proposals, truth = review
    for each in supported(proposals):
        true = truth[each.candidate.title]
        assert true[True] > 3 * true[False], (each.candidate.title, true)


def test_nothing_that_is_proposed_touches_what_is_locked(review):
    proposals, truth = review
    standings = (Standing.SUPPORTED, Standing.SUGGESTED)
    for each in proposals:
        if each.standing in standings:
            touched = [name for name in UNTOUCHED if truth[each.candidate.title][name]]
            assert touched == [], each.candidate.title
