"""The escalation log on real databases: what it says of each concern, and that building it anew gives the same."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import delete

from baton.conversation.event_reader import EVENTS
from baton.lab.escalation_log import store
from baton.lab.escalation_log.entry import Ending, Kind, MessageReason, Outcome, Tier
from baton.lab.outcomes import Verdict
from tests.support.lab import DAY, HOUR, MINUTE, T0
from tests.support.log_events import slot, tried, user


def entries(lab, update=True):
    if update:
        lab.log.update()
    with lab.engine.connect() as connection:
        return list(store.entries(connection))


def only(lab):
    (entry,) = entries(lab)
    return entry


def messages(lab):
    with lab.engine.connect() as connection:
        return [(m.text, m.reason) for m in store.messages(connection)]


def test_a_handover_has_everything_that_log_and_desk_know(lab):
    lab.chat("c1", "browser 1", account="customer 7", email="jane@example.com", stars=2)
    lab.fails("c1", T0)
    lab.fails("c1", T0 + MINUTE)
    lab.hands_over("c1", T0 + 2 * MINUTE, "h1", "repeated_failure", "order_lookup", text="99999 I said", topic="refund")
    lab.closes("h1", T0 + HOUR, "maria", 90.0, verdict="too_late", bot_could=False)
    entry = only(lab)
    assert (entry.id, entry.kind, entry.outcome) == ("h1", Kind.HANDOVER, Outcome.RESOLVED)
    assert (entry.trigger, entry.category, entry.tier) == ("repeated_failure", "order_lookup", Tier.HIGH)
    assert (entry.policy_version, entry.policy_hash, entry.posture, entry.model) == (1, "hash1", "launch", "m1")
    assert (entry.turn, entry.exchanges, entry.failed_attempts, entry.trouble_turn) == (3, 3, 2, 1)
    assert (entry.topic, entry.team, entry.agent, entry.priority) == ("refund", "returns", "maria", 4)
    assert (entry.wait_seconds, entry.verdict, entry.bot_could, entry.stars) == (90.0, Verdict.TOO_LATE, False, 2)
    assert (entry.began_at, entry.at, entry.over_at) == (T0, T0 + 2 * MINUTE, T0 + HOUR)
    assert entry.orders == ("99999",) and entry.evidence == "99999 I said"
    assert entry.reasons[0]["trigger"] == "repeated_failure"
    assert entry.account and entry.email and entry.browser
    assert "customer 7" not in str(entry) and "jane@example.com" not in str(entry)


def test_a_decision_that_the_desk_has_not_opened_is_in_the_log_all_the_same(lab):
    lab.hands_over("c1", T0, "h1", record=False)
    entry = only(lab)
    assert (entry.kind, entry.outcome, entry.over_at, entry.agent) == (Kind.HANDOVER, Outcome.NOT_OPENED, None, None)


def test_a_callback_that_the_bot_booked_is_a_handover(lab):
    lab.asks("c1", T0, "can somebody ring me", "request_callback", order=None)
    lab.write("c1", tried("callback", "booked"))
    decision = {"policy_version": None, "policy_hash": None, "posture": None}
    because = {"trigger": "callback", "category": "request_callback", "reason": "arranged", "evidence": "", "turn": 0}
    lab.record("c9", "c1", T0 + 30, {**decision, "reasons": [because]}, "request_callback", "callback_due")
    lab.clock.forward(days=1)
    entry = only(lab)
    assert (entry.id, entry.kind, entry.trigger, entry.outcome) == ("c9", Kind.HANDOVER, "callback", Outcome.CALLBACK)
    assert (entry.turn, entry.request) == (1, "can somebody ring me")


ASKED = user("where is my order", "order_status", at=T0)
BOT = {"event": "bot", "text": "On its way.", "timestamp": T0 + 1}
OFFER = {"event": "bot", "text": "Shall I?", "timestamp": T0 + 1, "metadata": {"metadata": {"offer": "person"}}}
UNKNOWN = user("do you sell gift cards", "faq", at=T0, question={"outcome": "none", "ranking": []})
ENDINGS = {
    "confirmed": ([ASKED, BOT, user("that solved it, thanks", "solved", at=T0 + 9), BOT], "confirmed", "said_solved"),
    "mere thanks": ([ASKED, BOT, user("thanks", "thank", at=T0 + 9), BOT], "assumed", None),
    "just left": ([ASKED, BOT], "assumed", None),
    "greeting only": ([user("hello", "greet", at=T0), BOT], "nothing_asked", None),
    "solved before the last question": (
        [ASKED, BOT, user("solved", "solved", at=T0 + 2), BOT, user("mm?", "nlu_fallback", at=T0 + 3), BOT],
        "abandoned",
        "not_understood",
    ),
    "not understood": ([user("mm?", "nlu_fallback", at=T0), BOT], "abandoned", "not_understood"),
    "no answer known": ([UNKNOWN, BOT], "abandoned", "not_understood"),
    "not helped": ([ASKED, BOT, user("no use", "not_helped", at=T0 + 9), BOT], "abandoned", "said_not_helped"),
    "not helped, and polite": (
        [ASKED, BOT, user("no use", "not_helped", at=T0 + 9), BOT, user("thanks", "thank", at=T0 + 20), BOT],
        "abandoned",
        "said_not_helped",
    ),
    "in the form": ([ASKED, {"event": "active_loop", "name": "order_form"}, BOT], "abandoned", "in_form"),
    "form done": (
        [ASKED, {"event": "active_loop", "name": "order_form"}, BOT, {"event": "active_loop", "name": None}],
        "assumed",
        None,
    ),
    "looked up in vain": ([ASKED, tried("order_lookup", "not_found", "1"), BOT], "abandoned", "attempt_failed"),
    "found after all": (
        [ASKED, tried("order_lookup", "not_found", "1"), tried("order_lookup", "found", "2"), BOT],
        "assumed",
        None,
    ),
    "offer not taken up": ([ASKED, OFFER], "abandoned", "offer_ignored"),
    "offer declined": ([ASKED, OFFER, user("no thanks", "deny", at=T0 + 9), BOT], "assumed", None),
    "broke off": ([ASKED, BOT, user("forget it", "stop", at=T0 + 9), BOT], "abandoned", "stopped"),
    "looked up, its text not in the log": ([ASKED, tried("order_lookup", "found", "2")], "assumed", None),
    "a response, its text not in the log": ([ASKED, {"event": "action", "name": "utter_faq"}], "assumed", None),
    "no answer at all": ([ASKED], "abandoned", "no_answer"),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_the_outcome_of_what_the_bot_kept(quick_lab, case):
    events, outcome, ending = ENDINGS[case]
    quick_lab.write("c1", *events)
    quick_lab.clock.forward(days=1)
    entry = only(quick_lab)
    assert (entry.kind, entry.outcome, entry.ending) == (Kind.BOT, Outcome(outcome), Ending(ending) if ending else None)


def test_a_concern_is_open_until_the_customer_has_been_silent_for_an_hour(lab):
    lab.asks("c1", T0)
    lab.clock.forward(minutes=59)
    assert only(lab).outcome is Outcome.OPEN
    lab.clock.forward(minutes=1)
    entry = only(lab)
    assert (entry.outcome, entry.over_at) == (Outcome.ASSUMED, T0)


def test_an_hours_silence_and_a_persons_word_begin_a_new_concern(lab):
    lab.asks("c1", T0)
    lab.asks("c1", T0 + 3 * HOUR, "how do I return it", "return_policy", order=None)
    lab.hands_over("c1", T0 + 3 * HOUR + MINUTE, "h1")
    lab.write("c1", user("are you there?", "chitchat", at=T0 + 4 * HOUR))  # to the person: no concern of the bot's
    lab.resumes("c1")
    lab.asks("c1", T0 + 5 * HOUR, "and the lamp?", "product_question", order=None)
    lab.clock.forward(days=1)
    assert [(e.kind, e.exchanges, e.first_turn) for e in entries(lab)] == [
        (Kind.BOT, 1, 1),
        (Kind.HANDOVER, 2, 2),
        (Kind.BOT, 1, 5),
    ]


def test_messages_that_show_a_gap_are_kept_with_the_reason(lab):
    lab.asks("c1", T0, "mmph grmbl", "nlu_fallback", order=None)
    lab.asks("c1", T0 + 1, "do you sell gift cards", "faq", order=None, question={"outcome": "none", "ranking": []})
    lab.asks("c1", T0 + 2, "what does delivery cost", "delivery_info", order=None)
    lab.asks("c1", T0 + 3, "that is no use", "not_helped", order=None)
    lab.log.update()
    assert messages(lab) == [
        ("mmph grmbl", MessageReason.NOT_UNDERSTOOD),
        ("do you sell gift cards", MessageReason.NO_ANSWER),
        ("what does delivery cost", MessageReason.NOT_HELPED),
    ]


def test_an_answer_in_a_form_is_not_one_that_was_not_understood(lab):
    lab.asks("c1", T0, order=None)
    lab.write("c1", {"event": "active_loop", "name": "order_form"}, slot("requested_slot", "order_number"))
    lab.asks("c1", T0 + 1, "erm", "nlu_fallback", order=None)
    lab.log.update()
    assert messages(lab) == []


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"browser": "b1"}, {"browser": "b1"}, True),
        ({"browser": "b1"}, {"browser": "b2"}, False),
        ({"browser": "b1", "account": "7"}, {"browser": "b2", "account": "7"}, True),
        ({"browser": "b1", "email": "Jane@example.com"}, {"browser": "b2", "email": "jane@example.com"}, True),
    ],
)
def test_who_comes_back_is_known_by_account_address_or_browser(quick_lab, first, second, same):
    for number, who in enumerate((first, second)):
        quick_lab.chat(f"c{number}", **who)
        quick_lab.asks(f"c{number}", T0 + number * 2 * DAY)
    quick_lab.clock.forward(days=20)
    found = entries(quick_lab)
    assert found[0].came_back_at == (T0 + 2 * DAY if same else None)
    assert found[0].came_back_id == (found[1].id if same else None)
    assert found[1].came_back_at is None


def test_an_address_counts_only_on_the_shops_word(quick_lab):
    account = slot("identity", {"customer_id": None, "email": "jane@example.com"})
    proof = slot("proved_orders", [{"order": "10023", "by": "email", "at": "2026-11-24T12:00:00+00:00"}])
    for number, known in enumerate((account, proof, account)):
        quick_lab.write(f"c{number}", slot("customer_email", "jane@example.com"), known)
        quick_lab.asks(f"c{number}", T0 + number * DAY)
    quick_lab.clock.forward(days=20)
    found = entries(quick_lab)
    assert [entry.email is not None for entry in found] == [True, False, True]
    assert found[0].came_back_id == found[2].id


@pytest.mark.parametrize(
    ("days", "more", "back"),
    [
        (6.9, {}, True),
        (7.1, {}, False),
        (1, {"order": "10099"}, False),  # another order
        (1, {"order": None}, True),  # none named, the same topic
        (1, {"order": None, "intent": "return_policy"}, False),
        (1, {"order": "10023", "intent": "return_policy"}, True),
    ],
)
def test_a_comeback_is_within_a_week_and_about_the_same_thing(quick_lab, days, more, back):
    quick_lab.asks("c1", T0)
    quick_lab.asks("c1", T0 + days * DAY, **more)
    quick_lab.clock.forward(days=30)
    assert (entries(quick_lab)[0].came_back_at is not None) == back


def test_a_handover_comes_back_too(lab):
    lab.asks("c1", T0)
    lab.hands_over("c1", T0 + MINUTE, "h1")
    lab.closes("h1", T0 + HOUR)
    lab.resumes("c1")
    lab.asks("c1", T0 + DAY, "order 10023 again")
    lab.clock.forward(days=9)
    first, second = entries(lab)
    assert (first.id, first.came_back_at, first.came_back_id) == ("h1", T0 + DAY, second.id)


def test_the_policy_of_what_was_not_handed_over_is_that_of_the_decision_before(lab):
    lab.hands_over("c1", T0, "h1", version=3)
    lab.hands_over("c2", T0 + DAY, "h2", version=4)
    for number, at in enumerate((T0 - HOUR, T0 + HOUR, T0 + 2 * DAY)):
        lab.asks(f"d{number}", at)
    lab.clock.forward(days=9)
    kept = {e.conversation_id: e.policy_version for e in entries(lab) if e.kind is Kind.BOT}
    assert kept == {"d0": 3, "d1": 3, "d2": 4}


def test_what_changes_at_the_desk_alone_is_taken_up(lab):
    lab.hands_over("c1", T0, "h1")
    assert only(lab).outcome is Outcome.WAITING
    lab.closes("h1", T0 + HOUR, verdict="unnecessary", bot_could=True)
    entry = only(lab)
    assert (entry.outcome, entry.verdict, entry.bot_could) == (Outcome.RESOLVED, Verdict.UNNECESSARY, True)


def test_a_second_update_changes_nothing(lab):
    lab.hands_over("c1", T0, "h1")
    before = entries(lab)
    lab.log.update()
    lab.escalation_log().update()  # another process
    assert entries(lab, update=False) == before


def busy_weeks(lab, after_each):
    """Some weeks of traffic; `after_each` is called now and then."""
    chance = random.Random(7)
    for number in range(60):
        at = lab.clock().timestamp()
        conversation = f"c{chance.randrange(30)}"
        if chance.random() < 0.5 and not any(e["event"] == "user" for e in lab.reader.events(conversation)):
            lab.chat(conversation, f"b{chance.randrange(9)}", stars=chance.choice([None, 1, 5]))
        step = chance.random()
        if step < 0.4:
            lab.asks(conversation, at, order=chance.choice(["10023", "10024", None]))
        elif step < 0.6:
            lab.fails(conversation, at)
        elif step < 0.7:
            lab.asks(conversation, at, "solved", "solved", order=None)
        else:
            lab.resumes(conversation)
            lab.hands_over(conversation, at, f"h{number}", version=1 + number // 25, record=chance.random() < 0.9)
            if chance.random() < 0.8:
                lab.closes(f"h{number}", at + HOUR, verdict=chance.choice(["right", "too_late", None]))
            if chance.random() < 0.7:
                lab.resumes(conversation)
        lab.clock.forward(hours=chance.choice([0, 1, 9, 30]))
        after_each(number)


def test_building_it_anew_gives_what_keeping_it_up_to_date_gave(lab):
    busy_weeks(lab, lambda number: lab.log.update() if number % 7 == 0 else None)
    kept = entries(lab)
    gaps = messages(lab)
    assert len(kept) > 40 and len({e.outcome for e in kept}) > 4 and any(e.came_back_at for e in kept)
    seen = []
    assert lab.escalation_log().rebuild(lambda done, total: seen.append((done, total))) == seen[-1][1]
    assert entries(lab, update=False) == kept
    assert messages(lab) == gaps


def test_words_go_and_decisions_stay(lab):
    lab.chat("c1", "b1")
    lab.asks("c1", T0, "mmph of Jane Doe", "nlu_fallback")
    lab.hands_over("c1", T0 + MINUTE, "h1", text="a person for Jane Doe")
    before = only(lab)
    assert lab.log.forget(["c1"]) == 1
    with lab.reader.engine.begin() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.sender_id == "c1"))
    (after,) = entries(lab)
    assert "Jane" not in str(after) + str(messages(lab))
    assert (after.account, after.browser, after.orders, after.request) == (None, None, (), "")
    assert (after.trigger, after.outcome, after.turn, after.at) == (
        before.trigger,
        before.outcome,
        before.turn,
        before.at,
    )


def test_a_first_build_that_is_stopped_is_begun_again(quick_lab):
    quick_lab.hands_over("c1", T0, "h1")
    quick_lab.log.update(lambda: True)
    assert quick_lab.log._offsets.get("escalation log: events") is None
    assert only(quick_lab).id == "h1"
