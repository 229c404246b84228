"""The package: every field, from the log alone, always fit to the published schema, and never a secret in it."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.handoff.package import builder, json_schema, later_facts
from baton.handoff.package.recommended_actions import OrderFacts
from policies.journeys import JOURNEY
from policies.taxonomy import taxonomy
from policies.triggers import TRIGGERS
from tests.support.clock import START, Clock
from tests.support.handoffs import LOG, decision, engine, escalation, reason, service
from tests.support.log_events import slot, tried, user

AT = START.timestamp()
PROOF = {"order": "10023", "by": "postcode", "at": "2026-11-24T12:00:00+00:00"}
LEGAL = reason("permanent_category", "legal")
ORDER = OrderFacts("10023", "delivered", date(2026, 11, 21))


def build(log, given=None, order=None):
    found = builder.build("c1", log, given or builder.decision_in(log), AT, order)
    return {**found, "recommended_action": "Do it."}


def entity(kind, value, start=0):
    return {"entity": kind, "value": value, "start": start, "end": start + len(value)}


def test_it_has_exactly_the_published_fields():
    found = build(LOG)
    json_schema.check(found)
    schema = json_schema.schema()
    assert set(found) == set(schema["properties"])
    for part in ("customer", "issue", "trigger"):
        assert set(found[part]) == set(schema["properties"][part]["properties"]), part
    assert set(schema["required"]) == set(schema["properties"])
    jsonschema.Draft7Validator.check_schema(schema)


def test_every_trigger_of_the_policy_may_stand_in_it():
    assert set(TRIGGERS) | {"callback", JOURNEY} == set(json_schema.schema()["definitions"]["trigger"]["enum"])


def test_data_from_the_messages_themselves():
    log = [
        user("hi, my name is Jane Doe", "inform", entities=[entity("person", "Jane Doe", 15)]),
        user("order 10023 or 10045", entities=[entity("order_number", "10023"), entity("order_number", "10045")]),
        user(
            "mail jane@example.com or call +442079460018, SW1A 1AA, 10023",
            entities=[
                entity("email", "jane@example.com"),
                entity("phone", "+442079460018"),
                entity("postcode", "SW1A 1AA"),
                entity("order_number", "10023"),
            ],
        ),
        escalation(),
    ]
    found = build(log)
    assert found["customer"] == {
        "name": "Jane Doe",
        "email": "jane@example.com",
        "phone": "+442079460018",
        "verified": False,
        "email_verified": False,
        "proved_orders": [],
        "no_ai": False,
    }
    assert found["issue"]["order_numbers"] == ["10045", "10023"]
    assert found["issue"]["mentioned"]["postcodes"] == ["SW1A 1AA"]


def test_somebody_elses_name_is_not_the_customers():
    log = [user("Maria Lopez told me so", entities=[entity("person", "Maria Lopez")]), escalation()]
    found = build(log)
    assert found["customer"]["name"] is None
    assert found["issue"]["mentioned"]["names"] == ["Maria Lopez"]


def test_what_the_bot_collected_counts_more_than_what_was_mentioned():
    log = [
        user("I'm Jim", entities=[entity("person", "Jim", 4)]),
        slot("customer_name", "Jane Doe"),
        slot("customer_email", "jane@example.com"),
        slot("callback_contact", "+442079460018"),
        slot("callback_topic", "my lamp"),
        slot("proved_orders", [PROOF]),
        slot("order_number", "10023"),
        escalation(),
    ]
    found = build(log)
    assert (found["customer"]["name"], found["customer"]["phone"]) == ("Jane Doe", "+442079460018")
    assert (found["customer"]["verified"], found["customer"]["proved_orders"]) == (True, [PROOF])
    assert found["issue"]["order_numbers"] == ["10023"]
    assert found["issue"]["details"] == {"callback_topic": "my lamp"}


def test_attempts_and_what_came_of_them():
    log = [
        user("where is 10099", "order_status"),
        tried("order_lookup", "not_found", "10099"),
        user("asdf", "nlu_fallback"),
        user("how do returns work?", "return_policy"),
        tried("question", "answered", "How do returns work?"),
        tried("non_standard_order", "answered", "10012 customs_hold"),
        user("get me somebody", "out_of_scope"),
        escalation(turn=4),
    ]
    assert [(a["what"], a["outcome"], a["turn"]) for a in build(log)["attempts"]] == [
        ("look up order 10099", "not found", 1),
        ("understand “asdf”", "not understood", 2),
        ("answer “How do returns work?”", "answered", 3),
        ("explain where order 10012, customs hold stands", "answered", 3),
    ]


def test_all_triggers_with_evidence_and_turn_the_gravest_deciding_the_priority():
    reasons = (
        reason("explicit_request", "explicit_request", "a person", 3),
        reason("keyword", "emotional", "I am furious", 3),
        reason("do_not_attempt", "refund", "my money back", 3),
    )
    found = build([*LOG[:-1], escalation("h1", *reasons)])
    assert found["trigger"]["name"] == "explicit_request"
    assert [(r["trigger"], r["category"], r["evidence"], r["turn"]) for r in found["trigger"]["also"]] == [
        ("keyword", "emotional", "I am furious", 3),
        ("do_not_attempt", "refund", "my money back", 3),
    ]
    assert found["priority"] == 3
    assert found["issue"]["category"] == "emotional"
    assert (found["trigger"]["policy_version"], found["trigger"]["policy_hash"]) == (1, "abc")


@pytest.mark.parametrize(("category", "urgency"), [("health_safety", 1), ("legal", 2), ("no_ai", 3), ("refund", 4)])
def test_grave_categories_come_first(category, urgency):
    assert builder.priority([category, "refund"]) == urgency


def test_a_no_ai_wish_beside_a_graver_reason_is_not_lost():
    log = [user("my lawyer writes to you, and no bots"), escalation("h1", LEGAL, reason("no_ai_contact", "no_ai"))]
    assert build(log)["customer"]["no_ai"] is True
    assert build([log[0], escalation("h1", LEGAL)])["customer"]["no_ai"] is False


@pytest.mark.parametrize("by", ["email", "postcode"])
def test_an_address_is_not_the_customers_own_because_an_order_was_proved(by):
    """An order proves nothing but itself: neither the address beside it, nor one that is written later."""
    mentions = user("write to ceo@bank.example", entities=[entity("email", "ceo@bank.example")])
    log = [slot("customer_email", "jane@example.com"), slot("proved_orders", [{**PROOF, "by": by}]), mentions]
    customer = build([*log, escalation()])["customer"]
    assert (customer["verified"], customer["email_verified"]) == (True, False)
    assert builder.own_email(customer) is None


def test_an_address_is_the_customers_own_on_the_shops_word():
    account = {"customer_id": "7", "email": "jane@example.com", "name": "Jane Doe", "phone": None}
    log = [slot("customer_email", "ceo@bank.example"), slot("identity", account), escalation()]
    customer = build(log)["customer"]
    assert (customer["email"], builder.own_email(customer)) == ("jane@example.com", "jane@example.com")


def test_only_the_order_that_was_proved_is_proved():
    log = [
        user("10035", entities=[entity("order_number", "10035")]),
        slot("proved_orders", [{**PROOF, "order": "10035"}]),
        user("and 10023?", entities=[entity("order_number", "10023")]),
        escalation(),
    ]
    found = build(log, order=ORDER)
    assert [p["order"] for p in found["customer"]["proved_orders"]] == ["10035"]
    assert later_facts.proof_in_words(found, "10035") == "proved by postcode, 24 Nov 12:00 UTC"
    assert later_facts.proof_in_words(found, "10023") == "not proved"
    assert "was delivered" not in found["summary"] and "10023 is not proved to be theirs" in found["summary"]


@pytest.mark.parametrize("value", [True, "yes", [{"order": "10023"}], [{"order": "10023", "by": "me", "at": "now"}]])
def test_what_proves_nothing_is_not_in_the_package(value):
    assert build([slot("proved_orders", value), slot("verified", True), escalation()])["customer"]["verified"] is False


def test_a_new_matter_begins_where_a_person_gave_the_conversation_back():
    log = [
        user("I want a refund", "refund"),
        tried("order_lookup", "found", "10023"),
        escalation("h1"),
        {"event": "pause"},
        {"event": "resume"},
        slot("settled_by_person", "refunded on Monday"),
        user("and do you deliver to France?", "delivery_info"),
        escalation("h2"),
    ]
    found = build(log)
    assert found["issue"]["topics"] == ["delivery_info"]
    assert found["attempts"] == []
    assert found["issue"]["details"]["settled_before"] == "refunded on Monday"
    assert [line["text"] for line in found["transcript"]] == ["I want a refund", "and do you deliver to France?"]


def test_the_transcript_is_by_speaker_with_times_and_names():
    log = [
        user("hello", at=1.0),
        {"event": "action", "name": "action_listen"},
        {"event": "bot", "text": "Hi", "timestamp": 2.0},
        {"event": "bot", "text": "Maria here", "timestamp": 3.0, "metadata": {"speaker": "agent", "name": "Maria"}},
        {"event": "bot", "text": "strange", "timestamp": 4.0, "metadata": {"speaker": "intruder"}},
        {"event": "user", "text": "pay", "timestamp": 5.0, "metadata": {"title": "Yes, please"}},
        escalation(),
    ]
    assert build(log)["transcript"] == [
        {"id": 1, "at": "1970-01-01T00:00:01+00:00", "speaker": "customer", "text": "hello"},
        {"id": 3, "at": "1970-01-01T00:00:02+00:00", "speaker": "bot", "text": "Hi"},
        {"id": 4, "at": "1970-01-01T00:00:03+00:00", "speaker": "agent", "text": "Maria here", "name": "Maria"},
        {"id": 5, "at": "1970-01-01T00:00:04+00:00", "speaker": "bot", "text": "strange"},
        {"id": 6, "at": "1970-01-01T00:00:05+00:00", "speaker": "customer", "text": "Yes, please"},
    ]


def test_a_second_handoff_is_linked_to_the_first(tmp_path):
    clock = Clock()
    desk = service(engine(tmp_path), clock)
    desk.open("c1", LOG)
    desk.claim("h1", "maria", "Maria")
    desk.resolve("h1", "maria", None)
    desk.open("c1", [*LOG[:-1], escalation("h2")])
    assert desk.store.get("h2").package["previous"] == desk.store.get("h2").previous_id == "h1"


def test_a_package_that_does_not_fit_is_not_kept(tmp_path):
    desk = service(engine(tmp_path), Clock())
    broken = {**build(LOG), "priority": 9, "summary": "one line"}
    with pytest.raises(json_schema.InvalidPackage, match=r"priority breaks 'maximum'.*summary breaks 'pattern'"):
        desk.store.open(broken)
    assert desk.store.find() == []


TEXT = st.text(max_size=40)
EVENTS = st.one_of(
    st.builds(user, TEXT.filter(bool), st.sampled_from([*taxonomy().topics, "nlu_fallback", "greet"])),
    st.builds(
        lambda text, value, kind: user(text, entities=[entity(kind, value)]),
        TEXT,
        TEXT,
        st.sampled_from(["order_number", "person", "email", "phone", "postcode"]),
    ),
    st.builds(lambda text, who: {"event": "bot", "text": text, "metadata": {"speaker": who}}, TEXT, TEXT),
    st.builds(tried, st.sampled_from(["order_lookup", "callback", "product_specs", "x"]), TEXT, TEXT),
    st.builds(slot, st.sampled_from(["customer_name", "callback_contact", "order_number"]), TEXT | st.none()),
    st.sampled_from([{"event": "pause"}, {"event": "resume"}, {"event": "session_started"}]),
)
REASONS = st.builds(
    lambda trigger, category, words, turn: reason(trigger, category, words, turn),
    st.sampled_from(list(TRIGGERS)),
    st.sampled_from([*taxonomy().topics, "not_understood", "a business's own"]),
    TEXT,
    st.integers(0, 50),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, max_size=12), st.lists(REASONS, min_size=1, max_size=3), st.sampled_from([None, ORDER]))
def test_whatever_the_log_holds_the_package_fits_the_schema(log, reasons, order):
    found = build(log, decision("h1", *reasons), order)
    json_schema.check(found)
    assert json.loads(json.dumps(found)) == found


CARDS = ("4111 1111 1111 1111", "5500-0055-5555-5559", "378282246310005")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(CARDS), TEXT, TEXT)
def test_no_card_number_comes_into_a_stored_package(tmp_path_factory, card, before, after):
    """Also from a channel that masks nothing: the events of a turn reach the action as the customer wrote them."""
    text = f"{before} {card} {after}"
    log = [user(text), slot("callback_topic", text), tried("callback", "invalid", text)]
    log.append(escalation("h1", reason(evidence=text)))
    desk = service(engine(tmp_path_factory.mktemp("desk")), Clock())
    desk.open("c1", log)
    assert card not in json.dumps(desk.store.get("h1").package, ensure_ascii=False)
