"""Those who wait are looked after: notes, opening and closing, callbacks, customers who do not come back."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, inspect
from sqlalchemy.orm import Session

from baton.handoff.queue_watcher import SETTLE_SECONDS
from baton.handoff.records.lifecycle import State
from baton.handoff.records.tables import HandoffRow
from tests.support.bench import Bench
from tests.support.talk import UNTIL_NIGHT, Talk

SORRY = "We are sorry, this takes longer than it should."


def what(talk, handoff_id="h1"):
    return [entry["what"] for entry in talk.bench.store.audit(handoff_id)]


def answer(talk, text="Hello"):
    talk.service.claim("h1", "maria", "Maria")
    talk.service.reply("h1", "maria", "Maria", text)
    talk.deliver()


def test_the_place_and_what_is_known_of_the_wait_are_told_when_the_handoff_opens(talk):
    talk.escalate()
    assert talk.said() == ["You are next in line. We cannot say yet how long it takes."]
    other = Talk(talk.bench, "c2")
    other.escalate("h2")
    assert other.said()[0].startswith("You are number 2 in line.")


def test_a_grave_matter_comes_first_whoever_waits_without_talk_of_lines(talk):
    talk.escalate()
    other = Talk(talk.bench, "c2")
    other.escalate("h2", trigger="permanent_category", category="health_safety")
    assert other.said() == [
        "A person from our team takes this up before anything else. Everything you have written is with them."
    ]
    assert other.service.state_for_customer("c2") == {"owner": "queue"}
    other.look(minutes=6)
    assert other.said()[-1].startswith("You are not forgotten") and not other.buttons()
    assert talk.service.state_for_customer("c1")["position"] == 2


def test_whoever_is_passed_on_to_a_named_colleague_is_told_of_no_place(talk):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    talk.service.transfer("h1", "maria", "tom", None, "", "Tom Smith")
    assert talk.service.state_for_customer("c1") == {"owner": "queue"}
    talk.look(minutes=6)
    assert talk.said()[-1].startswith(f"{SORRY} Tom Smith knows that you are waiting.")


def test_the_usual_wait_is_that_of_recent_waits(talk):
    for number in range(3):
        waiting = Talk(talk.bench, f"w{number}")
        waiting.escalate(f"w{number}")
    talk.bench.clock.forward(minutes=4)
    for number in range(3):
        talk.service.claim(f"w{number}", "maria", "Maria")
    talk.escalate()
    assert talk.said() == ["You are next in line. It usually takes about 4 minutes."]
    talk.bench.clock.forward(days=8)
    assert "wait_minutes" not in talk.service.state_for_customer("c1")


def test_nights_and_callbacks_say_nothing_of_the_usual_wait(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.bench.clock.forward(hours=12)
    talk.service.claim("h1", "maria", "Maria")
    assert talk.bench.store.recent_waits() == []


def test_a_note_when_it_takes_longer_with_what_to_do_instead(talk):
    talk.escalate()
    talk.look(minutes=4)
    assert len(talk.said()) == 1
    talk.look(minutes=1)
    assert talk.said()[-1].startswith(SORRY)
    assert "Another time" in talk.buttons()
    talk.look(minutes=1)
    assert len(talk.said()) == 2  # once
    talk.look(minutes=9)
    assert len(talk.said()) == 3
    talk.press(next(iter(talk.buttons())))
    assert talk.handoff().state is State.CALLBACK_DUE


def test_a_desk_that_was_down_says_it_once_and_not_once_for_each_note(talk):
    talk.escalate()
    talk.look(minutes=50)
    assert len([text for text in talk.said() if text.startswith(SORRY)]) == 1
    talk.look(minutes=1)
    assert len(talk.said()) == 2


def test_whoever_waits_when_everybody_goes_home_is_told_and_so_is_the_return(talk):
    talk.bench.clock.forward(hours=5, minutes=58)  # 17:58
    talk.escalate()
    talk.look(minutes=3)
    assert talk.said()[-1].startswith("Our team is here again Wednesday 25 November at 09:00.")
    talk.look(minutes=5)
    assert len(talk.said()) == 2
    talk.look(hours=14, minutes=54)
    assert talk.said()[-1].startswith("Our team is here again. You are next in line.")
    talk.look(minutes=4)
    assert len(talk.said()) == 3  # the night is no wait of its own
    talk.look(minutes=2)
    assert talk.said()[-1].startswith(SORRY)


def test_nobody_at_the_desk_is_told_in_opening_hours_too(tmp_path):
    on_duty = []
    bench = Bench(tmp_path, on_duty=lambda: bool(on_duty))
    talk = Talk(bench)
    talk.escalate()
    assert talk.said()[0].startswith("Nobody from our team is at the desk right now.")
    assert talk.service.state_for_customer("c1") == {"owner": "queue", "away": True}
    talk.look(minutes=1)
    assert len(talk.said()) == 1
    on_duty.append("maria")
    assert talk.service.state_for_customer("c1") == {"owner": "queue", "position": 1}
    talk.look(minutes=1)
    assert talk.said()[-1].startswith("Our team is here again.")
    on_duty.clear()
    talk.look(minutes=1)
    assert len(talk.said()) == 2  # whoever goes for a moment is no news


@pytest.mark.parametrize("category", ["health_safety", "bereavement", "fraud", "legal", "regulatory"])
def test_a_grave_matter_out_of_hours_gets_the_emergency_contact(talk, category):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate(trigger="permanent_category", category=category)
    assert talk.bench.settings.emergency_contact in talk.said()[0]


def test_the_emergency_contact_is_for_grave_matters_only(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    assert talk.bench.settings.emergency_contact not in talk.said()[0]


def test_a_callback_is_shown_when_it_is_due_and_not_before(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    talk.look(hours=10)
    assert not talk.handoff().due and talk.bench.store.find(due=True) == []
    talk.look(hours=1)
    assert talk.handoff().due
    assert [h.id for h in talk.bench.store.find(due=True)] == ["h1"]
    assert what(talk).count("due") == 1
    talk.look(minutes=1)
    assert what(talk).count("due") == 1


def test_a_callback_that_nobody_keeps_is_apologised_for_once_with_new_times(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    talk.look(hours=11, minutes=14)
    assert talk.said()[-1].startswith("Agreed:")
    talk.look(minutes=1)
    assert talk.said()[-1].startswith("We are sorry: we said Wednesday 25 November at 09:00 GMT, and nobody has come")
    assert next(iter(talk.buttons())) == "Wed 25 Nov, 10:00 GMT"
    told = len(talk.said())
    talk.look(minutes=30)
    assert len(talk.said()) == told and what(talk).count("late") == 1
    talk.press("Wed 25 Nov, 13:00 GMT")
    assert talk.handoff().state is State.CALLBACK_DUE and not talk.handoff().due
    talk.look(hours=4)
    assert what(talk).count("late") == 2  # another agreement, another apology


def test_a_callback_that_somebody_has_taken_up_needs_no_apology(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    talk.look(hours=11)
    talk.service.claim("h1", "maria", "Maria")
    talk.look(minutes=30)
    assert talk.said()[-1] == "Maria has joined the conversation."


def crowd(bench, number, **values):
    """So many others, more urgent than anybody, with nothing to be told; some ids come before `h1`, some after."""
    with Session(bench.engine) as session:
        row = session.get(HandoffRow, "h1")
    whole = {attribute.key: getattr(row, attribute.key) for attribute in inspect(HandoffRow).column_attrs}
    with bench.engine.begin() as connection:
        rows = [{**whole, "priority": 1, "reminders_sent": 3, **values} for _ in range(number)]
        ids = [{"id": f"{'a' if i % 2 else 'z'}{i}", "conversation_id": f"other{i}"} for i in range(number)]
        connection.execute(insert(HandoffRow), [{**row, **name} for row, name in zip(rows, ids, strict=True)])


def test_nobody_is_overlooked_in_a_long_queue(talk):
    talk.escalate()
    crowd(talk.bench, 500)
    talk.look(minutes=5)
    assert talk.said()[-1].startswith(SORRY)
    assert talk.bench.store.get("h1").reminders_sent == 1
    ids = [handoff.id for handoff in talk.bench.store.each([State.QUEUED])]
    assert len(ids) == len(set(ids)) == 501


def test_a_callback_that_is_due_is_not_overlooked_among_many_of_later(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    crowd(talk.bench, 500, due_at=talk.handoff().due_at + 3600, bot_paused=False)
    talk.look(hours=11)
    assert talk.handoff().due
    assert [h.id for h in talk.bench.store.find(due=True)] == ["h1"]


def test_a_customer_who_never_answers_is_closed_as_abandoned(talk):
    talk.escalate()
    answer(talk)
    talk.look(hours=23)
    assert talk.handoff().state is State.CLAIMED
    talk.look(hours=2)
    assert talk.handoff().state is State.ABANDONED
    assert talk.said()[-1].startswith("We have not heard from you")
    assert not talk.paused()
    assert talk.service.state_for_customer("c1") == {"owner": "bot"}


def test_whoever_waits_for_our_answer_is_not_abandoned(talk):
    talk.escalate()
    answer(talk)
    talk.write("and the other one?")
    talk.look(hours=100)
    assert talk.handoff().state is State.CLAIMED


def test_whoever_has_the_chat_open_is_not_abandoned(talk):
    talk.escalate()
    answer(talk)
    talk.bench.clock.forward(hours=25)
    talk.bench.parts.presence.customer_here("c1")
    talk.look()
    assert talk.handoff().state is State.CLAIMED


def test_an_unanswered_customer_who_has_gone_is_let_go_with_an_apology(talk):
    talk.escalate()
    talk.look(hours=71)
    assert talk.handoff().state is State.QUEUED
    talk.look(hours=2)
    assert talk.handoff().state is State.ABANDONED
    assert talk.said()[-1].startswith("We are sorry that nobody could answer")


def test_a_grave_matter_waits_for_its_person_for_ever(talk):
    talk.escalate(trigger="permanent_category", category="legal")
    talk.look(hours=500)
    assert talk.handoff().state is State.QUEUED


def test_a_customer_who_comes_back_is_in_the_same_conversation_and_the_next_handoff_is_linked(talk):
    talk.escalate()
    answer(talk)
    talk.look(hours=25)
    talk.escalate("h2")
    assert talk.handoff("h2").previous_id == "h1"
    assert talk.handoff("h2").state is State.QUEUED


def test_a_bot_that_talks_although_a_person_has_the_conversation_is_made_silent_once(talk):
    talk.escalate()
    assert not talk.paused()  # the turn that opens it has not been saved, or Rasa was killed in it
    talk.look(seconds=SETTLE_SECONDS - 1)
    assert not talk.paused()
    talk.look(seconds=61)
    assert talk.paused()
    talk.look(seconds=61)
    assert [e["event"] for e in talk.events()].count("pause") == 1


def test_two_desks_that_look_at_once_say_it_once(talk):
    talk.escalate()
    talk.bench.clock.forward(minutes=6)
    for _ in range(2):
        talk.bench.parts.queue_watcher._next_run = 0.0
        talk.bench.parts.queue_watcher.run_once()
    talk.deliver()
    assert len(talk.said()) == 2


def test_with_many_waiting_only_those_are_read_who_are_due(tmp_path, monkeypatch):
    bench = Bench(tmp_path)
    for number in range(12):
        Talk(bench, f"c{number}").escalate(f"h{number}")
    talk, read = Talk(bench, "c0"), []
    remind = type(bench.parts.queue_watcher)._remind
    monkeypatch.setattr(
        type(bench.parts.queue_watcher), "_remind", lambda self, one, at: (read.append(one.id), remind(self, one, at))
    )
    talk.look(minutes=4)
    assert read == []
    talk.look(minutes=1)
    assert len(read) == 12
    talk.look(minutes=1)
    assert len(read) == 12
