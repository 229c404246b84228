"""Trains the message classifier: language model, two heads and support, into one folder."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from baton.base import full_training, training_inputs, training_progress
from baton.base.document import load_document
from baton.nlu import augmentation, calibration, kept_encodings, parallel_training, plain_writing
from baton.nlu.arrays import BoolArray, IntArray
from baton.nlu.classification import HEAD_SEEDS, NAMES_FILE, WEIGHTS_FILE, softmax
from baton.nlu.encoder import Encoder
from baton.nlu.known_texts import KnownTexts, Label
from baton.nlu.parallel_training import HeadJob, TrainedHead
from baton.nlu.spelling import Spelling
from baton.nlu.support import Support
from baton.nlu.training_set import TrainingSet
from policies.taxonomy import FILE as TAXONOMY_FILE
from policies.taxonomy import IntentFlag, taxonomy

logger = logging.getLogger(__name__)

NO_KIND = "none"
_COMPONENT = "heads"  # the name of its full training
#: Each head leaves out this share of the messages, on which it is then measured.
LEFT_OUT = 0.15


@dataclass(frozen=True)
class LabelledMessage:
    """An example of the language data.

    `also` names further signals that it carries; `problem` is the kind of problem that it reports, None if no example
    says so.
    """

    text: str
    intent: str
    also: tuple[str, ...] = ()
    problem: str | None = None


def train(
    messages: Sequence[LabelledMessage],
    never_missed: Mapping[str, Sequence[str]],
    folder: Path,
    epochs: int,
) -> list[calibration.SignalReport]:
    """Train everything that `Classifier.load` reads.

    Args:
        messages: the examples.
        never_missed: patterns by signal, kept with the model.
        folder: where the files go.
        epochs: of each head.
    Returns:
        How well each signal is found in messages that were not learnt from.
    Raises:
        TooLittleData: a signal has too few examples.
    """
    signals = taxonomy().signals
    carried = [{message.intent, *message.also} for message in messages]
    labels = np.array([[signal in names for signal in signals] for names in carried])
    calibration.check_amount(signals, labels)
    intents = sorted({message.intent for message in messages})
    problems = [NO_KIND, *sorted({message.problem for message in messages if message.problem})]
    texts = [message.text for message in messages]
    made = _made_of(texts, labels, signals)
    spelling = Spelling.of(texts)
    spelling.save(folder)
    training_set = _encode(messages, made, labels, intents, problems, spelling, folder)

    parts = np.array([each.parts for each in made], dtype=int).reshape(-1, 2)
    jobs = parallel_training.held_out_jobs(texts, parts, HEAD_SEEDS, LEFT_OUT, epochs)
    keys = [full_training.key(each) for each in messages]
    fits = _fits(intents, problems, epochs)
    before = full_training.few_changes(_COMPONENT, fits, keys)
    if before is not None:
        jobs = _beginning_from(before, jobs, keys, parts)
    kept_as = _read_as(spelling, messages, made) if before is None else None
    trained, support = _learn(jobs, training_set, labels.any(1), intents, problems, kept_as)
    _save_heads(jobs, trained, folder)
    if before is None:
        full_training.keep(_COMPONENT, fits, keys, lambda kept: _save_heads(jobs, trained, kept))
    support.save(folder)
    labels_of = (Label(m.intent, tuple(s for s in signals if s in {m.intent, *m.also})) for m in messages)
    KnownTexts.of(zip(texts, labels_of, strict=True)).save(folder)

    names = {"intents": intents, "problems": problems, "signals": signals, "patterns": never_missed}
    (folder / NAMES_FILE).write_text(json.dumps(names))
    return _measured(jobs, trained, support, labels, texts, intents)


def _made_of(texts: Sequence[str], labels: BoolArray, signals: Sequence[str]) -> list[augmentation.MadeMessage]:
    """The messages that are made of the written ones: two in one, and declined wishes."""
    words = load_document(augmentation.FILE, augmentation.Rewrites)
    declinable = labels[:, [signals.index(name) for name in words.declined.signals]].any(1) & (labels.sum(1) == 1)
    made = augmentation.pairs(texts, labels.any(1))
    made += augmentation.declined(texts, declinable, labels.any(1), words.declined)
    return made


def _learn(
    jobs: Sequence[HeadJob],
    training_set: TrainingSet,
    sensitive: BoolArray,
    intents: Sequence[str],
    problems: Sequence[str],
    kept_as: Sequence[str] | None,
) -> tuple[list[TrainedHead], Support]:
    """The heads and the support.

    Args:
        sensitive: which of the written messages, the first ones of the set, carry a signal.
        kept_as: the texts of the set, if their encodings are to be kept.
    """
    # Beside the heads, which wait for their batches: the encodings are more than a gigabyte to write.
    with ThreadPoolExecutor() as beside:
        support_made = beside.submit(Support.of, training_set.states[: len(sensitive)], sensitive)
        kept = beside.submit(kept_encodings.keep, kept_as, training_set.states) if kept_as is not None else None
        trained = parallel_training.train_heads(jobs, training_set, intents, problems)
        if kept:
            kept.result()
        return trained, support_made.result()


def _fits(intents: Sequence[str], problems: Sequence[str], epochs: int) -> str:
    """A hash of what the heads depend on beside the examples."""
    sources = training_inputs.source_files([__name__])
    files = training_inputs.digest([augmentation.FILE, *plain_writing.FILES, TAXONOMY_FILE, *sources])
    return f"{files} {full_training.key((taxonomy().signals, intents, problems, epochs))}"


def _beginning_from(
    before: full_training.FullTraining, jobs: Sequence[HeadJob], keys: Sequence[str], parts: IntArray
) -> list[HeadJob]:
    """The jobs, but each head begins from what it was after the full training, and learns what changed since then."""
    changed = np.array([key not in before.examples for key in keys])
    training_progress.note(
        f"Learnt {changed.sum()} examples on top of the last full training; everything anew: baton train --from-nothing"
    )
    marks = np.concatenate([changed, changed[parts].any(1)])
    begun = []
    for job in jobs:
        with np.load(before.folder / WEIGHTS_FILE.format(job.seed)) as weights:
            begun.append(parallel_training.only_changes(job, marks, dict(weights)))
    return begun


def _save_heads(jobs: Sequence[HeadJob], trained: Sequence[TrainedHead], folder: Path) -> None:
    for job, head in zip(jobs, trained, strict=True):
        np.savez(folder / WEIGHTS_FILE.format(job.seed), **head.weights)


def _measured(
    jobs: Sequence[HeadJob],
    trained: Sequence[TrainedHead],
    support: Support,
    labels: BoolArray,
    texts: Sequence[str],
    intents: Sequence[str],
) -> list[calibration.SignalReport]:
    """How well each signal is found in the messages that the heads left out."""
    logger.info("Measuring how well each signal is found.")
    signals = taxonomy().signals
    scored = np.concatenate([job.score for job in jobs])
    shares = softmax(np.concatenate([head.intent_logits for head in trained]))[:, [intents.index(s) for s in signals]]
    supported = support.log_odds_of_examples(scored)
    probabilities = calibration.probability(np.concatenate([head.signal_logits for head in trained]))
    confidences = np.array(
        [
            calibration.confidence(share, probability, added)
            for share, probability, added in zip(shares, probabilities, supported, strict=True)
        ]
    )
    return calibration.reports(signals, [texts[i] for i in scored], confidences, labels[scored])


def _encode(
    messages: Sequence[LabelledMessage],
    made: Sequence[augmentation.MadeMessage],
    labels: BoolArray,
    intents: Sequence[str],
    problems: Sequence[str],
    spelling: Spelling,
    folder: Path,
) -> TrainingSet:
    """The messages, then those made of them, as the language model reads them; each text is read once.

    A made message counts as its main part, and its kind of problem is not labelled.
    """
    Encoder.prepare(folder)
    encoder = Encoder(folder, threads=os.cpu_count() or 1)
    training_progress.record(training_progress.Part.ENCODING, 0.0)
    logger.info("Encoding %d examples and %d messages made of them.", len(messages), len(made))
    unlabelled = {*taxonomy().with_flag(IntentFlag.UNLABELLED), *taxonomy().signals}
    states = kept_encodings.encode(encoder, _read_as(spelling, messages, made))
    written = TrainingSet(
        states[: len(messages)],
        labels,
        np.array([intents.index(message.intent) for message in messages]),
        np.array([_problem_place(message, problems, unlabelled) for message in messages]),
        np.zeros(len(messages), dtype=bool),
    )
    mains = np.array([each.main for each in made], dtype=int)
    counted = replace(
        written.part(mains),
        states=states[len(messages) :],
        problems=np.full(len(made), -1),
        made=np.ones(len(made), dtype=bool),
    )
    return written + counted


def _read_as(
    spelling: Spelling, messages: Sequence[LabelledMessage], made: Sequence[augmentation.MadeMessage]
) -> list[str]:
    """The messages, then those made of them, in plain writing, as a bot reads what a customer writes."""
    texts = (*(each.text for each in messages), *(each.text for each in made))
    return [plain_writing.plain(text, spelling) for text in texts]


def _problem_place(message: LabelledMessage, problems: Sequence[str], unlabelled: set[str]) -> int:
    """The place of an example's kind of problem; -1 where nothing says whether it reports one."""
    if message.problem:
        return problems.index(message.problem)
    return -1 if message.intent in unlabelled else problems.index(NO_KIND)
