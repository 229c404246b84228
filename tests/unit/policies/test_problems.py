"""Distinct problems are counted by meaning: the same problem told twice is one, another one of the same kind is two."""

from policies.facts_fold import facts
from tests.support.log_events import user


def told(*messages):
    events = []
    for text, kind, *orders in messages:
        entities = [{"entity": "order_number", "value": number} for number in orders]
        events.append(user(text, "problem_report", problem=kind, entities=entities))
    return facts(events).problems


def test_the_same_problem_told_twice_is_one():
    assert told(("the shade is cracked", "damaged"), ("it came cracked, I said", "damaged")) == ("damaged",)


def test_other_kinds_are_other_problems():
    assert told(("cracked", "damaged"), ("wrong colour", "wrong_item")) == ("damaged", "wrong_item")


def test_another_one_of_the_same_kind_is_a_second_problem():
    assert told(("my lamp is cracked", "damaged"), ("and one of the mugs as well", "damaged")) == (
        "damaged",
        "damaged 2",
    )


def test_another_order_is_another_problem_and_the_same_order_is_not():
    assert told(("10001 never came", "late", "10001"), ("10002 neither", "late", "10002")) == ("late", "late 2")
    assert told(("10001 never came", "late", "10001"), ("10001 is so late", "late", "10001")) == ("late",)


def test_the_order_named_later_belongs_to_the_problem_told_before():
    assert told(("it never came", "late"), ("10001, it never came", "late", "10001")) == ("late",)


def test_no_kind_is_no_problem():
    assert told(("hello", None)) == ()


def test_a_conversation_that_comes_back_begins_anew():
    first = user("cracked", "problem_report", problem="damaged")
    known = facts([first, {"event": "pause"}, {"event": "resume"}, first])
    assert known.problems == ("damaged",)
