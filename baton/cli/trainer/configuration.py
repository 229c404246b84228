"""What is wrong with config.yml beside rule T6: what Baton's data need and it lacks, and what there is not."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.sources import Source

_KEYS = tuple("recipe assistant_id language pipeline policies importers version".split())
#: What must be there, in this order, and what would be lost without it.
NEEDED: Mapping[str, Mapping[str, str]] = {
    "pipeline": {
        "baton.nlu.detail_extractor.DetailExtractor": "order numbers, e-mail addresses and postcodes are not found",
        "baton.nlu.name_extractor.NameExtractor": "people's names are not found",
        "baton.nlu.message_classifier.MessageClassifier": "nothing says what a message means",
        "baton.nlu.language_reader.LanguageReader": "messages in other languages are read as English",
        "baton.nlu.question_matcher.QuestionMatcher": "no question of data/faq is answered",
        "FallbackClassifier": "a message that is not understood is answered as if it were",
        "baton.nlu.matter_reader.MatterReader": "of several matters in one message only one is answered",
    },
    "policies": {
        "policies.rasa_policy.EscalationPolicy": "",  # rule T6 says it
        "baton.rasa_overrides.rule_policy.RecentRulePolicy": "no rule of data/rules counts",
        "baton.rasa_overrides.story_policy.RecentStoryPolicy": "no story of data/stories counts",
    },
}
#: What others complain about when it is missing (`baton.base.escalation_in_place`).
_SAID_BY_OTHERS = ("baton.nlu.message_classifier.MessageClassifier", "policies.rasa_policy.EscalationPolicy")
_FALLBACK_ACTION = "core_fallback_action_name"
_THRESHOLD = "threshold"
#: What the components of the shipped config.yml can be given; others may have keys of their own.
_COMPONENT_KEYS = (
    "name",
    _THRESHOLD,
    "ambiguity_threshold",
    "core_fallback_threshold",
    _FALLBACK_ACTION,
    "enable_fallback_prediction",
    "check_for_contradictions",
    "use_nlu_confidence_as_score",
    "max_history",
    "priority",
)
#: In what the model reads; other languages have their files in data/languages.
_LANGUAGE = "en"


def problems(config: Source, known: Names) -> Iterator[Problem]:
    """Everything wrong with a configuration that can be read.

    Args:
        known: what the domain lists.
    """
    for key in config.value:
        if key not in _KEYS:
            yield config.problem((key,), f"Rasa knows no key '{key}' in config.yml{did_you_mean(key, _KEYS)}")
    if (language := config.value.get("language", _LANGUAGE)) != _LANGUAGE:
        why = f"language is '{language}', and the model reads English (others: data/languages); write {_LANGUAGE}"
        yield config.problem(("language",), why)
    for section, needed in NEEDED.items():
        listed = config.value.get(section)
        if not isinstance(listed, list):
            yield config.problem((section,), f"{section} is a list: `- name: ...` on each line")
            continue
        components = [one if isinstance(one, dict) else {"name": one} for one in listed]
        names = [str(one.get("name")) for one in components]
        for name, lost in needed.items():
            if name not in names and name not in _SAID_BY_OTHERS:
                yield config.problem((section,), f"{name} is missing: {lost}; add `- name: {name}`")
        if section == "pipeline":
            yield from _order(config, section, names, list(needed))
        for place, one in enumerate(components):
            if (first := components.index(one)) != place:
                line = config.lines.of((section, first))
                yield config.problem((section, place), f"{names[place]} stands in line {line} already; take one out")
            yield from _component(config, (section, place), one, known)


def said(config: Source) -> set[str]:
    """The responses that a configuration names."""
    listed = config.value.get("policies")
    return {
        str(one.get(_FALLBACK_ACTION)) for one in (listed if isinstance(listed, list) else ()) if isinstance(one, dict)
    }


def _order(config: Source, section: str, names: list[str], needed: list[str]) -> Iterator[Problem]:
    """Each reads what those before it have found; the order of policies does not matter."""
    places = [(needed.index(name), place) for place, name in enumerate(names) if name in needed]
    for (before, _), (after, place) in pairwise(places):
        if after < before:
            why = f"{names[place]} must stand before {needed[before]}, which reads what it finds"
            yield config.problem((section, place), why)


def _component(config: Source, where: KeyPath, one: Mapping[str, Any], known: Names) -> Iterator[Problem]:
    name = str(one.get("name"))
    if name not in {each for needed in NEEDED.values() for each in needed} and not _exists(name):
        hint = did_you_mean(name, [each for needed in NEEDED.values() for each in needed])
        yield config.problem(where, f"there is no {name}{hint}")
    for key, value in one.items():
        if key not in _COMPONENT_KEYS and (hint := did_you_mean(key, _COMPONENT_KEYS)):
            yield config.problem((*where, key), f"{name.rpartition('.')[2]} reads no key '{key}'{hint}")
        if key.endswith(_THRESHOLD) and (isinstance(value, bool) or not isinstance(value, (int, float))):
            yield config.problem((*where, key), f"{key} is '{value}'; write a number from 0 to 1, such as 0.3")
        elif key.endswith(_THRESHOLD) and not 0 <= value <= 1:
            yield config.problem((*where, key), f"{key} is {value}; it goes from 0 to 1")
    action = one.get(_FALLBACK_ACTION)
    if action is not None and str(action) not in known.every_action:
        why = f"{_FALLBACK_ACTION} names '{action}', which does not exist{did_you_mean(action, known.every_action)}"
        yield config.problem((*where, _FALLBACK_ACTION), why)


def _exists(name: str) -> bool:
    """Whether a component is there: of Rasa's by its short name, of others by their module. Nothing is imported."""
    module, _, class_name = name.rpartition(".")
    if module:
        try:
            found = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            return False
        files = [Path(found.origin)] if found is not None and found.origin else []
    else:
        package = importlib.util.find_spec("rasa")
        folder = Path(package.origin).parent if package is not None and package.origin else Path()
        files = [*(folder / "nlu").rglob("*.py"), *(folder / "core").rglob("*.py")]
    described = re.compile(rf"^class {re.escape(class_name)}\b", re.M)
    return any(described.search(path.read_text(encoding="utf-8")) for path in files)
