"""Plays conversation tests on the trained model: `python -m baton.cli.trainer.play FILES` (docs/trainer.md).

The real pipeline, policies and actions run in one process, on databases of their own in a folder that is deleted, with
the sample shop's orders and a clock that moves only when a test says so.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from baton.base.migrations import upgrade
from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem
from baton.bootstrap import process_container
from baton.cli.trainer.conversation_tests import (
    KEY,
    Conversation,
    Handover,
    Step,
    TestFile,
    outcome_line,
    plain,
    read_tests,
)
from baton.orders.sample.seed import seed
from policies.facts import ESCALATION_SLOT

#: How the process ends when some conversations are not as they must be; anything else but 0 is a fault of its own.
NOT_AS_THEY_MUST = 3


@dataclass
class StoppedClock:
    """Stands until it is moved."""

    at: datetime = datetime(2026, 11, 30, 10, 15, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.at

    def time(self) -> float:
        """In the place of `time.time` where Rasa dates its events."""
        return self.at.timestamp()


@dataclass(frozen=True)
class Turn:
    """What came of what the customer did."""

    texts: tuple[str, ...] = ()
    buttons: Mapping[str, str] = field(default_factory=dict)  #: what each sends, by its title

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.texts).split())


@dataclass(frozen=True)
class After:
    """What is known after a step."""

    turn: Turn
    intent: str | None
    slots: Mapping[str, Any]
    package: Mapping[str, Any] | None


class Player:
    """The bot in this process.

    Args:
        model: archive of the trained model.
    """

    def __init__(self, model: Path) -> None:
        import rasa.shared.core.events
        from rasa.core.agent import Agent

        from baton.conversation.tracker_store import ConversationLog

        self.clock = StoppedClock()
        self._somebody = True
        container = process_container()
        agents = SimpleNamespace(present=lambda: ["agent"] if self._somebody else [])
        vars(container).update(clock=self.clock, availability=agents)  # before anything is built from them
        for name, url in (("desk", container.settings.desk_db), ("orders", container.settings.orders_db)):
            upgrade(name, url)
        seed(container.settings.orders_db, self.clock().date())
        self._container = container
        rasa.shared.core.events.time = self.clock  # Rasa dates its events itself
        store = ConversationLog(None, reader=container.log)
        self._agent = Agent.load(str(model), action_endpoint=_ActionsHere(), tracker_store=store)

    async def play(self, tests: TestFile, place: int) -> list[Problem]:
        """Play one conversation of a file; what was not as it must be, at the line that says so."""
        one = tests.document.conversations[place]
        sender, turn = f"test-{tests.file}-{place}", Turn()
        self._begin(one)
        problems: list[Problem] = []
        for number, step in enumerate(one.steps):
            where = (KEY, place, "steps", number)
            self.clock.at += step.later
            if step.press is not None and step.press not in turn.buttons:
                line = tests.document.line((*where, "press"))
                return [*problems, Problem(tests.file, line, _no_button(one, step.press, turn))]
            if step.user is not None:
                turn = await self._say(sender, step.user)
            elif step.press is not None:
                turn = await self._say(sender, turn.buttons[step.press], step.press)
            after = await self._after(sender, turn)
            for key, why in wrong(step, after):
                line = tests.document.line((*where, key))
                problems.append(Problem(tests.file, line, f"{one.conversation}: {why}"))
        return problems

    def _begin(self, one: Conversation) -> None:
        self.clock.at = one.begins.replace(tzinfo=self._container.hours.zone).astimezone(timezone.utc)
        self._somebody = not one.nobody_there

    async def _say(self, sender: str, text: str, title: str | None = None) -> Turn:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        self.clock.at += timedelta(seconds=1)  # what is said later has a later time
        channel = CollectingOutputChannel()
        metadata = {"title": title} if title else {}
        await self._agent.handle_message(UserMessage(text, channel, sender, input_channel="rest", metadata=metadata))
        texts = [str(m.get("text") or (m.get("custom") or {}).get("text") or "") for m in channel.messages]
        buttons = {b["title"]: b["payload"] for m in channel.messages for b in m.get("buttons") or ()}
        return Turn(tuple(filter(None, texts)), buttons)

    async def _after(self, sender: str, turn: Turn) -> After:
        tracker = await self._agent.tracker_store.retrieve(sender)
        slots = {name: slot.value for name, slot in tracker.slots.items()} if tracker else {}
        intent = tracker.latest_message.intent.get("name") if tracker and tracker.latest_message else None
        newest = self._container.store.newest(sender)
        package = dict(self._container.store.get(newest).package) if newest else None
        return After(turn, intent, slots, package)


class _ActionsHere:
    """Stands in for the action server: runs the actions in this process."""

    url = "this process"
    kwargs: Mapping[str, Any] = {"enable_selective_domain": False}

    def __init__(self) -> None:
        from rasa_sdk.executor import ActionExecutor

        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, json: Any, **_options: object) -> Any:
        """What the server would answer."""
        from rasa.core.actions.action import ActionExecutionRejection
        from rasa_sdk.interfaces import ActionExecutionRejection as Rejected

        try:
            return _as_sent(await self._executor.run(_as_sent(json)))
        except Rejected as error:
            raise ActionExecutionRejection(error.action_name, error.message) from error


def _as_sent(value: Any) -> Any:
    return json.loads(json.dumps(value))


def wrong(step: Step, after: After) -> Iterator[tuple[str, str]]:
    """What is not as a step says: the key of the expectation, and why."""
    said = after.turn.said
    for text in _some(step.says):
        if plain(text) not in plain(said):
            yield "says", f"the bot must say “{text}”; it said: {said or 'nothing'}"
    for text in _some(step.says_not):
        if plain(text) in plain(said):
            yield "says_not", f"the bot must not say “{text}”; it said: {said}"
    for title in step.buttons:
        if title not in after.turn.buttons:
            there = ", ".join(after.turn.buttons) or "none"
            yield "buttons", f"there must be a button “{title}”; there are: {there}"
    for name, value in step.slots.items():
        found = after.slots.get(name)
        if (found is None) != (value is None) or (value is not None and str(found) != str(value)):
            yield "slots", f"the slot {name} must be {value!r}, and is {found!r}"
    if step.intent is not None and step.intent != after.intent:
        yield "intent", f"the message must be read as {step.intent}, and is read as {after.intent}"
    if step.handoff is not None:
        yield from (("handoff", why) for why in _wrong_handover(step.handoff, after))


def _wrong_handover(wanted: str | Handover, after: After) -> Iterator[str]:
    decision = after.slots.get(ESCALATION_SLOT) or {}
    there = decision.get("trigger") or (after.package or {}).get("trigger", {}).get("name")
    if isinstance(wanted, str):  # `none`
        if there:
            yield f"it must stay with the bot, and is handed over: {there}"
        return
    if not there:
        yield "it must be handed over, and stays with the bot"
        return
    trigger = (after.package or {}).get("trigger", {})
    found = {
        "trigger": there,
        "category": decision.get("category") or trigger.get("category"),
        "evidence": next((r["evidence"] for r in decision.get("reasons") or ()), trigger.get("evidence")),
    }
    for name in ("trigger", "category"):
        must = getattr(wanted, name)
        if must is not None and must != found[name]:
            yield f"the {name} of the handover must be {must}, and is {found[name]}"
    if wanted.evidence is not None and plain(wanted.evidence) not in plain(str(found["evidence"])):
        yield f"the handover must rest on “{wanted.evidence}”, and rests on “{found['evidence']}”"
    for path, must in wanted.package.items():
        value = at(after.package or {}, path)
        if value is None or plain(str(must)) not in plain(str(value)):
            yield f"the package must have {must!r} at {path}, and has {value!r}"


def at(value: Any, path: str) -> Any:
    """What stands in JSON at a path such as `issue.details.part`; in a list the entry of that place or `name`."""
    for key in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            place = int(key) if key.isdigit() else None
            named = (each for each in value if isinstance(each, Mapping) and each.get("name") == key)
            value = value[place] if place is not None and place < len(value) else next(named, None)
        else:
            return None
    return value


def _no_button(one: Conversation, title: str, turn: Turn) -> str:
    there = ", ".join(turn.buttons) or "none"
    return f"{one.conversation}: there is no button “{title}” to press; there are: {there}. The rest was not played"


def _some(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


async def _play_all(files: Sequence[TestFile], model: Path) -> int:
    player = Player(model)
    failed = played = 0
    for tests in files:
        for place, one in enumerate(tests.document.conversations):
            problems = await player.play(tests, place)
            played += 1
            failed += bool(problems)
            sys.stdout.write(outcome_line(not problems, tests.file, one.conversation) + "\n")
            sys.stdout.writelines(f"  {problem}\n" for problem in problems)
            sys.stdout.flush()
    sys.stdout.write(f"{played - failed} of {played} conversations are as they must be\n")
    return NOT_AS_THEY_MUST if failed else 0


if __name__ == "__main__":
    from rasa.utils.log_utils import configure_structlog

    logging.disable(logging.WARNING)
    configure_structlog(logging.ERROR)
    found, _problems = read_tests(ROOT, tuple(map(Path, sys.argv[2:])))
    sys.exit(asyncio.run(_play_all(found, Path(sys.argv[1]))))
