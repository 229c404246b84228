"""What simulated customers write: examples of the language data, and questions that the bot shall not know."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from random import Random

from baton.base.responses import Responses, UnknownResponse
from baton.base.settings import ROOT
from baton.base.yaml_lines import parse
from baton.knowledge.questions import LiveQuestions

_FOLDER = ROOT / "data" / "nlu"
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
#: So many of the shop's questions are what the simulated bot has no answer to.
_UNKNOWN_QUESTIONS = 5
_FEWEST_WORDINGS = 12
#: What an action that puts its answer together says here, by how its attempt ended; questions are answered in general.
_REPLIES = {
    "found": "utter_order_status_shipped",
    "answered": "utter_order_status_customs_hold",
    "not_found": "utter_no_order",
    "asked_back": "utter_which_product",
}
_OTHER_REPLY = "utter_capabilities"


class Texts:
    """Examples by intent, read once.

    Args:
        random: chooses which questions the bot does not know.
    """

    def __init__(self, random: Random) -> None:
        self._by_file: dict[Path, dict[tuple[str, str | None], list[str]]] = {}
        self._unknown_seed = random.random()
        self._responses = Responses()

    def of(self, intent: str, random: Random, problem: str | None = None) -> str:
        """A message of an intent, and of a kind of problem where one is named."""
        for folder in ("ordinary", "signals"):
            path = _FOLDER / folder / f"{intent}.yml"
            if path.exists():
                found = self._file(path)
                return random.choice(found.get((intent, problem)) or next(iter(found.values())))
        raise ValueError(f"there are no examples of {intent} in {_FOLDER}")

    def near_miss(self, signal: str, random: Random) -> str:
        """A message that sounds like a signal and is none."""
        found = self._file(_FOLDER / "near_misses" / f"{signal}.yml")
        return random.choice([text for texts in found.values() for text in texts])

    def reply(self, action: str, outcome: str | None = None, order: str | None = None) -> str:
        """What the bot says: the response of the action's name, or one that fits how its attempt ended.

        Args:
            outcome: of the attempt that the action records; None if it records none.
            order: the number of the order that it is about.
        """
        try:
            return self._responses.text(action)
        except UnknownResponse:
            return self._responses.text(_REPLIES.get(outcome or "", _OTHER_REPLY), number=order or "")

    def unknown(self, random: Random) -> tuple[str, str]:
        """Two wordings of one question that the bot does not know."""
        first, second = random.sample(random.choice(self._questions), 2)
        return first, second

    @cached_property
    def _questions(self) -> list[list[str]]:
        blocks = [block.texts for _, block in sorted(LiveQuestions()().by_intent.items())]
        return Random(self._unknown_seed).sample(
            [texts for texts in blocks if len(texts) >= _FEWEST_WORDINGS], _UNKNOWN_QUESTIONS
        )

    def _file(self, path: Path) -> dict[tuple[str, str | None], list[str]]:
        if path not in self._by_file:
            value, _, _ = parse(path.read_text(encoding="utf-8"), path.name)
            found: dict[tuple[str, str | None], list[str]] = defaultdict(list)
            for block in value["nlu"]:
                examples = block["examples"]
                lines = examples.splitlines() if isinstance(examples, str) else [str(each["text"]) for each in examples]
                problem = (block.get("metadata") or {}).get("problem")
                found[block["intent"], problem] += [
                    _ENTITY.sub(r"\1", line.strip().removeprefix("- ")) for line in lines if line.strip()
                ]
            self._by_file[path] = dict(found)
        return self._by_file[path]
