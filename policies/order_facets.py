"""What a message asks about an order: one of the ids in data/order_questions.yml, such as `total`. Pure."""

from __future__ import annotations

from baton.base.log_event import ParseData, ParsedMatter, ParsedQuestion
from policies.question_names import FAQ, ORDER_PREFIX, ORDER_QUESTION
from policies.taxonomy import IntentFlag, taxonomy

STATUS = "status"
#: An intent that asks one of them by itself.
_BY_INTENT = {"tracking_number": "tracking"}
_WHERE_IS_IT = "order_status"
#: A question about an order counts beside one of the shop's if it is so nearly as near.
NEARLY = 0.5
#: Where the intent is about an order anyway, its nearest question counts from this score on.
FARTHEST = 0.03
#: Right after an answer about an order, where no question of the shop's is nearer.
CONTEXT = 0.05
#: Below this a question is near by chance.
NEAR_AT_ALL = 0.02
#: A signal of less confidence gives way to a question about the order from this score on: "a phone number for them?"
_DOUBTFUL, _PLAINLY = 0.4, 0.15
_ARRIVED = "arrived"
#: Which of several orders is meant is no guess.
PICKS_ORDER = frozenset(
    {"oldest_order", "newest_order", "previous_order", "cheapest_order", "dearest_order", "other_orders", "all_orders"}
)
#: The intent of a message that gives what was asked for; one that gives nothing may be a question.
_GIVES = "inform"
_OF_PRODUCTS = frozenset({"product_question", "place_order"})


def order_facet(parsed: ParseData) -> str | None:
    """The id of the question about an order that a message asks, without `order/`; None if it asks none.

    Of several matters it is the first that asks one. Where the intent is about orders, the nearest question counts
    although the pipeline is not sure of it.
    """
    asked: list[ParseData | ParsedMatter] = [*(parsed.get("matters") or ()), parsed]
    return next((facet for facet in map(_facet, asked) if facet is not None), None)


def order_facets(parsed: ParseData) -> tuple[str, ...]:
    """Every question about an order that a message asks, one for each of its matters, in their order."""
    matters = parsed.get("matters") or ()
    asked = [facet for matter in matters if (facet := _facet(matter) or _plain(matter)) is not None]
    return tuple(dict.fromkeys(asked)) or tuple(filter(None, [_facet(parsed)]))


def _plain(matter: ParsedMatter) -> str | None:
    """Of a matter that asks for an order, and for nothing in particular, where it is."""
    return STATUS if _asks(str((matter.get("intent") or {}).get("name"))) else None


def _facet(parsed: ParseData | ParsedMatter) -> str | None:
    intent = str((parsed.get("intent") or {}).get("name"))
    return _asked(parsed, intent) or _BY_INTENT.get(intent)


def clear_order_facet(parsed: ParseData) -> str | None:
    """The question about an order that a message asks; where its intent says nothing of orders, the nearest of all."""
    question = parsed.get("question")
    ranked = question["ranking"] if question and question["outcome"] != "none" else []
    of_order = bool(ranked) and ranked[0]["id"].startswith(ORDER_PREFIX)
    return order_facet(parsed) or (nearest_order_facet(parsed) if of_order else None)


def order_facet_in_context(parsed: ParseData, sure_intent: bool = True) -> str | None:
    """The question about an order that is the nearest of all to a message, although the pipeline is not sure of it.

    Right after an answer about an order it is meant.

    Args:
        sure_intent: whether the message must be read as a question.
    """
    question = parsed.get("question")
    best = question["ranking"][0] if question and question["ranking"] else None
    intent = parsed.get("intent") or {}
    name, sure = str(intent.get("name")), float(intent.get("confidence") or 0.0)
    if question is None or best is None:
        return None
    facet = best["id"].removeprefix(ORDER_PREFIX) if best["id"].startswith(ORDER_PREFIX) else None
    if facet is None or best["score"] < CONTEXT:
        # "Did you take the money" is as near to what the shop says of payments, and to nothing much.
        nearly = nearest_order_facet(parsed, max(NEAR_AT_ALL, NEARLY * best["score"]))
        return nearly if _asks(name) and question["outcome"] == "none" and nearly not in PICKS_ORDER else None
    if facet in PICKS_ORDER or (facet == _ARRIVED and question["outcome"] != "answer"):
        return None  # that it is there is said, and not guessed
    if name in taxonomy().signals:
        return facet if sure < _DOUBTFUL and best["score"] >= _PLAINLY else None
    return facet if not sure_intent or _asks(name) or name == FAQ else None


def nearest_order_facet(parsed: ParseData | ParsedMatter, least: float = 0.0) -> str | None:
    """The question about an order that is nearest to a message, whatever else it may ask.

    Args:
        least: its score must reach this.
    Returns:
        None if no question is as near.
    """
    return next(iter(nearest_order_facets(parsed, least)), None)


def nearest_order_facets(parsed: ParseData | ParsedMatter, least: float = 0.0) -> tuple[str, ...]:
    """The questions about an order that are near to a message, nearest first; see `nearest_order_facet`."""
    question = parsed.get("question")
    ranked = question["ranking"] if question else []
    near = (each["id"] for each in ranked if each["id"].startswith(ORDER_PREFIX) and each["score"] >= least)
    return tuple(name.removeprefix(ORDER_PREFIX) for name in near)


def is_unclear(parsed: ParseData) -> bool:
    """Whether a message says something of which it is not clear which question it asks; it gives no details either."""
    question = parsed.get("question")
    intent = str((parsed.get("intent") or {}).get("name"))
    gives = intent == _GIVES and bool(parsed.get("entities"))
    unsure = question is not None and question["outcome"] in ("unsure", "none")
    return unsure and not gives and order_facet(parsed) is None


def _asked(parsed: ParseData | ParsedMatter, intent: str) -> str | None:
    question = parsed.get("question")
    if not question or not question["ranking"]:
        return None
    best = question["ranking"][0]
    if intent == ORDER_QUESTION:
        return nearest_order_facet(parsed)
    if intent == FAQ:
        nearly = nearest_order_facet(parsed, NEARLY * best["score"])
        return None if nearly == _ARRIVED and question["outcome"] == "none" else nearly
    about_order = _asks(intent) or (intent == _GIVES and not parsed.get("entities"))
    if about_order and question["outcome"] != "none":
        if intent == _WHERE_IS_IT and question["outcome"] == "unsure" and _status_as_near(question):
            return STATUS  # "where's my stuff": something else would be a guess
        return nearest_order_facet(parsed, FARTHEST)
    if intent in taxonomy().with_flag(IntentFlag.SMALL_TALK) or intent in _OF_PRODUCTS:
        return None  # "why do you need my postcode?", "how heavy is the vacuum": nothing about the order
    unclear = not taxonomy().is_understood(intent)
    enough = ("answer", "unsure") if unclear else ("answer",)
    of_order = question["outcome"] in enough and best["id"].startswith(ORDER_PREFIX)
    return best["id"].removeprefix(ORDER_PREFIX) if of_order else None


def _status_as_near(question: ParsedQuestion) -> bool:
    """Whether the question where the order is, is nearly as near as the nearest of all."""
    status = next((each["score"] for each in question["ranking"] if each["id"] == f"{ORDER_PREFIX}{STATUS}"), 0.0)
    return status >= NEARLY * question["ranking"][0]["score"]


def _asks(intent: str) -> bool:
    """Whether a message of this intent asks about an order, and does not merely name one."""
    flags = taxonomy()
    return intent in flags.with_flag(IntentFlag.ABOUT_ORDERS) - flags.with_flag(IntentFlag.NO_PROBLEM)
