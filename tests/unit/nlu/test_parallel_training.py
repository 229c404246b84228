"""Several heads at once: the same weights as one after the other, and a calibration that never cheats."""

import numpy as np
import pytest

from baton.nlu import head_training, parallel_training
from baton.nlu.head import Head
from baton.nlu.parallel_training import HeadJob, held_out_jobs, only_changes, train_heads
from baton.nlu.training_set import TrainingSet

INTENTS, PROBLEMS = ("a", "b"), ("none", "damaged")


def training_set(number=30, width=24):
    random = np.random.default_rng(4)
    states = [random.normal(size=(int(random.integers(1, 9)), width)).astype(np.float16) for _ in range(number)]
    labels = random.integers(0, 2, (number, 2)) > 0
    return TrainingSet(
        states, labels, random.integers(0, 2, number), random.integers(-1, 2, number), random.random(number) < 0.3
    )


EVERYTHING = np.arange(30)
JOBS = [
    HeadJob("the first", 7, 2, EVERYTHING, np.array([], dtype=int)),
    HeadJob("the second", 8, 2, EVERYTHING, np.array([3, 1])),
    HeadJob("a part", 7, 1, EVERYTHING[10:], EVERYTHING[:10]),
]


@pytest.fixture(scope="module")
def one_by_one():
    """A head of each job, one after the other; then one for which nothing changed, and the weights that it had."""
    messages = training_set()
    before = head_training.train(messages, INTENTS, PROBLEMS, 7, 1).weights
    unchanged = only_changes(HeadJob("head 1", 7, 4, EVERYTHING, EVERYTHING[:0]), np.zeros(30, dtype=bool), before)
    *trained, after = train_heads([*JOBS, unchanged], messages, INTENTS, PROBLEMS, processes=1)
    return trained, before, after


def test_two_processes_learn_the_same_weights_as_one_after_the_other(caplog, one_by_one):
    messages, (serial, *_) = training_set(), one_by_one
    with caplog.at_level("INFO"):
        parallel = train_heads(JOBS, messages, INTENTS, PROBLEMS, processes=2)
    assert [f"({number} of 3)" in record.message for number, record in enumerate(caplog.records, start=1)] == [True] * 3
    for job, trained, alone in zip(JOBS, parallel, serial, strict=True):
        assert trained.weights.keys() == alone.weights.keys()
        assert all(np.array_equal(trained.weights[name], alone.weights[name]) for name in alone.weights)
        assert len(trained.signal_logits) == len(job.score)
        head = Head(trained.weights, INTENTS, PROBLEMS)
        for place, logits in zip(job.score, trained.signal_logits, strict=True):
            assert np.array_equal(head.scores([messages.states[place].astype(np.float32)])[0].signals, logits)


def test_a_saved_set_is_the_same_set(tmp_path):
    messages = training_set()
    messages.save(tmp_path)
    loaded = TrainingSet.load(tmp_path)
    assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(messages.states, loaded.states, strict=True))
    assert np.array_equal(messages.signals, loaded.signals) and np.array_equal(messages.problems, loaded.problems)


TEXTS = [f"message {number}" for number in range(400)]


def test_each_head_leaves_out_messages_of_its_own_and_together_they_know_all():
    parts = np.array([(i, i + 10) for i in range(10)])
    jobs = held_out_jobs(TEXTS, parts, seeds=(7, 8), share=0.2, epochs=1)
    first, second = (set(job.score.tolist()) for job in jobs)
    assert 60 < len(first) < 100 and 60 < len(second) < 100 and not first & second
    assert set(range(400)) == {place for job in jobs for place in job.learn_from.tolist() if place < 400}


def test_an_example_more_changes_nothing_of_what_is_left_out():
    parts = np.zeros((0, 2), dtype=int)
    before, after = (held_out_jobs(texts, parts, (7, 8), 0.2, 1) for texts in (TEXTS, [*TEXTS[1:], "another one"]))
    for one, other in zip(before, after, strict=True):
        left_out = {TEXTS[place] for place in one.score} - {TEXTS[0]}
        assert {text for place in other.score if (text := [*TEXTS[1:], "another one"][place]) in TEXTS} == left_out


def test_a_pair_is_learnt_from_only_where_both_its_parts_are():
    parts = np.array([(a, b) for a in range(12) for b in range(12) if a != b])
    for job in held_out_jobs(TEXTS[:12], parts, seeds=(7, 8), share=0.25, epochs=1):
        written = {int(place) for place in job.learn_from if place < 12}
        joined = [set(parts[place - 12]) for place in job.learn_from if place >= 12]
        assert len(joined) == len(written) * (len(written) - 1)
        assert all(both <= written for both in joined)
        assert not written & {int(place) for place in job.score}


def test_a_head_that_begins_from_another_learns_what_changed_and_some_of_the_rest():
    job = HeadJob("head 1", 7, 4, np.arange(0, 30), np.arange(30, 40))
    changed = np.zeros(40, dtype=bool)
    changed[[3, 35]] = True  # the second is left out by this head
    begun = only_changes(job, changed, {})
    assert (begun.learn_from == 3).sum() == parallel_training.REPEATED
    assert set(begun.learn_from) == set(range(30)) and 35 not in begun.learn_from
    assert begun.epochs == 1 and begun.rate < job.rate


def test_where_nothing_changed_a_head_stays_as_it_was(one_by_one):
    _, before, after = one_by_one
    assert all(np.array_equal(after.weights[name], before[name]) for name in before)
