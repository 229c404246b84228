"""What actions see of a long conversation: all of it, each event read once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sql_event
from sqlalchemy import update

from actions.logged_conversations import LoggedConversations, NotInLog, facts_of
from baton.base.log_position import LogPosition
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.conversation.event_reader import EVENTS as ROWS
from baton.conversation.event_reader import EventReader
from policies.facts_fold import FactsFold, facts
from tests.unit.policies.test_decision import EVENTS, user


@pytest.fixture
def log(tmp_path):
    return log_in(tmp_path)


def log_in(folder):
    log = bootstrap(read({"BATON_VAR_DIR": str(folder)})).log
    log.prepare()
    return log


def said(number):
    return user(f"message {number}", "faq")


def write(log: EventReader, *events, sender="c1") -> LogPosition:
    rows = [{"sender_id": sender, "type_name": each["event"], "data": json.dumps(each)} for each in events]
    with log.engine.begin() as connection:
        connection.execute(ROWS.insert(), rows)
    entries = log.conversation(sender)
    return LogPosition(len(entries), entries[-1].id if entries else 0)


def test_an_action_sees_what_the_log_has_and_then_what_it_has_not(log):
    position = write(log, said(1), said(2))
    write(log, said(7), sender="c2")
    found = LoggedConversations(log).events("c1", position, [said(3)])
    assert found == [said(1), said(2), said(3)] and isinstance(found, list)


def test_each_event_is_read_once(log, monkeypatch):
    conversations, sizes = LoggedConversations(log), []
    position = write(log, *map(said, range(300)))
    own = log.conversation
    for number in range(300, 306):
        with monkeypatch.context() as patch:
            patch.setattr(log, "conversation", lambda *given: sizes.append(len(rows := own(*given))) or rows)
            conversations.events("c1", position, [])
        position = write(log, said(number))
    assert sizes == [300, *[2] * 5]  # the last known one, to see that it is still there, and the new one


def test_message_400_takes_as_many_queries_as_message_20(log):
    conversations, queries = LoggedConversations(log), []
    sql_event.listen(log.engine, "before_cursor_execute", lambda *given: queries.append(given[2]))
    counts = []
    for number in range(400):
        position = write(log, said(number))
        queries.clear()
        facts_of(conversations.events("c1", position, [said(number)]))
        counts.append(len(queries))
    assert counts[19] == counts[399] == 1


def test_an_erased_conversation_is_read_anew(log):
    conversations, position = LoggedConversations(log), write(log, said(1), said(2))
    conversations.events("c1", position, [])
    with log.engine.begin() as connection:
        connection.execute(update(ROWS).values(sender_id="erased-1"))
    with pytest.raises(NotInLog):
        conversations.events("c1", position, [])
    fresh = write(log, said(5))
    assert conversations.events("c1", fresh, []) == [said(5)]


@pytest.mark.parametrize("wrong", [LogPosition(3, 2), LogPosition(2, 9), LogPosition(1, 2)])
def test_a_log_that_holds_something_else_is_refused(log, wrong):
    write(log, said(1), said(2))
    with pytest.raises(NotInLog):
        LoggedConversations(log).events("c1", wrong, [])


def test_what_is_kept_has_a_limit(log):
    conversations = LoggedConversations(log, most=5)
    for sender in ("c1", "c2", "c3"):
        conversations.events(sender, write(log, said(1), said(2), sender=sender), [])
    assert list(conversations._kept) == ["c2", "c3"]


@settings(max_examples=25)
@given(st.lists(st.lists(EVENTS, min_size=1, max_size=6), min_size=1, max_size=4), st.lists(EVENTS, max_size=3))
def test_the_facts_are_those_of_all_events(tmp_path_factory, turns, end):
    log = log_in(tmp_path_factory.mktemp("log"))
    conversations, so_far = LoggedConversations(log), []
    for turn in turns:
        so_far += turn
        found = conversations.events("c1", write(log, *turn), end)
        assert facts_of(found, [said(9)]) == facts([*so_far, *end, said(9)])
        assert facts_of(found) == facts([*so_far, *end])


def test_facts_of_a_long_conversation_read_what_is_new(log, monkeypatch):
    conversations, taken = LoggedConversations(log), []
    take = FactsFold.take
    facts_of(conversations.events("c1", write(log, *map(said, range(300))), []))
    found = conversations.events("c1", write(log, said(300)), [said(301)])
    monkeypatch.setattr(FactsFold, "take", lambda fold, event: (taken.append(event), take(fold, event)))
    facts_of(found)
    assert taken == [said(300), said(301)]
