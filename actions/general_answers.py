"""The shop's general answer to a question about an order that is not known yet."""

from __future__ import annotations

from datetime import date

from actions.audience import language
from baton.base.log_event import ParseData
from baton.base.places import countries_in
from baton.knowledge.answers import Audience, plain_text, variation
from baton.knowledge.questions import Questions
from policies.order_facets import order_facet
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX


def general_answer(parsed: ParseData, text: str, questions: Questions, today: date) -> str | None:
    """What the shop answers to everybody who asks that about an order; None if there is no such answer.

    An answer that ends with an offer is left out: the bot asks for the order next, and one message asks one thing.

    Args:
        parsed: what the pipeline found in the message.
        text: the message.
        questions: those in force.
        today: the shop's day.
    """
    asked = questions.by_intent.get(f"{ORDER_PREFIX}{order_facet(parsed)}")
    related = [questions.by_intent.get(f"{FAQ_PREFIX}{name}") for name in asked.related] if asked else []
    fitting = [each for each in related if each is not None and each.valid(today) and not each.offer]
    for_whom = Audience(countries_in(text), languages=(language(parsed),))
    return plain_text(variation(fitting[0], for_whom).text) if fitting else None
