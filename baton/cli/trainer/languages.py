"""Whether the bot has its words for each language that it can tell from English. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baton.base.yaml_lines import Problem, did_you_mean
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.sources import Source
from baton.nlu.language_data import LanguageData

PREFIX = "utter_other_language_"
_ACTION = "action_other_language"


def problems(
    domain: Source, known: Names, codes: Collection[str], written: Collection[LanguageData]
) -> Iterator[Problem]:
    """Languages without a response, responses for languages that are never recognised, languages without data, and
    data of languages that are never recognised.

    Args:
        codes: the languages that can be told from English, lower case.
        written: the data of those that have a file in data/languages.
    """
    for one in written:
        if one.code not in codes and one.words is None:
            hint = did_you_mean(one.code, codes) or f" ({', '.join(sorted(codes))})"
            why = f"no message is ever read as being in '{one.code}', so nothing of this counts{hint}"
            yield Problem(f"data/languages/{one.code}.yml", 1, why)
    said = [name for name in known.responses if name.startswith(PREFIX)]
    if not said and _ACTION not in known.actions:
        return
    for code in sorted(codes):
        if f"{PREFIX}{code}" not in known.responses:
            why = (
                f"no response {PREFIX}{code}: whoever writes in that language would get no answer; write it, in that "
                "language, under responses"
            )
            yield domain.problem(("responses", said[-1]) if said else ("responses",), why)
        if code not in {one.code for one in written}:
            why = (
                f"there is no {code}.yml: what must reach a person would not be found in that language; write it "
                "(docs/language-data.md, Other languages)"
            )
            yield Problem("data/languages", 0, why)
    for name in said:
        code = name.removeprefix(PREFIX)
        if code not in codes:
            hint = did_you_mean(code, codes)
            why = (
                f"nothing says {name}: '{code}' is no language that is told from English{hint}; a developer adds it to "
                "LANGUAGES in baton/nlu/language_detector.py"
            )
            yield domain.problem(("responses", name), why)
