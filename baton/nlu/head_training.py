"""Learns the head's weights with Keras. The language model itself stays as it is: its output is computed once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from baton.nlu.head import _EPSILON, LAST, LOOKS, WIDTH, Head

EPOCHS = 8
BATCH = 64
LEARNING_RATE = 2e-3
WARM_UP = 0.15  # share of all steps
DROPOUT = 0.3
DECAY = 0.02
SMOOTHING = 0.05
#: A missed signal costs so many times a needless one while learning; the thresholds have costs of their own.
MISS_WEIGHT = 3.0


@dataclass(frozen=True)
class Lesson:
    """What is to be learnt, one entry per message.

    `signals`: true where the message carries the signal. `intents`, `problems`: positions in the lists of names;
    a problem of -1 says that nobody labelled it.
    """

    states: Sequence[np.ndarray]
    signals: np.ndarray
    intents: np.ndarray
    problems: np.ndarray

    def __len__(self) -> int:
        return len(self.states)

    def part(self, places: np.ndarray) -> Lesson:
        """The messages at some places."""
        return Lesson(
            [self.states[i] for i in places], self.signals[places], self.intents[places], self.problems[places]
        )

    def __add__(self, other: Lesson) -> Lesson:
        """The messages of both."""
        return Lesson(
            [*self.states, *other.states],
            np.concatenate([self.signals, other.signals]),
            np.concatenate([self.intents, other.intents]),
            np.concatenate([self.problems, other.problems]),
        )


def train(lesson: Lesson, intents: Sequence[str], problems: Sequence[str], seed: int = 7, epochs: int = EPOCHS) -> Head:
    """Learn a head.

    Args:
        lesson: the messages.
        intents: names of the intents.
        problems: names of the kinds of problem; the first one means "none".
        seed: the same seed and lesson give the same head on the same machine.
    """
    # Imported here: a running bot does not learn. Rasa has TensorFlow loaded anyway.
    import tensorflow as tf

    tf.random.set_seed(seed)
    width = lesson.states[0].shape[1]
    weights = _fresh(width, lesson.signals.shape[1], len(intents), len(problems), seed)
    variables = {name: tf.Variable(value, name=name) for name, value in weights.items()}
    steps = epochs * math.ceil(len(lesson) / BATCH)
    optimizer = tf.keras.optimizers.AdamW(learning_rate=LEARNING_RATE, weight_decay=DECAY)
    learnt = list(variables.values())
    optimizer.build(learnt)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None, width], tf.float32),
            tf.TensorSpec([None, None], tf.float32),
            tf.TensorSpec([None, lesson.signals.shape[1]], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None], tf.int32),
        ]
    )
    def step(states, mask, signals, intent, problem):  # type: ignore[no-untyped-def]
        with tf.GradientTape() as tape:
            heard, meant, told = _forward(tf, variables, states, mask)
            binary = tf.nn.sigmoid_cross_entropy_with_logits(labels=signals, logits=heard)
            loss = tf.reduce_mean(tf.reduce_sum(binary * (1.0 + (MISS_WEIGHT - 1.0) * signals), axis=1))
            loss += tf.reduce_mean(_cross_entropy(tf, intent, meant, len(intents)))
            labelled = tf.cast(problem >= 0, tf.float32)
            loss += tf.reduce_mean(labelled * _cross_entropy(tf, tf.maximum(problem, 0), told, len(problems)))
        gradients = tape.gradient(loss, learnt)
        optimizer.apply_gradients([(gradients[i], learnt[i]) for i in range(len(learnt))])

    for number, batch in enumerate(_batches(lesson, epochs, seed)):
        optimizer.learning_rate.assign(LEARNING_RATE * _schedule(number / steps))
        step(*map(tf.constant, batch))
    return Head({name: variable.numpy() for name, variable in variables.items()}, intents, problems)


def _forward(tf, w, states, mask):  # type: ignore[no-untyped-def]
    """The same computation as `Head.scores`, for a batch and with dropout."""
    mean, variance = tf.nn.moments(states, axes=[-1], keepdims=True)
    known = (states - mean) * tf.math.rsqrt(variance + _EPSILON) * w["scale"] + w["shift"]
    shown = mask[:, :, None]
    average = tf.reduce_sum(known * shown, axis=1) / tf.reduce_sum(shown, axis=1)
    words = tf.nn.gelu(tf.nn.dropout(known, DROPOUT) @ w["words"] + w["words_bias"]) * shown
    near = tf.nn.conv1d(words, w["near"], stride=1, padding="SAME") + w["near_bias"]
    words = words + tf.nn.gelu(near)
    hidden = (shown - 1.0) * 1e9
    share = tf.nn.softmax(words @ w["looks"] + w["looks_bias"] + hidden, axis=1)
    split = tf.reshape(words, [tf.shape(words)[0], tf.shape(words)[1], LOOKS, WIDTH // LOOKS])
    seen = tf.reshape(tf.reduce_sum(share[:, :, :, None] * split, axis=1), [-1, WIDTH])
    together = tf.concat([average, seen, tf.reduce_max(words + hidden, axis=1)], axis=1)
    last = tf.nn.gelu(tf.nn.dropout(together, DROPOUT) @ w["last"] + w["last_bias"])
    last = tf.nn.dropout(last, DROPOUT)
    return [last @ w[name] + w[f"{name}_bias"] for name in ("signals", "intents", "problems")]


def _cross_entropy(tf, wanted, scores, number):  # type: ignore[no-untyped-def]
    target = tf.one_hot(wanted, number) * (1.0 - SMOOTHING) + SMOOTHING / number
    return tf.nn.softmax_cross_entropy_with_logits(labels=target, logits=scores)


def _fresh(width: int, signals: int, intents: int, problems: int, seed: int) -> dict[str, np.ndarray]:
    """Weights to begin with (uniform, by the number of inputs)."""
    random = np.random.default_rng(seed)

    def matrix(*shape: int) -> np.ndarray:
        limit = 1.0 / math.sqrt(math.prod(shape[:-1]))
        return random.uniform(-limit, limit, shape).astype(np.float32)

    def zeros(number: int) -> np.ndarray:
        return np.zeros(number, dtype=np.float32)

    return {
        "scale": np.ones(width, dtype=np.float32),
        "shift": zeros(width),
        "words": matrix(width, WIDTH),
        "words_bias": zeros(WIDTH),
        "near": matrix(3, WIDTH, WIDTH),
        "near_bias": zeros(WIDTH),
        "looks": matrix(WIDTH, LOOKS),
        "looks_bias": zeros(LOOKS),
        "last": matrix(width + 2 * WIDTH, LAST),
        "last_bias": zeros(LAST),
        "signals": matrix(LAST, signals),
        "signals_bias": zeros(signals),
        "intents": matrix(LAST, intents),
        "intents_bias": zeros(intents),
        "problems": matrix(LAST, problems),
        "problems_bias": zeros(problems),
    }


def _schedule(progress: float) -> float:
    """The learning rate rises, then falls along a cosine."""
    if progress < WARM_UP:
        return 0.04 + 0.96 * progress / WARM_UP
    return 0.5 * (1.0 + math.cos(math.pi * (progress - WARM_UP) / (1.0 - WARM_UP))) + 1e-4


def _batches(lesson: Lesson, epochs: int, seed: int) -> Iterator[tuple[np.ndarray, ...]]:
    """Batches of messages of like length, padded; in another order each time."""
    random = np.random.default_rng(seed)
    lengths = np.array([len(s) for s in lesson.states])
    width = lesson.states[0].shape[1]
    for _epoch in range(epochs):
        order = random.permutation(len(lesson))
        groups = [order[i : i + BATCH * 20] for i in range(0, len(order), BATCH * 20)]
        batches = [
            group[i : i + BATCH]
            for group in (g[np.argsort(lengths[g], kind="stable")] for g in groups)
            for i in range(0, len(group), BATCH)
        ]
        random.shuffle(batches)  # type: ignore[arg-type]
        for places in batches:
            longest = int(lengths[places].max())
            states = np.zeros((len(places), longest, width), dtype=np.float32)
            mask = np.zeros((len(places), longest), dtype=np.float32)
            for row, place in enumerate(places):
                states[row, : lengths[place]] = lesson.states[place]
                mask[row, : lengths[place]] = 1.0
            yield (
                states,
                mask,
                lesson.signals[places].astype(np.float32),
                lesson.intents[places].astype(np.int32),
                lesson.problems[places].astype(np.int32),
            )


def unseen_scores(
    lesson: Lesson,
    joined: Lesson,
    parts: np.ndarray,
    intents: Sequence[str],
    problems: Sequence[str],
    folds: int,
    epochs: int,
    seed: int = 7,
) -> tuple[np.ndarray, np.ndarray]:
    """Each message's scores of signals and of intents, by a head that has not learnt from it (cross-validation).

    Args:
        joined: messages made of two, to learn from only.
        parts: the places of the two in the lesson, one row each.
        folds: how many heads share the messages out.
        epochs: how long each of them learns.
    """
    share = np.random.default_rng(seed).permutation(len(lesson)) % folds
    heard = np.zeros(lesson.signals.shape, dtype=np.float32)
    meant = np.zeros((len(lesson), len(intents)), dtype=np.float32)
    for fold in range(folds):
        known = share != fold
        made = joined.part(np.flatnonzero(known[parts].all(1)))
        head = train(lesson.part(np.flatnonzero(known)) + made, intents, problems, seed, epochs)
        for place in np.flatnonzero(share == fold):
            scores = head.scores(lesson.states[place].astype(np.float32))
            heard[place], meant[place] = scores.signals, scores.intents
    return heard, meant
