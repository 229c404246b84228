"""The names that a domain gives, and everything wrong with how it gives them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer.sources import Source
from policies.taxonomy import IntentFlag, Taxonomy

_KEYS = tuple("version intents entities slots forms actions responses session_config e2e_actions config".split())
_SLOT_TYPES = tuple("text bool categorical float list any".split())
#: A key that one would look for in a form or a rule, and that nothing reads.
HANDOFF = "handoff"
HANDOFF_NOT_READ = (
    "nothing reads `handoff` here: the step `- action: action_handoff` hands over, and the category with its details "
    "stands in business/taxonomy.yml under `journey` (docs/trainer.md)"
)
_FORM_KEYS = ("required_slots", "ignored_intents")
_MAPPINGS = tuple("custom from_entity from_intent from_text from_trigger_intent".split())
#: Rasa's own actions, which no domain lists.
RASAS_ACTIONS = frozenset(
    "action_listen action_restart action_session_start action_default_fallback action_deactivate_loop action_back "
    "action_unlikely_intent action_extract_slots action_two_stage_fallback action_default_ask_affirmation "
    "action_default_ask_rephrase action_revert_fallback_events".split()
)
#: Intents of bare words: "left leg" is read as a question about a product, and in a form it is the answer. A form of a
#: trainer's that lets them pass would not take such an answer.
OFTEN_AN_ANSWER = frozenset({"product_question"})
_PAYLOAD = re.compile(r"/([^{\s]+)\s*(\{.*\})?\s*$", re.S)


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
    yield from _twice(domain)
    yield from _slots(domain, known)
    yield from _forms(domain, known, taxonomy)
    yield from _responses(domain, known)
    yield from _taxonomy(domain, known, taxonomy)


def _listed(domain: Source, key: str) -> dict[str, KeyPath]:
    entries = domain.value.get(key)
    found: dict[str, KeyPath] = {}
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        for name in entry if isinstance(entry, dict) else [entry]:
            found.setdefault(str(name), (key, place))
    return found


def _mapping(domain: Source, key: str) -> dict[str, object]:
    value = domain.value.get(key)
    return {str(name): settings for name, settings in value.items()} if isinstance(value, dict) else {}


def _twice(domain: Source) -> Iterator[Problem]:
    for key in ("intents", "entities", "actions"):
        entries, seen = domain.value.get(key), set[str]()
        for place, entry in enumerate(entries if isinstance(entries, list) else []):
            for name in entry if isinstance(entry, dict) else [entry]:
                if name in seen:
                    yield domain.problem((key, place), f"'{name}' stands twice in {key}; Rasa refuses such a domain")
                seen.add(name)


def _slots(domain: Source, known: Names) -> Iterator[Problem]:
    for name, settings in known.slots.items():
        where: KeyPath = ("slots", name)
        if not isinstance(settings, dict) or not settings.get("type"):
            yield domain.problem(where, f"slot {name} needs a type: {', '.join(_SLOT_TYPES)}")
            continue
        if settings["type"] not in _SLOT_TYPES:
            kind = settings["type"]
            why = (
                f"slot {name} has the unknown type '{kind}'{did_you_mean(kind, _SLOT_TYPES)} ({', '.join(_SLOT_TYPES)})"
            )
            yield domain.problem((*where, "type"), why)
        mappings = settings.get("mappings")
        if not isinstance(mappings, list) or not mappings:
            yield domain.problem(
                where, f"slot {name} needs mappings, or nothing fills it: `mappings: [{{type: custom}}]`"
            )
            continue
        for place, mapping in enumerate(mappings):
            yield from _mapping_problems(domain, known, name, (*where, "mappings", place), mapping)


def _mapping_problems(domain: Source, known: Names, slot: str, where: KeyPath, mapping: Any) -> Iterator[Problem]:
    kind = mapping.get("type") if isinstance(mapping, dict) else None
    if kind not in _MAPPINGS:
        why = f"slot {slot}: unknown mapping '{kind}'{did_you_mean(kind, _MAPPINGS)} ({', '.join(_MAPPINGS)})"
        yield domain.problem(where, why)
        return
    for key, listed in (("entity", known.entities), ("intent", known.intents), ("not_intent", known.intents)):
        for name in _some(mapping.get(key)):
            if name not in listed:
                what = "entity" if key == "entity" else "intent"
                yield domain.problem(where, f"slot {slot}: unknown {what} '{name}'{did_you_mean(name, listed)}")
    for condition in _some(mapping.get("conditions")):
        form = condition.get("active_loop") if isinstance(condition, dict) else None
        if form and form not in known.forms:
            yield domain.problem(where, f"slot {slot}: unknown form '{form}'{did_you_mean(form, known.forms)}")


def _forms(domain: Source, known: Names, taxonomy: Taxonomy) -> Iterator[Problem]:
    for form in known.forms:
        where: KeyPath = ("forms", form)
        for place, slot in enumerate(known.required(form)):
            if slot not in known.slots:
                hint = did_you_mean(slot, known.slots)
                why = f"{form} asks for the slot '{slot}', which the domain does not have{hint}"
                yield domain.problem((*where, "required_slots", place), why)
            elif not _asks(form, slot, known) and f"validate_{form}" not in known.actions:
                why = f"nothing asks for {slot}: {form} would wait in silence; write the response utter_ask_{slot}"
                yield domain.problem((*where, "required_slots", place), why)
        settings = known.forms[form]
        for key in settings if isinstance(settings, dict) else ():
            if key not in _FORM_KEYS:
                known_keys = did_you_mean(key, _FORM_KEYS) or f"; it has {' and '.join(_FORM_KEYS)}"
                why = HANDOFF_NOT_READ if key == HANDOFF else f"a form has no key '{key}'{known_keys}"
                yield domain.problem((*where, key), why)
        ignored = _some(settings.get("ignored_intents")) if isinstance(settings, dict) else []
        for name in ignored:
            if name not in known.intents:
                hint = did_you_mean(name, known.intents)
                yield domain.problem((*where, "ignored_intents"), f"{form} ignores the unknown intent '{name}'{hint}")
        passing = (taxonomy.with_flag(IntentFlag.INTERRUPTS_FORM) - OFTEN_AN_ANSWER) & set(known.intents)
        missing = sorted(passing - set(map(str, ignored)))
        if missing and f"validate_{form}" not in known.actions and _takes_any_words(form, known):
            why = (
                f"{form} would take a question for an answer; add to its ignored_intents what may interrupt a form "
                f"(business/taxonomy.yml): {', '.join(missing)}"
            )
            yield domain.problem(where, why)


def _takes_any_words(form: str, known: Names) -> bool:
    slots = (known.slots.get(slot) for slot in known.required(form))
    mappings = [each for slot in slots if isinstance(slot, dict) for each in _some(slot.get("mappings"))]
    return any(isinstance(each, dict) and each.get("type") == "from_text" for each in mappings)


def _asks(form: str, slot: str, known: Names) -> bool:
    asked = (f"utter_ask_{form}_{slot}", f"utter_ask_{slot}", f"action_ask_{form}_{slot}", f"action_ask_{slot}")
    return any(name in known.responses or name in known.actions for name in asked)


def _responses(domain: Source, known: Names) -> Iterator[Problem]:
    for name, variations in known.responses.items():
        where: KeyPath = ("responses", name)
        if not name.startswith("utter_"):
            yield domain.problem(where, f"the response {name} must begin with utter_: Rasa never says it")
        if not isinstance(variations, list) or not variations:
            yield domain.problem(where, f"{name} says nothing: write a list with `- text: ...`")
            continue
        for place, variation in enumerate(variations):
            if not isinstance(variation, dict) or variation.keys().isdisjoint(
                ("text", "custom", "image", "attachment")
            ):
                yield domain.problem((*where, place), f"{name} says nothing here: write `- text: ...`")
                continue
            yield from _buttons(domain, known, (*where, place, "buttons"), variation.get("buttons"))


def _buttons(domain: Source, known: Names, where: KeyPath, buttons: object) -> Iterator[Problem]:
    for place, button in enumerate(buttons if isinstance(buttons, list) else []):
        if not isinstance(button, dict) or not button.get("title") or not button.get("payload"):
            yield domain.problem((*where, place), "a button needs a title and a payload")
            continue
        found = _PAYLOAD.match(str(button["payload"]))
        if found is None:
            continue
        intent, entities = found[1], found[2]
        if intent not in known.intents:
            hint = did_you_mean(intent, known.intents)
            why = f"the button '{button['title']}' sends the unknown intent '{intent}'{hint}"
            yield domain.problem((*where, place), why)
        try:
            json.loads(entities or "{}")
        except ValueError:
            why = f"the button '{button['title']}' sends entities that are no JSON: {entities}"
            yield domain.problem((*where, place), why)


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


def _some(value: object) -> list[Any]:
    """One or a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]
