"""A conversation as the live bot would log it: the real decision, asked at the moments at which Rasa asks it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from baton.base.log_event import LogEvent, ParseData
from policies.decision import Decision, decide, takes_leave
from policies.facts import ATTEMPT_SLOT, ESCALATION_SLOT, NO_AI_SLOT
from policies.facts_fold import FactsFold
from policies.policy_document import PolicyDocument
from policies.taxonomy import taxonomy
from policies.triggers import plainly_wants_no_ai

CHANNEL = "web"
LISTEN = "action_listen"


@dataclass(frozen=True)
class BotAction:
    """One action of the bot: its name, and what it says and records."""

    name: str
    text: str = ""
    attempt: dict[str, str] | None = None

    @classmethod
    def tried(cls, name: str, text: str, task: str, outcome: str, detail: str = "") -> BotAction:
        """An action that records an attempt."""
        return cls(name, text, {"task": task, "outcome": outcome, "detail": detail})


@dataclass
class LiveConversation:
    """The events of a conversation, as they come.

    Attributes:
        policy: in force for it, at any moment.
    """

    id: str
    policy: Callable[[], PolicyDocument]
    events: list[LogEvent] = field(default_factory=list)
    _fold: FactsFold = field(default_factory=FactsFold)

    def message(self, text: str, parsed: ParseData, at: float, actions: Sequence[BotAction] = ()) -> Decision | None:
        """A message of the customer, and what the bot does about it.

        Args:
            parsed: what the pipeline read.
            at: epoch seconds.
            actions: what the bot does, one after the other, until the policy hands over.
        Returns:
            The handover that this message leads to.
        """
        self._add(
            {
                "event": "user",
                "text": text,
                "parse_data": parsed,
                "timestamp": at,
                "input_channel": CHANNEL,
                "metadata": {},
            }
        )
        if self._fold.paused or taxonomy().is_routine((parsed.get("intent") or {}).get("name")):
            return None  # nobody asks the policy
        for action in actions:
            decision = self._hand_over(at)
            if decision is not None:
                return decision
            if takes_leave(self._fold.result(), self.policy()):
                break
            self._run(action, at)
        decision = self._hand_over(at)
        if decision is None:
            self._run(BotAction(LISTEN), at)
        return decision

    def say(self, text: str, speaker: str, at: float, name: str | None = None) -> None:
        """A message of an agent or of the system."""
        metadata = {"speaker": speaker, **({"name": name} if name else {})}
        self._add({"event": "bot", "text": text, "timestamp": at, "metadata": metadata})  # type: ignore[typeddict-item]

    def give_back(self, events: Iterable[LogEvent], at: float) -> None:
        """The events by which a person gives the conversation back."""
        for event in events:
            self._add({**event, "timestamp": event.get("timestamp") or at})

    def _hand_over(self, at: float) -> Decision | None:
        """What `policies/rasa_policy.py` and `action_handoff` write when the policy hands over."""
        known = self._fold.result()
        decision = decide(known, self.policy())
        if decision is None:
            return None
        record = decision.record(self.id)
        slots: dict[str, object] = {
            "escalation_trigger": decision.trigger,
            "escalation_category": decision.category,
            "handoff_id": record["id"],
            ESCALATION_SLOT: dict(record),
            **({NO_AI_SLOT: True} if plainly_wants_no_ai(known) else {}),
        }
        for name, value in slots.items():
            self._add({"event": "slot", "name": name, "value": value, "timestamp": at})
        self._run(BotAction("action_handoff"), at)
        self._add({"event": "pause", "timestamp": at})
        return decision

    def _run(self, action: BotAction, at: float) -> None:
        self._add({"event": "action", "name": action.name, "timestamp": at})
        if action.text:
            self._add({"event": "bot", "text": action.text, "timestamp": at, "metadata": {"utter_action": action.name}})
        if action.attempt is not None:
            self._add({"event": "slot", "name": ATTEMPT_SLOT, "value": action.attempt, "timestamp": at})

    def _add(self, event: LogEvent) -> None:
        self.events.append(event)
        self._fold.take(event)
