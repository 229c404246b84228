"""What the blocks of data/faq name that stands elsewhere: actions, responses, kinds of problem, countries, intents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from babel import Locale

from baton.base.yaml_lines import Problem, did_you_mean
from baton.cli.trainer import domain_names
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.domain_responses import payload_faults
from baton.cli.trainer.sources import Source
from baton.knowledge.document import OTHER
from baton.knowledge.placed_block import PlacedBlock
from baton.nlu.language_detector import LANGUAGES
from policies.taxonomy import taxonomy

#: What people write in place of the code of ISO 3166.
_NO_CODES = {"UK": "GB", "EN": "GB", "EU": OTHER}
#: Among the codes of CLDR, and of no country: unknown, for tests, and for groups of countries.
_NOWHERE = {"ZZ", "XA", "XB", "EZ", "QO", "UN"}


def problems(blocks: Sequence[PlacedBlock], domain: Source) -> Iterator[Problem]:
    """Every name in a block that stands for nothing.

    Args:
        blocks: of all files.
        domain: what can be read of domain.yml; where that is nothing, only its own complaints are worth reading.
    """
    known = domain_names.names(domain)
    countries = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    countries -= {*_NO_CODES, *_NOWHERE}
    languages = sorted(map(str.lower, LANGUAGES))
    for one in blocks:
        if domain.value:
            yield from _of_domain(one, known)
        kinds = taxonomy().problems
        if one.block.problem is not None:
            yield from _unknown(one, "problem", one.block.problem, kinds, "is no kind of problem")
        yield from _countries(one, countries)
        for place, code in one.conditions("language"):
            if code not in languages:
                why = f"no message is ever read as being in {code!r}; one of {', '.join(languages)}"
                yield one.problem(place, why)


def _of_domain(one: PlacedBlock, known: Names) -> Iterator[Problem]:
    if one.block.action is not None:
        yield from _unknown(one, "action", one.block.action, known.actions, "is not under actions in domain.yml")
    if one.block.declined is not None:
        yield from _unknown(
            one, "declined", one.block.declined, known.responses, "is not under responses in domain.yml"
        )
    for number, variation in enumerate(one.block.answer):
        for place, button in enumerate(variation.buttons):
            for why in payload_faults(button.payload, known):
                yield one.problem(("answer", number, "buttons", place), f"the button '{button.title}' {why}")


def _unknown(one: PlacedBlock, key: str, name: str, known: Collection[str], why: str) -> Iterator[Problem]:
    if name not in known:
        way_out = did_you_mean(name, known) or "; name one that is there, or take the line out"
        yield one.problem((key,), f"{key}: {name} {why}{way_out}")


def _countries(one: PlacedBlock, codes: Collection[str]) -> Iterator[Problem]:
    for place, code in one.conditions("country"):
        if code != OTHER and code not in codes:
            meant = _NO_CODES.get(code)
            way_out = f"; did you mean {meant}?" if meant else "; write its two letters of ISO 3166, such as GB"
            yield one.problem(place, f"{code} is the code of no country{way_out}")
