"""The rules, the story and the tests of a journey that `baton new journey` begins. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baton.base.document import TODO


@dataclass(frozen=True)
class Asked:
    """A slot that a form asks for: what it is called at the desk, and the entity that it takes, if it takes one."""

    slot: str
    label: str
    entity: str | None = None


def words(name: str) -> str:
    """A name as people write it."""
    return name.replace("_", " ")


def rules(name: str, form: str) -> str:
    """How it begins, where it leads when everything is there, and how the customer leaves it."""
    return f"""version: "3.1"
rules:
- rule: {words(name)}
  steps:
  - intent: {name}
  - action: {form}
  - active_loop: {form}

- rule: {words(name)}, everything is there
  condition:
  - active_loop: {form}
  steps:
  - action: {form}
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
  - action: action_handoff

- rule: {words(name)}, the customer leaves it
  condition:
  - active_loop: {form}
  steps:
  - intent: stop
  - action: action_deactivate_loop
  - active_loop: null
  - action: utter_stopped
"""


def play(name: str, slots: Sequence[Asked]) -> str:
    """The whole journey as `baton test` plays it: each answer must be in the package by its label."""
    answers = ['"10023"' if one.entity == "order_number" else f'"{TODO} an answer to {one.label}"' for one in slots]
    said = "".join(f"  - user: {answer}\n" for answer in answers)
    kept = "".join(f"        issue.details.{one.label}: {answer}\n" for one, answer in zip(slots, answers, strict=True))
    return f"""conversations:
- conversation: {words(name)}, from the first message to a person
  steps:
  - user: "{TODO} as a customer writes it"
    intent: {name}
    handoff: none
{said}    handoff:
      trigger: journey
      category: {name}
      package:
{kept}"""


def story(name: str, form: str) -> str:
    """The same as one conversation."""
    return f"""version: "3.1"
stories:
- story: {words(name)}, from the beginning to a person
  steps:
  - intent: {name}
  - action: {form}
  - active_loop: {form}
  - intent: inform
  - action: {form}
  - active_loop: null
  - action: action_handoff
"""
