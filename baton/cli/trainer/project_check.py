"""Everything wrong with what a trainer writes, all at once, each with file, line and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baton.base import names_in_code
from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem, read
from baton.cli.trainer import (
    configuration,
    contradictions,
    conversation_tests,
    dialogue_shapes,
    dialogues,
    domain_names,
    domain_responses,
    domain_slots,
    languages,
)
from baton.cli.trainer.dialogues import Dialogue
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.sources import Sources, read_all
from baton.nlu import language_data
from baton.nlu.language_data import LanguageData
from baton.nlu.language_detector import ENGLISH, LANGUAGES
from policies.taxonomy import Taxonomy, taxonomy
from policies.triggers import OWN_CATEGORIES

_SELECTOR = "ResponseSelector"


@dataclass(frozen=True)
class Findings:
    """What is refused, and what is only said."""

    problems: list[Problem]
    warnings: list[Problem]


def check(root: Path, code: Path = ROOT, known_taxonomy: Taxonomy | None = None) -> Findings:
    """Check domain, rules, stories, forms and conversation tests.

    Args:
        root: the project's folder.
        code: the folder of the code, which says responses too.
        known_taxonomy: that of this process when left out.
    """
    sources = read_all(root)
    categories = known_taxonomy or taxonomy()
    known = domain_names.names(sources.domain)
    learnt = dialogues.dialogues(sources.training)
    every = [*learnt, *dialogues.dialogues(sources.tests, is_test=True)]
    problems = list(sources.problems)
    warnings: list[Problem] = []
    if sources.domain.value:
        problems += domain_names.problems(sources.domain, known, categories)
        problems += domain_slots.problems(sources.domain, known)
        problems += domain_responses.problems(sources.domain, known, names_in_code.words(code))
        if sources.config is not None:
            problems += configuration.problems(sources.config, known)
        problems += dialogue_shapes.problems([*sources.training, *sources.tests], every)
        problems += dialogues.problems(every, known)
        problems += contradictions.problems(learnt)
        problems += dialogues.never_set(learnt, known, names_in_code.quoted(code))
        problems += _unserved(sources, known, learnt, categories) if sources.all_read else ()
        problems += _retrieval(sources, known, root)
        codes = {code.lower() for code in LANGUAGES if code != ENGLISH}
        folder = root / "data" / "languages"
        written = language_data.check(folder)[0] if folder.is_dir() else [LanguageData(code) for code in codes]
        problems += languages.problems(sources.domain, known, codes, written)
        tests, refused = conversation_tests.read_tests(root)
        problems += refused
        topics = _capabilities(root)
        named = {*categories.labels, *OWN_CATEGORIES, *topics, *topics.values()}
        for one in tests:
            problems += conversation_tests.unknown_names(one, known, named, topics)
        names, beginnings = names_in_code.mentioned(code)
        problems += _without_code(sources, known, names, beginnings)
        warnings += _unused(sources, known, learnt, names, beginnings) if sources.all_read else ()
    return Findings(_sorted(problems), _sorted(warnings))


def _capabilities(root: Path) -> dict[str, str]:
    """The policy's capabilities, each with the category under which its handovers are counted; what is wrong in it,
    others say."""
    value, _lines, _problems = read(root / "policies" / "escalation.yml", "escalation.yml")
    listed = value.get("capabilities") if isinstance(value, dict) else None
    settings = listed.items() if isinstance(listed, dict) else ()
    return {
        str(name): str(each.get("category") or name) if isinstance(each, dict) else str(name) for name, each in settings
    }


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line))


def _unserved(sources: Sources, known: Names, learnt: list[Dialogue], categories: Taxonomy) -> Iterator[Problem]:
    """Intents that nothing answers, and forms that nothing begins or ends."""
    for intent, why in dialogues.unanswered(learnt, known, categories.signals):
        yield sources.domain.problem(known.intents[intent], why)
    for form, why in dialogues.form_problems(learnt, known):
        yield sources.domain.problem(("forms", form), why)


def _without_code(
    sources: Sources, known: Names, code: frozenset[str], beginnings: tuple[str, ...]
) -> Iterator[Problem]:
    for action, where in known.actions.items():
        if action not in code and not action.startswith(("utter_", *beginnings)):
            why = f"{action} is under actions, but the action server has none of that name; a developer writes it"
            yield sources.domain.problem(where, why)


def _unused(
    sources: Sources, known: Names, learnt: list[Dialogue], code: frozenset[str], beginnings: tuple[str, ...]
) -> Iterator[Problem]:
    """Responses that nothing says."""
    said = {action for one in learnt for action in one.actions} | code
    said |= configuration.said(sources.config) if sources.config is not None else set()
    beginnings += names_in_code.lengthened(code)
    for form in known.forms:
        for slot in known.required(form):
            said |= {f"utter_ask_{slot}", f"utter_ask_{form}_{slot}"}
    for name in known.responses:
        if name not in said and not name.startswith(beginnings) and "/" not in name:
            why = f"nothing says {name}: no rule, no story, no form, no code; use it or remove it"
            yield sources.domain.problem(("responses", name), why)


def _retrieval(sources: Sources, known: Names, root: Path) -> Iterator[Problem]:
    """Retrieval intents (`ask/refund`) need a component that answers them, and a response each."""
    config = root / "config.yml"
    selects = config.exists() and _SELECTOR in config.read_text(encoding="utf-8", errors="replace")
    for source in sources.training:
        blocks = source.value.get("nlu")
        for place, block in enumerate(blocks if isinstance(blocks, list) else []):
            intent = block.get("intent") if isinstance(block, dict) else None
            if not isinstance(intent, str) or "/" not in intent:
                continue
            if not selects:
                why = (
                    f"{intent} is a retrieval intent, which nothing in config.yml answers; put the question into "
                    f"data/faq (docs/faq.md), or add {_SELECTOR} to the pipeline"
                )
                yield source.problem(("nlu", place), why)
            elif f"utter_{intent}" not in known.responses:
                yield source.problem(("nlu", place), f"{intent} has no response; write utter_{intent} in domain.yml")
