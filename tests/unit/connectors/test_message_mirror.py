"""What is said to a person reaches the outside desks: all of it, once, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from baton.connectors import payloads
from baton.connectors.base import Connector, Kind
from baton.connectors.message_mirror import RETRY_SECONDS
from baton.conversation.event_reader import EVENTS
from tests.support.outside import Outside


class Listener(Connector):
    """Remembers what it is told."""

    about = ""
    kinds = frozenset({Kind.OPENED, Kind.MESSAGE})

    def __init__(self, name):
        self.name, self.title, self.told = name, name.title(), []

    @classmethod
    def from_settings(cls, settings, external_ids, desk_url):
        return cls("listener")

    def deliver(self, delivery, again):
        self.told.append(delivery)

    def test(self):
        return ""

    @property
    def words(self):
        return [d.payload["message"]["text"] for d in self.told if d.payload["kind"] == "said"]


@pytest.fixture
def listener():
    return Listener("listener")


@pytest.fixture
def desk(tmp_path, listener):
    made = Outside(tmp_path, lambda desk: [listener])
    made.mirror.step()
    return made


def test_words_before_and_after_a_person_has_it_stay_inside(desk, listener):
    desk.customer("c1", "hello bot")
    desk.settle()
    desk.handoff("h1", "c1")
    desk.customer("c1", "hello person")
    desk.settle()
    desk.handoffs.claim("h1", "maria", "Maria")
    desk.handoffs.return_to_bot("h1", "maria", "")
    desk.settle()
    desk.customer("c1", "hello again bot")
    desk.settle()
    assert listener.words == ["hello person"]


def test_a_handoff_that_opens_late_takes_the_words_until_then_into_its_package(desk, listener):
    desk.escalate("c1", "h1")
    desk.customer("c1", "are you coming?")
    desk.settle()
    assert listener.told == []
    desk.handoffs.open_missing("c1")  # from the log, with everything in it
    desk.customer("c1", "hello?")
    desk.clock.forward(seconds=RETRY_SECONDS)
    desk.settle()
    assert [d.payload["kind"] for d in listener.told] == ["opened", "said"]
    assert [line["text"] for line in listener.told[0].payload["package"]["transcript"]][-1] == "are you coming?"
    assert listener.words == ["hello?"]


def test_words_of_a_handoff_that_is_not_open_yet_are_not_forgotten_by_a_restart(desk, listener):
    events_then = desk.log.events
    desk.escalate("c1", "h1")
    before = events_then("c1")
    desk.customer("c1", "written in between")
    desk.mirror.step()
    desk.rebuild()
    desk.handoffs.open("c1", before)  # built from what the log held before these words
    for _ in range(300):
        desk.customer("c2", "others chat along")
    desk.settle()
    assert listener.words == ["written in between"]


def test_a_restart_repeats_nothing_and_misses_nothing(desk, listener):
    desk.handoff("h1", "c1")
    desk.customer("c1", "one")
    desk.settle()
    desk.customer("c1", "two")
    desk.rebuild()
    desk.settle()
    assert listener.words == ["one", "two"]


def test_a_number_that_becomes_visible_late_is_seen(desk, listener):
    """PostgreSQL gives numbers when rows are written and shows them when they are committed."""
    desk.handoff("h1", "c1")
    desk.settle()
    late = desk.customer("c1", "placeholder")
    desk.customer("c2", "somebody else was faster")
    with desk.log_engine.begin() as connection:
        connection.execute(EVENTS.delete().where(EVENTS.c.id == late))
    desk.mirror.step()
    row = {"id": late, "sender_id": "c1", "type_name": "user", "timestamp": 1.0}
    said = '{"event": "user", "text": "late", "parse_data": {"intent": {"name": "x"}}, "timestamp": 1.0}'
    with desk.log_engine.begin() as connection:
        connection.execute(EVENTS.insert().values(**row, data=said))
    desk.settle()
    assert listener.words == ["late"]


def test_a_new_connector_is_not_told_what_is_past(desk, listener):
    desk.handoff("h1", "c1")
    desk.customer("c1", "old words")
    desk.settle()
    newcomer = Listener("newcomer")
    desk.connectors["newcomer"] = newcomer
    desk.rebuild()
    desk.mirror.step()
    desk.customer("c1", "new words")
    desk.settle()
    assert newcomer.words == ["new words"] and listener.words == ["old words", "new words"]


def test_a_connector_that_was_off_for_a_while_is_not_told_what_it_missed(desk, listener):
    desk.connectors.clear()
    desk.connectors["other"] = Listener("other")
    desk.handoff("h1", "c1")
    desk.rebuild()
    desk.mirror.step()
    desk.customer("c1", "while it was off")
    desk.settle()
    desk.connectors["listener"] = listener
    desk.rebuild()
    desk.mirror.step()
    desk.customer("c1", "now it is on")
    desk.settle()
    assert listener.words == ["now it is on"]


def test_what_a_connector_brought_is_not_told_to_it(desk, listener):
    other = Listener("other")
    desk.connectors["other"] = other
    desk.rebuild()
    desk.mirror.step()
    desk.handoff("h1", "c1")
    desk.handoffs.claim("h1", "Listener", "Ana")
    desk.handoffs.reply("h1", "Listener", "Ana", "hello", payloads.reply_id("listener", 7))
    desk.settle()
    assert listener.words == [] and other.words == ["hello"]


def test_a_database_that_is_away_loses_nothing(desk, listener, monkeypatch):
    desk.handoff("h1", "c1")
    desk.customer("c1", "hello?")
    add = desk.outbox.add_missing
    monkeypatch.setattr(
        desk.outbox, "add_missing", lambda wanted: (_ for _ in ()).throw(OperationalError("", {}, None))
    )
    with pytest.raises(OperationalError):
        desk.mirror.step()
    monkeypatch.setattr(desk.outbox, "add_missing", add)
    desk.settle()
    assert listener.words == ["hello?"]


def test_a_shorter_log_is_followed_from_its_beginning(desk, listener, caplog):
    desk.handoff("h1", "c1")
    for _ in range(3):
        desk.customer("c1", "x")
    desk.settle()
    with desk.log_engine.begin() as connection:
        connection.execute(EVENTS.delete().where(EVENTS.c.id > 2))
    desk.mirror.step()
    assert "shorter" in caplog.text


def test_an_agent_can_close_while_the_log_is_away(desk, monkeypatch):
    desk.handoff("h1", "c1")
    desk.handoffs.claim("h1", "maria", "Maria")
    monkeypatch.setattr(desk.log, "conversation", lambda *a: (_ for _ in ()).throw(OperationalError("", {}, None)))
    assert desk.handoffs.resolve("h1", "maria", None).state.value == "resolved"


def test_keys_hold_no_full_stop_and_fit_the_column():
    key = payloads.key(Kind.MESSAGE, "h" * 32, 2**31, "chatwoot")
    assert "." not in key and len(key) <= 100
    assert payloads.key(Kind.OPENED, "h1", "", "webhook") == "opened:h1:webhook"


def test_a_callback_that_an_agent_takes_up_tells_what_is_said_then(desk, listener):
    """The customer arranged it with the bot: no decision to hand over stands in the log."""
    desk.customer("c1", "please call me")
    due = desk.clock().timestamp() + 3600
    desk.handoffs.book_callback("cb1", "c1", desk.log.events("c1"), due)
    desk.settle()
    desk.customer("c1", "hello bot")
    desk.settle()
    assert listener.words == []
    desk.handoffs.claim("cb1", "maria", "Maria")
    desk.settle()
    desk.customer("c1", "hello Maria")
    desk.settle()
    assert listener.words == ["hello Maria"]
    assert listener.told[-1].payload["handoff"]["id"] == "cb1"


def test_words_under_a_decision_that_opened_nothing_go_to_the_handoff_that_holds_the_conversation(desk, listener):
    desk.handoff("h1", "c1")
    desk.escalate("c1", "h2")  # another decision: the first handoff takes over its reason
    desk.handoffs.open_missing("c1")
    desk.customer("c1", "hello?")
    desk.settle()
    assert listener.words[-1] == "hello?"
    assert {d.payload["handoff"]["id"] for d in listener.told} == {"h1"}


def test_a_handoff_that_never_opens_holds_nothing_up_for_ever(desk, listener):
    desk.log_event("c1", {"event": "pause"})
    desk.customer("c1", "is anybody there?")
    for _ in range(3):
        desk.mirror.step()
    assert desk.mirror.offset < desk.log.newest()
    desk.clock.forward(seconds=61)
    desk.mirror.step()
    assert desk.mirror.offset == desk.log.newest() and listener.told == []


def test_with_the_assistant_until_the_callback_nothing_goes_outside(desk, listener):
    handoff = desk.handoff("h1", "c1")
    desk.handoffs.schedule(handoff.id, "customer", desk.clock().timestamp() + 24 * 3600)
    desk.settle()
    desk.customer("c1", "still waiting")
    desk.settle()
    desk.handoffs.with_assistant(desk.store.get("h1"), "meanwhile")
    desk.settle()
    desk.customer("c1", "hello bot")
    desk.settle()
    assert listener.words == ["still waiting"]
