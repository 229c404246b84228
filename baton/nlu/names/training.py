"""Trains the name tagger: on the language data, and on names of the world in sentences that carry names."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from random import Random

import pycrfsuite

from baton.base import training_progress
from baton.base.document import load_document
from baton.nlu.names import made_messages, name_data
from baton.nlu.names.features import features
from baton.nlu.names.made_messages import Carriers, NamedMessage
from baton.nlu.names.made_names import NameMaker
from baton.nlu.names.tagger import BEGIN, INSIDE, MODEL, OUTSIDE
from baton.nlu.names.tokens import Token, tokens
from baton.nlu.names.word_lists import WordLists, counted, everyday
from baton.orders.text.normalise import is_title

logger = logging.getLogger(__name__)

MADE = 11_000  # messages with names of the world
_RENAMED = 3  # for each message of the language data that has a name
_SHORT = 45  # characters
_SHORT_UNNAMED, _LONG_UNNAMED = 8_000, 2_500  # messages of the language data without a name
_NAMELESS = 3_500  # messages with a word where a name may stand
_FOREIGN = 900  # messages in other languages
_UNLISTED = 0.3  # of the words of names: as if no list had them, for most of the world's names stand in none
_LONGEST = 30  # tokens; longer messages teach little more
_SEED = 7
_ITERATIONS = 50


def train(messages: Sequence[NamedMessage], english: Set[str], folder: Path) -> None:
    """Train everything that `NameTagger` reads.

    Args:
        messages: the language data.
        english: words of the language model's vocabulary.
        folder: where the files go.
    """
    training_progress.record(training_progress.Part.NAMES, 0.0)
    random = Random(_SEED)
    countries = name_data.countries()
    counts = _usual(messages)
    lists = WordLists(
        name_data.keys(name for country in countries for name in country.first),
        name_data.keys(name for country in countries for name in country.last),
        counts,
        english,
        everyday(len(messages)),
    )
    lists.save(folder)
    maker = NameMaker(countries, [word for word in counts if word.isalpha() and len(word) > 2], random)
    listed = lists.first | lists.last
    nameless = [word for word in sorted({*english, *counts} - listed) if word.isalpha() and len(word) > 2]
    carriers = load_document(made_messages.FILE, Carriers)
    trainer = pycrfsuite.Trainer(verbose=False)
    number = 0
    for message in _all(messages, carriers, maker, nameless, random):
        words = tokens(message.text)
        if 0 < len(words) <= _LONGEST:
            trainer.append(_features(message, words, lists, random), tags(message, words))
            number += 1
    logger.info("Training the name tagger on %d messages.", number)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": _ITERATIONS, "feature.minfreq": 2})
    trainer.train(str(folder / MODEL))


def tags(message: NamedMessage, words: Sequence[Token]) -> list[str]:
    """The tag of each token; a title that is marked with a name is no part of it."""
    found = [OUTSIDE] * len(words)
    for start, end in message.names:
        places = [i for i, token in enumerate(words) if token.start < end and token.end > start]
        while len(places) > 1 and is_title(words[places[0]].text):
            places.pop(0)
        for place in places:
            found[place] = BEGIN if place == places[0] else INSIDE
    return found


def _all(
    messages: Sequence[NamedMessage], carriers: Carriers, maker: NameMaker, nameless: Sequence[str], random: Random
) -> Iterator[NamedMessage]:
    for message in messages:
        if message.names:
            yield message
            yield from (made_messages.renamed(message, maker, random) for _ in range(_RENAMED))
    unnamed = [message for message in messages if not message.names]
    short = [message for message in unnamed if len(message.text) <= _SHORT]
    long = [message for message in unnamed if len(message.text) > _SHORT]
    for message in (*_some(short, _SHORT_UNNAMED, random), *_some(long, _LONG_UNNAMED, random)):
        # People say such things in the middle of a dialogue as well, instead of the name that was asked for.
        asked = replace(made_messages.recased(message, random), asked=random.random() < 0.5)
        yield made_messages.with_typing_error(asked, random) if random.random() < 0.5 else asked
    yield from made_messages.made(carriers, maker, MADE, random)
    yield from made_messages.nameless(carriers, nameless, _NAMELESS, random)
    yield from made_messages.foreign(name_data.foreign_words(), _FOREIGN, random)


def _some(messages: Sequence[NamedMessage], number: int, random: Random) -> list[NamedMessage]:
    return random.sample(messages, min(number, len(messages)))


def _features(message: NamedMessage, words: Sequence[Token], lists: WordLists, random: Random) -> list[list[str]]:
    named = [i for i, tag in enumerate(tags(message, words)) if tag != OUTSIDE]
    unlisted = [i for i in named if random.random() < _UNLISTED]
    learnt = [] if message.made else [i for i in range(len(words)) if i not in named]
    return features(words, message.asked, lists, unlisted, learnt)


def _usual(messages: Iterable[NamedMessage]) -> Counter[str]:
    without_names = []
    for message in messages:
        words = tokens(message.text)
        without_names.append([w for w, tag in zip(words, tags(message, words), strict=True) if tag == OUTSIDE])
    return counted(without_names)
