"""What asks for a new training: data, configuration, and the code that components import; nothing else."""

from __future__ import annotations

import re
import shutil

import pytest

from baton.base.settings import ROOT
from baton.base.training_inputs import _NOTHING_LEARNT_FROM, digest, model_inputs, source_files
from baton.nlu.message_classifier import MessageClassifier

PARTS = ("config.yml", "domain.yml", "requirements.lock", "data", "business", "baton", "policies", "actions")
CLASSIFIER = "baton.nlu.message_classifier"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of what a training could read."""
    root = tmp_path_factory.mktemp("project")
    for part in PARTS:
        whole = ROOT / part
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, root / part)
    return root


def changed(tree, file):
    """Whether the hash of a model's inputs, and that of the classifier's code, are others after a change of a file."""

    def hashes():
        return digest(model_inputs(tree), tree), digest(source_files([CLASSIFIER], tree), tree)

    path, before = tree / file, hashes()
    content = path.read_bytes()
    path.write_bytes(content + b"\n# changed\n")
    try:
        return tuple(one != other for one, other in zip(before, hashes(), strict=True))
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize(
    "file",
    ["config.yml", "domain.yml", "data/patterns.yml", "data/rules", "business/taxonomy.yml", "requirements.lock"],
)
def test_data_and_configuration_ask_for_a_training(tree, file):
    path = tree / file
    file = next(path.rglob("*.yml")).relative_to(tree) if path.is_dir() else file
    assert changed(tree, file) == (True, False)  # Rasa knows its own files; the classifier adds patterns and taxonomy


@pytest.mark.parametrize(
    "file",
    [
        "baton/nlu/message_classifier.py",
        "baton/nlu/head_training.py",
        "baton/nlu/emoji_text.py",  # imported by what a component imports
        "policies/taxonomy.py",
    ],
)
def test_code_that_the_classifier_learns_with_trains_it_anew(tree, file):
    assert changed(tree, file) == (True, True)


@pytest.mark.parametrize(
    "file",
    ["baton/nlu/detail_extractor.py", "baton/nlu/name_extractor.py", "baton/rasa_overrides/rule_policy.py"],
)
def test_the_code_of_another_component_leaves_the_classifier_in_the_cache(tree, file):
    assert changed(tree, file) == (True, False)


@pytest.mark.parametrize(
    "file",
    [
        "baton/nlu/data_validation.py",
        "baton/base/settings.py",
        "baton/bootstrap.py",
        "policies/triggers.py",
        "policies/escalation.yml",
        "business/opening_hours.yml",
        "actions/orders.py",
    ],
)
def test_what_no_component_learns_from_does_not(tree, file):
    assert changed(tree, file) == (False, False)


def test_a_new_file_and_a_new_name_count(tree):
    before = digest(model_inputs(tree), tree)
    new = tree / "data" / "new.yml"
    new.write_text("nlu: []")
    assert digest(model_inputs(tree), tree) != before
    with_new = digest(model_inputs(tree), tree)
    other = new.rename(tree / "data" / "newer.yml")
    assert digest(model_inputs(tree), tree) != with_new
    other.unlink()
    assert digest(model_inputs(tree), tree) == before


def test_an_import_of_any_form_is_followed(tmp_path):
    package = tmp_path / "shop"
    package.mkdir()
    for name, text in {
        "__init__": "",
        "start": "import os\nfrom shop import one\nfrom .two import x\n\ndef later():\n    import shop.three\n",
        "one": "from . import four",
        "two": "x = 1",
        "three": "",
        "four": "import shop.one",  # a circle ends
        "five": "",
    }.items():
        (package / f"{name}.py").write_text(text)
    names = [path.stem for path in source_files(["shop.start", "numpy"], tmp_path)]
    assert names == ["__init__", "four", "one", "start", "three", "two"]


def test_the_modules_that_are_left_out_are_there():
    for name in _NOTHING_LEARNT_FROM:
        assert (ROOT / f"{name.replace('.', '/')}.py").is_file()


def test_the_classifier_asks_rasas_cache_with_its_code_words_and_taxonomy():
    words = [ROOT / "data" / f"{name}.yml" for name in ("patterns", "rewrites", "abbreviations", "courtesies")]
    data = [*words, ROOT / "business" / "taxonomy.yml"]
    files = [*data, *source_files([CLASSIFIER])]
    assert MessageClassifier.fingerprint_addon({}) == digest(files)


def test_a_package_that_only_serving_needs_asks_for_no_training(tree):
    path = tree / "requirements.lock"
    content = path.read_text()
    before = digest(model_inputs(tree), tree)
    try:
        path.write_text(re.sub(r"(?m)^prometheus-client==.*", "prometheus-client==99.0 \\\\", content))
        assert path.read_text() != content
        assert digest(model_inputs(tree), tree) == before
    finally:
        path.write_text(content)
