"""An action server that is away is no silence: the action is tried again for a moment, then the bot says that it cannot
answer now.

Rasa goes on without the action's events, so that a question asked while the action server starts again is answered by
nothing at all.
"""

from __future__ import annotations

import asyncio
import logging
from typing import List, Optional

import aiohttp
from jsonschema import ValidationError
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base.outage import where
from baton.rasa_overrides import action_request

logger = logging.getLogger(__name__)

#: Seconds before each further attempt: an action server that died is back by then.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
#: One that answers nothing for so long hangs: the customer is told, and the conversation is free again. An order store
#: that takes 10 s is waited for.
ANSWER_SECONDS = 30.0
#: What a proxy in front of several action servers answers when the one that it asked is gone.
_GONE = frozenset({502, 503, 504})
UNAVAILABLE = "utter_unavailable"
#: The escalation policy says the fitting words itself when it fails, at once, and the desk opens the handoff.
_REPLACED_BY_POLICY = "action_handoff"

_RASAS_RUN = RemoteAction.run


async def run(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> List[Event]:
    """Run a custom action; the events, or the bot's apology, once in a turn."""
    if self.name() == _REPLACED_BY_POLICY:
        return await asyncio.wait_for(_ask(self, output_channel, nlg, tracker, domain), ANSWER_SECONDS)
    apologised = _apologised(tracker)
    pauses = iter(() if apologised else PAUSES)
    pause: Optional[float] = 0.0
    while pause is not None:
        await asyncio.sleep(pause)
        try:
            return await asyncio.wait_for(_ask(self, output_channel, nlg, tracker, domain), ANSWER_SECONDS)
        except ActionExecutionRejection:
            raise
        except Exception as error:  # Rasa would go on in silence
            pause = next(pauses, None) if _out_of_reach(error) else None
            if pause is None:
                logger.error("Action %s failed, and the customer is told.\n%s", self.name(), where(error))
    if apologised:
        return []
    return list(await self._utter_responses([{"response": UNAVAILABLE}], output_channel, nlg, tracker))


async def _ask(
    action: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> List[Event]:
    """Have the action server run an action; it is sent the whole conversation if it cannot read it in the log."""
    try:
        return await _RASAS_RUN(action, output_channel, nlg, tracker, domain)
    except ValidationError as error:
        if not action_request.asks_for_whole(error):
            raise
    with action_request.whole():
        return await _RASAS_RUN(action, output_channel, nlg, tracker, domain)


def _out_of_reach(error: Exception) -> bool:
    """Whether the action server did not answer: Rasa's error has the cause as its context."""
    cause = error.__context__
    return isinstance(cause, aiohttp.ClientConnectionError) or getattr(cause, "status", None) in _GONE


def _apologised(tracker: DialogueStateTracker) -> bool:
    """Whether the customer was told in this turn."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, BotUttered) and event.metadata.get("utter_action") == UNAVAILABLE:
            return True
    return False
