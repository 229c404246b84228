"""Every document that the business edits: `baton check` reads them all, the desk shows which are refused."""

from __future__ import annotations

from baton.base.document import Document
from baton.desk.store.canned_replies import CannedReplies
from baton.desk.store.desk_config import DeskConfig
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.messages.texts import MessageTemplates
from baton.handoff.package.recommended_actions import RecommendedActions
from baton.orders.carriers import Carriers
from policies.policy_document import PolicyDocument

#: A new document is its model, with the setting that holds its path, and an entry here.
DOCUMENTS: tuple[type[Document], ...] = (
    PolicyDocument,
    RecommendedActions,
    OpeningHours,
    MessageTemplates,
    Carriers,
    DeskConfig,
    CannedReplies,
)
