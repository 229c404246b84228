"""The shop's answers as data: a block per question, in data/faq/*.yml (docs/faq.md).

A block's `id` makes the retrieval intent `faq/<id>` and the response `utter_faq/<id>`, as Rasa names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, List, Literal, Optional

from pydantic import constr, validator

from baton.base.document import TODO, DocumentPart, Fault, check_one_of
from baton.base.settings import ROOT
from policies.taxonomy import TaxonomyDocument, taxonomy

FOLDER = ROOT / "data" / "faq"
ORDER_QUESTIONS_FILE = ROOT / "data" / "order_questions.yml"

#: With fewer a question is found by those who ask it in much the same words; `baton check` warns.
FEWEST_WORDINGS = 5

Id = constr(regex=r"\A[a-z][a-z0-9_]*\Z", max_length=60)


class Button(DocumentPart):
    """A button below an answer; the payload is what the customer says by pressing it."""

    title: constr(min_length=1, max_length=80)  # type: ignore[valid-type]
    payload: constr(min_length=1, max_length=300)  # type: ignore[valid-type]


#: In place of a country's code: every country that is named and that no other variation is for.
OTHER = "other"


class When(DocumentPart):
    """For whom a variation is: all lists that are given must hold what is known of the customer's question."""

    country: List[constr(regex=rf"\A(?:[A-Z]{{2}}|{OTHER})\Z")] = []  # type: ignore[valid-type]
    group: List[str] = []
    language: List[constr(regex=r"\A[a-z]{2}\Z")] = []  # type: ignore[valid-type]


class Variation(DocumentPart):
    """One text of an answer, for everybody or for some; `text` may hold links as in Markdown."""

    text: constr(min_length=1, max_length=1000)  # type: ignore[valid-type]
    buttons: List[Button] = []
    when: Optional[When] = None


class Question(DocumentPart):
    """What customers ask, in many wordings, and where the shop answers it the answer.

    Attributes:
        question: the plain wording, as it stands on a button; it alone is enough to be found.
        wordings: other ways of asking, one a line.
        topic: the category it counts under (business/taxonomy.yml).
        action: answers in place of a text, where the answer changes by the hour.
        offer: what the text offers; a yes to it is kept.
        declined: the response of domain.yml to a plain no to that offer, where the usual one does not fit.
        problem: the kind of problem to which this is the first thing to be said.
        asks_product: its text asks which product is meant: where one was spoken of, its data are looked at instead.
        only_asks: its text only asks what is meant: it is given where it may be meant too, and never offered.
        before_products: it answers better than what the data of a product that is named say.
        after_products: it is about products in general: what the data say of the one that is named is better.
        may_need_person: who asks this may well need a person: the classifier does not learn the wordings as ordinary.
        before_ordering: of a question about an order, the shop's answer to the same while no order was spoken of, but
            what to buy: "when would it come".
        denied_means: the question of the same file that a message asks which says the contrary: "none of them has it".
        valid_from, valid_until: the shop's days between which the answer holds, both included.
        related: ids of neighbouring questions.
    """

    id: Id  # type: ignore[valid-type]
    question: constr(min_length=1, max_length=80)  # type: ignore[valid-type]
    wordings: str = ""
    answer: List[Variation] = []
    topic: Optional[str] = None
    owner: Optional[str] = None
    related: List[str] = []
    offer: Optional[Literal["person", "callback"]] = None
    declined: Optional[constr(regex=r"\Autter_[a-z_]+\Z")] = None  # type: ignore[valid-type]
    problem: Optional[str] = None
    action: Optional[constr(regex=r"\Aaction_[a-z_]+\Z")] = None  # type: ignore[valid-type]
    asks_product: bool = False
    only_asks: bool = False
    before_products: bool = False
    after_products: bool = False
    may_need_person: bool = False
    before_ordering: Optional[Id] = None  # type: ignore[valid-type]
    denied_means: Optional[Id] = None  # type: ignore[valid-type]
    valid_from: Optional[date] = None
    valid_until: Optional[date] = None

    @validator("topic")
    def _known_topic(cls, value: str | None) -> str | None:
        return value if value is None else check_one_of(value, list(taxonomy().categories))

    @property
    def texts(self) -> list[str]:
        """Every wording, the plain question first."""
        lines = (line.strip() for line in self.wordings.splitlines())
        return [self.question, *(line.removeprefix("-").strip() for line in lines if line.strip("- "))]

    def valid(self, today: date) -> bool:
        """Whether the answer holds on a day of the shop's."""
        return (self.valid_from or today) <= today <= (self.valid_until or today)


class QuestionFile(TaxonomyDocument):
    """One file of questions."""

    setting: ClassVar[str] = ""
    needs_answers: ClassVar[bool] = True

    version: str = "3.1"
    faq: List[Question]

    def faults(self) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for place, block in enumerate(self.faq):
            where = ("faq", place)
            if first.setdefault(block.id, place) != place:
                yield (*where, "id"), f"{block.id} is there twice"
            if block.denied_means is not None and block.denied_means not in {each.id for each in self.faq} - {block.id}:
                yield (*where, "denied_means"), f"no other question of this file is called {block.denied_means}"
            for path, why in self._block_faults(block):
                yield (*where, *path), f"{block.id}: {why}"

    def _block_faults(self, block: Question) -> Iterator[Fault]:
        written = {
            "question": [block.question],
            "wordings": block.texts,
            "answer": [each.text for each in block.answer],
        }
        for key, texts in written.items():
            if any(TODO in text.split() for text in texts):
                yield (key,), f"{key} is still to be written ({TODO})"
        lines = [line.strip() for line in block.wordings.splitlines() if line.strip()]
        if odd := next((line for line in lines if not line.startswith("- ")), None):
            yield ("wordings",), f"every wording begins with a dash and a space, and {odd[:60]!r} does not"
        if self.needs_answers and not block.answer:
            if not block.action:
                yield (), "missing answer, or the action that answers"
        elif self.needs_answers and block.answer[-1].when is not None:
            yield ("answer",), "the last variation must be for everybody, without `when`"
        if block.valid_from and block.valid_until and block.valid_until < block.valid_from:
            yield ("valid_until",), "ends before it begins"


class OrderQuestionFile(QuestionFile):
    """What can be asked about one's own order; the order answers it, so no block has an answer of its own."""

    needs_answers: ClassVar[bool] = False
