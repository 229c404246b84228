"""Trains the weights of a head with TensorFlow. The language model is frozen: its output is computed once.

This module loads TensorFlow, so only training imports it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from baton.nlu.arrays import BoolArray, FloatArray, IntArray
from baton.nlu.head import ATTENTION_HEADS, HIDDEN, WIDTH, Head, normalised
from baton.nlu.training_set import TrainingSet

EPOCHS = 4
BATCH = 128
#: So many batches are sorted by length together: the more, the less padding.
GROUP = 60
LEARNING_RATE = 2e-3
WARM_UP = 0.15  # share of all steps
DROPOUT = 0.3
DECAY = 0.02
SMOOTHING = 0.05
#: How much more a missed signal costs in training than a needless one.
MISS_WEIGHT = 3.0

#: A byte below this drops an input: random bytes are made many times faster than random numbers.
_DROPPED = round(DROPOUT * 256)


class _Batch(NamedTuple):
    """What a step learns from, a row for each message."""

    states: FloatArray
    averages: FloatArray
    mask: FloatArray
    signals: FloatArray
    intents: IntArray
    problems: IntArray


def steps(made: BoolArray, epochs: int) -> int:
    """How many batches a head learns from.

    Args:
        made: as in `TrainingSet`.
    """
    return sum(math.ceil(len(_of_epoch(made, epoch)) / BATCH) for epoch in range(epochs))


def _of_epoch(made: BoolArray, epoch: int) -> IntArray:
    """The places of the messages that an epoch learns from: all written ones, and every second made one.

    A made message repeats two written ones and is as long as both: half of a training would go into them.
    """
    return np.flatnonzero(~made | (np.cumsum(made) % 2 == epoch % 2))


def train(
    training_set: TrainingSet,
    intents: Sequence[str],
    problems: Sequence[str],
    seed: int = 7,
    epochs: int = EPOCHS,
    begin_from: Mapping[str, FloatArray] | None = None,
    rate: float = LEARNING_RATE,
    after_batch: Callable[[], None] = lambda: None,
) -> Head:
    """Train a head.

    Args:
        training_set: the messages.
        intents: names of the intents.
        problems: names of the kinds of problem; the first one means "none".
        seed: the same seed and messages give the same head, to the last bit, on the same machine with as many threads.
        epochs: how often each message is seen.
        begin_from: the weights of a head with the same names to begin from; random ones if there is none.
        rate: the highest learning rate.
        after_batch: called after each batch.
    """
    tf.random.set_seed(seed)
    if begin_from is not None and not len(training_set):
        return Head(begin_from, intents, problems)
    width = training_set.states[0].shape[1]
    weights = begin_from or _initial_weights(width, training_set.signals.shape[1], len(intents), len(problems), seed)
    variables = {name: tf.Variable(value, name=name) for name, value in weights.items()}
    number_of_steps = steps(training_set.made, epochs)
    optimizer = tf.keras.optimizers.AdamW(learning_rate=rate, weight_decay=DECAY)
    optimizer.build(list(variables.values()))
    step = _step(variables, optimizer, width, training_set.signals.shape[1])
    for number, batch in enumerate(_batches(training_set, epochs, seed)):
        optimizer.learning_rate.assign(rate * _schedule(number / number_of_steps))
        step(*map(tf.constant, batch))
        after_batch()
    return Head({name: variable.numpy() for name, variable in variables.items()}, intents, problems)


def _step(
    variables: Mapping[str, tf.Variable], optimizer: tf.keras.optimizers.Optimizer, width: int, number_of_signals: int
) -> Callable[..., None]:
    """What is done with each batch: the arrays of a `_Batch` as tensors."""
    trainable = list(variables.values())

    @tf.function(  # type: ignore[untyped-decorator]  # TensorFlow has no types
        input_signature=[
            tf.TensorSpec([None, None, width], tf.float32),
            tf.TensorSpec([None, width], tf.float32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None, number_of_signals], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None], tf.int32),
        ]
    )
    def step(
        states: tf.Tensor,
        averages: tf.Tensor,
        mask: tf.Tensor,
        signals: tf.Tensor,
        intents: tf.Tensor,
        problems: tf.Tensor,
    ) -> None:
        with tf.GradientTape() as tape:
            loss = _loss(_forward(variables, states, averages, mask), signals, intents, problems)
        gradients = tape.gradient(loss, trainable)
        optimizer.apply_gradients([(gradients[i], trainable[i]) for i in range(len(trainable))])

    learn: Callable[..., None] = step
    return learn


def _forward(w: Mapping[str, tf.Variable], states: tf.Tensor, averages: tf.Tensor, mask: tf.Tensor) -> list[tf.Tensor]:
    """The same layers as `Head.scores`, for a batch and with dropout: logits of signals, intents and problems.

    Args:
        states: normalised, with zeros behind the end of a message, some of them dropped.
        averages: of the vectors of each message, none of them dropped.
        mask: 1 for each vector of a message, 0 behind its end.
    """
    visible = mask[:, :, None]
    words = tf.nn.gelu(_of_each(states, w["words"]) + w["words_bias"]) * visible
    near = tf.nn.conv1d(words, w["near"], stride=1, padding="SAME")
    words = words + tf.nn.gelu(near + w["near_bias"])
    padding = (visible - 1.0) * 1e9
    share = tf.nn.softmax(_of_each(words, w["looks"]) + w["looks_bias"] + padding, axis=1)
    split = tf.reshape(words, [tf.shape(words)[0], tf.shape(words)[1], ATTENTION_HEADS, WIDTH // ATTENTION_HEADS])
    attended = tf.reshape(tf.reduce_sum(share[:, :, :, None] * split, axis=1), [-1, WIDTH])
    pooled = tf.concat([averages, attended, tf.reduce_max(words + padding, axis=1)], axis=1)
    last = tf.nn.gelu(tf.nn.dropout(pooled, DROPOUT) @ w["last"] + w["last_bias"])
    last = tf.nn.dropout(last, DROPOUT)
    return [last @ w[name] + w[f"{name}_bias"] for name in ("signals", "intents", "problems")]


def _of_each(vectors: tf.Tensor, matrix: tf.Tensor) -> tf.Tensor:
    """The product of each word's vector with a matrix.

    As one product of two matrices: left to itself TensorFlow makes the gradient of the matrix for each message of the
    batch and adds them up, which takes more than half of the training.
    """
    shape = tf.shape(vectors)
    product = tf.reshape(vectors, [-1, matrix.shape[0]]) @ matrix
    return tf.reshape(product, [shape[0], shape[1], matrix.shape[1]])


def _loss(logits: list[tf.Tensor], signals: tf.Tensor, intents: tf.Tensor, problems: tf.Tensor) -> tf.Tensor:
    """The mean loss of a batch over the three answers; where no kind of problem is labelled, over the other two."""
    signal_logits, intent_logits, problem_logits = logits
    binary = tf.nn.sigmoid_cross_entropy_with_logits(labels=signals, logits=signal_logits)
    loss = tf.reduce_mean(tf.reduce_sum(binary * (1.0 + (MISS_WEIGHT - 1.0) * signals), axis=1))
    loss += tf.reduce_mean(_cross_entropy(intents, intent_logits, intent_logits.shape[1]))
    labelled = tf.cast(problems >= 0, tf.float32)
    loss += tf.reduce_mean(labelled * _cross_entropy(tf.maximum(problems, 0), problem_logits, problem_logits.shape[1]))
    return loss


def _cross_entropy(wanted: tf.Tensor, logits: tf.Tensor, number: int) -> tf.Tensor:
    target = tf.one_hot(wanted, number) * (1.0 - SMOOTHING) + SMOOTHING / number
    return tf.nn.softmax_cross_entropy_with_logits(labels=target, logits=logits)


def _initial_weights(width: int, signals: int, intents: int, problems: int, seed: int) -> dict[str, FloatArray]:
    """Random weights to start from (uniform, scaled by the number of inputs). Trained models keep their names."""
    random = np.random.default_rng(seed)

    def matrix(*shape: int) -> FloatArray:
        limit = 1.0 / math.sqrt(math.prod(shape[:-1]))
        return random.uniform(-limit, limit, shape).astype(np.float32)

    def zeros(number: int) -> FloatArray:
        return np.zeros(number, dtype=np.float32)

    return {
        "words": matrix(width, WIDTH),
        "words_bias": zeros(WIDTH),
        "near": matrix(3, WIDTH, WIDTH),
        "near_bias": zeros(WIDTH),
        "looks": matrix(WIDTH, ATTENTION_HEADS),
        "looks_bias": zeros(ATTENTION_HEADS),
        "last": matrix(width + 2 * WIDTH, HIDDEN),
        "last_bias": zeros(HIDDEN),
        "signals": matrix(HIDDEN, signals),
        "signals_bias": zeros(signals),
        "intents": matrix(HIDDEN, intents),
        "intents_bias": zeros(intents),
        "problems": matrix(HIDDEN, problems),
        "problems_bias": zeros(problems),
    }


def _schedule(progress: float) -> float:
    """The learning rate rises, then falls along a cosine."""
    if progress < WARM_UP:
        return 0.04 + 0.96 * progress / WARM_UP
    return 0.5 * (1.0 + math.cos(math.pi * (progress - WARM_UP) / (1.0 - WARM_UP))) + 1e-4


def _batches(training_set: TrainingSet, epochs: int, seed: int) -> Iterator[_Batch]:
    """Batches of messages of similar length, padded; in another order each epoch."""
    random = np.random.default_rng(seed)
    lengths = np.array([len(s) for s in training_set.states])
    for epoch in range(epochs):
        order = random.permutation(_of_epoch(training_set.made, epoch))
        groups = [order[i : i + BATCH * GROUP] for i in range(0, len(order), BATCH * GROUP)]
        batches = [
            group[i : i + BATCH]
            for group in (g[np.argsort(lengths[g], kind="stable")] for g in groups)
            for i in range(0, len(group), BATCH)
        ]
        random.shuffle(batches)
        for places in batches:
            yield _batch(training_set, places, lengths[places], random)


def _batch(training_set: TrainingSet, places: IntArray, lengths: IntArray, random: np.random.Generator) -> _Batch:
    mask = np.arange(lengths.max()) < lengths[:, None]
    words = normalised(np.concatenate([training_set.states[i] for i in places]).astype(np.float32))
    states = np.zeros((*mask.shape, words.shape[1]), dtype=np.float32)
    states[mask] = _dropped(words, random)
    return _Batch(
        states,
        np.add.reduceat(words, np.cumsum(lengths) - lengths) / lengths[:, None].astype(np.float32),
        mask.astype(np.float32),
        training_set.signals[places].astype(np.float32),
        training_set.intents[places].astype(np.int32),
        training_set.problems[places].astype(np.int32),
    )


def _dropped(words: FloatArray, random: np.random.Generator) -> FloatArray:
    """The inputs without those that chance drops; the others make up for them.

    The same as TensorFlow's dropout, which takes a fifth of a training: no gradient is wanted of the inputs.
    """
    kept = random.integers(0, 256, words.shape, dtype=np.uint8) >= _DROPPED
    return np.asarray(words * kept * np.float32(256 / (256 - _DROPPED)))
