"""Checking all answers against each other: what is wrong, on which line, and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from baton.knowledge import checks, links
from baton.knowledge.quantities import Statement
from baton.knowledge.questions import LiveQuestions
from tests.unit.knowledge.conftest import block

TODAY = date(2026, 11, 29)


@pytest.fixture
def check(shop):
    def check(*blocks, responses=()):
        shop.write("a.yml", *blocks)
        found = checks.check(shop.live()(), responses, TODAY)
        return [str(each) for each in found.problems], [str(each) for each in found.warnings]

    return check


def test_what_is_fine_is_not_mentioned(check):
    assert check(block("one", "One?", "related: [two]"), block("two", "Two?")) == ([], [])


def test_related_questions_exist(check):
    problems, _ = check(block("opening", "When?", "related: [opening_time]"), block("opening_times", "What?"))
    assert problems == ["a.yml:12: opening: related: there is no opening_time; did you mean opening_times?"]


def test_a_variation_below_one_for_everybody_is_never_said(check):
    problems, _ = check(block("one", "One?") + "      - text: Or no.\n")
    assert len(problems) == 1 and problems[0].startswith("a.yml:11: one: this variation is for everybody")


def test_an_answer_has_no_variables(check):
    problems, _ = check(block("one", "One?", answer="Yes, {name}."))
    assert len(problems) == 1 and "customers would read {name}" in problems[0]


def test_a_refused_file_is_a_problem_beside_the_others(check, shop):
    shop.write("b.yml", block("two", "x" * 81))
    problems, _ = check(block("one", "One?", "related: [nothing_like_it]"))
    assert problems == [
        "a.yml:12: one: related: there is no nothing_like_it; take it out, or write that block",
        "b.yml:3: faq.0.question: too long; at most 80 characters",
    ]


@pytest.mark.parametrize("same", ["is your shop OPEN today", "Today: is your shop open?", "is your shop  ópen today!"])
def test_the_same_words_belong_to_one_block(check, same):
    problems, _ = check(block("one", "Is your shop open today?"), block("two", f"{same!r}"))
    assert len(problems) == 1
    assert problems[0].startswith("a.yml:13: two: ") and "is a wording of one (a.yml:3) too" in problems[0]


def test_the_line_of_a_wording_is_its_own(check):
    problems, _ = check(block("one", "two wording 3"), block("two", "Two?"))
    assert problems == ["a.yml:17: two: 'two wording 3' is a wording of one (a.yml:3) too; keep it where it belongs"]


def test_what_is_asked_of_an_order_may_be_asked_in_general_in_the_same_words(check, shop):
    shop.orders.write_text("faq:\n  - id: x\n    question: One?\n    related: [one]\n")
    assert check(block("one", "One?"))[0] == []
    shop.orders.write_text("faq:\n  - id: x\n    question: One?\n")
    assert len(check(block("one", "One?"))[0]) == 1


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("See [it](http://shop.example).", "the link 'http://shop.example' must begin with https:// (or mailto:)"),
        ("See http://shop.example/a.", "the link 'http://shop.example/a' must begin with https:// (or mailto:)"),
        ("[it](/help)", "the link '/help' must begin with https:// (or mailto:)"),
        ("[it](https://shop)", "the link 'https://shop' is no valid address"),
        ("[it](https://shop.example/a b)", "the link 'https://shop.example/a b' is no valid address"),
        ("[it](https://shop.example:x/)", "the link 'https://shop.example:x/' is no valid address"),
        ("[it](https://[::1)", "the link 'https://[::1' is no valid address"),
        ("[it]()", "the link '' must begin with https:// (or mailto:)"),
        ("[write](mailto:nobody)", "the link 'mailto:nobody' is no valid e-mail address"),
    ],
)
def test_links_lead_somewhere(check, answer, complaint):
    assert check(block("one", "One?", answer=answer))[0] == [f"a.yml:11: one: {complaint}"]


def test_good_links_are_fine_and_listed_for_whoever_opens_them(shop):
    good = "[a](https://shop.example/a?b=c) [b](mailto:x@shop.example) https://shop.example/d."
    shop.write("a.yml", block("one", "One?", answer=good))
    live = shop.live()()
    assert checks.check(live, (), TODAY).problems == ()
    assert {address: [p.line for p in places] for address, places in checks.link_places(live).items()} == {
        "https://shop.example/a?b=c": [11],
        "https://shop.example/d": [11],
    }
    assert links.fault("https://shop.example:8443/a") is None


def test_what_has_ended_is_a_warning(check):
    ended, today = "valid_until: 2026-11-28", "valid_until: 2026-11-29"
    assert check(block("one", "One?", ended), block("two", "Two?", today)) == (
        [],
        ["a.yml:12: one: ended on 2026-11-28; give it a new date, or take it out"],
    )


def test_what_begins_in_another_year_is_a_warning(check):
    soon, far = "valid_from: 2027-11-29", "valid_from: 2062-01-01"
    assert check(block("one", "One?", far), block("two", "Two?", soon)) == (
        [],
        ["a.yml:12: one: is not given before 2062-01-01; is the year meant?"],
    )


def test_few_wordings_are_a_warning(check):
    four = block("one", "One?").replace("      - one wording 5\n", "")
    none = "  - id: two\n    question: Two?\n    answer:\n      - text: Yes.\n"
    assert check(four, none) == (
        [],
        [
            "a.yml:4: one: has 4 wordings besides the question; with 5 or more it is found more often",
            "a.yml:11: two: has no wordings besides the question; with 5 or more it is found more often",
        ],
    )


def test_a_language_that_is_declared_is_missed_where_it_is_not(check):
    german = block("one", "One?").replace("- text", "- when: {language: [de]}\n        text: Ja.\n      - text")
    assert check(german, block("two", "Two?"), block("three", "Three?"))[1] == ["a.yml:14: no answer in de: two, three"]


CONTRADICTIONS = [
    ("Next-day delivery is £6.95 an order.", "Next-day delivery costs £7.95 for an order."),
    ("Return it within 30 days of delivery.", "Return sale items within 14 days of delivery."),
    ("Standard delivery takes 2 to 4 working days.", "Standard delivery takes three to five working days."),
    ("Students get 10% off with a student code.", "Students get 15 % off with a code."),
]


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_the_same_quantity_is_the_same_everywhere(check, one, other):
    problems, warnings = check(block("one", "What is it?", answer=one), block("two", "What is that?", answer=other))
    assert problems == [] and len(warnings) == 1
    assert warnings[0].startswith("a.yml:11: one: says ") and "but two (a.yml:21) says" in warnings[0]


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_what_the_bot_says_elsewhere_counts_too(check, one, other):
    said = Statement("utter_other", "other", other, "domain.yml", 7)
    (warning,) = check(block("one", "What is it?", answer=one), responses=[said])[1]
    assert "but utter_other (domain.yml:7) says" in warning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Standard delivery takes two days.", "Standard delivery takes 2 days."),  # the same, in another form
        ("Standard delivery is £3.95.", "Standard delivery is free from £50."),  # a price and a bound
        ("Delivery to Ireland takes 4 days.", "Delivery to Spain takes 6 days."),  # other countries
        ("Delivery takes 4 working days.", "A repair at the workshop lasts 14 working days."),  # other things
        ("Standard delivery takes 4 days.", "Standard delivery takes 2 hours."),  # other units
    ],
)
def test_what_only_looks_alike_is_no_contradiction(check, one, other):
    assert check(block("one", "What is it?", answer=one), block("two", "What is that?", answer=other)) == ([], [])


def test_variations_of_one_answer_do_not_contradict_each_other(check):
    two = block("one", "One?", answer="Standard delivery takes 4 days.").replace(
        "- text", "- when: {group: [trade]}\n        text: Standard delivery takes 2 days.\n      - text"
    )
    assert check(two) == ([], [])


def test_the_answers_of_this_shop_are_fine():
    assert checks.check(LiveQuestions()(), (), TODAY).problems == ()


def test_the_answer_before_ordering_exists(check):
    problems, _ = check(block("opening", "When?", "before_ordering: opening_time"), block("opening_times", "What?"))
    assert (
        len(problems) == 1 and "before_ordering: there is no opening_time; did you mean opening_times?" in problems[0]
    )


def test_what_is_meant_instead_is_a_question_of_the_same_file(check):
    problems, _ = check(block("opening", "When?", "denied_means: opening_times"))
    assert len(problems) == 1 and "no other question of this file is called opening_times" in problems[0]
