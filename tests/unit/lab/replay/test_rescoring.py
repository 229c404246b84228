"""A replay that reads every message anew: what the reading does, apart from what the candidate does."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from hypothesis import given, settings

from baton.base import database
from baton.base.erased import new_id
from baton.conversation.event_reader import EventReader
from baton.lab.outcomes import Outcomes
from baton.lab.replay import text
from baton.lab.replay.comparison import Change
from baton.lab.replay.rereading import answered_by, rescored
from baton.lab.replay.rescoring import Rescoring
from baton.lab.replay.result import rescored_result, result
from baton.lab.replay.runner import Replay, rescore, run
from tests.support import databases
from tests.support.log_events import user
from tests.support.replays import ANSWER, CALMER, FAILED, LAUNCH, NERVOUS, STORIES, TEXT, Written, told, write
from tests.support.rollouts import CALMER_TEXT

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
MODEL = Path("model")


def reading(intent="order_status", signals=None, **parsed):
    return user("", intent, signals, **parsed)["parse_data"]


def anew(written, readings, candidate=CALMER):
    """A conversation in which the messages with these texts are read anew so, and the others as they were."""
    known = {e["text"]: e["parse_data"] for e in written.events if e["event"] == "user"}
    return rescored("c1", written.events, lambda said: readings.get(said, known[said]), candidate, LAUNCH)


def changes(comparison):
    return [each.change.value for each in comparison.handovers]


@settings(max_examples=60)
@given(STORIES)
def test_the_same_reading_changes_nothing(story):
    written = told(story)
    logged = iter([event["parse_data"] for event in written.events if event["event"] == "user"])
    found = rescored("c1", written.events, lambda said: next(logged), NERVOUS, LAUNCH)
    assert found.reread.otherwise == ()
    assert (found.reading, found.both) == (found.neither, found.policy)
    assert not found.both.cut_short


def test_the_effects_of_reading_and_candidate_are_apart():
    written = Written()
    written.says("not again", signals={"emotional": 0.5})
    found = anew(written, {"not again": reading(signals={"emotional": 0.9})})
    assert (changes(found.policy), changes(found.reading), changes(found.both)) == (["gone"], ["same"], ["same"])
    found = anew(written, {"not again": reading(signals={"emotional": 0.2})}, NERVOUS)
    assert (changes(found.policy), changes(found.reading), changes(found.both)) == (["same"], ["gone"], ["same"])


def test_a_signal_that_is_found_now_is_a_new_or_earlier_handover():
    written = Written()
    written.says("you ruined my day")
    assert changes(anew(written, {"you ruined my day": reading(signals={"emotional": 0.8})}).reading) == ["new"]
    written.says("a person please", signals={"explicit_human": 0.9})
    assert changes(anew(written, {"you ruined my day": reading(signals={"emotional": 0.8})}).reading) == ["earlier"]


def test_after_another_answer_nothing_is_claimed_but_what_is_locked_is_looked_for():
    written = Written()
    written.says("where is it")
    written.says("my lawyer writes to you", signals={"legal": 0.9})
    other = {"where is it": reading("return_policy")}
    found = anew(written, other)
    assert (found.reading.cut_short, changes(found.reading), found.reading.losses) == (True, [], ())
    assert changes(found.policy) == ["same"] and not found.policy.cut_short
    found = anew(written, {**other, "my lawyer writes to you": reading("chitchat")})
    assert found.reading.losses[0].categories == ("legal",)
    assert not found.policy.losses


def test_a_message_that_is_handed_over_either_way_has_no_other_answer():
    written = Written()
    written.says("a person please", signals={"explicit_human": 0.9})
    written.agent_replies()
    written.is_given_back()
    written.says("not again", signals={"emotional": 0.6})
    found = anew(written, {"a person please": reading("explicit_human", {"explicit_human": 0.8})}, LAUNCH)
    assert changes(found.reading) == ["same", "same"] and not found.reading.cut_short


def test_a_handover_after_a_failed_try_is_unknown_where_the_bot_would_not_have_tried():
    written = Written()
    written.says("where is 10098", actions=[FAILED])
    written.says("it is 10099", actions=[FAILED])
    assert changes(anew(written, {}).reading) == ["same"]
    found = anew(written, {"it is 10099": reading("chitchat")})
    assert found.reading.cut_short and changes(found.reading) == []


def test_buttons_and_what_a_person_answers_are_no_other_answers():
    written = Written()
    written.says("/inform")
    written.says("a person please", signals={"explicit_human": 0.9})
    written.says("are you there")
    found = anew(written, {"/inform": reading("refund"), "are you there": reading("nlu_fallback")})
    assert (found.reread.messages, found.reread.otherwise) == (2, ())


def test_what_the_answer_rests_on():
    asked = {"outcome": "answer", "ranking": [{"id": "faq/a", "score": 0.9}, {"id": "faq/b", "score": 0.2}]}
    other_score = {"outcome": "answer", "ranking": [{"id": "faq/a", "score": 0.8}, {"id": "faq/c", "score": 0.3}]}
    none = {"outcome": "none", "ranking": [{"id": "faq/a", "score": 0.1}]}
    assert answered_by(reading(question=asked)) == answered_by(reading(question=other_score))
    assert answered_by(reading(question=none)) == answered_by(reading(signals={"legal": 0.2}))
    plain = answered_by(reading())
    for parsed in (
        reading("refund"),
        reading(question=asked),
        reading(question={**asked, "outcome": "unsure"}),
        reading(entities=[{"entity": "order_number", "value": "10023"}]),
        reading(problem="damaged"),
        reading(matters=[{"text": "a", "intent": {"name": "greet"}}]),
        reading(language={"code": "de", "confidence": 0.9}),
    ):
        assert answered_by(parsed) != plain


def open_other_reader(_model):
    """A model that reads every message as mild distress."""
    return lambda said: reading(signals={"emotional": 0.5})


def log(url, number=45):
    reader = EventReader(database.engine(url))
    reader.prepare()
    write(reader.engine, conversations(number))


def conversations(number):
    for n in range(number):
        written = Written(began=1_000_000.0 + 3600 * n)
        written.says("where is it", signals={"emotional": 0.5 if n % 3 else 0.1}, actions=[ANSWER])
        yield (new_id() if n % 15 == 7 else f"c{n:03}"), written.events


def test_the_whole_log_in_one_process_and_in_several(tmp_path):
    with databases.fresh("sqlite", tmp_path) as url:
        log(url)
        task = Replay(url, None, TEXT, (CALMER_TEXT,), "UTC")
        one = rescore(task, MODEL, processes=1, open_reader=open_other_reader)
        seen = []
        progress = lambda done, total: seen.append((done, total))  # noqa: E731
        assert rescore(task, MODEL, progress, processes=2, open_reader=open_other_reader) == one
        assert max(seen) == (45, 45)
        policy = run(task, processes=1)[0]
    assert (one.erased, one.messages, one.otherwise) == (3, 42, 0)
    assert {tally.conversations for tally in (one.neither, one.policy, one.reading, one.both)} == {42}
    assert one.neither.differing == 0
    # Two in three were handed over as mild distress; the candidate hands over none of them, the reading all.
    assert one.policy.count(Change.GONE) == one.both.count(Change.GONE) > 0
    assert one.policy.count(Change.GONE) <= policy.count(Change.GONE)
    assert one.reading.count(Change.NEW) == 42 - one.reading.count(Change.SAME) > 0


def test_a_log_that_a_model_has_read_is_no_made_up_one():
    written = Written()
    written.says("where is it")
    written.says("still nothing")
    messages = [event for event in written.events if event["event"] == "user"]
    messages[0]["metadata"] = {"model_id": "5e1"}
    assert anew(written, {}).reread.unnamed == 1
    messages[1]["metadata"] = {"model_id": "5e1"}
    found = Rescoring()
    found.add(anew(written, {}), Outcomes({}, {}), lambda at: 0)
    made = result(found.policy, CALMER, LAUNCH, NOW, rescored=rescored_result(found, "a model"))
    assert "no model has read" not in "\n".join(text.lines(made))


def test_the_terminal_and_the_file_say_it_apart_and_without_words():
    written = Written()
    written.says("where is it")
    written.says("my lawyer writes to you", signals={"legal": 0.9})
    known = {"where is it": reading("return_policy"), "my lawyer writes to you": reading("chitchat")}
    found = Rescoring(erased=2)
    found.add(rescored("c1", written.events, known.__getitem__, CALMER, LAUNCH), Outcomes({}, {}), lambda at: 0)
    made = result(found.policy, CALMER, LAUNCH, NOW, rescored=rescored_result(found, "a model"))
    said = "\n".join(text.lines(made))
    assert "READ ANEW with a model: 2 messages of 1 conversations" in said
    assert "2 conversations were not rescored" in said
    assert "no model has read 2 of the messages before" in said
    assert "LOCKED CATEGORIES ARE LOST at 1 messages. The reading alone loses them" in said
    assert "unknown            ?  every handover after another answer of the bot" in said
    assert (made.locked_lost, made.all_lost) == (0, 2)
    assert "lawyer" not in made.json()
