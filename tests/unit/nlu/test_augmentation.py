import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import FileRefused, read_document
from baton.nlu import augmentation
from baton.nlu.augmentation import Rewrites

MESSAGES = st.lists(st.tuples(st.text(min_size=1, max_size=200), st.booleans()), min_size=1, max_size=60)


@given(MESSAGES)
def test_a_pair_holds_both_its_parts_and_counts_as_the_grave_one(messages):
    texts, grave = [text for text, _ in messages], np.array([mark for _, mark in messages])
    for pair in augmentation.pairs(texts, grave):
        first, second = pair.parts
        assert pair.text.startswith(texts[first]) and pair.text.endswith(texts[second])
        assert pair.main in pair.parts
        assert grave[pair.main] == grave[list(pair.parts)].any()
        assert not grave[list(pair.parts)].all()
        assert all(len(texts[part]) <= augmentation.LONGEST for part in pair.parts)


def test_the_same_messages_make_the_same_pairs_in_both_orders():
    texts = [f"message {number}" for number in range(2000)]
    grave = np.arange(2000) % 2 == 0
    made = augmentation.pairs(texts, grave)
    assert made == augmentation.pairs(texts, grave)
    wanted = 2000 * (augmentation.WITH_SIGNAL + augmentation.WITHOUT) // 100
    assert 0.9 * wanted < len(made) < 1.1 * wanted
    assert {bool(grave[pair.parts[0]]) for pair in made if grave[pair.main]} == {True, False}


def test_an_example_more_changes_next_to_nothing_of_what_is_made_of_the_others():
    texts = [f"message {number}" for number in range(2000)]
    grave = np.arange(2001) % 2 == 0
    more = [*texts, "one more"]
    before, after = ({pair.text for pair in augmentation.pairs(t, grave[: len(t)])} for t in (texts, more))
    assert len(before - after) < 8


def test_a_sentence_that_ended_is_not_run_on():
    grave = np.array([True, False])
    for pair in augmentation.pairs(["is it safe?", "it is late."], grave):
        assert pair.text[len("is it safe?")] in " \n"


def test_without_everyday_messages_there_is_nothing_to_join():
    assert augmentation.pairs(["sue you"], np.array([True])) == []


DECLINED = {
    "signals": ["cancel_change"],
    "to_do": {"asked": ["please", "can you", "can you please"], "instead": ["please don't"]},
    "to_have": {"asked": ["i want"], "instead": ["i don't want"]},
    "not_a_verb": ["the"],
}
WORDS = Rewrites(declined=DECLINED)


@pytest.mark.parametrize(
    ("request_", "begins"),
    [
        ("Please cancel my order.", "please don't cancel my order"),
        ("can you please stop it?", "please don't stop it"),
        ("i want my money back", "i don't want my money back"),
    ],
)
def test_a_declined_request_counts_as_what_stands_behind_it(request_, begins):
    texts, signal = [request_, "where is it"], np.array([True, False])
    made = list(augmentation.declined(texts, signal, signal, WORDS.declined))
    assert len(made) == augmentation.DECLINED_EACH
    for each in made:
        assert each.text.startswith(begins) and each.text.endswith("where is it")
        assert each.main == 1 and each.parts == (0, 1)


@pytest.mark.parametrize(
    "text", ["it must be cancelled", "please the blue one", "please cancel it. it is late", "i want to cancel"]
)
def test_what_is_no_plain_request_is_not_declined(text):
    signal = np.array([True, False])
    assert not list(augmentation.declined([text, "where is it"], signal, signal, WORDS.declined))


@pytest.mark.parametrize(
    ("signal", "why"), [("cancel_chnge", "did you mean 'cancel_change'?"), ("health_safety", "health_safety is locked")]
)
def test_a_signal_that_cannot_be_declined_is_named_with_its_line(signal, why):
    text = augmentation.FILE.read_text(encoding="utf-8").replace("[cancel_change, refund]", f"[refund, {signal}]")
    with pytest.raises(FileRefused, match=rf"rewrites\.yml:\d+: .*{re.escape(why)}"):
        read_document(text, "rewrites.yml", Rewrites)
