"""A day at the desk, for the pictures: real orders of the sample shop, customers as they write, colleagues at work."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from baton.desk.auth.roles import Role
from baton.handoff.records.tables import ChatRow
from tests.support.clock import START

#: id, minutes ago, name, order, words of the customer, evidence, trigger, category, topic
WAITING = (
    (
        "h-kettle",
        1.4,
        "Amara Okafor",
        "10042",
        "The kettle I got from you smells burnt and it gave me a small electric shock just now",
        "gave me a small electric shock",
        "permanent_category",
        "health_safety",
        "health_safety",
    ),
    (
        "h-fraud",
        3.2,
        "Priya Patel",
        "10021",
        "I never bought this, somebody used my card on your site",
        "somebody used my card",
        "permanent_category",
        "fraud",
        "fraud",
    ),
    (
        "h-jane",
        13.0,
        "Jane Doe",
        "10023",
        "No, that was no help. Can I talk to somebody please?",
        "Can I talk to somebody",
        "explicit_request",
        "order_status",
        "order_status",
    ),
    (
        "h-hob",
        26.0,
        "Lena Müller",
        "10029",
        "I want my money back for the pan, it is scratched",
        "my money back",
        "do_not_attempt",
        "refund",
        "refund",
    ),
    (
        "h-two",
        33.0,
        "",
        "",
        "wheres my thing",
        "'wheres my thing', 'my thing i ordered'",
        "repeated_failure",
        "not_understood",
        "order_status",
    ),
    (
        "h-cancel",
        6.0,
        "Tom Baker",
        "10030",
        "please cancel order 10030, the address is wrong anyway",
        "cancel order 10030",
        "do_not_attempt",
        "cancel_change",
        "cancel_change",
    ),
    (
        "h-late",
        2.0,
        "Sofia Rossi",
        "10028",
        "this is the third time I am asking, I am so fed up with you",
        "so fed up",
        "keyword",
        "emotional",
        "emotional",
    ),
)


CATEGORIES = ("order_status", "refund", "order_status", "cancel_change", "problem_report", "refund", "return_policy")
NAMES = (
    "Grace Hughes",
    "Kofi Mensah",
    "Elin Berg",
    "Tomasz Kowalski",
    "Ana Vega",
    "Liam Byrne",
    "Mei Nguyen",
    "Rosa Garcia",
)


def fill(desk):
    """Put the day into a live desk."""
    bench = desk.bench
    for login, name, role, teams in (
        ("alex", "Alex Morgan", Role.LEAD, []),
        ("maria", "Maria Lopez", Role.AGENT, ["care", "returns"]),
        ("tom", "Tom Keller", Role.AGENT, ["care", "payments"]),
        ("ann", "Ann Fischer", Role.ADMIN, []),
        ("noor", "Noor Haddad", Role.AGENT, ["trust"]),
    ):
        bench.agent(login, name, role)
        bench.agents.set_work(login, teams, None)
    _morning(bench)
    for login in ("alex", "maria", "tom"):
        bench.agents.set_duty(login, True)
    for row in WAITING:
        _handoff(bench, *row)
    _handoff(
        bench,
        "h-tom",
        9.0,
        "Ewan Macleod",
        "10017",
        "is the purifier ever going to arrive?",
        "ever going to arrive",
        "moderate_limit",
        "order_problem",
        "order_status",
    )
    _back(bench, 7.0, lambda: bench.parts.handoffs.claim("h-tom", "tom", "Tom Keller"))
    _handoff(
        bench,
        "h-call",
        300.0,
        "Grace Whitlock",
        "10012",
        "please call me about the vacuum cleaner",
        "call me",
        "explicit_request",
        "request_callback",
        "request_callback",
    )
    _back(bench, 296.0, lambda: bench.parts.handoffs.claim("h-call", "alex", "Alex Morgan"))
    due = (START - timedelta(minutes=2)).timestamp()
    _back(bench, 290.0, lambda: bench.parts.handoffs.schedule("h-call", "alex", due))
    bench.parts.outbox.work()


def _handoff(bench, handoff_id, minutes, name, order, said, evidence, trigger, category, topic):
    def talk():
        conversation = f"c-{handoff_id}"
        bench.log_event(conversation, {"event": "action", "name": "action_session_start"})
        if order:
            _user(bench, conversation, f"where is my order {order}?", "order_status", order)
            if name:
                bench.log_event(conversation, {"event": "slot", "name": "customer_name", "value": name})
            bench.log_event(conversation, {"event": "slot", "name": "order_number", "value": order})
            proof = {"order": order, "by": "postcode", "at": bench.clock().isoformat()}
            bench.log_event(conversation, {"event": "slot", "name": "proved_orders", "value": [proof]})
            tried = {"task": "order_lookup", "detail": order, "outcome": "found"}
            bench.log_event(conversation, {"event": "slot", "name": "attempt", "value": tried})
            bench.log_event(
                conversation,
                {
                    "event": "bot",
                    "text": f"Order {order} is on its way. It should arrive on Thursday 26 November.",
                    "metadata": {},
                    "data": {},
                },
            )
        else:
            for words in ("my thing i ordered", "the blue one"):
                _user(bench, conversation, words, "nlu_fallback", "")
                bench.log_event(
                    conversation,
                    {
                        "event": "bot",
                        "text": "I did not understand that. What is it about?",
                        "metadata": {},
                        "data": {"buttons": [{"title": "My order"}, {"title": "A return"}]},
                    },
                )
        _user(bench, conversation, said, topic, "")
        reason = {
            "trigger": trigger,
            "category": category,
            "reason": _reason(trigger, evidence),
            "evidence": evidence,
            "turn": 2 if order else 3,
        }
        value = {
            "id": handoff_id,
            "trigger": trigger,
            "category": category,
            "turn": reason["turn"],
            "at": bench.clock().timestamp(),
            "policy_version": 1,
            "policy_hash": "abc",
            "posture": "launch",
            "reasons": [reason],
        }
        bench.log_event(conversation, {"event": "slot", "name": "escalation", "value": value})
        bench.log_event(
            conversation,
            {
                "event": "bot",
                "text": "I'm passing you to a person now. They see all that you wrote, so you need not repeat it.",
                "metadata": {},
                "data": {},
            },
        )
        bench.parts.handoffs.open_missing(conversation)

    _back(bench, minutes, talk)


def _reason(trigger, evidence):
    return {
        "explicit_request": f"asked for a person: '{evidence}'",
        "permanent_category": f"always for a person: '{evidence}'",
        "do_not_attempt": f"not for the bot: '{evidence}'",
        "repeated_failure": f"not understood twice: {evidence}",
        "keyword": f"distress: '{evidence}'",
        "moderate_limit": "the order's status needs a person",
    }[trigger]


def _user(bench, conversation, words, intent, order):
    entities = [{"entity": "order_number", "value": order}] if order else []
    bench.log_event(
        conversation,
        {
            "event": "user",
            "text": words,
            "input_channel": "web",
            "parse_data": {"intent": {"name": intent}, "entities": entities},
        },
    )


def _back(bench, minutes, work):
    """Do something so many minutes ago."""
    now = bench.clock.at
    bench.clock.at = now - timedelta(minutes=minutes)
    try:
        work()
    finally:
        bench.clock.at = now


def _morning(bench):
    """Handoffs that were opened and closed this morning, with ratings of customers and agents."""
    verdicts = ("right", "right", "right", "too_early", "right", "unnecessary", "right", "too_late", "right", None)
    for number in range(34):
        came = 225 - number * 6.1
        handoff_id = f"m{number:02d}"

        category = CATEGORIES[number % len(CATEGORIES)]
        trigger = "explicit_request" if number % 3 else "do_not_attempt"
        order = str(10001 + number)
        _handoff(
            bench, handoff_id, came, NAMES[number % len(NAMES)], order, "help", "help", trigger, category, category
        )
        who = ("alex", "maria", "tom")[number % 3]
        waited, took = 1 + (number * 7 % 11) * 0.9, 4 + number * 5 % 13
        _back(bench, came - waited, lambda h=handoff_id, w=who: bench.parts.handoffs.claim(h, w, w.title()))
        verdict = verdicts[number % len(verdicts)]
        said = {"verdict": verdict, "bot_could": verdict == "unnecessary"} if verdict else None
        _back(bench, came - waited - took, lambda h=handoff_id, w=who, s=said: bench.parts.handoffs.resolve(h, w, s))
    with bench.engine.begin() as connection:
        for number, stars in enumerate([5, 5, 4, 5, 3, 5, 4, 5, 1, 5, 4, 5, 5, 2, 5, 4]):
            connection.execute(
                ChatRow.__table__.insert().values(
                    conversation_id=f"c-m{number:02d}", visitor=f"v{number}", created_at=0.0, stars=stars
                )
            )
        connection.execute(text("DELETE FROM outbox"))
