"""Facts: what the triggers need to know of a conversation, folded from its events.

Events are Rasa's, in the plain form in which its tracker store keeps them (`{"event": "user", ...}`), so that the
same function serves the running bot, `baton why`, the tests and the replay of a candidate policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baton.base.log_event import LogEvent, ParseData, ParsedQuestion
from policies.callback_changes import CallbackChange, callback_change
from policies.conversation_words import conversation_words
from policies.offer_answers import OfferAnswer, offer_answers
from policies.order_facets import clear_order_facet, order_facet, order_facet_in_context
from policies.policy_arm import ArmRecord, arm_record
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX, question_surely_asked
from policies.short_questions import short_questions
from policies.taxonomy import EXPLICIT_HUMAN, IntentFlag, taxonomy
from policies.turns import Attempt, Matter, Signal, Turn

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

#: Outcomes by which an attempt neither failed nor brought the customer further.
_ASKED_BACK = "asked_back"

_ENDS_AS_QUESTION = re.compile(r"\?[\s)\]\"'»”]*$")

#: Messages after a person gave the conversation back within which the same reason alone is no new handover.
SETTLED_TURNS = 3

#: The customer says that the last answer was of no use.
NOT_HELPED = "not_helped"

#: What is asked about a single thing in an order is another question than the same of the order.
_OF_ITEM = "_of_item"
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
    def before_turn(self) -> Attempt | None:
        """The last attempt before the latest message."""
        number = self.turn.number if self.turn else 0
        return next((each for each in reversed(self.attempts) if each.turn < number), None)

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
        self.words = conversation_words()
        self.resolving = self.taxonomy.with_flag(IntentFlag.RESOLVING)
        self.answered_at_once = self.taxonomy.with_flag(IntentFlag.ANSWERED_AT_ONCE)
        self.faq_topics = self.taxonomy.with_flag(IntentFlag.FAQ_TOPIC)
        self.number = 0
        self.turns: list[Turn] = []
        self.stalled: list[Turn] = []
        self.progress_turn = 0
        self.answers: set[tuple[object, ...]] = set()  # the answers since the last resolution
        self.collected: dict[str, object] = {}  # the slots that forms have filled
        self.attempts: list[Attempt] = []
        self.problems: dict[str, int] = {}
        self.problem_orders: dict[str, str] = {}
        self.latest: Turn | None = None
        self.nearest: ParsedQuestion | None = None  # the questions that it is nearest to
        self.no_ai = False
        self.escalated = False
        self.paused = False
        self.form: str | None = None
        self.asked: str | None = None  # the slot that the form asks for
        self.answered: Attempt | None = None
        self.offered: str | None = None
        self.reply_to_no: str | None = None  # the response to a plain no to that offer, where it is not the usual one
        self.asks = False  # whether the bot's latest message is a question
        self.said = False  # whether the bot has said anything yet
        self.offered_again = False  # the offer that stands was made once more after an "ok thanks"
        self.booked_at: int | None = None  # number of the message at which the bot booked a callback
        self.settled: tuple[str, str] | None = None
        self.back_at = 0  # number of the last message before a person gave the conversation back
        self.order_answered: int | None = None
        self.order_answered_before: int | None = None
        self.left: tuple[str, int] | None = None  # the form that ended last, and at which message
        self.interrupted: str | None = None
        self.order_facet: str | None = None  # what the latest answer about an order was about
        self.order_facet_before: str | None = None
        self.several_orders = False
        self.order_names: frozenset[str] = frozenset()
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
            self._bot(event)
        elif kind == "active_loop":
            self._form(event.get("name"))
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
            problems=tuple(self.problems),
            problem_turns=tuple(self.problems.values()),
            no_ai=self.no_ai,
            escalated=self.escalated,
            owned_by_person=self.paused,
            settled=self.settled if self._just_settled() else None,
            order_answered=self.order_answered,
            order_answered_before=self.order_answered_before,
            order_facet_before=self.order_facet_before,
            several_orders=self.several_orders,
            order_names=self.order_names,
            interrupted=self.interrupted,
            booked=self.booked_at is not None and self.booked_at == self.number,
            policy_arm=self.policy_arm,
            asked=self.nearest,
        )

    def _just_settled(self) -> bool:
        once = self.reminded_at in (None, self.number)
        return once and self.number - self.back_at <= SETTLED_TURNS

    def _user(self, event: LogEvent) -> None:
        parsed = event.get("parse_data") or {}
        parsed_intent = parsed.get("intent") or {}
        intent, text = parsed_intent.get("name"), event.get("text") or ""
        if self.taxonomy.is_routine(intent):
            return
        if self.latest is not None and self.order_answered == self.number - 1 and leaves_subject(self.latest.intent):
            self.order_answered = self.number  # after "thanks" the order is still what is spoken of
        self.number += 1
        self.order_facet_before = self.order_facet
        self.nearest = parsed.get("question")
        signals = _signals(parsed, text)
        answer = self._answer_to_offer(text, intent)
        accepted = self.offered if answer is OfferAnswer.YES else None
        declined = self.offered if answer is OfferAnswer.NO else None
        if accepted == OFFER_PERSON:
            signals.append(Signal(EXPLICIT_HUMAN, 1.0, text, "accepted the offer of a person"))
        elif declined == OFFER_PERSON:
            signals = [signal for signal in signals if signal.name != EXPLICIT_HUMAN]
        acknowledged = self.offered if answer is OfferAnswer.ACKNOWLEDGED and not self.offered_again else None
        acknowledges = self.offered is None and self.form is None and offer_answers().only_acknowledges(text)
        if intent != WAIT or accepted:
            self.offered = None  # an offer is open for one message
        about_shown = self._short_question(text, parsed)
        self.latest = Turn(
            number=self.number,
            at=float(event.get("timestamp") or 0.0),
            text=text,
            intent=intent,
            confidence=float(parsed_intent.get("confidence") or 0.0),
            signals=tuple(signals),
            problem=None if self.paused else self._problem(parsed, text),
            in_form=self.form is not None,
            asked=self.asked if self.form is not None else None,
            orders=_orders(parsed),
            callback_change=self._callback_change(parsed, text),
            accepted=accepted,
            declined=declined,
            acknowledged=acknowledged,
            acknowledges=acknowledges,
            after_question=self.asks if self.said else None,
            reply_to_no=self.reply_to_no if declined else None,
            question=question_surely_asked(parsed),
            facet=about_shown or order_facet(parsed),
            about_shown=about_shown is not None,
            near_facet=clear_order_facet(parsed),
            details=bool(parsed.get("entities")),
            faq=_faq(parsed),
            matters=_matters(parsed),
        )
        if (event.get("metadata") or {}).get("no_ai"):
            self.no_ai = True
        if self.paused:
            return
        self.turns.append(self.latest)
        if not self.latest.small_talk:
            self.stalled.append(self.latest)
        if intent == NOT_HELPED and self.answered is not None:
            why = "the customer says it did not help"
            self.attempts.append(
                Attempt(self.answered.task, "no_answer", why, self.number, intent, self.answered.subject)
            )
        elif intent in self.resolving and not self.latest.in_form:
            self._resolved()
        elif self.latest.matters:
            for matter in self.latest.matters:
                if not matter.about_order:
                    self._answer(matter.intent, matter.question or matter.text.casefold().strip())
        elif intent is not None and intent in self.answered_at_once:
            self.answered = Attempt(intent, "answered", "", self.number, intent)
            unknown = "question" in parsed and self.latest.question is None and intent in self.faq_topics
            if not unknown:
                self._answer(intent, self.latest.question or text.casefold().strip())

    def _answer_to_offer(self, text: str, intent: str | None) -> OfferAnswer:
        if self.offered is None or (self.form is not None and self.asked in YES_OR_NO):
            return OfferAnswer.OTHER
        # What is said in a form may be read as a yes and answer its question: there only the words count.
        answer = offer_answers().read(text, self.offered, intent if self.form is None else None, self.asks)
        # In a form, a no belongs to what the form asks.
        return OfferAnswer.OTHER if answer is OfferAnswer.NO and self.form is not None else answer

    def _short_question(self, text: str, parsed: ParseData) -> str | None:
        """What a short message asks about the order that the message before was answered about."""
        if self.order_answered != self.number - 1 or self.form is not None or parsed.get("matters"):
            return None
        if (question_surely_asked(parsed) or "").startswith(ORDER_PREFIX):
            return None  # it says so itself
        facet = short_questions().facet(text, self.order_names)
        if facet is not None and short_questions().facet(text) is None:
            return f"{facet}{_OF_ITEM}"
        if facet is None and short_questions().only_names(text, self.order_names):
            return f"{_OF_ITEM} {text.casefold()}"
        return facet or order_facet_in_context(parsed)

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
        if self.booked_at is None or self.paused or self.form == CALLBACK_FORM or _orders(parsed):
            return None
        change = callback_change(
            text,
            phones=_values(parsed, "phone"),
            emails=_values(parsed, "email"),
            just_agreed=self.number == self.booked_at + 1,
        )
        if change is not None and self.form is not None and not (change.plain and _values(parsed, "phone")):
            return None
        return change

    def _problem(self, parsed: ParseData, text: str) -> str | None:
        """The problem that a message reports: a new one, or one that was reported before.

        The same kind again is the same problem, unless the message names another order or says "another one".
        """
        kind = parsed.get("problem")
        if not kind:
            return None
        orders = _orders(parsed)
        of_kind = [name for name in self.problems if name.partition(" ")[0] == kind]
        same = of_kind[-1] if of_kind else None
        if orders:
            of_order = [name for name in of_kind if self.problem_orders.get(name) in (None, orders[0])]
            same = of_order[-1] if of_order else None
        elif self.words.find(self.words.one_more, text):
            same = None
        name = same or (f"{kind} {len(of_kind) + 1}" if of_kind else str(kind))
        self.problems.setdefault(name, self.number)
        for further in parsed.get("problems") or ():
            self.problems.setdefault(further, self.number)
        if orders:
            self.problem_orders.setdefault(name, orders[0])
        return name

    def _bot(self, event: LogEvent) -> None:
        """A response of domain.yml says under `metadata: {offer: person}` what its text offers."""
        of_response = (event.get("metadata") or {}).get("metadata")
        if (event.get("metadata") or {}).get("utter_action") in RESUMES.values():
            self.interrupted = None  # asked once
        if isinstance(of_response, Mapping) and of_response.get("offer"):
            self.offered_again = bool(of_response.get("again"))
            self._offer(of_response["offer"], of_response.get("declined"))
        if event.get("text"):
            self.said = True
            self.asks = _ENDS_AS_QUESTION.search(str(event["text"])) is not None

    def _form(self, name: str | None) -> None:
        """A form begins or ends; one that ends and another that begins in the same turn was interrupted by it."""
        if self.form is not None and name != self.form:
            self.left = (self.form, self.number)
        if name is None:
            pass
        else:
            begun_before = self.left is not None and self.left[1] == self.number and self.left[0] != name
            if begun_before and self.left is not None:
                self.interrupted = self.left[0]
            elif name == self.interrupted:
                self.interrupted = None
        self.form = name

    def _offer(self, kind: object, reply_to_no: object) -> None:
        self.offered = str(kind) if kind else None
        self.reply_to_no = str(reply_to_no) if reply_to_no else None

    def _slot(self, name: str, value: object) -> None:
        if name == ATTEMPT_SLOT and isinstance(value, Mapping):
            turn = self.latest
            attempt = Attempt(
                task=str(value.get("task")),
                outcome=str(value.get("outcome")),
                detail=str(value.get("detail") or ""),
                turn=self.number,
                intent=turn.intent if turn else None,
                problem=turn.problem if turn else None,
                facet=str(value["facet"]) if value.get("facet") else None,
                by_country=bool(value.get("by_country")),
                goes_on=tuple(map(str, value.get("goes_on") or ())),
            )
            self.attempts.append(attempt)
            if (attempt.task, attempt.outcome) == (CALLBACK_TASK, CALLBACK_BOOKED):
                self.booked_at = self.number
            elif (attempt.task, attempt.outcome) == (CALLBACK_TASK, CALLBACK_CANCELLED):
                self.booked_at = None
            self.answered = None if attempt.failed else attempt
            if not attempt.failed and attempt.outcome != _ASKED_BACK:
                asked = turn.question or turn.intent if turn else None
                self._answer(attempt.task, attempt.outcome, attempt.detail, asked)
        elif name == ORDER_ANSWERS_SLOT and isinstance(value, Mapping):
            if self.order_answered != self.number:
                self.order_answered_before = self.order_answered
            self.order_answered = self.number
            self.order_facet = str(value["facet"]) if value.get("facet") else None
            self.several_orders = len(value.get("cards") or ()) > 1 or bool(value.get("listed"))
            self.order_names = frozenset(map(str, value.get("names") or ()))
        elif name == REQUESTED_SLOT:
            self.asked = str(value) if value else None
        elif name == OFFER_SLOT:
            self.offered_again = False
            kept = value if isinstance(value, Mapping) else {"kind": value}
            self._offer(kept.get("kind"), kept.get("declined"))
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
        elif self.form is not None and value is not None and self.collected.get(name) != value:
            self.collected[name] = value
            self._progress()  # who fills in a form gets on

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
        self.form = None
        self.booked_at = None
        self.problems.clear()
        self.problem_orders.clear()
        self.back_at = self.number
        self._resolved()


def _matters(parsed: ParseData) -> tuple[Matter, ...]:
    return tuple(
        Matter(matter["text"], matter["intent"].get("name"), question_surely_asked(matter))
        for matter in parsed.get("matters") or ()
    )


def _faq(parsed: ParseData) -> float:
    """How near a message is to one of the shop's questions, if that is what it is nearest to."""
    question = parsed.get("question")
    ranking = question["ranking"] if question else []
    return ranking[0]["score"] if ranking and ranking[0]["id"].startswith(FAQ_PREFIX) else 0.0


def _orders(parsed: ParseData) -> tuple[str, ...]:
    return _values(parsed, "order_number")


def _values(parsed: ParseData, kind: str) -> tuple[str, ...]:
    """The values of an entity in a message."""
    entities = parsed.get("entities")
    if not entities:
        return ()
    return tuple(str(e.get("value")) for e in entities if e.get("entity") == kind)


def _signals(parsed: ParseData, text: str) -> list[Signal]:
    """The signals that the pipeline found; the intent is one where it names a signal and nothing else looked for them:
    a button's payload, or a pipeline that is not Baton's."""
    found = parsed.get("escalation_signals")
    if found is None or text.startswith("/"):
        intent = parsed.get("intent") or {}
        name, sure = str(intent.get("name")), float(intent.get("confidence") or 0.0)
        return [Signal(name, sure, text, "intent")] if name in taxonomy().signals else []
    return [
        Signal(
            str(item.get("signal")),
            float(item.get("confidence") or 0.0),
            str(item.get("evidence") or ""),
            str(item.get("source") or ""),
        )
        for item in found
    ]
