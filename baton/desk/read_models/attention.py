"""What every page shows of what wants an agent's attention: their own conversations, and the list behind the bell."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.read_models.alert_list import AlertList, alert_list
from baton.desk.read_models.own_conversations import OwnConversation, own_conversations

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attention:
    """What is shown at the top of every page."""

    own: list[OwnConversation] = field(default_factory=list)
    alerts: AlertList = field(default_factory=AlertList)

    @property
    def unread(self) -> int:
        """In how many of the own conversations there is something unread."""
        return sum(one.words.unread > 0 for one in self.own)

    def beside(self, path: str) -> list[OwnConversation]:
        """The own conversations that a page shows: not the one that is open, and beside the queue, which lists them
        all, only those with something unread."""
        if path == "/":
            return [one for one in self.own if one.words.unread]
        return [one for one in self.own if path != f"/handoffs/{one.id}"]


def attention_of(container: DeskContainer, agent: Agent) -> Attention:
    """What wants an agent's attention; nothing while a database is away, so that error pages show."""
    try:
        own = own_conversations(container, agent)
        return Attention(own, alert_list(container, agent, own))
    except SQLAlchemyError as error:
        logger.warning("What wants attention cannot be shown: %s", type(error).__name__)
        return Attention()
