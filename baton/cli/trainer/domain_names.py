"""The names that a domain gives, and everything wrong with how it gives them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer.sources import Source
from policies.taxonomy import IntentFlag, Taxonomy

_KEYS = tuple("version intents entities slots forms actions responses session_config e2e_actions config".split())
#: A key that one would look for in a form or a rule, and that nothing reads.
HANDOFF = "handoff"
HANDOFF_NOT_READ = (
    "nothing reads `handoff` here: the step `- action: action_handoff` hands over, and the category with its details "
    "stands in business/taxonomy.yml under `journey` (docs/trainer.md)"
)
_FORM_KEYS = ("required_slots", "ignored_intents")
_INTENT_KEYS = ("use_entities", "ignore_entities")
#: Rasa's own actions, which no domain lists.
RASAS_ACTIONS = frozenset(
    "action_listen action_restart action_session_start action_default_fallback action_deactivate_loop action_back "
    "action_unlikely_intent action_extract_slots action_two_stage_fallback action_default_ask_affirmation "
    "action_default_ask_rephrase action_revert_fallback_events".split()
)
#: Intents of bare words: "left leg" is read as a question about a product, and in a form it is the answer. A form of a
#: trainer's that lets them pass would not take such an answer.
OFTEN_AN_ANSWER = frozenset({"product_question"})
_NAME = re.compile(r"[A-Za-z]\w*", re.A)
#: What `session_config` may hold, and of which type.
_SESSION: dict[str, tuple[type, ...]] = {
    "session_expiration_time": (int, float),
    "carry_over_slots_to_new_session": (bool,),
}


@dataclass(frozen=True)
class Names:
    """What a domain lists."""

    intents: Mapping[str, KeyPath]
    entities: Mapping[str, KeyPath]
    actions: Mapping[str, KeyPath]
    slots: Mapping[str, object]
    forms: Mapping[str, object]
    responses: Mapping[str, object]

    @property
    def every_action(self) -> set[str]:
        """All that may stand behind `action:`."""
        return {*self.actions, *self.forms, *self.responses, *RASAS_ACTIONS}

    def required(self, form: str) -> list[str]:
        """The slots that a form asks for."""
        settings = self.forms.get(form)
        listed = settings.get("required_slots") if isinstance(settings, dict) else None
        return [str(slot) for slot in listed] if isinstance(listed, list) else []


def names(domain: Source) -> Names:
    """The names of a domain; what has the wrong shape is left out."""
    return Names(
        _listed(domain, "intents"),
        _listed(domain, "entities"),
        _listed(domain, "actions"),
        *(_mapping(domain, key) for key in ("slots", "forms", "responses")),
    )


def problems(domain: Source, known: Names, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Everything wrong with a domain by itself."""
    for key in domain.value:
        if key not in _KEYS:
            yield domain.problem((key,), f"Rasa knows no key '{key}' in a domain{did_you_mean(key, _KEYS)}")
    for key in ("intents", "entities", "actions"):
        if not isinstance(domain.value.get(key, []), list):
            yield domain.problem((key,), f"{key} is a list: `- name` on each line")
    for key in ("slots", "forms", "responses"):
        if not isinstance(domain.value.get(key, {}), dict):
            yield domain.problem((key,), f"{key} holds names with settings: `name:` and what belongs to it below")
    yield from _listed_wrongly(domain)
    yield from _forms(domain, known, taxonomy)
    yield from _session(domain)
    yield from _spoken_actions(domain, known)
    yield from _taxonomy(domain, known, taxonomy)


def _listed(domain: Source, key: str) -> dict[str, KeyPath]:
    found: dict[str, KeyPath] = {}
    for name, where in _entries(domain, key):
        if isinstance(name, str) and _NAME.fullmatch(name):
            found.setdefault(name, where)
    return found


def _entries(domain: Source, key: str) -> Iterator[tuple[object, KeyPath]]:
    """What a list of the domain holds, with its places; an entry may have settings of its own."""
    entries = domain.value.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        for name in entry if isinstance(entry, dict) else [entry]:
            yield name, (key, place)


def _mapping(domain: Source, key: str) -> dict[str, object]:
    value = domain.value.get(key)
    return {str(name): settings for name, settings in value.items()} if isinstance(value, dict) else {}


def _listed_wrongly(domain: Source) -> Iterator[Problem]:
    """What is no name in a list of names, what stands there twice, and settings of an intent that are none."""
    for key in ("intents", "entities", "actions"):
        seen: set[str] = set()
        for name, where in _entries(domain, key):
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                shown = "nothing stands behind this dash" if name is None else f"'{name}' is no name"
                if isinstance(name, bool):
                    shown = "yes, no, on, off, true and false are read as a value, not as a name"
                yield domain.problem(where, f"{shown}: a name has letters, digits and _, and begins with a letter")
            elif name in seen:
                yield domain.problem(where, f"'{name}' stands twice in {key}; Rasa refuses such a domain")
            seen.add(str(name))
    for key in ("slots", "forms"):
        for name in _mapping(domain, key):
            if not _NAME.fullmatch(name):
                why = f"'{name}' is no name: it has letters, digits and _, and begins with a letter"
                yield domain.problem((key, name), why)
    entities = _listed(domain, "entities")
    for place, entry in enumerate(some(domain.value.get("intents"))):
        for name, settings in entry.items() if isinstance(entry, dict) else ():
            for setting in settings if isinstance(settings, dict) else ():
                at: KeyPath = ("intents", place, name, setting)
                if setting not in _INTENT_KEYS:
                    why = f"the intent {name} has no key '{setting}'{did_you_mean(setting, _INTENT_KEYS)}"
                    yield domain.problem(at, why)
                for entity in some(settings[setting]) if setting in _INTENT_KEYS else ():
                    if not isinstance(entity, bool) and str(entity) not in entities:
                        yield domain.problem(at, f"unknown entity '{entity}'{did_you_mean(entity, entities)}")
            if not isinstance(settings, dict):
                why = f"the intent {name} has a colon and no settings below: take the colon out"
                yield domain.problem(("intents", place, name), why)


def _session(domain: Source) -> Iterator[Problem]:
    settings = domain.value.get("session_config")
    for key, value in settings.items() if isinstance(settings, dict) else ():
        where: KeyPath = ("session_config", key)
        if key not in _SESSION:
            yield domain.problem(where, f"session_config has no key '{key}'{did_you_mean(key, _SESSION)}")
        elif not isinstance(value, _SESSION[key]) or (isinstance(value, bool) and bool not in _SESSION[key]):
            wanted = "true or false" if bool in _SESSION[key] else "a number of minutes"
            yield domain.problem(where, f"{key} is '{value}'; write {wanted}")


def _spoken_actions(domain: Source, known: Names) -> Iterator[Problem]:
    """Responses that are listed as actions, and are not there."""
    for action, where in known.actions.items():
        if action.startswith("utter_") and action not in known.responses:
            hint = did_you_mean(action, known.responses) or "; write it under responses, or take it out here"
            yield domain.problem(where, f"there is no response {action}{hint}")


def _forms(domain: Source, known: Names, taxonomy: Taxonomy) -> Iterator[Problem]:
    for form in known.forms:
        where: KeyPath = ("forms", form)
        settings = known.forms[form]
        asked = settings.get("required_slots") if isinstance(settings, dict) else None
        if not isinstance(asked, list) or not asked:
            rasa_2 = "; what fills a slot stands at the slot, under mappings" if isinstance(asked, dict) else ""
            yield domain.problem(
                where, f"{form} asks for nothing: write `required_slots:` and `- slot` on each line below{rasa_2}"
            )
        for place, slot in enumerate(known.required(form)):
            if slot in known.required(form)[:place]:
                yield domain.problem((*where, "required_slots", place), f"{form} asks for {slot} twice; take one out")
            elif slot not in known.slots:
                hint = did_you_mean(slot, known.slots)
                why = f"{form} asks for the slot '{slot}', which the domain does not have{hint}"
                yield domain.problem((*where, "required_slots", place), why)
            elif not _asks(form, slot, known) and f"validate_{form}" not in known.actions:
                why = f"nothing asks for {slot}: {form} would wait in silence; write the response utter_ask_{slot}"
                yield domain.problem((*where, "required_slots", place), why)
        for key in settings if isinstance(settings, dict) else ():
            if key not in _FORM_KEYS:
                known_keys = did_you_mean(key, _FORM_KEYS) or f"; it has {' and '.join(_FORM_KEYS)}"
                why = HANDOFF_NOT_READ if key == HANDOFF else f"a form has no key '{key}'{known_keys}"
                yield domain.problem((*where, key), why)
        ignored = [str(name) for name in some(settings.get("ignored_intents"))] if isinstance(settings, dict) else []
        for name in ignored:
            if name not in known.intents:
                hint = did_you_mean(name, known.intents)
                yield domain.problem((*where, "ignored_intents"), f"{form} ignores the unknown intent '{name}'{hint}")
        passing = (taxonomy.with_flag(IntentFlag.INTERRUPTS_FORM) - OFTEN_AN_ANSWER) & set(known.intents)
        missing = sorted(passing - set(ignored))
        if missing and f"validate_{form}" not in known.actions and _takes_any_words(form, known):
            why = (
                f"{form} would take a question for an answer; add to its ignored_intents what may interrupt a form "
                f"(business/taxonomy.yml): {', '.join(missing)}"
            )
            yield domain.problem(where, why)


def _takes_any_words(form: str, known: Names) -> bool:
    slots = (known.slots.get(slot) for slot in known.required(form))
    mappings = [each for slot in slots if isinstance(slot, dict) for each in some(slot.get("mappings"))]
    return any(isinstance(each, dict) and each.get("type") == "from_text" for each in mappings)


def _asks(form: str, slot: str, known: Names) -> bool:
    asked = (f"utter_ask_{form}_{slot}", f"utter_ask_{slot}", f"action_ask_{form}_{slot}", f"action_ask_{slot}")
    return any(name in known.responses or name in known.actions for name in asked)


def _taxonomy(domain: Source, known: Names, taxonomy: Taxonomy) -> Iterator[Problem]:
    listed = {*taxonomy.signals, *taxonomy.intents}
    for intent, where in known.intents.items():
        if intent not in listed:
            why = f"business/taxonomy.yml does not say what {intent} means: add `{intent}: []` under intents"
            yield domain.problem(where, f"{why}{did_you_mean(intent, listed)}")
    for form, category in taxonomy.journeys.items():
        if form not in known.forms:
            why = f"{category} names the form '{form}', which domain.yml does not have{did_you_mean(form, known.forms)}"
            yield Problem("business/taxonomy.yml", taxonomy.line(("categories", category, "journey", "form")), why)
            continue
        for slot in taxonomy.detail_labels(form):
            if slot not in known.slots:
                line = taxonomy.line(("categories", category, "journey", "details", slot))
                hint = did_you_mean(slot, known.slots)
                why = f"{category} names the slot '{slot}', which domain.yml does not have{hint}"
                yield Problem("business/taxonomy.yml", line, why)


def some(value: object) -> list[Any]:
    """One or a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]
