"""How well a question finds its answer: on our held-out questions, and on the bots of HINT3 with their "no answer".

The held-out questions alternate: the lines of `baton.nlu.question_matching` were chosen on every second one, and the
others are reported. `shop_questions.tsv` and `shop_questions_2.tsv` were written later, as customers type; all of them
is reported. HINT3
(hellohaptik/HINT3, dataset/v1) gives a training set per bot and a test set of what people wrote to it; its measure is
the Matthews correlation over all labels, no answer counted as one. A question counts as fitting there from `UNSURE` on,
as in Baton.
"""

from __future__ import annotations

import csv
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data
from sklearn.metrics import matthews_corrcoef

from baton.base.settings import ROOT
from baton.cli.model import MODEL
from baton.knowledge.questions import LiveQuestions
from baton.nlu import question_calibration
from baton.nlu.abbreviations import abbreviations
from baton.nlu.arrays import FloatArray
from baton.nlu.encoder import Encoder
from baton.nlu.question_index import QuestionIndex, sentence_vector
from baton.nlu.question_lookup import Matcher
from baton.nlu.question_matcher import others_of
from baton.nlu.question_matching import UNSURE, Matched
from bench import question_followups
from bench.intervals import rate
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

HELD_OUT = ROOT / "tests" / "eval" / "faq_questions.tsv"
AS_TYPED = tuple(ROOT / "tests" / "eval" / name for name in ("shop_questions.tsv", "shop_questions_2.tsv"))
#: What a line expects instead of an id: no question fits, or one about the customer's own order does.
NONE, OWN_ORDER = "none", "order"
NO_ANSWER = "NO_NODES_DETECTED"  # HINT3's
TOP = 3


@dataclass(frozen=True)
class Asked:
    """A held-out question and the retrieval intents that answer it; empty where none does."""

    text: str
    expected: str

    @property
    def answers(self) -> frozenset[str]:
        if self.expected in (NONE, OWN_ORDER):
            return frozenset()
        return frozenset(f"{FAQ_PREFIX}{name}" for name in self.expected.split("|"))


def read(reported: bool = True) -> list[Asked]:
    """The held-out questions that are reported, or those on which the lines were chosen."""
    return read_all(HELD_OUT)[1 if reported else 0 :: 2]


def read_all(path: Path) -> list[Asked]:
    """Every question of a file: tab separated, with a line of titles."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [Asked(text, expected) for text, expected in rows]


def own() -> list[str]:
    """The lines of the report on our held-out questions, with the trained model."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(MODEL) as archive:
            archive.extractall(folder)
        (made,) = Path(folder).glob("components/train_*QuestionMatcher*")
        matcher = Matcher.load(made)
        questions = LiveQuestions()()
        matcher.use(questions)

        def of(asked: Sequence[Asked]) -> list[str]:
            return table([(each, matcher.match(each.text)) for each in asked])

        as_typed = [
            line for path in AS_TYPED for line in (f"as customers type ({path.name}):", *of(read_all(path)), "")
        ]
        return [
            *of(read()),
            "",
            *as_typed,
            *question_followups.report(matcher, questions),
        ]


def table(results: Sequence[tuple[Asked, Matched]]) -> list[str]:
    """What came of each question, with intervals, and those that got another answer."""
    having = [(asked, matched) for asked, matched in results if asked.answers]
    right = [matched.ranking[0].intent in asked.answers for asked, matched in having]
    near = [bool({each.intent for each in m.ranking[:TOP]} & a.answers) for a, m in having]
    answered = [matched.outcome == "answer" for _, matched in having]
    lines = [
        f"questions with an answer: {len(having)}",
        f"  the nearest is right           {rate(right)}",
        f"  one of the nearest three is    {rate(near)}",
        f"  answered rightly               {rate([a and r for a, r in zip(answered, right, strict=True)])}",
        f"  asked back with the right one  {rate([not a and n for a, n in zip(answered, near, strict=True)])}",
        f"  another answer given           {rate([a and not r for a, r in zip(answered, right, strict=True)])}",
    ]
    for expected, name in ((NONE, "without an answer"), (OWN_ORDER, "about one's own order")):
        given = [
            m.outcome == "answer" and m.ranking[0].intent.startswith(FAQ_PREFIX)
            for a, m in results
            if a.expected == expected
        ]
        lines.append(f"questions {name}: {len(given)}, answered from the shop's questions {rate(given)}")
    own_order = [m.ranking[0].intent.startswith(ORDER_PREFIX) for a, m in results if a.expected == OWN_ORDER]
    lines.append(f"  nearest to a question about an order {rate(own_order)}")
    wrong = [(a, m) for (a, m), is_right, was in zip(having, right, answered, strict=True) if was and not is_right]
    return lines + [f"  {a.text} -> {m.ranking[0].intent}, expected {a.expected}" for a, m in wrong]


def others() -> list[str]:
    """Messages that ask none of the shop's questions, from the language data."""
    data = load_data(str(ROOT / "data" / "nlu"))
    return others_of(data.intent_examples)


def hint3(folder: Path, others: Sequence[str]) -> list[str]:
    """The lines of the report on the bots of HINT3.

    Args:
        folder: of its files, `<bot>_train.csv` and `<bot>_test.csv`.
        others: messages to a shop that none of these bots' answers fit.
    """
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        Encoder.prepare(Path(temporary))
        encoder = Encoder(Path(temporary))

        def vectors(texts: Sequence[str]) -> FloatArray:
            return np.array([sentence_vector(states) for states in encoder.all_states(texts)])

        beside = vectors(others)
        for path in sorted(folder.glob("*_train.csv")):
            bot = path.name.removesuffix("_train.csv")
            texts, labels = _hint3_file(path)
            questions, expected = _hint3_file(path.with_name(f"{bot}_test.csv"))
            questions = [abbreviations().written_out(question) for question in questions]  # as in Baton
            known = vectors(texts)
            calibration = question_calibration.fit(texts, labels, known, others, beside)
            index = QuestionIndex(texts, labels, known)
            found = []
            for text, vector in zip(questions, vectors(questions), strict=True):
                ranking = index.rank(text, vector)
                found.append(ranking[0].intent if calibration.probability(ranking) >= UNSURE else NO_ANSWER)
            lines.append(
                f"HINT3 {bot}: Matthews correlation {matthews_corrcoef(expected, found):.3f}, {len(expected)} texts"
            )
    return lines


def _hint3_file(path: Path) -> tuple[list[str], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["sentence"] for row in rows], [row["label"] for row in rows]
