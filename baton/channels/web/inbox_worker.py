"""Accepted messages go into the log: once, in their order, with what the shop's word says of the customer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Dict, List, Set

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from baton.base import clock, metrics
from baton.base.outage import Outage, is_away, where
from baton.base.process_log import about
from baton.channels.web import message_view
from baton.channels.web.chat_store import Chats
from baton.conversation.event_reader import EventReader
from baton.conversation.inbox import Inbox, PendingMessage
from baton.handoff.calendar.callback_slots import PREFIX
from baton.handoff.records.ai_opt_out import AiOptOut
from baton.orders.email_codes.codes import METADATA
from baton.orders.proof import PROVED_SLOT, ProofBy, proved_in

logger = logging.getLogger(__name__)

IDENTITY_SLOT = "identity"
#: A message that was accepted this long ago and is not in the log was left behind by a crash.
LEFT_BEHIND_SECONDS = 5
SWEEP_SECONDS = 5


class InboxWorker:
    """Takes messages from the inbox through Rasa into the log.

    Args:
        channel: the name of the input channel.
        inbox: accepted messages.
        chats: tells who is logged in.
        ai_opt_out: customers who want no AI.
        log: the conversation log.
        with_person: whether a person has a conversation: its messages are written down, and the bot is not asked.
        waits: is called with a conversation whose message could not be taken for now.
    """

    def __init__(
        self,
        channel: str,
        inbox: Inbox,
        chats: Chats,
        ai_opt_out: AiOptOut,
        log: EventReader,
        with_person: Callable[[str], bool] = lambda conversation_id: False,
        waits: Callable[[str], None] = lambda conversation_id: None,
    ) -> None:
        self._channel = channel
        self._inbox = inbox
        self._chats = chats
        self._ai_opt_out = ai_opt_out
        self._log = log
        self._with_person = with_person
        self._waits = waits
        self._away: Set[str] = set()  # conversations that wait for a store
        self._outage = Outage(
            logger,
            "Customers' messages cannot be taken into the conversation log. They are kept, and tried again.",
            "Customers' messages are taken into the conversation log again.",
        )

    async def take(self, app: Sanic, conversation_id: str) -> None:
        """Take what a conversation's inbox holds; what fails stays there for the next sweep."""
        try:
            with about(conversation_id):
                await self._take(app, conversation_id)
        except Exception as error:
            if not _not_now(error):
                raise
            self._wait_for_store(conversation_id, error)

    async def sweep(self, app: Sanic) -> None:
        """Take in what a crash left behind; runs as long as the worker."""
        trouble = Outage(logger, "The inbox cannot be swept.", "The inbox is swept again.")
        while True:
            try:
                with metrics.loop_round("Sweeping the inbox"):
                    if getattr(app.ctx.agent, "processor", None) is not None:
                        for conversation_id in self._inbox.left_over(LEFT_BEHIND_SECONDS):
                            await self.take(app, conversation_id)
                trouble.over()
            except Exception as error:  # a loop that ends would leave messages behind
                trouble.met(error)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _take(self, app: Sanic, conversation_id: str) -> None:
        tried: Set[int] = set()
        while True:
            agent = app.ctx.agent
            # Rasa's own handle_message takes this lock too; it is taken here so that reading the inbox and the log and
            # the turn are one step, whichever worker is at it.
            async with agent.lock_store.lock(conversation_id):
                waiting = [m for m in self._inbox.waiting(conversation_id) if m.id not in tried]
                if not waiting:
                    return self._store_is_there(conversation_id)
                tried.add(waiting[0].id)
                if not await self._take_one(agent.processor, waiting[0]):
                    return

    def _wait_for_store(self, conversation_id: str, error: Exception) -> None:
        """A store that is away is no fault of the message: it is tried again for as long as it takes."""
        metrics.MESSAGE_FAILURES.labels("store_away").inc()
        self._away.add(conversation_id)
        self._outage.met(error)
        self._waits(conversation_id)

    def _store_is_there(self, conversation_id: str) -> None:
        self._away.discard(conversation_id)
        if not self._away:
            self._outage.over()

    async def _take_one(self, processor: MessageProcessor, message: PendingMessage) -> bool:
        """Take one message. Returns whether the next one of its conversation may follow."""
        try:
            await self._into_log(processor, message)
            self._inbox.done(message)
            metrics.MESSAGE_SECONDS.labels(self._channel).observe(max(0.0, clock.now().timestamp() - message.at))
        except Exception as error:  # whatever crashes a turn must not hold up the customer's next message
            if _not_now(error):
                self._wait_for_store(message.conversation_id, error)
                return False
            return self._give_up(message, error)
        self._store_is_there(message.conversation_id)
        return True

    async def _into_log(self, processor: MessageProcessor, message: PendingMessage) -> None:
        """Have a message handled, unless it was before a crash."""
        entries = self._log.naming(message.conversation_id, "user", message.client_id)
        if message_view.contains_client_id(entries, message.client_id):
            return
        await self._write_identity(processor, message.conversation_id)
        if _of_the_desk(message) or self._with_person(message.conversation_id):
            await self._write_down(processor, self._message(message))
        else:
            await processor.handle_message(self._message(message))

    def _give_up(self, message: PendingMessage, error: Exception) -> bool:
        """Count a failure. Returns whether the message is a dead letter now, and the next one may follow."""
        given_up = self._inbox.failed(message, f"{type(error).__name__}: {error}")
        metrics.MESSAGE_FAILURES.labels("given_up" if given_up else "retried").inc()
        if not given_up:
            logger.log(
                logging.WARNING if message.attempts else logging.ERROR,
                "Message %s of %s cannot be handled; it is tried again.%s",
                message.id,
                message.conversation_id,
                "" if message.attempts else f"\n{where(error)}",
            )
            return False
        logger.error("Message %s of %s was given up: the desk shows why.", message.id, message.conversation_id)
        self._chats.notify_failed(message.conversation_id, message.id)
        return True

    async def _write_identity(self, processor: MessageProcessor, conversation_id: str) -> None:
        """Write the customer's identity into the log, where actions, desk and replay read it, unless it is there; and
        that there is none any more, once the shop's word has ended."""
        identity = self._chats.identity(conversation_id)
        if identity is None and self._chats.owner(conversation_id) is None:
            return
        value = identity.as_dict() if identity is not None else None
        tracker = await processor.fetch_tracker_and_update_session(conversation_id, CollectingOutputChannel())
        if tracker.get_slot(IDENTITY_SLOT) == value:
            return
        events: List[Event] = [SlotSet(IDENTITY_SLOT, value), *(_without_login(tracker) if value is None else [])]
        tracker.update_with_events(events, processor.domain)
        await processor.save_tracker(tracker)

    async def _write_down(self, processor: MessageProcessor, message: UserMessage) -> None:
        """Put a message into the log without a turn of the bot's."""
        tracker = await processor.log_message(message, should_save_tracker=False)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await processor.save_tracker(tracker)

    def _message(self, message: PendingMessage) -> UserMessage:
        body = message.body
        payload = body.get("payload")
        metadata: Dict[str, object] = {"title": body["text"]} if payload is not None else {}
        if _of_the_desk(message):
            metadata["payload"], payload = payload, None  # read by the desk; it is no intent of the bot's
        if body.get("no_ai") or self._ai_opt_out.is_set(message.conversation_id):
            metadata["no_ai"] = True
        if "email_code" in body:
            metadata[METADATA] = body["email_code"]
        return UserMessage(
            text=payload if payload is not None else message_view.as_text(body["text"]),
            output_channel=CollectingOutputChannel(),
            sender_id=message.conversation_id,
            input_channel=self._channel,
            message_id=message.client_id,
            metadata=metadata,
        )


def _without_login(tracker: DialogueStateTracker) -> List[Event]:
    """What the shop's word has proved is proved no longer, so what stands on it is forgotten."""
    proved = [each for each in proved_in(tracker.get_slot(PROVED_SLOT)) if each["by"] != ProofBy.LOGIN.value]
    events: List[Event] = [SlotSet(PROVED_SLOT, proved), SlotSet("order_candidates", None)]
    if tracker.get_slot("order_number") not in {each["order"] for each in proved}:
        events.append(SlotSet("order_number", None))
    return events


def _not_now(error: Exception) -> bool:
    """Whether the message may well be taken later: a store is away, or somebody else has the conversation."""
    return isinstance(error, LockError) or is_away(error)


def _of_the_desk(message: PendingMessage) -> bool:
    """Whether a message is a pressed button that the desk has offered."""
    return str(message.body.get("payload") or "").startswith(PREFIX)
