"""The held-out messages and dialogues (tests/eval), which no training sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from baton.base.document import read_document
from baton.base.settings import ROOT
from policies.policy_document import PolicyDocument

FOLDER = ROOT / "tests" / "eval"
KINDS = ("signals", "ordinary", "near_misses")


@dataclass(frozen=True)
class HeldOut:
    """One message: which file it stands in, what it means, its words."""

    kind: str
    intent: str
    text: str

    @property
    def group(self) -> str:
        """The row of the report that it counts in."""
        return self.intent if self.kind == "signals" else self.kind


@dataclass(frozen=True)
class Dialogue:
    """What a customer types, turn by turn, and at which turn (from 1) a person must take over; None for never."""

    name: str
    turns: tuple[str, ...]
    handoff: int | None


def messages() -> Iterator[HeldOut]:
    """All held-out messages."""
    for kind in KINDS:
        for block in yaml.safe_load((FOLDER / f"{kind}.yml").read_text(encoding="utf-8"))["nlu"]:
            examples = block["examples"]
            lines = examples.splitlines() if isinstance(examples, str) else [e["text"] for e in examples]
            for line in lines:
                text = line.strip().removeprefix("- ").replace("](person)", "").replace("[", "")
                if text:
                    yield HeldOut(kind, block["intent"], text)


def dialogues() -> list[Dialogue]:
    """All held-out dialogues."""
    listed = yaml.safe_load((FOLDER / "dialogues.yml").read_text(encoding="utf-8"))["dialogues"]
    return [Dialogue(d["name"], tuple(d["turns"]), d["handoff"]) for d in listed]


def steady_text(policy: Path) -> str:
    """The policy in force, in the posture `steady`."""
    text = policy.read_text(encoding="utf-8")
    posture = read_document(text, "escalation.yml", PolicyDocument).posture
    return text.replace(f"posture: {posture}", "posture: steady", 1)
