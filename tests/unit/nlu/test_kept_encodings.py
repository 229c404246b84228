"""A text that the last full training has encoded is not encoded again."""

import numpy as np
import pytest

from baton.base import full_training
from baton.nlu import kept_encodings


class CountingEncoder:
    """Encodes a text as its letters, and remembers which it had to."""

    def __init__(self):
        self.asked = []

    def all_states(self, texts):
        self.asked += texts
        return [np.array([[ord(letter)] * 3 for letter in text], dtype=np.float16) for text in texts]


@pytest.fixture
def encoder(tmp_path, monkeypatch):
    monkeypatch.setenv(full_training.VARIABLE, str(tmp_path))
    return CountingEncoder()


def test_only_new_texts_are_encoded_and_all_come_out_as_if_they_were(encoder):
    texts = ["where is it", "hello", "a", "hello"]
    first = kept_encodings.encode(encoder, texts)
    assert encoder.asked == ["where is it", "hello", "a"]
    kept_encodings.keep(texts, first)
    encoder.asked.clear()
    more = ["hello", "something new", "a", "where is it"]
    second = kept_encodings.encode(encoder, more)
    assert encoder.asked == ["something new"]
    for states, wanted in zip(second, CountingEncoder().all_states(more), strict=True):
        assert np.array_equal(states, wanted) and states.dtype == wanted.dtype


def test_without_a_full_training_all_are_encoded(encoder):
    kept_encodings.encode(encoder, ["hello"])
    assert encoder.asked == ["hello"]
