"""To whom a waiting conversation is offered: the team first, everybody once, nobody twice before the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baton.desk.routing import DECLINED_SECONDS, Hand, Past, Waiting, plan

AT = 10_000.0


def hand(login, teams=("care",), room=3, busy=0, **more):
    return Hand(login, frozenset(teams), room, busy, **more)


def waiting(handoff_id="h", priority=4, since=0.0, team="care", past=()):
    return Waiting(handoff_id, priority, since, team, tuple(past))


def lapsed(*logins):
    return [Past(login, AT - 60, False) for login in logins]


def test_the_gravest_and_oldest_goes_to_the_one_with_the_fewest_conversations():
    todo = [waiting("new", since=5), waiting("old", since=1), waiting("grave", priority=1, since=9)]
    found = plan(todo, [hand("busy", busy=2), hand("free"), hand("half", busy=1)], AT)
    assert found == [("grave", "free"), ("old", "half"), ("new", "busy")]


def test_the_team_is_asked_before_the_others_and_those_of_no_team_are_in_every_team():
    hands = [hand("outside", teams=["payments"]), hand("inside", busy=2), hand("all", teams=(), busy=1)]
    assert plan([waiting()], hands, AT) == [("h", "all")]
    assert plan([waiting(past=lapsed("all"))], [hand("outside", teams=["payments"]), hand("inside", busy=2)], AT) == [
        ("h", "inside")
    ]


def test_who_let_it_lapse_is_asked_again_only_after_everybody_else():
    hands = lambda: [hand("ann"), hand("tom", teams=["payments"], busy=5, room=1)]  # noqa: E731
    assert plan([waiting(past=lapsed("ann"))], hands(), AT) == [("h", "tom")]
    assert plan([waiting(past=lapsed("ann", "tom"))], hands(), AT) == [("h", "ann")]


def test_who_said_not_now_is_left_alone_for_a_while():
    refused = [Past("ann", AT - DECLINED_SECONDS + 1, True)]
    assert plan([waiting(past=refused)], [hand("ann")], AT) == []
    assert plan([waiting(past=refused)], [hand("ann")], AT + 1) == [("h", "ann")]


def test_a_limit_holds_for_all_but_grave_matters():
    assert plan([waiting()], [hand("ann", room=0)], AT) == []
    assert plan([waiting(priority=2)], [hand("ann", room=0)], AT) == [("h", "ann")]


def test_whoever_has_an_offer_open_gets_no_other():
    assert plan([waiting("a"), waiting("b")], [hand("ann"), hand("tom", asked=True)], AT) == [("a", "ann")]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.floats(0, 100), st.sampled_from(["care", "returns"])), max_size=8),
    st.lists(st.tuples(st.integers(-1, 3), st.booleans(), st.sampled_from(["care", "returns", ""])), max_size=6),
)
def test_nobody_is_offered_two_and_nothing_is_offered_to_two(matters, people):
    todo = [waiting(f"h{n}", priority, since, team) for n, (priority, since, team) in enumerate(matters)]
    hands = [hand(f"a{n}", [team] if team else [], room, asked=asked) for n, (room, asked, team) in enumerate(people)]
    able = {h.login for h in hands if not h.asked}
    found = plan(todo, hands, AT)
    ids, logins = [i for i, _ in found], [login for _, login in found]
    assert len(set(ids)) == len(ids) and len(set(logins)) == len(logins) and set(logins) <= able
