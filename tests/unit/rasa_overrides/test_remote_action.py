"""An action server that is away: tried again, then said, once in a turn; a handover is left to the policy."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from baton.base.settings import ROOT
from baton.rasa_overrides import remote_action

DOMAIN = Domain.load(ROOT / "domain.yml")
ANSWER = {"events": [{"event": "slot", "name": "order_number", "value": "10023"}], "responses": []}
AWAY = aiohttp.ServerDisconnectedError()
GONE = ClientResponseError(502, "Bad Gateway", "<html>nginx</html>")
HANGS = object()
BROKEN = ClientResponseError(500, "my husband died", "my husband died")


class Server(EndpointConfig):
    """Answers with each of the outcomes in turn."""

    def __init__(self, *outcomes):
        super().__init__("http://actions.test")
        self.outcomes, self.asked = list(outcomes), 0

    async def request(self, *_args, **_more):
        self.asked += 1
        outcome = self.outcomes.pop(0)
        if outcome is HANGS:
            await asyncio.Event().wait()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(remote_action, "PAUSES", (0.0, 0.0))


async def _run(server, name="action_show_order", said=()):
    tracker = DialogueStateTracker.from_events("c1", [UserUttered("my husband died, where is it?"), *said])
    nlg = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
    action = RemoteAction(name, server)
    return await remote_action.run(action, CollectingOutputChannel(), nlg, tracker, DOMAIN)


async def test_an_action_server_that_comes_back_answers():
    assert await _run(Server(AWAY, GONE, ANSWER)) == [SlotSet("order_number", "10023")]


@pytest.mark.parametrize(("outcomes", "asked"), [([AWAY] * 3, 3), ([BROKEN], 1)])
async def test_one_that_does_not_is_no_silence(outcomes, asked, caplog):
    server = Server(*outcomes)
    (apology,) = await _run(server)
    assert "cannot answer that at the moment" in apology.text and server.asked == asked
    assert "husband" not in caplog.text


async def test_the_customer_is_told_once_in_a_turn():
    (apology,) = await _run(Server(BROKEN))
    server = Server(AWAY)
    assert await _run(server, said=[apology]) == [] and server.asked == 1
    assert len(await _run(Server(BROKEN), said=[apology, BotUttered("and"), UserUttered("again")])) == 1


async def test_a_rejection_is_rasas_matter():
    rejection = ClientResponseError(400, "x", '{"action_name": "validate_order_form", "error": "no"}')
    with pytest.raises(ActionExecutionRejection):
        await _run(Server(rejection), "validate_order_form")


async def test_a_handover_is_left_to_the_policy_at_once():
    server = Server(AWAY)
    with pytest.raises(RasaException):
        await _run(server, "action_handoff")
    assert server.asked == 1


async def test_one_that_hangs_is_not_waited_for_and_not_asked_again(monkeypatch):
    monkeypatch.setattr(remote_action, "ANSWER_SECONDS", 0.05)
    server = Server(HANGS)
    (apology,) = await _run(server)
    assert "cannot answer that at the moment" in apology.text and server.asked == 1
    with pytest.raises(asyncio.TimeoutError):
        await _run(Server(HANGS), "action_handoff")
