"""Messages for the tests of the forms, and a customer who writes them to the order form."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.user_message import UserMessage
from baton.orders.proof_attempts import Asker
from baton.orders.sample.customers import CUSTOMERS
from baton.orders.text.details import find_details

ASKER = Asker("visitor")
_NAMES = re.compile("|".join(re.escape(customer.name) for customer in CUSTOMERS), re.I)


def message(text, intent="inform", name_answer=None, **entities):
    lists = {k: tuple(v) for k, v in entities.items()}
    return UserMessage(text, intent, 0.9, name_answer=name_answer, **lists)


def read_message(text, intent="inform"):
    """A message as the pipeline reads it, but for its intent; of names it knows those of the sample shop."""
    found = {"order_number": [], "email": [], "postcode": [], "phone": []}
    for kind, value in find_details(text):
        found[kind].append(value)
    return message(
        text,
        intent,
        numbers=found["order_number"],
        names=_NAMES.findall(text),
        emails=found["email"],
        postcodes=found["postcode"],
        phones=found["phone"],
    )


class Customer:
    """Writes one message after the other to an order form, and keeps what came of it."""

    def __init__(self, form, state):
        self.form = form
        self.state = state
        self.steps = []

    def write(self, text, intent="inform"):
        """The step that follows from a message."""
        step = self.form.next(self.state, read_message(text, intent))
        self.steps.append(step)
        self.state = replace(
            step.state,
            asked=step.ask,
            shown=step.state.shown if step.ask is None else None,
            texts=(text, *self.state.texts),
            explained=self.state.explained | ({step.response} if step.response else set()),
        )
        if step.ask is None:
            self.state = replace(self.state, texts=(), explained=frozenset())
        return step

    @property
    def shown(self):
        """The order that was shown last."""
        return self.state.shown

    @property
    def failures(self):
        """How many failed attempts were counted."""
        return sum(step.attempt is not None and step.attempt["outcome"] != "found" for step in self.steps)
