"""`baton new`: what it writes is complete: only what is marked is refused until it is written."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from baton.base.document import FileRefused, load_document
from baton.base.settings import ROOT
from baton.cli import new as command
from baton.cli.trainer import project_check
from baton.cli.trainer.templates import CannotAdd, add_to_section
from baton.knowledge.document import QuestionFile
from policies.taxonomy import Taxonomy

SLOTS = {"part_order:order_number": "Order number", "part": "Which part", "photo": "Photo"}
PART = ["journey", "missing_part", *(word for slot in SLOTS.items() for word in ("--slot", "=".join(slot)))]
KINDS = [["intent", "catalogue"], PART, ["signal", "press_inquiry"], ["question", "gift_wrap"]]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of what `baton new` reads and writes."""
    (tmp_path / "data" / "faq").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "faq" / "returns.yml", tmp_path / "data" / "faq")
    for name in ("domain.yml", "config.yml", "business", "data/rules", "data/stories", "tests/conversations"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command._write, "__defaults__", (tmp_path,))
    return tmp_path


def run(*words):
    return CliRunner().invoke(command.new, words)


def taxonomy_of(project):
    return load_document(project / "business" / "taxonomy.yml", Taxonomy)


def findings(project):
    return project_check.check(project, ROOT, taxonomy_of(project)).problems


def write_out(project):
    """What a trainer does: every mark gives way to words."""
    for folder in ("domain.yml", "business", "data", "tests"):
        path = project / folder
        for file in [path] if path.is_file() else path.rglob("*.yml"):
            text = file.read_text(encoding="utf-8")
            if "TODO" in text:
                file.write_text(text.replace("TODO", "words"), encoding="utf-8")


@pytest.mark.parametrize("words", KINDS, ids=lambda words: words[0])
def test_only_what_is_marked_is_refused(project, words):
    result = run(*words)
    assert result.exit_code == 0, result.output
    marked = findings(project)
    assert marked and all("still to be written" in problem.text and problem.line for problem in marked)
    write_out(project)
    assert findings(project) == []


def test_a_journey_is_what_rasa_trains_and_the_taxonomy_knows(project):
    assert run(*PART).exit_code == 0
    write_out(project)
    categories = taxonomy_of(project)
    assert categories.journeys == {"missing_part_form": "missing_part"}
    labels = {"part_order": "Order number", "part": "Which part", "photo": "Photo"}
    assert categories.detail_labels("missing_part_form") == labels
    domain = Domain.from_file(str(project / "domain.yml"))
    # Bare words such as "left leg" are read as a question about a product, and are the answer.
    assert "product_question" not in domain.forms["missing_part_form"]["ignored_intents"]
    assert domain.required_slots_for_form("missing_part_form") == ["part_order", "part", "photo"]
    steps = [
        step
        for file in ("rules/missing_part.yml", "rules/answers.yml", "stories/missing_part.yml")
        for step in YAMLStoryReader().read_from_file(str(project / "data" / file))
    ]
    trackers = TrainingDataGenerator(StoryGraph(steps), domain, augmentation_factor=0).generate()
    storage = LocalModelStorage(project / "model")
    (project / "model").mkdir()
    policy = RulePolicy(RulePolicy.get_default_config(), storage, Resource("r"), ExecutionContext(GraphSchema({})))
    policy.train(trackers, domain)  # raises where a rule or the story contradicts another


def test_an_intent_that_comes_later_may_interrupt_the_forms_that_are_there(project):
    assert run(*PART).exit_code == run("intent", "catalogue").exit_code == 0
    write_out(project)
    assert findings(project) == []


def test_a_question_is_not_said_before_it_is_written(project):
    assert run("question", "gift_wrap").exit_code == 0
    with pytest.raises(FileRefused, match="answer is still to be written"):
        load_document(project / "data" / "faq" / "gift_wrap.yml", QuestionFile)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["intent", "greet"], "there is an intent or a category greet already"),
        (["intent", "Gift Wrap"], "small letters"),
        (["question", "return_start"], "data/faq has a question return_start already"),
        (["journey", "part", "--slot", "order_number=Order"], "there is a slot order_number already"),
        (["journey", "part", "--slot", "requested_slot=Order"], "there is a slot requested_slot already"),
        (["journey", "part", "--slot", "x=A", "--slot", "x=B"], "--slot x is given twice"),
        (["journey", "part", "--slot", "x=No"], "YAML does not read 'No' as text"),
        (["journey", "part", "--slot", "x= "], "YAML does not read '' as text"),
        (["question", "no"], "YAML does not read it as a name"),
        (["journey", "part", "--slot", "x:ordr=Order"], "no entity ordr"),
        (["journey", "part", "--slot", "Which part"], "write a name and what it is called"),
    ],
)
def test_what_cannot_be_begun_writes_nothing(project, words, says):
    before = (project / "domain.yml").read_text(encoding="utf-8")
    result = run(*words)
    assert result.exit_code != 0 and says in " ".join(result.output.split())
    assert (project / "domain.yml").read_text(encoding="utf-8") == before


def test_an_answer_of_a_test_is_text_whatever_is_written_in_its_place(project):
    assert run(*PART).exit_code == 0
    file = project / "tests" / "conversations" / "missing_part.yml"
    for mark in ("TODO an answer to Which part", "TODO an answer to Photo", "TODO as a customer writes it"):
        file.write_text(file.read_text(encoding="utf-8").replace(mark, "no"), encoding="utf-8")
    assert [problem for problem in findings(project) if problem.file == "tests/conversations/missing_part.yml"] == []


def test_nothing_is_written_over(project):
    assert run("question", "gift_wrap").exit_code == 0
    assert "there already; nothing was written" in run("question", "gift_wrap").output


def test_an_addition_leaves_everything_else_as_it_is():
    text = "intents:\n  - a\n\n# of slots\nslots:\n  x: 1\n"
    assert add_to_section(text, "intents", "  - b") == "intents:\n  - a\n  - b\n\n# of slots\nslots:\n  x: 1\n"
    assert add_to_section(text, "slots", "  y: 2\n") == text + "  y: 2\n"
    with pytest.raises(CannotAdd, match="forms"):
        add_to_section(text, "forms", "  z: 3")
