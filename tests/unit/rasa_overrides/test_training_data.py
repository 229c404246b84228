"""The language data of a training are the same as Rasa reads them, and read once."""

from __future__ import annotations

import inspect

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from baton.base.settings import ROOT
from baton.rasa_overrides import training_data

FILES = {
    "one.yml": """
version: "3.1"
nlu:
- intent: refund
  examples: |
    - give [Jane Doe](person) her money back
    - money back
    - money back
- intent: refund
  metadata: {problem: damaged}
  examples:
  - text: |
      cracked, I want it refunded
    metadata:
      also: [emotional]
""",
    "two.yml": """
version: "3.1"
nlu:
- intent: " greet "
  examples: |
    - good morning 🙂
    - money back
- synonym: Jane
  examples: |
    - Janey
- regex: number
  examples: |
    - \\d+
""",
    "answers.yml": """
version: "3.1"
nlu:
- intent: chitchat/weather
  examples: |
    - is it raining
responses:
  utter_chitchat/weather:
  - text: I cannot look out of a window.
""",
    "rules.yml": """
version: "3.1"
rules:
- rule: greet back
  steps:
  - intent: greet
  - action: utter_greet
""",
}
DOMAIN = """
version: "3.1"
intents: [greet, refund, chitchat]
responses:
  utter_greet:
  - text: Hello.
"""
WRONG = (
    'version: "3.1"\nnlu:\n- intent: a\n  examples:\n    - text: 5\n',
    'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - b\n  intent: c\n',
    'version: "3.1"\nnlu:\n- intent: [a]\n  examples: |\n    - b\n',
    'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - b\n  extra: 1\n',
    'version: "3.1"\nnlu: "text\n',
    "version: 3.1\nnlu: []\n",
)


@pytest.fixture
def replaced(monkeypatch):
    def replace():
        for patch in training_data.PATCHES:
            monkeypatch.setattr(patch.owner, patch.name, patch.replacement)

    return replace


@pytest.fixture
def project(tmp_path):
    (tmp_path / "data").mkdir()
    for name, text in FILES.items():
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    (tmp_path / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    return tmp_path


def read(project):
    paths = (str(project / "domain.yml"), [str(project / "data")])
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), *paths)
    return importer.get_domain(), importer.get_nlu_data()


def everything(data):
    messages = [(m.data, m.output_properties, m.time, m.features, m.fingerprint()) for m in data.training_examples]
    return messages, data.entity_synonyms, data.regex_features, data.lookup_tables, data.responses, data.fingerprint()


@pytest.mark.filterwarnings("ignore")
def test_it_is_what_rasa_reads(project, replaced):
    domain, data = read(project)
    replaced()
    ours_domain, ours = read(project)
    assert everything(ours) == everything(data)
    assert ours_domain.as_dict() == domain.as_dict()


@pytest.mark.filterwarnings("ignore")
def test_a_message_of_one_reading_is_not_that_of_another(project, replaced):
    replaced()
    _domain, one = read(project)
    _domain, other = read(project)
    one.training_examples[-1].set("intent", "changed")
    assert "changed" not in other.intents
    assert everything(read(project)[1]) == everything(other)


@pytest.mark.filterwarnings("ignore")
def test_each_file_is_read_once_until_it_changes(project, replaced, monkeypatch):
    files = []
    rasas = RasaYAMLReader.reads
    monkeypatch.setattr(
        RasaYAMLReader, "reads", lambda self, text, **more: files.append(text) or rasas(self, text, **more)
    )
    replaced()
    read(project)
    read(project)
    messages = [text for name, text in FILES.items() if name != "rules.yml"]
    assert sorted(files) == sorted(messages)
    (project / "data" / "one.yml").write_text(FILES["one.yml"].replace("money back", "my money"), encoding="utf-8")
    _domain, data = read(project)
    assert "my money" in {m.get("text") for m in data.training_examples}


@pytest.mark.parametrize("text", WRONG)
def test_what_rasa_refuses_is_refused_in_its_words(text, replaced):
    def refusal():
        reader = RasaYAMLReader()
        reader.filename = "wrong.yml"
        with pytest.raises(YamlException) as refused:
            reader.validate(text)
        return str(refused.value)

    rasas = refusal()
    replaced()
    assert refusal() == rasas


@pytest.mark.parametrize("patch", training_data.PATCHES, ids=lambda patch: patch.name)
def test_what_is_replaced_takes_the_same_arguments(patch):
    original = inspect.getattr_static(patch.owner, patch.name)
    assert type(original) is type(patch.replacement)
    ours, rasas = (
        list(inspect.signature(getattr(f, "__func__", f)).parameters.values()) for f in (patch.replacement, original)
    )
    assert [p.kind for p in ours] == [p.kind for p in rasas]
    # The first one of a method is the object, whatever it is called.
    first = int(rasas[0].name == "self")
    assert [p.name for p in ours[first:]] == [p.name for p in rasas[first:]]


def test_a_file_of_the_language_data_is_plainly_right():
    file = ROOT / "data" / "nlu" / "signals" / "refund.yml"
    assert training_data._plainly_right(file.read_text(encoding="utf-8"))
