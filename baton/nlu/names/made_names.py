"""Makes people's names of every form to train on: of listed given and family names, of words, made up. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from baton.nlu.names import name_data
from baton.nlu.names.name_data import Country
from baton.nlu.names.tokens import letters

_LISTED = 0.9  # of the names; the rest is made up
_HOME = ("en", "en_GB", "en_IE", "en_US")  # a quarter of the names come from here
_HOME_SHARE = 0.25
_UPPER_PARTICLES = (
    "O'",
    "Mc",
    "Mac",
    "D'",
    "L'",
    "Al-",
    "El-",
    "Fitz",
    "St ",
    "Van ",
    "De ",
    "Ben ",
    "Ap ",
    "Bin ",
    "Ibn ",
)
_LOWER_PARTICLES = (
    "al-", "el-", "d'", "de los ", "del ", "della ", "di ", "dos ", "da ", "do ", "e ", "y ", "i ", "von ", "von der ",
    "vom ", "zu ", "af ", "bin ", "binti ", "ibn ", "ben ", "bat ", "ap ", "ab ", "ferch ", "ní ", "ó ", "mac ", "nic ",
    "uí ", "te ", "abu ", "ould ", "der ", "la ",
)  # fmt: skip
_ENGLISH_TITLES = (
    "Mr",
    "Mrs",
    "Miss",
    "Ms",
    "Mx",
    "Dr",
    "Prof",
    "Sir",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Rev",
    "Lady",
    "Madam",
)


class NameMaker:
    """Names one by one, as a source of chance gives them.

    Args:
        countries: lists of names.
        words: everyday words, which are names too: Will, May, Young.
        random: the source of chance.
    """

    def __init__(self, countries: Sequence[Country], words: Sequence[str], random: Random) -> None:
        self._home = [c for c in countries if c.code in _HOME]
        self._countries = countries
        self._words = words
        given = {name.lower() for country in self._home for name in country.first}
        family = {name.lower() for country in self._home for name in country.last}
        self._given_words = [word for word in words if word in given]
        self._family_words = [word for word in words if word in family]
        self._random = random
        self._particles = (*_UPPER_PARTICLES, *_LOWER_PARTICLES, *(f"{p} " for p in name_data.particles(countries)))
        self._forms: list[tuple[float, Callable[[Country], str]]] = [
            (0.40, lambda c: f"{self._first(c)} {self._last(c)}"),
            (0.10, self._last),
            (0.10, self._first),
            (0.07, lambda c: f"{self._first(c)} {self._first(c)} {self._last(c)}"),
            (0.06, lambda c: f"{self._first(c)} {self._last(c)} {self._last(c)}"),
            (0.03, lambda c: f"{self._last(c)} {self._first(c)} {self._first(c)}"),
            (0.02, lambda c: f"{self._last(c)} {self._first(c)}"),
            (0.03, lambda c: f"{self._first(c)} {self._last(c)}-{self._last(c)}"),
            (0.02, lambda c: f"{self._first(c)}-{self._first(c)} {self._last(c)}"),
            (0.08, lambda c: f"{self._first(c)} {self._particle()}{self._last(c)}"),
            (0.02, lambda c: f"{self._particle()}{self._last(c)}"),
            (0.02, lambda c: f"{self._first(c)} {self._last(c)} {self._particle()}{self._last(c)}"),
            (0.02, lambda c: f"{self._first(c)} {self._particle()}{self._first(c)} {self._last(c)}"),
            (0.08, self._initials),
            (0.04, lambda c: f"{self._last(c)}, {self._first(c)}"),
            (0.01, lambda c: f"{self._last(c)}, {self._first(c)[0]}."),
        ]

    def name(self) -> str:
        """A name."""
        return self.listed() if self._random.random() < _LISTED else self._made_up()

    def listed(self) -> str:
        """A name of listed parts, in one of the forms that names have."""
        (form,) = self._random.choices([form for _, form in self._forms], [share for share, _ in self._forms])
        return form(self._country())

    def of_words(self) -> str:
        """A name that also is one or two everyday words."""
        one, other = (
            self._random.choice(listed if listed and self._random.random() < 0.6 else self._words).capitalize()
            for listed in (self._given_words, self._family_words)
        )
        country = self._country()
        forms = [f"{one} {other}", f"{self._first(country)} {other}", f"{one} {self._last(country)}", one]
        return self._random.choices(forms, (3, 3, 2, 1))[0]

    def title(self) -> str:
        """A title with the blank after it."""
        if self._random.random() < 0.8:
            return f"{self._random.choice(_ENGLISH_TITLES)} "
        titles = [t for t in self._country().titles if len(t.split()) == 1]
        return f"{self._random.choice(titles)} " if titles else ""

    def _country(self) -> Country:
        return self._random.choice(self._home if self._random.random() < _HOME_SHARE else self._countries)

    def _first(self, country: Country) -> str:
        return self._random.choice(country.first)

    def _last(self, country: Country) -> str:
        return self._random.choice(country.last)

    def _particle(self) -> str:
        return self._random.choice(self._particles)

    def _initials(self, country: Country) -> str:
        one, other = self._first(country)[0], self._first(country)[0]
        last = self._last(country)
        forms = (
            f"{one}. {last}",
            f"{one} {last}",
            f"{one}.{other}. {last}",
            f"{one}. {other}. {last}",
            f"{one}{other} {last}",
        )
        more = (f"{self._first(country)} {one}. {last}", f"{last} {one}", f"{self._first(country)} {one}")
        return self._random.choice((*forms, *more))

    def _made_up(self) -> str:
        """A name that no list has, of pieces of those that lists have."""
        words = [self._spliced() for _ in range(self._random.choices((1, 2, 3), (2, 5, 1))[0])]
        return " ".join(words)

    def _spliced(self) -> str:
        country, other = self._country(), self._country()
        one, two = letters(self._last(country)), letters(self._first(other))
        return (one[: self._random.randint(2, 5)] + two[-self._random.randint(2, 5) :]).capitalize()
