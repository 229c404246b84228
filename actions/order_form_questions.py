"""The questions of the order form, none of them twice in the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.order_state import ASK_ORDER, ASK_PROOF
from actions.recent_events import begins, is_message, since_last
from actions.slots import Events, HasContainer
from baton.base.log_event import LogEvent
from baton.bootstrap import Container

FORM = "order_form"
_AGAIN = "_again"
#: So many questions about something else in a row, and the form waits: to ask after each answer would be nagging.
_OTHER_QUESTIONS = 2


class AskInOrderForm:
    """Asks for a slot of the order form, unless what was just said holds the question already, or the form waits."""

    slot: ClassVar[str]

    def name(self) -> Text:
        return f"action_ask_{self.slot}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if not (asked_already(tracker.events) or set_aside(tracker.events)):
            ask(dispatcher, tracker, self.response(tracker), buttons=self.buttons(tracker))
        return []

    def buttons(self, tracker: Tracker) -> List[Dict[Text, Text]]:
        """What is offered beside the question."""
        return []

    def response(self, tracker: Tracker) -> str:
        """The response that asks for the first time."""
        return f"utter_ask_{self.slot}"


class AskOrderNumber(AskInOrderForm, Action):
    """Asks which order it is."""

    slot = ASK_ORDER


class AskCustomerEmail(HasContainer, AskInOrderForm, Action):
    """Asks for the proof that it is theirs."""

    slot = ASK_PROOF

    def response(self, tracker: Tracker) -> str:
        """Where it is so set, only the e-mail address is a proof beside a name."""
        by_name = tracker.get_slot("customer_name") and not tracker.get_slot("order_asked")
        strict = self.container.settings.order_proof == "strict"
        if strict and by_name and not tracker.get_slot("order_candidates"):
            return "utter_ask_name_email"
        return super().response(tracker)

    def buttons(self, tracker: Tracker) -> List[Dict[Text, Text]]:
        """A code by e-mail instead, where a number says which order's address it goes to."""
        known = tracker.get_slot("order_asked") or tracker.get_slot("order_candidates")
        return code_buttons(self.container) if known else []


def code_buttons(container: Container) -> List[Dict[Text, Text]]:
    """The button that has a code sent; none where none are."""
    if container.email_codes is None or not container.settings.proof_required:
        return []
    title = container.responses.text("utter_code_button")
    return [{"title": title, "payload": title}]


def ask(dispatcher: CollectingDispatcher, tracker: Tracker, name: str, **parts: object) -> None:
    """Put a question: from the second time in this form on in the words of `<name>_again`. Of several variations the
    next one is taken each time (`baton.rasa_overrides.response_choice`).

    Args:
        name: of the response that asks for the first time.
        parts: further parts of the message, such as `buttons`.
    """
    repeated = tracker.active_loop_name == FORM and bool(said_in_form(tracker.events) & {name, name + _AGAIN})
    dispatcher.utter_message(response=name + _AGAIN if repeated else name, **parts)


def said_in_form(events: Sequence[LogEvent]) -> frozenset[str]:
    """The responses that the bot has given since the form that is active began."""
    return frozenset(name for event in since_last(events, begins(FORM)) if (name := _response(event)))


def asked_already(events: Sequence[LogEvent]) -> bool:
    """Whether what the bot has said in answer to the latest message holds the question (`holds_question: true`)."""
    said = (event for event in since_last(events, is_message) if event.get("event") == "bot")
    details = ((event.get("metadata") or {}).get("metadata") for event in said)
    return any(isinstance(each, Mapping) and bool(each.get("holds_question")) for each in details)


def set_aside(events: Sequence[LogEvent]) -> bool:
    """Whether the customer asks one thing after another instead of answering the form, which waits meanwhile."""
    in_a_row, interrupted = 0, False
    for event in since_last(events, lambda each: each.get("event") == "active_loop"):
        kind = event.get("event")
        if kind == "user":
            in_a_row, interrupted = in_a_row if interrupted else 0, False
        elif kind == "action_execution_rejected" and event.get("name") == FORM:
            in_a_row, interrupted = in_a_row + 1, True
    return interrupted and in_a_row >= _OTHER_QUESTIONS


def _response(event: LogEvent) -> str | None:
    if event.get("event") != "bot":
        return None
    name = (event.get("metadata") or {}).get("utter_action")
    return str(name) if name else None
