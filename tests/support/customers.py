"""A customer whose words stand everywhere that words can stand, beside another one who is left alone."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from baton.connectors.external_ids import ExternalIds
from baton.connectors.tables import IncomingRow
from baton.conversation.tables import InboxRow
from baton.desk.store.queue_filters import Filter
from baton.handoff.outbox.outbox import Delivery, put
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.tables import ChatRow
from baton.lab.escalation_log.tables import UnclearMessageRow
from baton.lab.labelling.tables import MessageLabelRow
from baton.orders.email_codes.codes import EmailCodes
from baton.orders.proof_attempts import Asker, Attempt
from tests.support.bench import act

HOUR = 3600.0
EMAIL, NAME, PHONE = "quentin.xylander@example.net", "Quentin Xylander", "+44 7700 900461"
POSTCODE, ORDER, ACCOUNT = "ZX9 8QJ", "84710", "account-xylander-77"
#: Pieces of what they and others said of them; none may be left.
SAID = ("my grandmother's teapot arrived in pieces", "Zanzibar", "dreadful wobble", "call him after tea", "cranky")
HELLO = f"hello, I am {NAME} and I was in {SAID[1]}"
TRACES = (EMAIL, "quentin", "xylander", "7700 900461", "7700900461", POSTCODE, ORDER, ACCOUNT, *SAID)
CONVERSATION, EARLIER = "conversation-of-quentin", "quentin.xylander@example.net"  # a channel's id may be an address
OTHER, OTHERS_WORDS = "conversation-of-olga", "the lamp of Olga is fine"


def fill(bench):
    """Write everything; the handoff `h1` of the customer is closed, and so are the chats."""
    bench.agent("maria")
    for conversation, browser in ((CONVERSATION, "browser-of-quentin"), (OTHER, "browser-of-olga")):
        _chat(bench, conversation, browser)
    bench.customer(EARLIER, HELLO, intent={"name": "nlu_fallback"})
    bench.log_event(EARLIER, {"event": "slot", "name": "customer_email", "value": EMAIL})
    _talk(bench)
    bench.customer(OTHER, OTHERS_WORDS)
    client = bench.browser()
    bench.enter(client, "maria")
    act(client, "h1", "claim")
    act(client, "h1", "note", note=f"He is {SAID[4]}: {SAID[3]}")
    act(client, "h1", "reply", text=f"Dear {NAME}, we are sorry.", client_id="r1")
    act(client, "h1", "facts", name=NAME, email=EMAIL, phone=PHONE, order=ORDER)
    client.get(f"/?q={EMAIL}")
    client.get("/?q=xylander")
    client.get(f"/conversations/{CONVERSATION}")
    bench.parts.views.save("maria", "Q's", Filter(q="quentin"))
    bench.parts.views.save("maria", "Refunds", Filter(category="refund"))
    act(client, "h1", "resolve", verdict="right", note=f"done with {SAID[4]}")
    _outside(bench)
    bench.parts.ai_opt_out.set(CONVERSATION, EMAIL)
    attempt = Attempt([ORDER], NAME, [EMAIL, POSTCODE])
    bench.parts.proof_attempts.begin(attempt, Asker("browser-of-quentin", "192.0.2.9"))
    codes = EmailCodes(bench.engine, "s" * 32, bench.parts.proof_attempts, bench.clock)
    codes.ask(CONVERSATION, ORDER, Asker("browser-of-quentin"))
    codes.may_mail(EMAIL)
    bench.parts.escalation_log.update()
    unclear = sa.select(UnclearMessageRow.number).where(UnclearMessageRow.conversation_id == EARLIER)
    with bench.engine.begin() as connection:
        label = {"number": connection.execute(unclear).scalar_one(), "conversation_id": EARLIER, "text": HELLO}
        label |= {
            "kind": "intent",
            "name": "greet",
            "near": "",
            "labelled_by": "maria",
            "labelled_at": bench.parts.time(),
        }
        connection.execute(sa.insert(MessageLabelRow).values(**label))
    bench.clock.forward(hours=30)
    bench.parts.escalation_log.update()
    log = bench.settings.var_dir / "log"
    log.mkdir(exist_ok=True)
    (log / "rasa.log").write_text(f"started\nDEBUG message '{HELLO}'\nDEBUG {EMAIL} wrote\nstopped\n")


def _chat(bench, conversation, browser):
    mine = conversation == CONVERSATION
    whose = {"customer_id": ACCOUNT, "email": EMAIL, "name": NAME, "phone": PHONE} if mine else {}
    rating = {"stars": 2, "comment": f"{SAID[2]} all over"} if mine else {"stars": 5}
    row = {
        "conversation_id": conversation,
        "visitor": browser,
        "created_at": bench.parts.time(),
        "network": "192.0.2.9",
    }
    with bench.engine.begin() as connection:
        connection.execute(sa.insert(ChatRow).values(**row, **whose, **rating))


def _talk(bench):
    identity = {"customer_id": ACCOUNT, "email": EMAIL, "name": NAME, "phone": PHONE}
    bench.log_event(CONVERSATION, {"event": "slot", "name": "identity", "value": identity})
    entities = [("email", EMAIL), ("phone", PHONE), ("postcode", POSTCODE), ("order_number", ORDER), ("person", NAME)]
    said = [{"entity": kind, "value": value, "start": 0, "end": 5} for kind, value in entities]
    text = f"{SAID[0]}. I am {NAME}, {EMAIL}, {PHONE}, {POSTCODE}, order {ORDER}"
    bench.customer(CONVERSATION, text, entities=said, matters=[{"text": SAID[0], "intent": {"name": "problem_report"}}])
    bench.log_event(CONVERSATION, {"event": "bot", "text": f"Order {ORDER} went to {NAME}.", "data": {"custom": {}}})
    tried = {"task": "order_lookup", "outcome": "not_found", "detail": f"{ORDER} customs_hold"}
    bench.log_event(CONVERSATION, {"event": "slot", "name": "attempt", "value": tried})
    proved = [{"order": ORDER, "by": "email", "at": bench.clock().isoformat()}]
    bench.log_event(CONVERSATION, {"event": "slot", "name": "proved_orders", "value": proved})
    bench.handoff("h1", CONVERSATION, evidence=SAID[0], text=f"{SAID[0]} - a person!")
    rating = {"stars": 2, "comment": SAID[2], "at": bench.parts.time()}
    bench.log_event(CONVERSATION, {"event": "slot", "name": "rating", "value": rating})


def _outside(bench):
    ExternalIds(bench.engine, "zendesk").keep("h1", "4711", requester=EMAIL)
    ExternalIds(bench.engine, "chatwoot").keep(CONVERSATION, "99")
    at = bench.parts.time()
    with sa.orm.Session(bench.engine) as session, session.begin():
        put(session, [Delivery("webhook", "said:h1:7", CONVERSATION, {"text": SAID[0], "email": EMAIL})], at)
        for number, (done, dead) in enumerate(((at, None), (None, at))):
            body = {"text": f"{SAID[2]} {number}"}
            row = InboxRow(conversation_id=CONVERSATION, client_id=f"m{number}", body=body, at=at, done_at=done)
            row.dead_at, row.error = dead, f"could not read {SAID[2]}" if dead else None
            session.add(row)
        incoming = {"connector": "zendesk", "key": "k1", "conversation_id": CONVERSATION, "at": at}
        session.add(IncomingRow(**incoming, body={"text": f"Dear {NAME}"}))
    bench.parts.audit.add("system", AuditAction.PROOF_LOCKED, kind="order", order=ORDER, until=at)
    bench.parts.outbox.work()


def left(bench, traces=TRACES):
    """The traces that are still there: in each file of the folder, and in each table, as text."""
    found = []
    for path in sorted(Path(bench.settings.var_dir).rglob("*")):
        data = path.read_bytes().lower() if path.is_file() else b""
        found += [(path.name, trace) for trace in traces if trace.lower().encode() in data]
    for url in {bench.settings.desk_db, bench.settings.tracker_db}:
        if make_url(url).get_backend_name() == "postgresql":
            found += _in_tables(sa.create_engine(url), traces)
    return found


def _in_tables(engine, traces):
    found = []
    for table in sa.inspect(engine).get_table_names():
        with engine.connect() as connection:
            rows = connection.execute(sa.text(f'SELECT CAST("{table}" AS text) FROM "{table}"')).scalars().all()
        found += [(table, trace) for trace in traces if any(trace.lower() in row.lower() for row in rows)]
    engine.dispose()
    return found
