"""`baton why`: what a message or a conversation looks like to the policy, trigger by trigger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from baton.settings import Settings
from policies.decide import dealt_with, decide
from policies.document import PolicyDocument
from policies.facts import Event, Facts, facts
from policies.triggers import TRIGGERS

TIMEOUT_SECONDS = 10


class NoAnswer(Exception):
    """The running bot could not be asked; the text says how to start it."""


def parsed(text: str, settings: Settings) -> dict[str, Any]:
    """What the running bot reads in a text.

    Raises:
        NoAnswer: the bot does not run.
    """
    params = {"token": settings.api_token} if settings.api_token else {}
    url = f"{settings.rasa_url}/model/parse"
    try:
        answer = httpx.post(url, json={"text": text}, params=params, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise NoAnswer(f"The bot at {settings.rasa_url} does not answer. Start it with: make run") from error
    result: dict[str, Any] = answer.json()
    return result


def user_event(text: str, parse: Mapping[str, Any], at: float) -> dict[str, Any]:
    """A message as it would stand in the log."""
    return {"event": "user", "text": text, "parse_data": dict(parse), "timestamp": at}


def up_to_latest_message(events: Sequence[Event]) -> list[Event]:
    """The conversation as it stood when its latest message to the bot was decided on."""
    places = [i for i, event in enumerate(events) if event.get("event") == "user"]
    return list(events[: places[-1] + 1]) if places else []


def explain(events: Iterable[Event], policy: PolicyDocument) -> list[str]:
    """The latest message, the facts, each trigger's verdict and the decision, a line each.

    Args:
        events: a conversation, up to the message in question.
    """
    known = facts(events)
    if known.turn is None:
        return ["nothing has been said in this conversation"]
    decision = decide(known, policy)
    if decision:
        told = f"hand over: {decision.trigger}, {decision.category}"
    elif known.owned_by_person:
        told = "a person has the conversation"
    elif known.escalated:
        told = "handed over already"
    elif dealt_with(known, policy):
        told = "stays with the bot: a person has just dealt with this"
    else:
        told = "stays with the bot"
    return [
        *_message(known),
        *_facts(known),
        *_verdicts(known, policy),
        f"decision  {told} (policy {policy.version}, {policy.hash}, {policy.posture})",
    ]


def _message(known: Facts) -> list[str]:
    turn = known.turn
    if turn is None:
        return []
    lines = [f"message   {turn.number}: {turn.text}", f"intent    {turn.intent} ({turn.confidence:.2f})"]
    lines += [f"signal    {s.name} ({s.confidence:.2f}, {s.source}): {s.evidence}" for s in turn.signals]
    return lines + ([f"problem   {turn.problem}"] if turn.problem else [])


def _facts(known: Facts) -> list[str]:
    lines = [f"facts     {known.exchanges} exchanges, {known.minutes:.1f} minutes since the last resolution"]
    if known.problems:
        lines.append(f"          problems: {', '.join(known.problems)}")
    lines += [f"          tried in turn {a.turn}: {a.task} {a.outcome} {a.detail}".rstrip() for a in known.attempts]
    lost = known.not_understood_in_a_row
    if lost:
        lines.append(f"          not understood in a row: {len(lost)}")
    if known.no_ai:
        lines.append("          this customer wants no AI contact")
    return lines


def _verdicts(known: Facts, policy: PolicyDocument) -> list[str]:
    lines = []
    for name, trigger in TRIGGERS.items():
        fired = list(trigger(known, policy))
        lines += [f"trigger   {name}: {verdict.reason}" for verdict in fired]
        if not fired:
            lines.append(f"trigger   {name}: -")
    return lines
