"""The Rasa component that finds several matters in one message.

The classifier gives a message one intent. Where its parts surely ask for different things, `matters` names them in
their order, and the policy has them answered one after the other; `problems` are the kinds of problem that the parts
tell, where there are several.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from baton.base.log_event import ParsedEntity, ParsedMatter
from baton.nlu.component import Component
from baton.nlu.language_reader import LANGUAGE_OUTPUT
from baton.nlu.message_classifier import PARTS, PROBLEM_OUTPUT
from baton.nlu.message_parts import ORDER_INTENT, SURE, Part, matters
from policies.question_followups import question_followups
from policies.question_names import FAQ
from policies.taxonomy import IntentFlag, taxonomy

MATTERS_OUTPUT = "matters"
PROBLEMS_OUTPUT = "problems"
#: What names an order; and what shows whose it is, unless it stands in a question ("do you deliver to ...").
_NAMES_ORDER = frozenset({"order_number"})
_PROVES = frozenset({"email", "postcode"})
#: Intents that are answered at once, besides the topics of the shop's own questions.
_ANSWERED = frozenset({"opening_hours", "product_question"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class MatterReader(Component):
    """Writes `matters` and `problems` of a message."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            parts, entities = message.get(PARTS), message.get(ENTITIES) or []
            if parts and not message.get(LANGUAGE_OUTPUT):
                _read(message, [_with_details(part, entities) for part in parts], entities)
        return messages


def _read(message: Message, parts: List[Part], entities: List[ParsedEntity]) -> None:
    # Who merely gives a detail (`inform`) names an order only if a number stands there.
    about_orders = taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) - {ORDER_INTENT}
    topics = taxonomy().with_flag(IntentFlag.FAQ_TOPIC) & taxonomy().with_flag(IntentFlag.ANSWERED_AT_ONCE)
    found = _going_on(matters(parts, topics | _ANSWERED, about_orders), about_orders)
    intent = (message.get(INTENT) or {}).get("name")
    alone_is_enough = not taxonomy().is_understood(intent) or intent in taxonomy().with_flag(IntentFlag.SMALL_TALK)
    if len(found) > 1 or (found and alone_is_enough):
        message.set(MATTERS_OUTPUT, [_parsed(part, entities) for part in found], add_to_output=True)
    problems = list(dict.fromkeys(part.problem for part in parts if part.problem and _reports(part)))
    if len(problems) > 1:
        message.set(PROBLEMS_OUTPUT, problems, add_to_output=True)
        if not message.get(PROBLEM_OUTPUT):
            message.set(PROBLEM_OUTPUT, problems[0], add_to_output=True)


def _going_on(found: List[Part], about_orders: Collection[str]) -> List[Part]:
    """The matters, where one that says nothing by itself goes on about the shop's question before it: in "do you ship
    to Norway and how many days" there is no order."""
    words = question_followups()

    def goes_on(before: Part, part: Part) -> bool:
        asks_of_same = words.is_empty(part.text) and words.asks_measure(part.text)
        return before.intent not in about_orders and part.intent in about_orders and not part.details and asks_of_same

    return [
        *found[:1],
        *(replace(part, intent=FAQ) if goes_on(before, part) else part for before, part in pairwise(found)),
    ]


def _with_details(part: Part, entities: List[ParsedEntity]) -> Part:
    kinds = _NAMES_ORDER if part.asks else _NAMES_ORDER | _PROVES
    return replace(part, details=any(entity.get("entity") in kinds for entity in _within(part, entities)))


def _reports(part: Part) -> bool:
    """Whether a part tells of a problem, and does not merely ask about such things."""
    reports = taxonomy().with_flag(IntentFlag.UNLABELLED) | {FAQ}
    return not part.asks and part.intent in reports and part.confidence >= SURE


def _parsed(part: Part, entities: List[ParsedEntity]) -> ParsedMatter:
    matter: ParsedMatter = {
        "text": part.text,
        "intent": {"name": part.intent, "confidence": part.confidence},
        "entities": _within(part, entities),
    }
    if part.nearest is not None:
        matter["question"] = part.nearest
    return matter


def _within(part: Part, entities: List[ParsedEntity]) -> List[ParsedEntity]:
    return [entity for entity in entities if part.start <= entity.get("start", -1) < part.end]
