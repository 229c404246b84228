"""A whole data set is encoded as its texts are one by one."""

import numpy as np
import pytest

from baton.nlu.encoder import Encoder

LONGER = [f"the lamp came broken {'again ' * number}" for number in range(70)]
TEXTS = ["where is it", "a", "", "hello 🙂", "where is it", *LONGER]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("language_model")
    Encoder.prepare(made)
    return made


def test_each_text_gets_its_own_encoding_in_the_order_of_the_texts(folder):
    encoder = Encoder(folder, threads=3)
    for text, states in zip(TEXTS, encoder.all_states(TEXTS), strict=True):
        alone = encoder.states([text])[0]
        assert states.shape == alone.shape and states.dtype == np.float16
        # Eight bits are scaled by the largest number of a batch: the same direction, not the same digits.
        one, other = (each.astype(np.float64).ravel() for each in (states, alone))
        assert one @ other > 0.98 * np.linalg.norm(one) * np.linalg.norm(other)


def test_the_number_of_threads_changes_nothing(folder):
    one, several = (Encoder(folder, threads).all_states(TEXTS) for threads in (1, 3))
    assert all(np.array_equal(a, b) for a, b in zip(one, several, strict=True))


def test_no_texts_are_no_encodings(folder):
    assert Encoder(folder).all_states([]) == []


def test_a_long_text_does_not_make_the_short_ones_beside_it_as_long(folder, monkeypatch):
    encoder, cells = Encoder(folder), []
    run = encoder._run

    def counted(pieces):
        cells.append(len(pieces) * max(map(len, pieces)))
        return run(pieces)

    monkeypatch.setattr(encoder, "_run", counted)
    encoder.states(["a parcel that is late " * 40, *(f"{number}" for number in range(100))])
    assert sum(cells) < 6000  # 16,000 if all were as long as the longest
