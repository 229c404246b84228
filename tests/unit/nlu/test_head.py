"""The running head (numpy) computes what was learnt (Keras)."""

import numpy as np
import tensorflow as tf

from baton.nlu import head_training
from baton.nlu.head import Head, Heads, normalised
from baton.nlu.training_set import TrainingSet


def _head(width=24, signals=3):
    weights = head_training._initial_weights(width, signals, 4, 2, seed=3)
    random = np.random.default_rng(5)
    shaken = {
        name: value + random.normal(size=value.shape).astype(np.float32) * 0.05 for name, value in weights.items()
    }
    return Head(shaken, ("a", "b", "c", "d"), ("none", "damaged"))


def test_both_sides_give_the_same_scores(monkeypatch):
    monkeypatch.setattr(head_training, "DROPOUT", 0.0)
    head, random = _head(), np.random.default_rng(1)
    texts = [random.normal(size=(length, 24)).astype(np.float32) for length in (1, 5, 9)]
    batch = np.zeros((3, 9, 24), dtype=np.float32)
    mask = np.zeros((3, 9), dtype=np.float32)
    for row, states in enumerate(texts):
        batch[row, : len(states)], mask[row, : len(states)] = normalised(states), 1.0
    averages = np.array([normalised(states).mean(0) for states in texts])
    learnt = head_training._forward(head.weights, tf.constant(batch), tf.constant(averages), tf.constant(mask))
    for row, scores in enumerate(head.scores(texts)):
        for ours, theirs in zip((scores.signals, scores.intents, scores.problems), learnt, strict=True):
            np.testing.assert_allclose(ours, theirs.numpy()[row], rtol=2e-3, atol=2e-3)


def test_it_learns_what_can_be_learnt():
    random = np.random.default_rng(2)
    marks = np.eye(2)[random.integers(0, 2, 240)]
    states = [
        np.vstack([random.normal(size=(4, 24)), np.tile(mark, 12)[None] * 4]).astype(np.float16) for mark in marks
    ]
    training_set = TrainingSet(states, marks[:, :1] > 0, marks.argmax(1), np.full(240, -1), np.zeros(240, bool))
    head = head_training.train(training_set, ("a", "b"), ("none",), epochs=6)
    scores = head.scores([each.astype(np.float32) for each in states])
    right = [each.intents.argmax() == mark.argmax() for each, mark in zip(scores, marks, strict=True)]
    assert np.mean(right) > 0.95


def test_a_batch_has_the_averages_of_whole_messages_and_drops_some_inputs():
    states = [np.random.default_rng(i).normal(size=(1 + i, 64)).astype(np.float16) for i in range(9)]
    some = TrainingSet(states, np.zeros((9, 1), bool), *np.zeros((2, 9), int), np.zeros(9, bool))
    (batch,) = head_training._batches(some, epochs=1, seed=1)
    for whole, average in zip(states, batch.averages, strict=True):  # sorted by length
        wanted = normalised(whole.astype(np.float32)).mean(0)
        np.testing.assert_allclose(average, wanted, rtol=1e-4, atol=1e-5)
    dropped = float((batch.states[batch.mask > 0] == 0).mean())
    assert abs(dropped - head_training.DROPOUT) < 0.05


def test_several_heads_give_their_mean():
    one, other = _head(), _head()
    other.weights["intents_bias"] = other.weights["intents_bias"] + 1
    states = np.random.default_rng(1).normal(size=(5, 24)).astype(np.float32)
    together = Heads([one, other])
    mean, first = together.scores([states])[0], one.scores([states])[0]
    np.testing.assert_allclose(mean.intents, first.intents + 0.5, rtol=1e-4)
    np.testing.assert_allclose(mean.signals, first.signals, rtol=1e-4)
    assert together.intents == one.intents


def test_texts_scored_together_have_the_scores_that_each_has_alone():
    head, random = _head(), np.random.default_rng(4)
    texts = [random.normal(size=(length, 24)).astype(np.float32) for length in (7, 1, 2, 12)]
    for states, together in zip(texts, head.scores(texts), strict=True):
        alone = head.scores([states])[0]
        np.testing.assert_allclose(together.intents, alone.intents, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(together.signals, alone.signals, rtol=1e-4, atol=1e-5)


def test_an_epoch_has_all_written_messages_and_every_second_made_one():
    made = np.array([False, True, False, True, True, True, False])

    each = TrainingSet(
        [np.full((1, 8), number, dtype=np.float32) for number in range(7)],
        np.zeros((7, 1), bool),
        np.arange(7),
        np.full(7, -1),
        made,
    )
    epochs = [set(batch.intents.tolist()) for batch in head_training._batches(each, 2, seed=1)]
    assert len(epochs) == head_training.steps(made, 2) == 2
    assert epochs[0] & epochs[1] == {0, 2, 6}
    assert epochs[0] | epochs[1] == set(range(7))
    assert len(epochs[0]) == len(epochs[1]) == 5
