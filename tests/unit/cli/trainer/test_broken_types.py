"""Whatever a trainer writes for a value - a list, keys, a number, a day, nothing -, the check has words for it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date

import pytest
import yaml

from baton.base.yaml_lines import KeyPath
from tests.unit.cli.trainer.test_broken_inputs import FILES, found, write

pytestmark = pytest.mark.usefixtures("small")

VALUES = ([], {}, ["a"], {"a": "b"}, [["a"]], [{"a": ["b"]}], 5, True, None, date(2026, 1, 1))
#: Beside what the files of the other tests hold: each kind of thing that a domain, a story or an example may have.
MORE = {
    "domain.yml": {
        "intents": [{"wait": {"use_entities": ["person"]}}],
        "responses": {
            "utter_more": [
                {
                    "text": "x",
                    "condition": [{"type": "slot", "name": "part", "value": "x"}],
                    "buttons": [{"title": "A", "payload": "/greet", "type": "postback"}],
                    "metadata": {"offer": "person", "again": True, "declined": "utter_greet"},
                    "channel": "web",
                    "image": "https://a.example/b",
                    "custom": {"a": 1},
                }
            ]
        },
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    },
    "data/stories/stories.yaml": {
        "stories": [
            {
                "story": "more",
                "metadata": {"a": "b"},
                "steps": [
                    {"or": [{"intent": "greet", "entities": [{"person": "Jane"}]}, {"intent": "stop"}]},
                    {"action": "part_form"},
                    {"active_loop": "part_form"},
                    {"slot_was_set": [{"part": "lid"}, "flag"]},
                    {"checkpoint": "end", "slot_was_set": [{"part": "lid"}]},
                ],
            }
        ]
    },
    "data/nlu/nlu.yml": {
        "nlu": [
            {
                "intent": "greet",
                "examples": [{"text": "hi", "metadata": {"near": "stop", "problem": "discount", "also": ["stop"]}}],
            }
        ]
    },
    "tests/conversations/test_stories.yml": {
        "conversations": [
            {
                "conversation": "one",
                "at": "2026-11-30 22:00",
                "nobody_there": True,
                "capability": "refund",
                "steps": [
                    {
                        "user": "hello",
                        "after": "5 minutes",
                        "says": ["a"],
                        "says_not": "b",
                        "buttons": ["A"],
                        "slots": {"part": "x"},
                        "intent": "greet",
                        "handoff": {"trigger": "explicit_request", "package": {"issue.category": "refund"}},
                    },
                    {"press": "A", "handoff": "none"},
                ],
            }
        ]
    },
}


def places(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield from places(one, (*path, key))


def with_value(document: object, path: KeyPath, value: object) -> object:
    if not path:
        return value
    changed = copy.deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def document(file: str) -> dict[str, object]:
    merged = yaml.safe_load(FILES[file])
    for key, more in MORE.get(file, {}).items():
        kept = merged.get(key)
        merged[key] = [*kept, *more] if isinstance(kept, list) else {**kept, **more} if kept else more
    return merged


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith((".yml", ".yaml"))])
def test_a_value_of_another_type_never_ends_the_check(tmp_path, file):
    write(tmp_path, {})
    whole = document(file)
    for number, path in enumerate(places(whole)):
        for value in (VALUES[number % len(VALUES)], VALUES[(number * 7 + 3) % len(VALUES)]):
            (tmp_path / file).write_text(yaml.safe_dump(with_value(whole, path, value)), encoding="utf-8")
            try:
                said = found(tmp_path)
            except Exception as error:
                pytest.fail(f"{path} = {value!r}: {error!r}")
            assert all("\n" not in one for one in said)
