"""Plays the held-out dialogues to the running bot: three real processes, posture steady, orders without proof."""

from __future__ import annotations

import tempfile
import uuid
from collections import Counter
from pathlib import Path

from baton.base.settings import ROOT
from bench import held_out, timing
from tests.support.stack import Stack

POLICY = ROOT / "policies" / "escalation.yml"


def play(stack: Stack, dialogue: held_out.Dialogue) -> int | None:
    """The turn at which the dialogue is handed over; None if it never is."""
    sender = uuid.uuid4().hex
    for number, text in enumerate(dialogue.turns, 1):
        stack.say(sender, text)
        if stack.slots(sender).get("escalation"):
            return number
    return None


def measure() -> list[tuple[held_out.Dialogue, int | None]]:
    """Every dialogue and the turn at which it was handed over."""
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "steady.yml"
        policy.write_text(held_out.steady_text(POLICY), encoding="utf-8")
        stack = Stack(Path(folder), BATON_ORDER_PROOF="none", BATON_POLICY_FILE=str(policy))
        stack.start()
        try:
            return [(dialogue, play(stack, dialogue)) for dialogue in held_out.dialogues()]
        finally:
            stack.stop()


def report() -> list[str]:
    """The lines of the report: outcomes, tolerance scores, and every dialogue that went wrong."""
    played = measure()
    went = Counter(timing.outcome(d.handoff, got) for d, got in played)
    pairs = [(d.handoff, got) for d, got in played]
    lines = [f"{len(played)} dialogues: " + ", ".join(f"{name} {number}" for name, number in went.most_common())]
    lines.append(f"right at the golden turn: {went[timing.ON_TIME] / len(played):.1%}")
    lines += [f"GT-{t}: {timing.golden_transfer(pairs, t):.3f}" for t in timing.TOLERANCES]
    for dialogue, got in played:
        how = timing.outcome(dialogue.handoff, got)
        if how != timing.ON_TIME:
            lines.append(f"  {how:9} {dialogue.name}: should be {dialogue.handoff}, was {got}")
    return lines


if __name__ == "__main__":
    print("\n".join(report()))
