"""How the questions that customers ask stand in the parse data of a message, and from when on one is clear."""

from __future__ import annotations

from baton.base.log_event import ParseData, ParsedMatter

#: Intents of messages that ask one of the shop's questions (data/faq), or one about an order of their own
#: (data/order_questions.yml).
FAQ, ORDER_QUESTION = "faq", "order_question"
#: How the ids of these questions begin in a ranking, as Rasa's retrieval intents do.
FAQ_PREFIX, ORDER_PREFIX = "faq/", "order/"
#: How the ids of the shop's answers begin that explain the states of orders.
STATE_PREFIX = "state_"
#: From this score on a question is clear: it takes the place of an intent that is sure of itself, and of what the data
#: of a named product leave open.
CLEAR = 0.35
#: From this score on it is as good as certain: only a clear signal overrides it.
CERTAIN = 0.5


def question_surely_asked(parsed: ParseData | ParsedMatter) -> str | None:
    """The question that a message or a part of it asks, by its id; None if none was surely found."""
    found = parsed.get("question")
    if not found or found["outcome"] != "answer" or not found["ranking"]:
        return None
    return str(found["ranking"][0]["id"])
