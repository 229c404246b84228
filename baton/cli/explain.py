"""`baton why`: what a message or a conversation looks like to the policy, trigger by trigger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import httpx

from baton.base.log_event import LogEvent, ParseData
from baton.base.settings import Settings
from policies.decision import dealt_with, decide
from policies.facts import Facts
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from policies.triggers import TRIGGERS

TIMEOUT_SECONDS = 10


class NoAnswer(Exception):
    """The running bot could not be asked; the text says how to start it."""


def parsed(text: str, settings: Settings) -> ParseData:
    """What the running bot reads in a text.

    Raises:
        NoAnswer: the bot does not run.
    """
    params = {"token": settings.rasa_token}
    url = f"{settings.rasa_url}/model/parse"
    try:
        answer = httpx.post(url, json={"text": text}, params=params, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise NoAnswer(f"The bot at {settings.rasa_url} does not answer. Start it with: make run") from error
    result: ParseData = answer.json()
    return result


def user_event(text: str, parse: ParseData, at: float) -> LogEvent:
    """A message as it would stand in the log."""
    return {"event": "user", "text": text, "parse_data": parse, "timestamp": at}


def up_to_latest_message(events: Sequence[LogEvent]) -> list[LogEvent]:
    """The conversation as it stood when its latest message to the bot was decided on."""
    places = [i for i, event in enumerate(events) if event.get("event") == "user"]
    return list(events[: places[-1] + 1]) if places else []


def explain(events: Iterable[LogEvent], policy: PolicyDocument) -> list[str]:
    """The latest message, the facts, what each trigger fires on and the decision, a line each.

    Args:
        events: a conversation, up to the message in question.
    """
    current = facts(events)
    if current.turn is None:
        return ["nothing has been said in this conversation"]
    decision = decide(current, policy)
    if decision:
        outcome = f"hand over: {decision.trigger}, {decision.category}"
    elif current.owned_by_person:
        outcome = "a person has the conversation"
    elif current.escalated:
        outcome = "handed over already"
    elif dealt_with(current, policy):
        outcome = "stays with the bot: a person has just dealt with this"
    else:
        outcome = "stays with the bot"
    return [
        *_message(current),
        *_facts(current),
        *_firings(current, policy),
        f"decision  {outcome} (policy {policy.version}, {policy.hash}, {policy.posture})",
    ]


def _message(current: Facts) -> list[str]:
    turn = current.turn
    if turn is None:
        return []
    lines = [f"message   {turn.number}: {turn.text}", f"intent    {turn.intent} ({turn.confidence:.2f})"]
    lines += [f"signal    {s.name} ({s.confidence:.2f}, {s.source}): {s.evidence}" for s in turn.signals]
    lines += [f"problem   {turn.problem}"] if turn.problem else []
    lines += [f"matter    {m.question or m.intent}: {m.text}" for m in turn.matters]
    lines += [f"offer     accepted: {turn.accepted}"] if turn.accepted else []
    return lines + ([f"offer     declined: {turn.declined}"] if turn.declined else [])


def _facts(current: Facts) -> list[str]:
    lines = [
        f"facts     {current.exchanges} exchanges, {current.minutes:.1f} minutes without progress",
        f"          {current.all_exchanges} exchanges, {current.all_minutes:.1f} minutes since the last resolution",
    ]
    if current.problems:
        lines.append(f"          problems: {', '.join(current.problems)}")
    lines += [f"          tried in turn {a.turn}: {a.task} {a.outcome} {a.detail}".rstrip() for a in current.attempts]
    lost = current.not_understood_in_a_row
    if lost:
        lines.append(f"          not understood in a row: {len(lost)}")
    if current.no_ai:
        lines.append("          this customer wants no AI contact")
    return lines


def _firings(current: Facts, policy: PolicyDocument) -> list[str]:
    lines = []
    for name, trigger in TRIGGERS.items():
        fired = list(trigger(current, policy))
        lines += [f"trigger   {name}: {verdict.reason}" for verdict in fired]
        if not fired:
            lines.append(f"trigger   {name}: -")
    return lines
