"""Makes messages with names to train on: names of the world in the sentences of data/name_carriers.yml. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from baton.base.document import Document, Fault
from baton.nlu.names.made_names import NameMaker

FILE = Path(__file__).resolve().parents[3] / "data" / "name_carriers.yml"

_SLOT = re.compile(r"\{(\w+)\}")
_TITLED = 0.12  # of the names where a title may stand
_OF_WORDS = 0.2  # of the names where everyday words may be one
_MISTYPED = 0.3
_TOWNS = tuple(
    "London Leeds Manchester Bristol Cardiff Glasgow Edinburgh Belfast Dublin Cork York Bath Exeter Oxford Derby Hull"
    " Leicester Madrid Berlin Paris Wien Mumbai Lagos Chicago Boston Austin Toronto Sydney Milano Warszawa".split()
)
_AREAS = ("SW1A", "M1", "LS6", "EH8", "BN1", "CF10", "BT7", "G12", "W1T", "B33")


class Carriers(Document):
    """Sentences that names stand in: which announce one, which may, and names alone."""

    announcing: list[str]
    likely: list[str]
    alone: list[str]

    def faults(self) -> Iterator[Fault]:
        """Sentences without a name, and slots that nothing is put into."""
        for kind, sentences in self:
            for place, sentence in enumerate(sentences):
                slots = _SLOT.findall(sentence)
                if slots.count("name") != 1:
                    yield (kind, place), "needs {name} once"
                if unknown := set(slots) - {"name", "title", *_DETAILS}:
                    yield (kind, place), f"nothing is known to put into {{{min(unknown)}}}"


@dataclass(frozen=True)
class NamedMessage:
    """A message to learn from, with the places of the names in it.

    `asked` says whether it answers a question for a name; `made` that no customer's words are in it.
    """

    text: str
    names: tuple[tuple[int, int], ...]
    asked: bool = False
    made: bool = False


def made(carriers: Carriers, names: NameMaker, number: int, random: Random) -> Iterator[NamedMessage]:
    """Messages with one name each, in any case.

    Args:
        carriers: the sentences.
        names: the source of names.
        number: how many.
        random: the source of chance.
    """
    for _ in range(number):
        kind = random.choices(("announcing", "likely", "alone"), (4, 4, 3))[0]
        asked = random.random() < 0.6
        if kind == "announcing" or asked:
            name = names.of_words() if random.random() < _OF_WORDS else names.name()
        else:  # here an everyday word is a word, and what no list knows may be anything
            name = names.listed() if kind == "alone" else names.name()
        title = names.title() if random.random() < _TITLED else ""
        yield recased(filled(random.choice(getattr(carriers, kind)), name, title, asked, random), random)


def nameless(carriers: Carriers, words: Sequence[str], number: int, random: Random) -> Iterator[NamedMessage]:
    """Words that are no names where a name may stand: "i'm pregnant", "it's broken", "fraudulent transaction".

    Args:
        carriers: the sentences.
        words: words that are no names.
        number: how many.
        random: the source of chance.
    """
    for _ in range(number):
        some = [random.choice(words) for _ in range(random.choices((1, 2, 3), (3, 5, 2))[0])]
        if random.random() < _MISTYPED:
            some[-1] = mistyped(some[-1], random)
        carrier = random.choice(carriers.likely if random.random() < 0.5 else carriers.alone)
        yield recased(replace(filled(carrier, " ".join(some), "", False, random), names=()), random)


def foreign(vocabularies: Sequence[Sequence[str]], number: int, random: Random) -> Iterator[NamedMessage]:
    """Words of other languages, whose sentences hold no name either just because nobody knows their words.

    Args:
        vocabularies: words of each language.
        number: how many messages.
        random: the source of chance.
    """
    for _ in range(number):
        words = random.choices(random.choice(vocabularies), k=random.randint(3, 9))
        yield recased(NamedMessage(" ".join(words), (), random.random() < 0.5, made=True), random)


def with_typing_error(message: NamedMessage, random: Random) -> NamedMessage:
    """The message with a typing error in one of its words; one with names stays as it is."""
    words = message.text.split(" ")
    if message.names or not words:
        return message
    place = random.randrange(len(words))
    words[place] = mistyped(words[place], random)
    return replace(message, text=" ".join(words))


def mistyped(word: str, random: Random) -> str:
    """A word of four letters or more with a letter left out, doubled, changed or swapped with the next."""
    if len(word) < 4:
        return word
    i = random.randrange(1, len(word) - 1)
    return random.choice(
        (
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
            word[:i] + random.choice("aeiostr") + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        )
    )


def filled(carrier: str, name: str, title: str, asked: bool, random: Random) -> NamedMessage:
    """A sentence with a name in it."""
    text, place = "", (0, 0)
    end = 0
    for slot in _SLOT.finditer(carrier):
        text += carrier[end : slot.start()]
        if slot[1] == "name":
            place = (len(text), len(text) + len(name))
        text += {"name": name, "title": title}[slot[1]] if slot[1] in ("name", "title") else _DETAILS[slot[1]](random)
        end = slot.end()
    return NamedMessage(text + carrier[end:], (place,), asked, made=True)


def renamed(message: NamedMessage, names: NameMaker, random: Random) -> NamedMessage:
    """A message of the language data with other names in it."""
    text, places, end = "", [], 0
    for start, stop in message.names:
        name = names.name()
        text += message.text[end:start]
        places.append((len(text), len(text) + len(name)))
        text, end = text + name, stop
    return recased(NamedMessage(text + message.text[end:], tuple(places), message.asked, made=True), random)


def recased(message: NamedMessage, random: Random) -> NamedMessage:
    """The message, or only its names, in lower case or capitals, or as it is."""
    text = message.text
    case = random.choices((_same, str.lower, str.upper, str.title), (40, 37, 20, 3))[0]
    whole = random.random() < 0.7
    pieces, end = [], 0
    for start, stop in message.names:
        pieces += [(case if whole else _same)(text[end:start]), case(text[start:stop])]
        end = stop
    changed = "".join([*pieces, (case if whole else _same)(text[end:])])
    if len(changed) != len(text):  # a few letters become two: places would not hold
        return message
    return replace(message, text=changed)


def _same(text: str) -> str:
    return text


def _postcode(random: Random) -> str:
    british = f"{random.choice(_AREAS)} {random.randint(1, 9)}{random.choice('ABDEFGHJ')}{random.choice('ABDEFGHJ')}"
    forms = (
        british,
        british.replace(" ", ""),
        f"{random.randint(10000, 99999)}",
        f"{random.randint(1000, 9999)} {random.choice('ABCX')}{random.choice('KLMZ')}",
    )
    return random.choice((british, *forms))


def _email(random: Random) -> str:
    return f"{random.choice('abcdefgjkmnprst')}{random.randint(1, 99)}@example.{random.choice(('com', 'org', 'net'))}"


_DETAILS: dict[str, Callable[[Random], str]] = {
    "postcode": _postcode,
    "town": lambda random: random.choice(_TOWNS),
    "number": lambda random: random.choice(("", "#")) + str(random.randint(10000, 10999)),
    "email": _email,
    "phone": lambda random: f"07700 900{random.randint(100, 999)}",
}
