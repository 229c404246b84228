"""Groups messages by meaning; how many groups there are is not given. Pure.

Vectors are moved to their common centre, so that what all messages of a shop share does not hold them together, and
joined by average linkage of the cosine until the nearest two groups are too far apart. Above some thousands of them,
those that say nearly the same come together first, one leader for each, because linkage compares all with all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from baton.nlu.arrays import FloatArray, IntArray

#: Groups farther apart than this (1 - cosine, from the common centre) stay apart; chosen on several sets (decision 17).
FARTHEST = 0.75
#: The centre of few messages is their own meaning more than that of the shop: it counts by n / (n + this).
_CENTRE_OF_FEW = 50
#: Above so many messages leaders are formed first.
MOST_LINKED = 5000
#: Messages at least so near to a leader go with it; less where there would be too many leaders.
_NEAR_LEADER = 0.85
_LESS_NEAR = 0.05
#: A group of fewer is no group: its messages stay visible by themselves.
SMALLEST = 3
#: A group is the same as one of before where the medoids are at least so near.
_SAME_GROUP = 0.8
_WORDS_IN_NAME = 3
_BLOCK = 1024


@dataclass(frozen=True)
class Group:
    """Messages that mean much the same.

    Attributes:
        id: stays the same from one grouping to the next (`with_stable_ids`).
        name: the words that tell it from the others.
        members: places of its messages, the most typical first.
        medoid: place of the most typical message.
    """

    id: str
    name: str
    members: tuple[int, ...]
    medoid: int

    @property
    def size(self) -> int:
        """How many messages."""
        return len(self.members)


@dataclass(frozen=True)
class Grouping:
    """All groups, the largest first, and the places of the messages that fit nowhere."""

    groups: tuple[Group, ...]
    alone: tuple[int, ...]

    @property
    def coverage(self) -> float:
        """The share of messages that are in a group; 0 of none."""
        grouped = sum(group.size for group in self.groups)
        total = grouped + len(self.alone)
        return grouped / total if total else 0.0


def group(texts: Sequence[str], embeddings: FloatArray) -> Grouping:
    """Group messages.

    Args:
        texts: the messages.
        embeddings: a row for each, of any length.
    Raises:
        ValueError: there is not one row for each text.
    """
    if len(texts) != len(embeddings):
        raise ValueError(f"{len(texts)} texts, and {len(embeddings)} rows of embeddings")
    if not len(texts):
        return Grouping((), ())
    vectors = _centred(embeddings)
    labels = clusters(vectors)
    places = [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]
    alone = sorted(int(place) for members in places if len(members) < SMALLEST for place in members)
    kept = [_by_typicality(vectors, members) for members in places if len(members) >= SMALLEST]
    names = _names(texts, kept)
    groups = [
        Group(_id(texts[members[0]]), name, tuple(members), members[0])
        for members, name in zip(kept, names, strict=True)
    ]
    return Grouping(tuple(sorted(groups, key=lambda each: (-each.size, each.medoid))), tuple(alone))


def with_stable_ids(
    grouping: Grouping, embeddings: FloatArray, before: Mapping[str, FloatArray]
) -> tuple[Grouping, dict[str, FloatArray]]:
    """Give groups the ids of those of before that they are, by the nearest medoid.

    Args:
        embeddings: those that were grouped.
        before: for each id the embedding of its medoid.
    Returns:
        The grouping, and what is to be kept for the next time.
    """
    medoids = {each.id: _unit(embeddings[each.medoid : each.medoid + 1])[0] for each in grouping.groups}
    pairs = sorted(
        (
            (float(vector @ _unit(old[np.newaxis])[0]), new_id, old_id)
            for new_id, vector in medoids.items()
            for old_id, old in before.items()
        ),
        reverse=True,
    )
    named: dict[str, str] = {}
    for near, new_id, old_id in pairs:
        if near >= _SAME_GROUP and new_id not in named and old_id not in named.values():
            named[new_id] = old_id
    taken, groups = set(named.values()), []
    for each in grouping.groups:
        new_id = named.get(each.id) or (each.id if each.id not in taken else _id(each.id + each.name))
        groups.append(replace(each, id=new_id))
    kept = {each.id: np.asarray(embeddings[each.medoid]) for each in groups}
    return replace(grouping, groups=tuple(groups)), kept


def clusters(vectors: FloatArray) -> IntArray:
    """The number of a cluster for each of the vectors, from 0, without gaps.

    Args:
        vectors: unit length, at their common centre.
    """
    if len(vectors) == 1:
        return np.zeros(1, dtype=np.int64)
    if len(vectors) <= MOST_LINKED:
        return _linked(vectors)
    near = _NEAR_LEADER
    leaders, follows = _leaders(vectors, near)
    while len(leaders) > MOST_LINKED:
        near -= _LESS_NEAR
        leaders, follows = _leaders(vectors, near)
    return np.asarray(_linked(_means(vectors, follows, len(leaders)))[follows])


def _linked(vectors: FloatArray) -> IntArray:
    from scipy.cluster.hierarchy import fcluster, linkage  # slow: every command and the desk would wait for it

    if len(vectors) == 1:
        return np.zeros(1, dtype=np.int64)
    tree = linkage(vectors, "average", metric="cosine")
    _, labels = np.unique(fcluster(tree, FARTHEST, "distance"), return_inverse=True)
    return np.asarray(labels)


def _leaders(vectors: FloatArray, near: float) -> tuple[list[int], IntArray]:
    """Each message goes to the nearest leader before it, or becomes one."""
    leaders: list[int] = []
    follows = np.zeros(len(vectors), dtype=np.int64)
    for begin in range(0, len(vectors), _BLOCK):
        block = vectors[begin : begin + _BLOCK]
        known = len(leaders)
        scores = block @ vectors[leaders].T if known else np.zeros((len(block), 0), dtype=block.dtype)
        for row in range(len(block)):
            best = int(scores[row].argmax()) if known else -1
            score = float(scores[row, best]) if known else -1.0
            if len(leaders) > known:
                fresh = vectors[leaders[known:]] @ block[row]
                if float(fresh.max()) > score:
                    best, score = known + int(fresh.argmax()), float(fresh.max())
            if score < near:
                best = len(leaders)
                leaders.append(begin + row)
            follows[begin + row] = best
    return leaders, follows


def _means(vectors: FloatArray, follows: IntArray, number: int) -> FloatArray:
    sums = np.zeros((number, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, follows, vectors)
    return _unit(sums)


def _centred(embeddings: FloatArray) -> FloatArray:
    vectors = _unit(np.asarray(embeddings, dtype=np.float32))
    weight = len(vectors) / (len(vectors) + _CENTRE_OF_FEW)
    return _unit(vectors - weight * vectors.mean(axis=0))


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def _by_typicality(vectors: FloatArray, members: IntArray) -> list[int]:
    """The members, the nearest to their mean first."""
    nearness = vectors[members] @ vectors[members].mean(axis=0)
    return [int(members[place]) for place in np.argsort(-nearness, kind="stable")]


def _names(texts: Sequence[str], groups: Sequence[Sequence[int]]) -> list[str]:
    """The words of each group with the highest class-based tf-idf; where it has no words, its most typical message."""
    from sklearn.feature_extraction.text import CountVectorizer  # slow, as above

    if not groups:
        return []
    counter = CountVectorizer(stop_words="english", ngram_range=(1, 2), token_pattern=r"(?u)\b[^\W\d_][\w'-]+\b")
    try:
        counts = counter.fit_transform(" \n ".join(texts[place] for place in members) for members in groups)
    except ValueError:  # not a single word
        return [texts[members[0]] for members in groups]
    words = counter.get_feature_names_out()
    share = np.asarray(counts / np.maximum(counts.sum(axis=1), 1))
    everywhere = np.asarray(counts.sum(axis=0)).ravel()
    weights = share * np.log1p(everywhere.sum() / len(groups) / everywhere)
    return [
        ", ".join(_distinct([str(words[place]) for place in np.argsort(-row, kind="stable") if row[place] > 0]))
        or texts[members[0]]
        for row, members in zip(weights, groups, strict=True)
    ]


def _distinct(words: Sequence[str]) -> list[str]:
    """The first few of the words that are not part of one another."""
    chosen: list[str] = []
    for word in words:
        if not any(set(word.split()) & set(each.split()) for each in chosen):
            chosen.append(word)
        if len(chosen) == _WORDS_IN_NAME:
            break
    return chosen


def _id(text: str) -> str:
    return "g" + hashlib.sha256(text.encode()).hexdigest()[:11]
