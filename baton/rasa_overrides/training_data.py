"""Reads the language data of a training once, and in a tenth of Rasa's time.

Rasa reads every file four times before it learns anything (to validate and to train, each for the domain and for the
messages), parses it each time with the slow parser that knows line numbers, and copies all messages eight times. Here
the mistakes of a file that is plainly right are not looked for, files that are still the same are read once in a
process, and copies share what nothing changes. What comes out is the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Iterable, List, Optional, Text, Tuple

import rasa.shared.importers.utils
import rasa.shared.utils.io
from rasa.shared.nlu.constants import INTENT, RESPONSE
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAMLError

from baton.rasa_overrides.patch import Patch

_RASAS_VALIDATE = RasaYAMLReader.validate
_RASAS_READ = rasa.shared.importers.utils.training_data_from_paths
_RASAS_MERGE = TrainingData.merge
_RASAS_SANITIZE = TrainingData.sanitize_examples

#: What was read from some files in this process: their state on disk, then the messages.
_State = Tuple[Tuple[Text, int, int], ...]
_read: Dict[_State, TrainingData] = {}


def validate(reader: RasaYAMLReader, string: Text) -> None:
    """Refuse a file as Rasa does.

    Raises:
        YamlException: the file is wrong; Rasa's own check says why, with the line.
    """
    if not _plainly_right(string):
        _RASAS_VALIDATE(reader, string)


def _plainly_right(content: Text) -> bool:
    """Whether a file has intents with examples, as Rasa's schema wants them, and nothing else."""
    try:
        value = rasa.shared.utils.io.read_yaml(content)
    except (YAMLError, UnicodeError):
        return False
    if not isinstance(value, dict) or set(value) != {"version", "nlu"} or not isinstance(value["version"], str):
        return False
    blocks = value["nlu"]
    return isinstance(blocks, list) and all(map(_is_right_block, blocks))


def _is_right_block(block: object) -> bool:
    if not isinstance(block, dict) or not {"intent", "examples"} <= set(block) <= {"intent", "examples", "metadata"}:
        return False
    intent, examples = block["intent"], block["examples"]
    return (
        isinstance(intent, str)
        and bool(intent)
        and (isinstance(examples, str) or (isinstance(examples, list) and all(map(_is_right_example, examples))))
    )


def _is_right_example(example: object) -> bool:
    return (
        isinstance(example, dict)
        and {"text"} <= set(example) <= {"text", "metadata"}
        and isinstance(example["text"], str)
        and bool(example["text"])
    )


def training_data_from_paths(paths: Iterable[Text], language: Text) -> TrainingData:
    """The messages of some files. Whoever asks merges them into data of their own, so all may have the same."""
    files = list(paths)
    stats = [Path(file).stat() for file in files]
    state = tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in zip(files, stats, strict=True))
    if state not in _read:
        _read[state] = _RASAS_READ(files, language)
    return _read[state]


def merge(data: TrainingData, *others: Optional[TrainingData]) -> TrainingData:
    """These data with others, as new data.

    Rasa's own method does it, but for the messages: each copy is a message of its own, and shares entities and metadata
    with the first one, which nobody changes in place.
    """
    every = [data, *(other for other in others if other)]
    bare = [TrainingData(None, d.entity_synonyms, d.regex_features, d.lookup_tables, d.responses) for d in every]
    merged = _RASAS_MERGE(bare[0], *bare[1:])
    merged.training_examples = TrainingData.sanitize_examples(
        [_copied(example) for part in every for example in part.training_examples]
    )
    merged._fill_response_phrases()
    return merged


def _copied(message: Message) -> Message:
    copied = Message(
        message.data,
        output_properties=set(message.output_properties),
        time=message.time,
        features=list(message.features),
    )
    copied._cached_fingerprint = message._cached_fingerprint
    return copied


def sanitize_examples(examples: List[Message]) -> List[Message]:
    """The examples without spaces around what they are called, and each once.

    One that has none keeps the fingerprint that it has; Rasa makes it anew each time.
    """
    for example in examples:
        if any((example.get(name) or "") != (example.get(name) or "").strip() for name in (INTENT, RESPONSE)):
            return _RASAS_SANITIZE(examples)
    return list(dict.fromkeys(examples))


PATCHES = (
    Patch(RasaYAMLReader, "validate", validate),
    Patch(rasa.shared.importers.utils, "training_data_from_paths", training_data_from_paths),
    Patch(TrainingData, "merge", merge),
    Patch(TrainingData, "sanitize_examples", staticmethod(sanitize_examples)),
)


def apply() -> None:
    """Replace them in this process."""
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)
