"""Which of a customer's own orders a question means: "the other one", "and the kettle?". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from actions.order_view import listed
from actions.sentences import Sentence, sentence
from baton.orders.gateway import Item, Order
from baton.orders.text.product_search import terms
from policies.order_followups import Which

#: The questions that choose among orders (data/order_questions.yml).
OTHER, ALL, PREVIOUS, NEWEST, ITEM = "other_orders", "all_orders", "previous_order", "newest_order", "other_item"
#: Those of them that pick one by its day or its total.
PICKING = {"oldest_order": Which.OLDEST, "cheapest_order": Which.CHEAPEST, "dearest_order": Which.DEAREST}
CHOOSING = frozenset({OTHER, ALL, PREVIOUS, NEWEST, ITEM, *PICKING})
_SHORTEST_WORD = 3  # letters
_LIKENESS = 0.8  # from which a long word is the same, mistyped
_LONG = 5  # letters


@dataclass(frozen=True)
class OrderChoice:
    """What a question means.

    Attributes:
        order: the one order.
        offered: several that the customer is to choose from, newest first; the order stays.
        sentences: what is to be said of it: with several, the question which one; else why it is no other.
    """

    order: Order
    offered: Sequence[Order] = ()
    sentences: Sequence[Sentence] = field(default_factory=list)


def choice(facet: str | None, shown: Order, own: Sequence[Order], text: str, switches: bool = True) -> OrderChoice:
    """The order that a question means.

    Args:
        facet: what is asked.
        shown: the order that the conversation is about.
        own: all orders that were proved to be the customer's, newest first, this one included.
        text: the customer's words.
        switches: whether an item that is in another order only leads to that order.
    """
    others = [order for order in own if order.number != shown.number]
    if facet == OTHER:
        named = [order for order in others if named_items(order, text)]
        if not named and named_items(shown, text):
            return OrderChoice(shown)  # it is the other one of those before
        return _one_of(shown, named or others, sentence("utter_order_others"))
    if facet == ALL and others:
        return OrderChoice(shown, own, [sentence("utter_order_all")])
    if facet == ALL:
        return _no_others(shown)
    if facet in PICKING and not others:
        return _no_others(shown)
    if facet == NEWEST:
        return OrderChoice(max(own, key=lambda order: order.placed_at, default=shown))
    if facet == PREVIOUS:
        earlier = [order for order in others if order.placed_at < shown.placed_at]
        if earlier:
            return OrderChoice(max(earlier, key=lambda order: order.placed_at))
        return OrderChoice(shown, sentences=[sentence("utter_order_no_earlier", number=shown.number)])
    if switches and not named_items(shown, text):
        with_item = [order for order in others if named_items(order, text)]
        if with_item:
            return _one_of(shown, with_item, sentence("utter_order_others"))
        if facet == ITEM:
            here = sentence("utter_order_items", number=shown.number, items=listed(shown.items))
            return OrderChoice(shown, others, [sentence("utter_order_which_item"), here])
    return OrderChoice(shown)


def named_items(order: Order, text: str) -> tuple[Item, ...]:
    """The items of an order that a text names best, by words of their names: "the lamp", "my desk lmap"."""
    said = [word for word in terms(text) if word.isalpha() and len(word) >= _SHORTEST_WORD]
    hits = {item: sum(_is_in(word, terms(item.name)) for word in said) for item in order.items}
    most = max(hits.values(), default=0)
    return tuple(item for item, number in hits.items() if number == most) if most else ()


def item_words(order: Order) -> frozenset[str]:
    """The words by which customers name what is in an order, in small letters."""
    return frozenset(
        word for item in order.items for word in terms(item.name) if word.isalpha() and len(word) >= _SHORTEST_WORD
    )


def _is_in(word: str, name: Sequence[str]) -> bool:
    long_words = [each for each in name if len(each) >= _LONG]
    return word in name or (len(word) >= _LONG and bool(get_close_matches(word, long_words, 1, _LIKENESS)))


def _one_of(shown: Order, orders: Sequence[Order], question: Sentence) -> OrderChoice:
    if not orders:
        return _no_others(shown)
    return OrderChoice(orders[0]) if len(orders) == 1 else OrderChoice(shown, orders, [question])


def _no_others(shown: Order) -> OrderChoice:
    return OrderChoice(shown, sentences=[sentence("utter_order_no_others", number=shown.number)])
