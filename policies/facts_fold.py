"""Computes the facts of a conversation from its events.

Events are Rasa's, in the plain form in which its tracker store keeps them (`{"event": "user", ...}`), so that the
same function serves the running bot, `baton why`, the tests and the replay of a candidate policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from baton.base.log_event import LogEvent, ParseData, ParsedQuestion
from policies.callback_changes import CallbackChange, callback_change
from policies.conversation_words import conversation_words
from policies.facts import (
    ATTEMPT_SLOT,
    CALLBACK_BOOKED,
    CALLBACK_CANCELLED,
    CALLBACK_FORM,
    CALLBACK_TASK,
    ESCALATION_SLOT,
    NO_AI_SLOT,
    NOT_HELPED,
    OFFER_SLOT,
    ORDER_ANSWERS_SLOT,
    POLICY_ARM_SLOT,
    REQUESTED_SLOT,
    SETTLED_SLOT,
    SETTLED_TURNS,
    WAIT,
    Facts,
)
from policies.form_state import FormState
from policies.offer_answers import OfferAnswer, offer_answers
from policies.open_offer import OpenOffer, with_answer
from policies.order_facets import clear_order_facet, order_facet
from policies.parsed_message import faq_score, matters, order_numbers, signals, values
from policies.policy_arm import ArmRecord, arm_record
from policies.question_names import question_surely_asked
from policies.reported_problems import ReportedProblems
from policies.shown_orders import ShownOrders
from policies.taxonomy import IntentFlag, taxonomy
from policies.turns import Attempt, Turn, logged_attempt

#: Outcomes by which an attempt neither failed nor brought the customer further.
_ASKED_BACK = "asked_back"


def facts(events: Iterable[LogEvent]) -> Facts:
    """Fold the events of one conversation into facts.

    Args:
        events: all events of the conversation in their order, Rasa's `as_dict` form; unknown kinds are passed over.
    """
    fold = FactsFold()
    for event in events:
        fold.take(event)
    return fold.result()


class FactsFold:
    """The state that builds up while the log is read once, from its beginning.

    Whoever needs the facts at many moments of a conversation asks for `result` at each, and reads the log only once.
    """

    def __init__(self) -> None:
        self.taxonomy = taxonomy()
        self.resolving = self.taxonomy.with_flag(IntentFlag.RESOLVING)
        self.answered_at_once = self.taxonomy.with_flag(IntentFlag.ANSWERED_AT_ONCE)
        self.faq_topics = self.taxonomy.with_flag(IntentFlag.FAQ_TOPIC)
        self.number = 0
        self.turns: list[Turn] = []
        self.stalled: list[Turn] = []
        self.progress_turn = 0
        self.answers: set[tuple[object, ...]] = set()  # the answers since the last resolution
        self.attempts: list[Attempt] = []
        self.problems = ReportedProblems()
        self.latest: Turn | None = None
        self.nearest: ParsedQuestion | None = None  # the questions that it is nearest to
        self.no_ai = False
        self.escalated = False
        self.paused = False
        self.form = FormState()
        self.answered: Attempt | None = None
        self.offer = OpenOffer()
        self.booked_at: int | None = None  # number of the message at which the bot booked a callback
        self.settled: tuple[str, str] | None = None
        self.back_at = 0  # number of the last message before a person gave the conversation back
        self.orders = ShownOrders()
        self.policy_arm: ArmRecord | None = None
        self.reminded_at: int | None = None  # the message that the bot answered with `utter_settled`

    def take(self, event: LogEvent) -> None:
        """Read the next event."""
        kind = event.get("event")
        if kind == "user":
            self._user(event)
        elif kind == "slot":
            self._slot(str(event.get("name")), event.get("value"))
        elif kind == "bot":
            self.offer.bot_message(event)
            self.form.bot_message((event.get("metadata") or {}).get("utter_action"))
        elif kind == "active_loop":
            self.form.change(event.get("name"), self.number)
        elif kind == "pause":
            self.paused = True
        elif kind == "resume":
            self._back_to_bot()

    def result(self) -> Facts:
        """The facts at this moment."""
        return Facts(
            turn=self.latest,
            turns=tuple(self.turns),
            stalled=tuple(self.stalled),
            progress_turn=self.progress_turn,
            attempts=tuple(self.attempts),
            problems=tuple(self.problems.turns),
            problem_turns=tuple(self.problems.turns.values()),
            no_ai=self.no_ai,
            escalated=self.escalated,
            owned_by_person=self.paused,
            settled=self.settled if self._just_settled() else None,
            order_answered=self.orders.answered,
            order_answered_before=self.orders.answered_before,
            order_facet_before=self.orders.facet_before,
            several_orders=self.orders.several,
            order_names=self.orders.names,
            interrupted=self.form.interrupted,
            booked=self.booked_at is not None and self.booked_at == self.number,
            policy_arm=self.policy_arm,
            asked=self.nearest,
        )

    def _just_settled(self) -> bool:
        once = self.reminded_at in (None, self.number)
        return once and self.number - self.back_at <= SETTLED_TURNS

    def _user(self, event: LogEvent) -> None:
        parsed = event.get("parse_data") or {}
        if self.taxonomy.is_routine((parsed.get("intent") or {}).get("name")):
            return
        self.orders.next_message(self.latest)
        self.number += 1
        self.nearest = parsed.get("question")
        self.latest = self._turn(event, parsed)
        if (event.get("metadata") or {}).get("no_ai"):
            self.no_ai = True
        if self.paused:
            return
        self.turns.append(self.latest)
        if not self.latest.small_talk:
            self.stalled.append(self.latest)
        self._count(self.latest, parsed)

    def _turn(self, event: LogEvent, parsed: ParseData) -> Turn:
        """What a message says, as far as the conversation before it tells. An offer that it answers is taken off."""
        parsed_intent = parsed.get("intent") or {}
        intent, text = parsed_intent.get("name"), event.get("text") or ""
        in_form, offered = self.form.running is not None, self.offer.kind
        answer = self.offer.answer(text, intent, in_form, self.form.asked)
        accepted = offered if answer is OfferAnswer.YES else None
        declined = offered if answer is OfferAnswer.NO else None
        if intent != WAIT or accepted:
            self.offer.kind = None  # an offer is open for one message
        about_shown = None if in_form else self.orders.short_question(text, parsed, self.number)
        return Turn(
            number=self.number,
            at=float(event.get("timestamp") or 0.0),
            text=text,
            intent=intent,
            confidence=float(parsed_intent.get("confidence") or 0.0),
            signals=with_answer(signals(parsed, text), text, accepted, declined),
            problem=None if self.paused else self.problems.report(parsed, text, self.number),
            in_form=in_form,
            asked=self.form.asked if in_form else None,
            orders=order_numbers(parsed),
            callback_change=self._callback_change(parsed, text),
            accepted=accepted,
            declined=declined,
            objects=offered if answer is OfferAnswer.OBJECTION else None,
            acknowledged=offered if answer is OfferAnswer.ACKNOWLEDGED and not self.offer.again else None,
            acknowledges=offered is None and not in_form and offer_answers().only_acknowledges(text),
            after_question=self.offer.after_question,
            reply_to_no=self.offer.reply_to_no if declined else None,
            question=question_surely_asked(parsed),
            facet=about_shown or order_facet(parsed),
            about_shown=about_shown is not None,
            near_facet=clear_order_facet(parsed),
            corrects=conversation_words().corrected_question(text) is not None,
            asks_why_not=not in_form and self.offer.asks_why_not(text),
            wants_rest=conversation_words().wants_rest(text),
            details=bool(parsed.get("entities")),
            faq=faq_score(parsed),
            matters=matters(parsed),
        )

    def _count(self, turn: Turn, parsed: ParseData) -> None:
        """What a message to the bot settles by itself, or shows to be unsettled."""
        asks_anew = turn.corrects or turn.wants_rest
        if turn.intent == NOT_HELPED and self.answered is not None and not asks_anew:
            why = "the customer says it did not help"
            last = self.answered
            self.attempts.append(Attempt(last.task, "no_answer", why, self.number, turn.intent, last.subject))
        elif turn.intent in self.resolving and not turn.in_form:
            self._resolved()
        elif turn.matters:
            for matter in turn.matters:
                if not matter.about_order:
                    self._answer(matter.intent, matter.question or matter.text.casefold().strip())
        elif turn.intent is not None and turn.intent in self.answered_at_once:
            self.answered = Attempt(turn.intent, "answered", "", self.number, turn.intent)
            unknown = "question" in parsed and turn.question is None and turn.intent in self.faq_topics
            if not unknown:
                self._answer(turn.intent, turn.question or turn.text.casefold().strip())

    def _answer(self, *answer: object) -> None:
        """The customer got an answer: progress, unless it is one that they had before."""
        if answer not in self.answers:
            self.answers.add(answer)
            self._progress()

    def _progress(self) -> None:
        self.progress_turn = self.number
        self.stalled.clear()

    def _callback_change(self, parsed: ParseData, text: str) -> CallbackChange | None:
        """What a message changes of the callback that the bot has booked; inside another form only a number counts,
        because an address or a day may be what that form asks for."""
        if self.booked_at is None or self.paused or self.form.running == CALLBACK_FORM or order_numbers(parsed):
            return None
        change = callback_change(
            text,
            phones=values(parsed, "phone"),
            emails=values(parsed, "email"),
            names=values(parsed, "person"),
            just_agreed=self.number == self.booked_at + 1,
        )
        if change is not None and self.form.running is not None and not (change.plain and values(parsed, "phone")):
            return None
        return change

    def _slot(self, name: str, value: object) -> None:
        if name == ATTEMPT_SLOT and isinstance(value, Mapping):
            self._attempt(value)
        elif name == ORDER_ANSWERS_SLOT and isinstance(value, Mapping):
            self.orders.answer(value, self.number)
        elif name == REQUESTED_SLOT:
            self.form.asked = str(value) if value else None
        elif name == OFFER_SLOT:
            kept = value if isinstance(value, Mapping) else {"kind": value}
            self.offer.make(kept.get("kind"), kept.get("declined"), again=False)
        elif name == ESCALATION_SLOT:
            self.escalated = bool(value)
        elif name == NO_AI_SLOT:
            self.no_ai = bool(value)
        elif name == POLICY_ARM_SLOT:
            self.policy_arm = arm_record(value) or self.policy_arm
        elif name == SETTLED_SLOT and isinstance(value, Mapping):
            self.settled = (str(value.get("trigger")), str(value.get("category")))
            self.reminded_at = None
        elif name == SETTLED_SLOT:
            self.reminded_at = self.number
        elif self.form.collects(name, value):
            self._progress()  # who fills in a form gets on

    def _attempt(self, value: Mapping[str, Any]) -> None:
        """An action says in the slot `attempt` what it tried, and what came of it."""
        turn = self.latest
        attempt = logged_attempt(value, turn)
        self.attempts.append(attempt)
        if (attempt.task, attempt.outcome) == (CALLBACK_TASK, CALLBACK_BOOKED):
            self.booked_at = self.number
        elif (attempt.task, attempt.outcome) == (CALLBACK_TASK, CALLBACK_CANCELLED):
            self.booked_at = None
        self.answered = None if attempt.failed else attempt
        if not attempt.failed and attempt.outcome != _ASKED_BACK:
            asked = turn.question or turn.intent if turn else None
            self._answer(attempt.task, attempt.outcome, attempt.detail, asked)

    def _resolved(self) -> None:
        self.turns.clear()
        self.stalled.clear()
        self.attempts.clear()
        self.answers.clear()
        self.answered = None

    def _back_to_bot(self) -> None:
        """A person gave the conversation back: a new issue begins, and nothing of the old one counts again."""
        self.paused = False
        self.escalated = False
        self.form.running = None
        self.booked_at = None
        self.problems.clear()
        self.back_at = self.number
        self._resolved()
