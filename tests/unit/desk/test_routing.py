"""To whom a waiting conversation is offered: the team first, everybody once, nobody twice before the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baton.desk.assignment.routing import DECLINED_SECONDS, Candidate, Past, WaitingHandoff, plan

AT = 10_000.0


def candidate(login, teams=("care",), capacity_left=3, active=0, **more):
    return Candidate(login, frozenset(teams), capacity_left, active, **more)


def waiting(handoff_id="h", priority=4, since=0.0, team="care", past=()):
    return WaitingHandoff(handoff_id, priority, since, team, tuple(past))


def lapsed(*logins):
    return [Past(login, AT - 60, False) for login in logins]


def test_the_gravest_and_oldest_goes_to_the_one_with_the_fewest_conversations():
    todo = [waiting("new", since=5), waiting("old", since=1), waiting("grave", priority=1, since=9)]
    found = plan(todo, [candidate("busy", active=2), candidate("free"), candidate("half", active=1)], AT)
    assert found == [("grave", "free"), ("old", "half"), ("new", "busy")]


def test_the_team_is_asked_before_the_others_and_those_of_no_team_are_in_every_team():
    candidates = [
        candidate("outside", teams=["payments"]),
        candidate("inside", active=2),
        candidate("all", teams=(), active=1),
    ]
    assert plan([waiting()], candidates, AT) == [("h", "all")]
    assert plan(
        [waiting(past=lapsed("all"))], [candidate("outside", teams=["payments"]), candidate("inside", active=2)], AT
    ) == [("h", "inside")]


def test_who_let_it_lapse_is_asked_again_only_after_everybody_else():
    candidates = lambda: [candidate("ann"), candidate("tom", teams=["payments"], active=5, capacity_left=1)]  # noqa: E731
    assert plan([waiting(past=lapsed("ann"))], candidates(), AT) == [("h", "tom")]
    assert plan([waiting(past=lapsed("ann", "tom"))], candidates(), AT) == [("h", "ann")]


def test_who_said_not_now_is_left_alone_for_a_while():
    refused = [Past("ann", AT - DECLINED_SECONDS + 1, True)]
    assert plan([waiting(past=refused)], [candidate("ann")], AT) == []
    assert plan([waiting(past=refused)], [candidate("ann")], AT + 1) == [("h", "ann")]


def test_a_limit_holds_for_all_but_grave_matters():
    assert plan([waiting()], [candidate("ann", capacity_left=0)], AT) == []
    assert plan([waiting(priority=2)], [candidate("ann", capacity_left=0)], AT) == [("h", "ann")]


def test_whoever_has_an_offer_open_gets_no_other():
    assert plan([waiting("a"), waiting("b")], [candidate("ann"), candidate("tom", has_open_offer=True)], AT) == [
        ("a", "ann")
    ]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.floats(0, 100), st.sampled_from(["care", "returns"])), max_size=8),
    st.lists(st.tuples(st.integers(-1, 3), st.booleans(), st.sampled_from(["care", "returns", ""])), max_size=6),
)
def test_nobody_is_offered_two_and_nothing_is_offered_to_two(matters, people):
    todo = [waiting(f"h{n}", priority, since, team) for n, (priority, since, team) in enumerate(matters)]
    candidates = [
        candidate(f"a{n}", [team] if team else [], capacity_left, has_open_offer=has_open_offer)
        for n, (capacity_left, has_open_offer, team) in enumerate(people)
    ]
    able = {h.login for h in candidates if not h.has_open_offer}
    found = plan(todo, candidates, AT)
    ids, logins = [i for i, _ in found], [login for _, login in found]
    assert len(set(ids)) == len(ids) and len(set(logins)) == len(logins) and set(logins) <= able
