"""`make eval`: what the trained model finds in held-out messages (tests/eval), which no training has seen."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent

from baton.model import MODEL
from policies import document
from policies.decide import decide
from policies.facts import facts

HELD_OUT = Path(__file__).resolve().parents[1] / "tests" / "eval"
POLICY = Path(__file__).resolve().parents[1] / "policies" / "escalation.yml"


def messages(name: str) -> Iterator[tuple[str, str]]:
    """Intent and text of each held-out message of a file."""
    for block in yaml.safe_load((HELD_OUT / f"{name}.yml").read_text())["nlu"]:
        examples = block["examples"]
        lines = examples.splitlines() if isinstance(examples, str) else [e["text"] for e in examples]
        for line in lines:
            text = line.strip()
            text = text[2:] if text.startswith("- ") else text
            if text:
                yield block["intent"], text.replace("](person)", "").replace("[", "")


def handed_over(parsed: dict[str, Any], policy: document.PolicyDocument) -> bool:
    event = {"event": "user", "text": parsed["text"], "parse_data": parsed, "timestamp": 0.0}
    return decide(facts([event]), policy) is not None


async def measure() -> None:
    agent = Agent.load(str(MODEL))
    steady = document.read(POLICY.read_text().replace("posture: launch", "posture: steady"))
    print(f"{'held-out messages':28}{'number':>8}{'handed over':>13}")
    for name in ("signals", "ordinary", "near_misses"):
        groups: dict[str, list[bool]] = {}
        for intent, text in messages(name):
            parsed = await agent.parse_message(text)
            group = intent if name == "signals" else name
            groups.setdefault(group, []).append(handed_over(parsed, steady))
        for group, found in groups.items():
            print(f"{group:28}{len(found):>8}{sum(found) / len(found):>13.1%}")


def main() -> None:
    warnings.simplefilter("ignore")
    asyncio.run(measure())


if __name__ == "__main__":
    main()
