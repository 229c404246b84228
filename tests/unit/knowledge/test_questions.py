"""The questions in force follow the files; a broken one keeps what it said last."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from baton.knowledge.questions import LiveQuestions
from tests.unit.knowledge.conftest import block


def test_a_change_counts_at_the_next_call(shop):
    shop.write("a.yml", block("one", "One?"))
    live = shop.live()
    assert list(live().by_intent) == ["faq/one"]
    assert live() is live()  # nothing is read again while nothing changes
    shop.write("a.yml", block("one", "One?"), block("two", "Two?"))
    shop.write("b.yml", block("three", "Three?"))
    assert list(live().by_intent) == ["faq/one", "faq/two", "faq/three"]
    (shop.folder / "a.yml").unlink()
    assert list(live().by_intent) == ["faq/three"]


def test_a_broken_file_keeps_its_last_valid_questions_and_says_why(shop, caplog):
    shop.write("a.yml", block("one", "One?"))
    live = shop.live()
    live()
    shop.write("a.yml", block("one", "Changed?", "nonsense: 1"))
    questions = live()
    assert questions.by_intent["faq/one"].question == "One?"
    (problem,) = questions.problems
    assert (problem.file, problem.line) == ("a.yml", 12)
    assert "The last valid version of this file stays in force." in caplog.text
    shop.write("a.yml", block("one", "Mended?"))
    assert live().by_intent["faq/one"].question == "Mended?" and not live().problems


def test_a_file_that_was_never_valid_leaves_the_others_in_force(shop):
    shop.write("a.yml", "  - nonsense\n")
    shop.write("b.yml", block("one", "One?"))
    questions = shop.live()()
    assert list(questions.by_intent) == ["faq/one"] and questions.problems


def test_an_id_belongs_to_one_file_and_the_first_counts(shop):
    shop.write("a.yml", block("one", "First?"))
    shop.write("b.yml", block("zero", "Zero?"), block("one", "Second?"))
    questions = shop.live()()
    assert questions.by_intent["faq/one"].question == "First?"
    assert [str(problem) for problem in questions.problems] == [
        "b.yml:12: one is in a.yml too; give one of them another id"
    ]


def test_what_is_asked_about_an_order_has_a_space_of_its_own(shop):
    shop.write("a.yml", block("status", "How does a status change?"))
    shop.orders.write_text("faq:\n  - id: status\n    question: Where is my order?\n")
    questions = shop.live()()
    assert list(questions.by_intent) == ["faq/status", "order/status"] and not questions.problems


def test_only_the_files_that_changed_are_read_again(shop):
    shop.write("a.yml", block("one", "One?"))
    shop.write("b.yml", block("two", "Two?"))
    live = shop.live()
    before = live()
    shop.write("b.yml", block("two", "Two, now?"))
    after = live()
    assert after.by_intent["faq/one"] is before.by_intent["faq/one"]
    assert after.by_intent["faq/two"].question == "Two, now?"


def test_a_refused_file_stays_refused_while_another_changes(shop):
    shop.write("a.yml", "  - nonsense\n")
    shop.write("b.yml", block("two", "Two?"))
    live = shop.live()
    assert live().problems
    shop.write("b.yml", block("two", "Two, now?"))
    assert live().problems and list(live().by_intent) == ["faq/two"]


def test_whoever_asks_while_the_files_are_read_for_the_first_time_gets_them_all():
    live = LiveQuestions()  # the sample shop's files take a while
    with ThreadPoolExecutor(4) as pool:
        found = [each.result() for each in [pool.submit(live) for _ in range(4)]]
    assert all(each.by_intent for each in found)
