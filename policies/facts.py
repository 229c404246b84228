"""Facts: what the triggers need to know of a conversation. `policies/facts_fold.py` computes them from its events."""

from __future__ import annotations

from dataclasses import dataclass

from baton.base.log_event import ParsedQuestion
from policies.policy_arm import ArmRecord
from policies.turns import Attempt, Turn

#: Slots that actions and the policy set to record something in the log.
ATTEMPT_SLOT = "attempt"
ESCALATION_SLOT = "escalation"
OFFER_SLOT = "offer"
ORDER_ANSWERS_SLOT = "order_answers"  # what has been answered about orders (actions/order_memory.py)
OFFER_PERSON = "person"
OFFER_CALLBACK = "callback"
OFFER_ORDER = "order"  # to look one up
OFFER_QUESTION = "question"  # to answer the one that was asked back
NO_AI_SLOT = "no_ai"
POLICY_ARM_SLOT = "policy_arm"  # which policy the conversation began with, while two are compared
SETTLED_SLOT = "settled"  # what a person has dealt with: {trigger, category, handoff}

#: Rasa sets it to the slot that a form asks for.
REQUESTED_SLOT = "requested_slot"

#: By the attempt of this task and outcome the log says that a callback is agreed on while the bot has the conversation.
CALLBACK_TASK = "callback"
CALLBACK_BOOKED = "booked"
CALLBACK_CANCELLED = "cancelled"
CALLBACK_FORM = "callback_form"
ORDER_FORM = "order_form"
#: With these the bot asks whether to go on with a form that another one has interrupted.
RESUMES = {CALLBACK_FORM: "utter_resume_callback", ORDER_FORM: "utter_resume_order"}

#: Slots whose question is answered by yes or no: such an answer belongs to it, and not to an offer made before.
YES_OR_NO = frozenset({"callback_confirmed"})

#: An offer stays open while the customer asks for a moment.
WAIT = "wait"

#: Messages after a person gave the conversation back within which the same reason alone is no new handover.
SETTLED_TURNS = 3

#: The customer says that the last answer was of no use.
NOT_HELPED = "not_helped"

#: After them the same is still spoken of.
_LEAVES_SUBJECT = frozenset({"thank", "affirm", "deny", WAIT, "solved", NOT_HELPED})

#: A customer who says nothing for so long has left; what comes then is not "still unresolved after hours". Seconds.
AWAY = 3600.0
#: Of a shorter silence so much counts as time that the conversation has taken. Seconds.
LONGEST_PAUSE = 120.0


@dataclass(frozen=True)
class Facts:
    """What counts for the decision, at one moment of a conversation."""

    turn: Turn | None = None  #: the latest message
    turns: tuple[Turn, ...] = ()  #: messages to the bot since the last resolution
    stalled: tuple[Turn, ...] = ()  #: those of them since the customer last got on, without small talk
    attempts: tuple[Attempt, ...] = ()  #: since the last resolution
    problems: tuple[str, ...] = ()  #: distinct ones, since the bot has the conversation
    problem_turns: tuple[int, ...] = ()
    progress_turn: int = 0  #: number of the message with which the customer last got on
    no_ai: bool = False  #: this customer asked for no further AI contact
    escalated: bool = False  #: a decision is in force: the conversation is handed over or about to be
    owned_by_person: bool = False  #: the bot is paused
    settled: tuple[str, str] | None = None  #: trigger and category that a person has just dealt with
    order_answered: int | None = None  #: number of the message that was answered about an order last
    order_answered_before: int | None = None  #: the same, before the latest message
    order_facet_before: str | None = None  #: what the answer about an order before the latest message was about
    several_orders: bool = False  #: more than one order has been shown or listed
    order_names: frozenset[str] = frozenset()  #: words for what is in the orders that were answered about last
    interrupted: str | None = None  #: the form that another one has taken the place of, and that is not done
    booked: bool = False  #: the bot has booked a callback in answer to the latest message
    policy_arm: ArmRecord | None = None  #: the policy that the conversation began with, while two are compared
    asked: ParsedQuestion | None = None  #: the questions that the latest message is nearest to

    @property
    def exchanges(self) -> int:
        """Messages of the customer since they last got on, or since they came back; this one included."""
        return len(_present(self.stalled))

    @property
    def minutes(self) -> float:
        """Minutes that these messages have taken."""
        return _minutes(_present(self.stalled))

    @property
    def all_exchanges(self) -> int:
        """Messages of the customer since the last resolution, or since they came back, whatever came of them."""
        return len(_present(self.turns))

    @property
    def all_minutes(self) -> float:
        """Minutes that these messages have taken."""
        return _minutes(_present(self.turns))

    @property
    def not_understood_in_a_row(self) -> tuple[Turn, ...]:
        """The unbroken run of not understood messages at the end."""
        run: list[Turn] = []
        for turn in reversed(self.turns):
            if turn.understood:
                break
            run.append(turn)
        return tuple(reversed(run))

    @property
    def not_understood(self) -> tuple[Turn, ...]:
        """The messages that were not understood since the customer last got on."""
        return tuple(turn for turn in self.turns if turn.number > self.progress_turn and not turn.understood)

    @property
    def attempt_before(self) -> Attempt | None:
        """What the bot did last about the message before the latest; None if nothing, or inside a form.

        A short message may go on about it.
        """
        if self.turn is None or self.turn.in_form:
            return None
        number = self.turn.number
        last = next((each for each in reversed(self.attempts) if each.turn < number), None)
        return last if last is not None and last.turn == number - 1 else None

    @property
    def goes_on_about_order(self) -> bool:
        """Whether the message before the latest was answered about an order; also once the latest one is, too."""
        number = self.turn.number if self.turn else 0
        return number - 1 in (self.order_answered, self.order_answered_before)

    @property
    def last_attempt(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def leaves_subject(intent: str | None) -> bool:
    """Whether a message leaves what is spoken of as it was: thanks, a yes or a no, that an answer did not help."""
    return intent in _LEAVES_SUBJECT


def _present(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The messages since the customer was last away."""
    begin = 0
    for place in range(1, len(turns)):
        if turns[place].at - turns[place - 1].at >= AWAY:
            begin = place
    return turns[begin:]


def _minutes(turns: tuple[Turn, ...]) -> float:
    """The minutes from the first message to the last, without what a long pause has more than others."""
    pauses = (turns[place].at - turns[place - 1].at for place in range(1, len(turns)))
    return sum(min(pause, LONGEST_PAUSE) for pause in pauses) / 60
