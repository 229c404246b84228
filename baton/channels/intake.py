"""Accepted messages go into the log: once, in their order, with what the shop's word says of the customer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Dict, List, Set

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from sanic import Sanic

from baton.channels import shown
from baton.channels.chats import Chats
from baton.channels.inbox import Inbox, Waiting
from baton.handoff.appointments import PREFIX
from baton.handoff.wishes import Wishes
from baton.log.reader import LogReader

logger = logging.getLogger(__name__)

IDENTITY_SLOT = "identity"
#: A message that was accepted this long ago and is not in the log was left behind by a crash.
LEFT_BEHIND_SECONDS = 5
SWEEP_SECONDS = 5
#: A message that failed this often no longer holds up those behind it.
PATIENCE = 5


class Intake:
    """Takes messages from the inbox through Rasa into the log.

    Args:
        channel: the name of the input channel.
        inbox: accepted messages.
        chats: tells who is logged in.
        wishes: customers who want no AI.
        log: the conversation log.
        with_person: whether a person has a conversation: its messages are written down, and the bot is not asked.
    """

    def __init__(
        self,
        channel: str,
        inbox: Inbox,
        chats: Chats,
        wishes: Wishes,
        log: LogReader,
        with_person: Callable[[str], bool] = lambda conversation_id: False,
    ) -> None:
        self._channel = channel
        self._inbox = inbox
        self._chats = chats
        self._wishes = wishes
        self._log = log
        self._with_person = with_person
        self._failures: Dict[int, int] = {}

    async def take(self, app: Sanic, conversation_id: str) -> None:
        """Take what a conversation's inbox holds; what fails stays there for the next sweep."""
        tried: Set[int] = set()
        while True:
            agent = app.ctx.agent
            # Rasa's own handle_message takes this lock too; it is taken here so that the look into the inbox and the
            # log and the turn are one step, whichever worker is at it.
            async with agent.lock_store.lock(conversation_id):
                left = [w for w in self._inbox.waiting(conversation_id) if w.id not in tried]
                if not left:
                    return
                tried.add(left[0].id)
                if not await self._take_one(agent.processor, left[0]):
                    return

    async def sweep(self, app: Sanic) -> None:
        """Take in what a crash left behind; runs as long as the worker."""
        while True:
            try:
                if getattr(app.ctx.agent, "processor", None) is not None:
                    for conversation_id in self._inbox.left_over(LEFT_BEHIND_SECONDS):
                        await self.take(app, conversation_id)
            except Exception:
                logger.exception("The inbox could not be swept; next try in %s s.", SWEEP_SECONDS)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _take_one(self, processor: Any, waiting: Waiting) -> bool:
        """Take one message. Returns whether the next one may follow."""
        try:
            if not shown.taken(self._log.naming(waiting.conversation_id, "user", waiting.client_id), waiting.client_id):
                await self._tell_identity(processor, waiting.conversation_id)
                if _of_the_desk(waiting) or self._with_person(waiting.conversation_id):
                    await self._write_down(processor, self._message(waiting))
                else:
                    await processor.handle_message(self._message(waiting))
            self._inbox.done(waiting)
        except asyncio.CancelledError:
            raise
        except Exception:
            failures = self._failures[waiting.id] = self._failures.get(waiting.id, 0) + 1
            logger.exception(
                "Message %s stays in the inbox and is tried again (failed %s times).", waiting.id, failures
            )
            return failures >= PATIENCE
        self._failures.pop(waiting.id, None)
        return True

    async def _tell_identity(self, processor: Any, conversation_id: str) -> None:
        """Write the customer's identity into the log, where actions, desk and replay read it, unless it is there."""
        identity = self._chats.identity(conversation_id)
        if identity is None:
            return
        tracker = await processor.fetch_tracker_and_update_session(conversation_id, CollectingOutputChannel())
        if tracker.get_slot(IDENTITY_SLOT) == identity.as_dict():
            return
        told: List[Event] = [SlotSet(IDENTITY_SLOT, identity.as_dict())]
        tracker.update_with_events(told, processor.domain)
        await processor.save_tracker(tracker)

    async def _write_down(self, processor: Any, message: UserMessage) -> None:
        """Put a message into the log without a turn of the bot's."""
        tracker = await processor.log_message(message, should_save_tracker=False)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await processor.save_tracker(tracker)

    def _message(self, waiting: Waiting) -> UserMessage:
        body = waiting.body
        payload = body.get("payload")
        metadata: Dict[str, Any] = {"title": body["text"]} if payload is not None else {}
        if _of_the_desk(waiting):
            metadata["payload"], payload = payload, None  # for the desk to hear; it is no intent of the bot's
        if body.get("no_ai") or self._wishes.stands(waiting.conversation_id):
            metadata["no_ai"] = True
        return UserMessage(
            text=payload if payload is not None else shown.as_text(body["text"]),
            output_channel=CollectingOutputChannel(),
            sender_id=waiting.conversation_id,
            input_channel=self._channel,
            message_id=waiting.client_id,
            metadata=metadata,
        )


def _of_the_desk(waiting: Waiting) -> bool:
    """Whether a message is a pressed button that the desk has offered."""
    return str(waiting.body.get("payload") or "").startswith(PREFIX)
