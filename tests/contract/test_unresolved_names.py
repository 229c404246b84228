"""Names of other machines that cannot be resolved: each part sees an outage, and nothing else. RFC 6761 keeps
`.invalid` free of machines for ever."""

from __future__ import annotations

import pytest
import redis
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from baton.base import database
from baton.base.outage import is_away
from baton.base.settings import ROOT
from baton.connectors.http import Failed, Http
from baton.conversation.event_reader import EventReader
from baton.handoff.outbox.outbox import RASA, Delivery, Later
from baton.handoff.outbox.rasa_target import RasaTarget
from baton.orders.gateway import OrdersUnavailable
from baton.orders.sql_gateway import SqlOrderGateway
from baton.rasa_overrides import remote_action

HOST = "baton.invalid"
DATABASE = f"postgresql://baton@{HOST}/baton"


def test_of_the_conversation_log_it_is_an_outage():
    with pytest.raises(Exception) as failed:
        EventReader(database.engine(DATABASE)).events("c1")
    assert is_away(failed.value)


def test_of_redis_it_is_an_outage():
    with pytest.raises(redis.RedisError) as failed:
        redis.Redis.from_url(f"redis://{HOST}/0").ping()
    assert is_away(failed.value)


def test_of_the_order_store_the_bot_can_say_so():
    with pytest.raises(OrdersUnavailable):
        SqlOrderGateway(DATABASE).by_number("10023")


def test_of_an_outside_desk_it_is_tried_again():
    with pytest.raises(Failed, match="cannot be reached"):
        Http(f"https://{HOST}").send("POST", "/hook")


def test_of_rasa_an_agents_reply_is_tried_again(tmp_path):
    reader = EventReader(database.engine(f"sqlite:///{tmp_path / 'log.db'}"))
    reply = Delivery(RASA, "said:h1:1", "c1", {"events": [{"event": "bot", "text": "hello"}]})
    with pytest.raises(Later):
        RasaTarget(f"http://{HOST}", "token", reader).deliver(reply, again=False)


async def test_of_the_action_server_the_customer_is_told(monkeypatch):
    monkeypatch.setattr(remote_action, "PAUSES", ())
    domain = Domain.load(ROOT / "domain.yml")
    tracker = DialogueStateTracker.from_events("c1", [UserUttered("where is order 10023?")])
    action = RemoteAction("action_show_order", EndpointConfig(f"http://{HOST}/webhook"))
    nlg = TemplatedNaturalLanguageGenerator(domain.responses)
    (said,) = await remote_action.run(action, CollectingOutputChannel(), nlg, tracker, domain)
    assert "cannot answer that at the moment" in said.text
