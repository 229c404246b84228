"""What is wrong with the responses of a domain: their texts, variables, buttons and conditions. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from baton.base import document_problems, markup
from baton.base.document import variables
from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer import rasa_files, slot_values
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.sources import Source
from policies import offers

#: What the bot reads of a text's metadata, and what each is.
_METADATA = {"offer": str, "declined": str, "again": bool, "holds_question": bool}
_KEYS = tuple("text buttons condition channel image attachment custom quick_replies elements metadata id".split())
#: One of these is what the customer gets.
_SAYS = ("text", "custom", "image", "attachment")
#: What holds the address of a picture or file; a slot may hold it.
_ADDRESSES = ("image", "attachment")
_OUR_CHANNEL = "web"
_BUTTON_KEYS = ("title", "payload")
_EVERY_BUTTON_KEY = (*_BUTTON_KEYS, "type")
#: Of a text; a longer one is no answer in a chat.
LONGEST = 1000  # characters, as in data/faq
_LONGEST_TITLE = 80
_IS_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)", re.I)
_PAYLOAD = re.compile(r"/([^{\s]+)\s*(\{.*\})?\s*$", re.S)


def problems(domain: Source, known: Names, words: Collection[str]) -> Iterator[Problem]:
    """Everything wrong with the responses.

    Args:
        words: those of the code, which fills in variables that are no slots.
    """
    for name, variations in known.responses.items():
        where: KeyPath = ("responses", name)
        if not name.startswith("utter_"):
            yield domain.problem(where, f"the response {name} must begin with utter_: Rasa never says it")
        if not isinstance(variations, list) or not variations:
            yield domain.problem(where, f"{name} says nothing: write a list with `- text: ...`")
            continue
        for place, variation in enumerate(variations):
            if not isinstance(variation, dict) or variation.keys().isdisjoint(_SAYS):
                yield domain.problem((*where, place), f"{name} says nothing here: write `- text: ...`")
                continue
            if (first := variations.index(variation)) != place:
                why = f"{name}: the same stands in line {domain.lines.of((*where, first))} already; take one out"
                yield domain.problem((*where, place), why)
            yield from _variation(domain, known, name, (*where, place), variation, words)
        bound = [isinstance(one, dict) and not one.keys().isdisjoint(("condition", "channel")) for one in variations]
        if all(bound):
            why = f"{name} is silence where no condition and no channel fits: add a variation that has none"
            yield domain.problem(where, why)


def _variation(
    domain: Source, known: Names, name: str, where: KeyPath, variation: Mapping[str, Any], words: Collection[str]
) -> Iterator[Problem]:
    for key in variation:
        if key not in _KEYS:
            yield domain.problem((*where, key), f"{name}: a response has no key '{key}'{did_you_mean(key, _KEYS)}")
    if "text" in variation:
        for why in _text(variation["text"], known, words):
            yield domain.problem((*where, "text"), f"{name}: {why}")
    for key in _ADDRESSES:
        if key in variation and not _is_address(variation[key]):
            yield domain.problem((*where, key), f"{name}: {key} needs an address behind it: https://...")
    if not isinstance(variation.get("custom", {}), dict):
        yield domain.problem((*where, "custom"), f"{name}: custom holds keys with values, sent as they stand")
    for key in ("channel", "id"):
        if key in variation and not isinstance(variation[key], str):
            yield domain.problem((*where, key), f"{name}: {key} needs a name behind it, in quotes if it is a number")
    channel, channels = variation.get("channel"), {*rasa_files.rasas_channels(), _OUR_CHANNEL}
    if isinstance(channel, str) and channel not in channels and (hint := did_you_mean(channel, channels)):
        yield domain.problem((*where, "channel"), f"{name}: there is no channel '{channel}'{hint}")
    for why in _metadata(variation.get("metadata"), known):
        yield domain.problem((*where, "metadata"), f"{name}: {why}")
    yield from _conditions(domain, known, name, (*where, "condition"), variation.get("condition"))
    yield from _buttons(domain, known, (*where, "buttons"), variation.get("buttons"))


def _metadata(metadata: object, known: Names) -> Iterator[str]:
    """What is wrong with that which the bot reads beside a text, such as what the text offers."""
    if metadata is None:
        return
    if not isinstance(metadata, dict):
        yield "metadata holds keys with values: `metadata: {offer: person}`"
        return
    for key, value in metadata.items():
        kind = _METADATA.get(key)
        if kind is None:  # an action of the shop's own may read it
            if hint := did_you_mean(key, _METADATA):
                yield f"nothing reads '{key}' of metadata{hint}"
        elif not isinstance(value, kind):
            wanted = "true or false" if kind is bool else "one name"
            yield f"{key} is {document_problems.shown(value)}; write {wanted}"
        elif key == "offer" and value not in offers.KINDS:
            hint = did_you_mean(value, offers.KINDS)
            yield f"nothing follows a yes to the offer '{value}'{hint} ({', '.join(offers.KINDS)})"
        elif key == "declined" and value not in known.responses:
            yield f"declined names no response: '{value}'{did_you_mean(value, known.responses)}"


def _is_address(value: object) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is not None and ((parts.scheme == "https" and bool(parts.netloc)) or "{" in parts.path)


def _text(text: object, known: Names, words: Collection[str]) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        shown = f"is {document_problems.shown(text)}" if text is not None and text != "" else "is empty"
        if isinstance(text, (dict, list)):
            shown = "begins with a bracket, which means something else in YAML"
        yield f'the text {shown}; write what the bot says, in quotes: `- text: "..."`'
        return
    if len(text) > LONGEST:
        yield f"the text has {len(text)} characters; at most {LONGEST}, as nobody reads more in a chat"
    if why := markup.fault(text):
        yield why
    try:
        named = variables(text)
    except ValueError:
        yield "a brace is not closed, or closes nothing; a slot's value is written {name}"
        return
    for one in sorted(named):
        if one not in known.slots and one not in words:
            hint = did_you_mean(one, known.slots)
            yield f"customers would read {{{one}}}: there is no slot of that name{hint}"


def _conditions(domain: Source, known: Names, name: str, where: KeyPath, conditions: object) -> Iterator[Problem]:
    if conditions is None:
        return
    if not isinstance(conditions, list) or not conditions:
        why = f"{name}: condition is a list: `- {{type: slot, name: ..., value: ...}}` on each line"
        yield domain.problem(where, why)
        return
    for place, one in enumerate(conditions):
        if not isinstance(one, dict) or one.get("type") != "slot" or not {"name", "value"} <= one.keys():
            why = f"{name}: a condition needs type: slot, a name and a value"
            yield domain.problem((*where, place), why)
        elif str(one["name"]) not in known.slots:
            hint = did_you_mean(one["name"], known.slots)
            yield domain.problem((*where, place), f"{name}: unknown slot '{one['name']}'{hint}; it would never be said")
        elif fault := slot_values.fault(known.slots[one["name"]], one["value"]):
            yield domain.problem((*where, place), f"{name}: the slot {one['name']} {fault}")


def _buttons(domain: Source, known: Names, where: KeyPath, buttons: object) -> Iterator[Problem]:
    if buttons is not None and not isinstance(buttons, list):
        yield domain.problem(where, "buttons is a list: `- {title: ..., payload: ...}` on each line")
        return
    titles: list[str] = []
    for place, button in enumerate(buttons or []):
        named = isinstance(button, dict) and all(isinstance(button.get(k), str) and button[k] for k in _BUTTON_KEYS)
        if not named:
            yield domain.problem((*where, place), "a button needs a title and a payload, both of them text")
            continue
        if button["title"] in titles:
            yield domain.problem((*where, place), f"there is a button '{button['title']}' already")
        titles.append(button["title"])
        for key in button:
            if key not in _EVERY_BUTTON_KEY:
                hint = did_you_mean(key, _EVERY_BUTTON_KEY) or f"; it has {' and '.join(_BUTTON_KEYS)}"
                yield domain.problem((*where, place), f"a button has no key '{key}'{hint}")
        if len(button["title"]) > _LONGEST_TITLE:
            length = f"a button of {len(button['title'])} characters; at most {_LONGEST_TITLE}"
            yield domain.problem((*where, place), length)
        if why := markup.fault(button["title"]):
            yield domain.problem((*where, place), why)
        for why in payload_faults(str(button["payload"]), known):
            yield domain.problem((*where, place), f"the button '{button['title']}' {why}")


def payload_faults(payload: str, known: Names) -> Iterator[str]:
    """What is wrong with that which a button sends."""
    found = _PAYLOAD.match(payload)
    if found is None:
        if payload in known.intents:
            yield f"sends the word '{payload}' as if the customer had written it; write /{payload} for the intent"
        elif payload.startswith("/"):
            yield f'sends {payload}, which is no intent: write /intent, or /intent{{"entity": "value"}}'
        elif _IS_ADDRESS.match(payload):
            yield "sends an address as the customer's words: put it into the text, as [words](https://...)"
        return
    intent, given = found[1], found[2]
    if intent not in known.intents:
        yield f"sends the unknown intent '{intent}'{did_you_mean(intent, known.intents)}"
    try:
        entities = json.loads(given or "{}")
    except ValueError:
        yield f"sends entities that are no JSON: {given}"
        return
    for name in entities:
        if name not in known.entities:
            yield f"sends the unknown entity '{name}'{did_you_mean(name, known.entities)}"
