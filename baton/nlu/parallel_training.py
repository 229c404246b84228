"""Trains several heads at once, each on a processor core of its own.

A head is too small for TensorFlow to use more than one core well, and the heads do not depend on each other. Every job
has its own seed, so the result is the same, to the last bit, however many processes share the work.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import numpy as np
import tensorflow as tf

from baton.base import training_progress
from baton.nlu import head_training
from baton.nlu.arrays import BoolArray, FloatArray, IntArray
from baton.nlu.text_random import share_of
from baton.nlu.training_set import TrainingSet

logger = logging.getLogger(__name__)

#: What a head that begins from another's weights learns: changed messages so many times, so many others once, and the
#: highest learning rate. Chosen in docs/decisions/0021.
REPEATED = 8
LEARNT_AGAIN = 12_000
GENTLE_RATE = 4e-4


@dataclass(frozen=True)
class HeadJob:
    """One head to train.

    `learn_from` and `score` are places in the training set: the messages to train on, and messages to score with the
    trained head. `begin_from`: weights to begin from, None for random ones; `rate`: the highest learning rate.
    """

    name: str
    seed: int
    epochs: int
    learn_from: IntArray
    score: IntArray
    begin_from: Mapping[str, FloatArray] | None = None
    rate: float = head_training.LEARNING_RATE


@dataclass(frozen=True)
class TrainedHead:
    """The weights, and the logits of the messages to score, a row each."""

    weights: dict[str, FloatArray]
    signal_logits: FloatArray
    intent_logits: FloatArray


def train_heads(
    jobs: Sequence[HeadJob],
    training_set: TrainingSet,
    intents: Sequence[str],
    problems: Sequence[str],
    processes: int | None = None,
) -> list[TrainedHead]:
    """Train a head for each job.

    Args:
        jobs: begun in this order; the longest first keeps all cores busy to the end.
        training_set: the messages of all jobs.
        intents: names of the intents.
        problems: names of the kinds of problem; the first one means "none".
        processes: at most so many at once; None for one per core.
    Returns:
        The results in the order of the jobs.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        training_set.save(folder)
        # TensorFlow has threads already, and does not survive a fork.
        spawn = multiprocessing.get_context("spawn")
        number = min(len(jobs), processes or os.cpu_count() or 1)
        batches = spawn.Value("i", 0)  # of all jobs, learnt from so far
        whole = sum(head_training.steps(training_set.made[job.learn_from], job.epochs) for job in jobs)
        with ProcessPoolExecutor(number, mp_context=spawn, initializer=_begin, initargs=(batches,)) as pool:
            futures = {pool.submit(run_job, job, folder, intents, problems): job for job in jobs}
            open_jobs, count = set(futures), 0
            while open_jobs:
                done, open_jobs = wait(open_jobs, timeout=1, return_when=FIRST_COMPLETED)
                training_progress.record(training_progress.Part.HEADS, batches.value / max(1, whole))
                for future in done:
                    future.result()
                    count, seconds = count + 1, time.monotonic() - begun
                    logger.info("Trained %s after %.0f s (%d of %d).", futures[future].name, seconds, count, len(jobs))
            return [future.result() for future in futures]


def run_job(job: HeadJob, folder: Path, intents: Sequence[str], problems: Sequence[str]) -> TrainedHead:
    """Train the head of one job.

    Args:
        folder: where the training set was saved.
    """
    training_set = TrainingSet.load(folder)
    part = training_set.part(job.learn_from)
    head = head_training.train(
        part, intents, problems, job.seed, job.epochs, job.begin_from, job.rate, after_batch=_count_batch
    )
    scores = [head.scores([training_set.states[place].astype(np.float32)])[0] for place in job.score]
    return TrainedHead(
        head.weights,
        np.array([each.signals for each in scores]).reshape(-1, training_set.signals.shape[1]),
        np.array([each.intents for each in scores]).reshape(-1, len(intents)),
    )


def held_out_jobs(
    texts: Sequence[str], parts: IntArray, seeds: Sequence[int], share: float, epochs: int
) -> list[HeadJob]:
    """A job for each head, which leaves out a part of the written messages of its own and scores it afterwards.

    So a calibration on messages that were not learnt needs no further training, and together the heads have learnt
    every message. Which head leaves out a message depends on its words alone.

    Args:
        texts: the written messages; those made of them follow in the training set.
        parts: the places of the two that each made message is made of, a row each. It is used only where both are.
        seeds: of the heads.
        share: how much of the messages each head leaves out.
        epochs: of each head.
    """
    lots = np.array([share_of(text, "left out") for text in texts])
    jobs = []
    for number, head_seed in enumerate(seeds):
        known = (lots < number * share) | (lots >= (number + 1) * share)
        made = len(texts) + np.flatnonzero(known[parts].all(1))
        learn_from = np.concatenate([np.flatnonzero(known), made])
        jobs.append(HeadJob(f"head {number + 1}", head_seed, epochs, learn_from, np.flatnonzero(~known)))
    return jobs


def only_changes(job: HeadJob, changed: BoolArray, begin_from: Mapping[str, FloatArray], seed: int = 7) -> HeadJob:
    """The job of a head that has learnt nearly everything: it learns what changed, and some of the rest again, so that
    it forgets nothing.

    Args:
        job: the same head learnt from nothing.
        changed: for each message of the training set, whether the head has not learnt it yet.
        begin_from: its weights.
        seed: which of the rest is learnt again.
    """
    mark = changed[job.learn_from]
    again = np.random.default_rng(seed).permutation(job.learn_from[~mark])[:LEARNT_AGAIN]
    learn_from = np.concatenate([np.repeat(job.learn_from[mark], REPEATED), again])
    if not mark.any():  # nothing to learn
        learn_from = learn_from[:0]
    return replace(job, epochs=1, learn_from=learn_from, begin_from=begin_from, rate=GENTLE_RATE)


#: In a process of the pool: how many batches all of its processes have learnt from.
_batches: Synchronized[int] | None = None


def _begin(batches: Synchronized[int]) -> None:
    """Prepare a process of the pool."""
    global _batches
    _batches = batches
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def _count_batch() -> None:
    if _batches is not None:
        with _batches.get_lock():
            _batches.value += 1
