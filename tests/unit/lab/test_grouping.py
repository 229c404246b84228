"""Grouping by meaning: the groups are found, named, and keep their ids."""

from __future__ import annotations

import numpy as np
import pytest

from baton.lab import grouping
from baton.lab.grouping import group, with_stable_ids

WORDS = {"wrap": "can you gift wrap it", "parking": "is there parking at the shop", "engrave": "do you engrave rings"}


def messages(sizes, seed=1, noise=0.25):
    """Texts and vectors of several meanings, mixed; all share a direction, as the messages of one shop do."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(3, 40))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    texts, vectors, kinds = [], [], []
    for number, (name, size) in enumerate(zip(WORDS, sizes, strict=True)):
        for each in range(size):
            texts.append(f"{WORDS[name]} {each}")
            vectors.append(0.6 + 8 * centres[number] + noise * random.normal(size=40))
            kinds.append(name)
    order = random.permutation(len(texts))
    return [texts[i] for i in order], np.array(vectors)[order], [kinds[i] for i in order]


def test_each_meaning_is_a_group_the_largest_first_though_nobody_says_how_many_there_are():
    texts, vectors, kinds = messages((30, 20, 10))
    found = group(texts, vectors)
    assert [each.size for each in found.groups] == [30, 20, 10]
    assert [{kinds[place] for place in each.members} for each in found.groups] == [{"wrap"}, {"parking"}, {"engrave"}]
    assert (found.alone, found.coverage) == ((), 1.0)


def test_a_group_is_named_by_the_words_that_tell_it_from_the_others():
    texts, vectors, _ = messages((30, 20, 10))
    for each, word in zip(group(texts, vectors).groups, ("wrap", "parking", "engrave"), strict=True):
        assert word in each.name
        assert each.medoid == each.members[0]


def test_what_fits_nowhere_stays_visible():
    texts, vectors, kinds = messages((30, 20, 1))
    found = group(texts, vectors)
    assert [kinds[place] for place in found.alone] == ["engrave"]
    assert found.coverage == pytest.approx(50 / 51)


def test_many_messages_are_grouped_by_their_leaders_into_the_same_groups(monkeypatch):
    texts, vectors, _ = messages((200, 150, 90))
    whole = [set(each.members) for each in group(texts, vectors).groups]
    monkeypatch.setattr(grouping, "MOST_LINKED", 50)
    assert [set(each.members) for each in group(texts, vectors).groups] == whole


def test_a_group_keeps_its_id_while_messages_come_and_go():
    texts, vectors, _ = messages((30, 20, 10))
    first, kept = with_stable_ids(group(texts, vectors), vectors, {})
    more_texts, more_vectors, _ = messages((12, 25, 40), seed=1)
    again, _ = with_stable_ids(group(more_texts, more_vectors), more_vectors, kept)
    by_word = {each.name.split(",")[0]: each.id for each in first.groups}
    assert {each.name.split(",")[0]: each.id for each in again.groups} == by_word
    assert len({each.id for each in again.groups}) == 3


def test_another_meaning_gets_an_id_of_its_own():
    texts, vectors, _ = messages((30, 20, 10))
    _, kept = with_stable_ids(group(texts, vectors), vectors, {})
    other_texts, other_vectors, _ = messages((30, 20, 10), seed=7)
    again, _ = with_stable_ids(group(other_texts, -other_vectors), -other_vectors, kept)
    assert not {each.id for each in again.groups} & set(kept)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_few_messages_are_no_error(number):
    texts, vectors, _ = messages((3, 0, 0))
    found = group(texts[:number], vectors[:number])
    assert sum(each.size for each in found.groups) + len(found.alone) == number


def test_the_same_message_many_times_is_one_group_even_without_words():
    found = group(["?!"] * 5, np.ones((5, 8)))
    assert [(each.size, each.name) for each in found.groups] == [(5, "?!")]


def test_every_text_needs_its_vector():
    with pytest.raises(ValueError, match="2 texts, and 1 rows"):
        group(["a", "b"], np.ones((1, 8)))
