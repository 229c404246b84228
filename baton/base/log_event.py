"""One event of a conversation, in the plain form in which Rasa's tracker store keeps it.

Every reader of the conversation log sees events in this form: the policy, the handoff package, the desk, the
connectors and the widget's channel. All keys are optional, because each kind of event has keys of its own; keys that
nobody here reads are not listed.
"""

from __future__ import annotations

from typing import TypedDict


class ParsedIntent(TypedDict, total=False):
    """The intent of a message. No name: the pipeline recognised nothing."""

    name: str | None
    confidence: float


class ParsedEntity(TypedDict, total=False):
    """An entity of a message; `start` and `end` are places in its text."""

    entity: str
    value: str
    start: int
    end: int
    extractor: str


class ParsedSignal(TypedDict, total=False):
    """An escalation signal of a message, with the words it rests on and what found it."""

    signal: str
    confidence: float
    evidence: str
    source: str


class ParsedLanguage(TypedDict):
    """The language of a message that is surely not English: ISO 639-1, lower case."""

    code: str
    confidence: float


class RankedQuestion(TypedDict):
    """A question that customers ask, `faq/<id>` or `order/<id>`, and how near a message is to it (0 to 1)."""

    id: str
    score: float


class _NearestQuestions(TypedDict):
    outcome: str
    ranking: list[RankedQuestion]


class ParsedQuestion(_NearestQuestions, total=False):
    """Which of the questions in data/faq and data/order_questions.yml a message asks; the ranking is best first.

    `outcome`: "answer" (the best is what it asks), "unsure" (one of the ranking may be), "none". `further`: of a short
    message, which may go on about what was said before, the shop's questions that come next, by their ids.
    """

    further: list[str]


class ParsedMatter(TypedDict, total=False):
    """One of several matters in a message: its words and what is read in them, as for a message by itself."""

    text: str
    intent: ParsedIntent
    question: ParsedQuestion
    entities: list[ParsedEntity]


class CorrectedWord(TypedDict):
    """A word of a message that is a slip of the keyboard, and the one that was meant."""

    word: str
    meant: str


class ParseData(TypedDict, total=False):
    """What the NLU pipeline found in a message.

    `matters` and `problems` are there where it holds more than one of them.
    """

    intent: ParsedIntent | None
    intent_ranking: list[ParsedIntent]
    entities: list[ParsedEntity] | None
    escalation_signals: list[ParsedSignal] | None
    problem: str | None
    language: ParsedLanguage
    question: ParsedQuestion
    matters: list[ParsedMatter]
    problems: list[str]
    corrected_words: list[CorrectedWord]
    text: str


class EventMetadata(TypedDict, total=False):
    """What Baton writes beside an event.

    Of a customer's message: `title` (the button that was pressed), `payload` (of a button that the desk handles),
    `no_ai` (this customer wants no AI contact). Of a bot message: `speaker` (customer, bot, agent or system), `name`
    (the agent's), `utter_action` (Rasa's response), `asks` and `again` (the question that a system message puts).
    Of any: `delivery`, the key under which the outbox delivered it.
    """

    title: str
    payload: str
    no_ai: bool
    speaker: str
    name: str | None
    utter_action: str
    asks: str
    again: bool
    delivery: str


class Button(TypedDict, total=False):
    """A button under a bot message."""

    title: str
    payload: str


class CustomData(TypedDict, total=False):
    """The custom part of a bot message: an order's card, with the text that stands in for it elsewhere."""

    card: dict[str, object]
    text: str


class BotData(TypedDict, total=False):
    """What a bot message carries beside its text."""

    buttons: list[Button] | None
    custom: CustomData | None


class LogEvent(TypedDict, total=False):
    """One event of the conversation log.

    `event` is the kind: "user", "bot", "slot", "active_loop", "action", "pause", "resume", ... `timestamp` is in epoch
    seconds. `name` is that of a slot, a form or an action; `value` that of a slot.
    """

    event: str
    timestamp: float | None
    text: str | None
    metadata: EventMetadata | None
    # A customer's message.
    parse_data: ParseData | None
    input_channel: str | None
    message_id: str | None
    # A bot message.
    data: BotData | None
    # Slots, forms and actions.
    name: str | None
    value: object
