"""Files of answers, as a shop writes them."""

from __future__ import annotations

import pytest

from baton.knowledge.questions import LiveQuestions


def block(name: str, question: str, *more: str, answer: str = "Yes.") -> str:
    """A block in YAML; `more` are further lines of it."""
    wordings = "".join(f"      - {name} wording {number}\n" for number in range(1, 6))
    lines = "".join(f"    {line}\n" for line in more)
    return (
        f"  - id: {name}\n    question: {question}\n    wordings: |\n{wordings}"
        f"    answer:\n      - text: {answer!r}\n{lines}"
    )


@pytest.fixture
def shop(tmp_path):
    """Writes files of blocks, and gives the questions that are read from them."""

    class Shop:
        folder = tmp_path / "faq"
        orders = tmp_path / "order_questions.yml"

        def write(self, name: str, *blocks: str) -> None:
            self.folder.mkdir(exist_ok=True)
            (self.folder / name).write_text("faq:\n" + "".join(blocks), encoding="utf-8")

        def live(self) -> LiveQuestions:
            return LiveQuestions(self.folder, self.orders)

    return Shop()
