"""Words go, decisions stay: a replay of an erased log decides as before, and no text of a customer is left in it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import read_document
from baton.base.settings import ROOT
from baton.conversation.event_reader import LogEntry
from baton.handoff.package import builder, json_schema
from baton.lab.escalation_log.episodes import episodes, failed_turns
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.simulate.traffic import Traffic
from baton.privacy.scrubbing import Placeholders, scrub_details, scrub_events, scrub_package
from policies.decision import decide
from policies.policy_document import PolicyDocument
from tests.support.clock import START
from tests.support.log_events import slot, tried, user

FILE = ROOT / "policies" / "escalation.yml"
POLICY = read_document(FILE.read_text(), FILE, PolicyDocument)
OTHER = read_document(FILE.read_text().replace("posture: launch", "posture: steady"), FILE, PolicyDocument)


@pytest.fixture(scope="module")
def visits():
    return list(Traffic(3, POLICY).visits(400, START.timestamp(), 30))


def decided(events, policy):
    found = []
    for point in LoggedConversation("c", events).points:
        decision = decide(point.facts, policy)
        found.append((point.place, decision and (decision.trigger, decision.category)))
    return found


@pytest.mark.parametrize("policy", [POLICY, OTHER], ids=["launch", "steady"])
def test_a_replay_decides_as_before_at_every_moment(visits, policy):
    handed_over = 0
    for visit in visits:
        before = decided(visit.conversation.events, policy)
        assert decided(scrub_events(visit.conversation.events), policy) == before, visit.script.scenario
        handed_over += any(decision for _, decision in before)
    assert handed_over > 100


def test_concerns_are_counted_as_before(visits):
    def counted(events):
        log = [LogEntry(number, "c", event) for number, event in enumerate(events, start=1)]
        return [
            (e.began_at, e.ended_at, len(e.messages), len(e.asked), failed_turns(e), e.offered, e.answered, e.channel)
            for e in episodes(log)
        ]

    for visit in visits:
        events = visit.conversation.events
        assert counted(scrub_events(events)) == counted(events), visit.script.scenario


def test_no_words_of_a_message_are_left(visits):
    for visit in visits:
        events = visit.conversation.events
        left = json.dumps(scrub_events(events)).casefold()
        for event in events:
            text = str(event.get("text") or "").casefold()
            if len(text.split()) > 2:
                assert text not in left
            for entity in (event.get("parse_data") or {}).get("entities") or ():
                if len(str(entity["value"])) > 3:
                    assert str(entity["value"]).casefold() not in left


def test_a_package_stays_valid_and_says_who_decided_what(visits):
    for visit in visits:
        if visit.treatment is None:
            continue
        record = visit.treatment.decision.record("c")
        package = builder.build("c", visit.conversation.events, record, visit.treatment.decision.at)
        scrubbed = scrub_package(package)
        json_schema.check(scrubbed)
        for kept in ("name", "category", "turn", "policy_version", "policy_hash"):
            assert scrubbed["trigger"][kept] == package["trigger"][kept]
        assert not any(line["text"] for line in scrubbed["transcript"])


SECRET = st.text("bcdfghjklmnpqrstvwxz", min_size=9, max_size=14)  # no word of the project's looks like it
VALUES = st.recursive(
    SECRET | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id", "text", "x"]) | SECRET, inner)
    ),
    max_leaves=8,
)


@given(value=VALUES, name=st.sampled_from(["anything", "identity", "rating", "order_answers", "callback_time"]))
def test_nothing_of_a_slot_is_left_whatever_it_holds(value, name):
    secrets = set(re.findall(r"[bcdfghjklmnpqrstvwxz]{9,}", json.dumps(value)))
    left = json.dumps(scrub_events([slot(name, value)]))
    assert not {secret for secret in secrets if secret in left}


@given(extra=st.dictionaries(SECRET, SECRET, max_size=3), metadata=st.dictionaries(SECRET, SECRET, max_size=3))
def test_what_nobody_has_named_loses_its_text(extra, metadata):
    event = {**user("hello there"), **extra, "metadata": metadata}
    event["parse_data"] = {**event["parse_data"], "further": dict(extra)}
    left = json.dumps(scrub_events([event]))
    assert not [secret for secret in [*extra.values(), *metadata.values()] if secret in left]


def test_the_same_words_get_the_same_placeholder_and_a_number_stays_a_number():
    kept = Placeholders()
    assert kept.of("84710") == kept.of("84710") != kept.of("84711")
    assert kept.of("84710").isdigit() and kept.words("84710 customs_hold").split()[0].isdigit()
    assert kept.text("Where is it?") == kept.text("where  IS it?") and len(kept.text("a b c").split()) == 3
    (attempt,) = scrub_events([tried("order_lookup", "not_found", "84710")])
    assert (attempt["value"]["task"], attempt["value"]["outcome"]) == ("order_lookup", "not_found")


def test_details_of_the_trail_keep_codes_and_logins_only():
    details = {"q": "jane", "note": "cranky", "to": "tom", "verdict": "right", "conversation_id": "c1", "new": "words"}
    assert scrub_details(details, {"c1": "erased-1"}) == {
        "to": "tom",
        "verdict": "right",
        "conversation_id": "erased-1",
    }
