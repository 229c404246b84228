"""What trainers get wrong: each a sentence with file and line and the way out, before any training, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from baton.base.document import read_document
from baton.base.escalation_in_place import config_problems
from baton.base.settings import ROOT
from baton.cli.trainer import project_check
from baton.nlu import data_validation
from policies.taxonomy import FILE, Taxonomy

pytestmark = pytest.mark.usefixtures("small")

DOMAIN = """version: "3.1"
intents:
- greet
- stop
- inform
- payment_methods
entities:
- person
slots:
  part:
    type: text
    influence_conversation: true
    mappings:
    - type: from_text
      conditions:
      - active_loop: part_form
        requested_slot: part
  note:
    type: text
    influence_conversation: false
    mappings: [{type: custom}]
  flag:
    type: bool
    influence_conversation: true
    mappings: [{type: custom}]
forms:
  part_form:
    required_slots:
    - part
    ignored_intents: [greet, stop, payment_methods]
actions:
- action_look_up
responses:
  utter_greet:
  - text: Hello
    buttons:
    - title: Cards?
      payload: /payment_methods
  utter_cards:
  - text: All cards
  utter_stopped:
  - text: Stopped
  utter_not_understood:
  - text: Sorry?
  utter_ask_part:
  - text: Which part?
"""
RULES = """version: "3.1"
rules:
- rule: greets
  steps:
  - intent: greet
  - action: utter_greet
- rule: asks for the part
  steps:
  - intent: inform
  - action: part_form
  - active_loop: part_form
- rule: the form is complete
  condition:
  - active_loop: part_form
  steps:
  - action: part_form
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
  - action: action_look_up
- rule: stops
  steps:
  - intent: stop
  - action: utter_stopped
"""
STORIES = """version: "3.1"
stories:
- story: cards
  steps:
  - intent: payment_methods
  - action: utter_cards
  - checkpoint: knows_cards
- story: after the cards
  steps:
  - checkpoint: knows_cards
  - slot_was_set:
    - part: lid
  - intent: greet
  - action: utter_greet
"""
NLU = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello there
    - good day, I am [Jane Doe](person)
- intent: payment_methods
  metadata:
    problem: discount
  examples: |
    - which cards do you take?
- intent: inform
  examples:
  - text: |
      it is 10023
    metadata:
      also: [greet]
"""
TESTS = """stories:
- story: hello
  steps:
  - user: |
      hello
    intent: greet
  - action: utter_greet
"""
FILES = {
    "domain.yml": DOMAIN,
    "data/rules/rules.yml": RULES,
    "data/stories/stories.yaml": STORIES,
    "data/nlu/nlu.yml": NLU,
    "data/patterns.yml": "patterns: {legal: [lawyer]}\n",
    "tests/conversations/test_stories.yml": TESTS,
    "tests/eval/held_out.yml": 'version: "3.1"\nnlu: []\n',
    "config.yml": (ROOT / "config.yml").read_text(encoding="utf-8"),
    "actions/actions.py": '"action_look_up"\n',
}


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, text in {**FILES, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def assert_said(root: Path, file: str, old: str, new: str, words: str, says: str) -> None:
    """What is replaced in a file is named as one sentence with the line on which some words stand then."""
    files = broken(file, old, new)
    write(root, files)
    line, sentences = line_of(files[file], words), found(root)
    assert any(one.startswith(f"{file}:{line}: ") and says in one for one in sentences), (line, sentences)


def found(root: Path, taxonomy: Taxonomy | None = None) -> list[str]:
    """Everything that `baton check` says of a project's own data."""
    findings = project_check.check(root, root, taxonomy)
    data = [p for p in data_validation.check(root) if "no examples" not in p.text]
    config = config_problems((root / "config.yml").read_text(encoding="utf-8"))
    return list(dict.fromkeys(map(str, [*findings.problems, *findings.warnings, *data, *config])))


DOM, RUL, STO, INT, TES, CON = (
    "domain.yml",
    "data/rules/rules.yml",
    "data/stories/stories.yaml",
    "data/nlu/nlu.yml",
    "tests/conversations/test_stories.yml",
    "config.yml",
)
#: File, what is replaced, by what, the words on whose line the sentence stands, and what it says.
BROKEN = {
    # examples
    "a line without a dash": (INT, "    - hello there", "    hello there", "hello there", "has no dash"),
    "an intent that does not exist": (INT, "- intent: greet", "- intent: gret", "    - hello", "did you mean 'greet'?"),
    "an entity that does not exist": (INT, "(person)", "(persn)", "(persn)", "unknown entity 'persn'"),
    "a plain list": (
        INT,
        "|\n    - hello there\n    - good",
        "\n    - hello there\n    - good",
        "- hello",
        "a plain list",
    ),
    "no examples": (INT, "  examples: |\n    - which cards do you take?\n", "", "payment", "'intent' and 'examples'"),
    "also is no list": (INT, "also: [greet]", "also: greet", "- text: |", "write `also: [greet]`"),
    "also names nothing": (INT, "also: [greet]", "also: [gret]", "- text: |", "unknown intent 'gret'; did you mean"),
    "a kind of problem that is none": (INT, "discount", "discont", "    - which", "did you mean 'discount'?"),
    "a key of metadata that is none": (INT, "problem: discount", "problm: x", "    - which", "no key 'problm'"),
    "the same words twice": (INT, "it is 10023", "Hello, there!", "- text: |", "is inform here and greet in"),
    "a command as an example": (INT, "- hello there", "- /restart", "/restart", "may not begin with '/'"),
    "a synonym": (INT, "- intent: inform", "- synonym: inform", "synonym", "has no effect"),
    "a retrieval intent": (INT, "intent: payment_methods", "intent: greet/cards", "greet/cards", "data/faq"),
    "a tab": (INT, "    - hello there", "\t- hello there", "\t- hello", "not valid YAML"),
    "a letter in Latin-1": (INT, "hello there", b"hell\xf6 there", b"\xf6", "save the file as UTF-8"),
    "nul instead of nlu": (INT, "\nnlu:", "\nnul:", "nul:", "did you mean 'nlu'?"),
    "a file that is a list": (RUL, RULES, "- rule: greets\n", "- rule", "reads nothing of it"),
    # rules and stories
    "a response that does not exist": (
        RUL,
        "utter_stopped",
        "utter_stoped",
        "utter_stoped",
        "did you mean 'utter_stopped'",
    ),
    "an action that does not exist": (
        RUL,
        "action_look_up",
        "action_lok_up",
        "action_lok_up",
        "did you mean 'action_look",
    ),
    "an intent of a rule that does not exist": (
        RUL,
        "intent: stop",
        "intent: stp",
        "intent: stp",
        "did you mean 'stop'",
    ),
    "a form that does not exist": (
        RUL,
        "- active_loop: part_form\n  steps",
        "- active_loop: parts_form\n  steps",
        "parts_form",
        "unknown form",
    ),
    "a slot that does not exist": (STO, "part: lid", "prt: lid", "slot_was_set", "unknown slot 'prt'"),
    "a condition that counts for nothing": (STO, "part: lid", "note: lid", "slot_was_set", "counts for nothing"),
    "a step that is none": (RUL, "- intent: stop", "- intnt: stop", "intnt", "did you mean 'intent'?"),
    "a word for a step": (RUL, "- action: utter_stopped", "- utter_stopped", "- utter_stopped", "is no step"),
    "a rule without steps": (
        RUL,
        "  steps:\n  - intent: stop\n  - action: utter_stopped\n",
        "",
        "rule: stops",
        "needs steps",
    ),
    "a key of a rule that is none": (RUL, "  condition:", "  conditions:", "conditions", "did you mean 'condition'?"),
    "a contradiction": (
        RUL,
        "intent: stop",
        "intent: greet",
        "utter_stopped",
        "contradicts 'greets' in data/rules/rules.yml:3",
    ),
    "the same rule twice": (
        RUL,
        "intent: stop\n  - action: utter_stopped",
        "intent: greet\n  - action: utter_greet",
        "rule: stops",
        "says the same as 'greets'",
    ),
    "a name twice": (
        RUL,
        "rule: stops",
        "rule: greets",
        "rule: greets\n  steps:\n  - intent: stop",
        "already, in data/rules",
    ),
    "a rule that is too long": (
        RUL,
        "  - action: utter_stopped",
        "  - action: utter_stopped\n  - intent: greet\n  - action: utter_greet\n  - intent: inform\n"
        "  - action: utter_cards",
        "intent: inform\n  - action: utter_cards",
        "make a story of it",
    ),
    "a checkpoint nobody begins with": (
        STO,
        "  - checkpoint: knows_cards\n- story",
        "  - checkpoint: knows_card\n- story",
        "knows_card\n",
        "no story begins with",
    ),
    "a checkpoint in a rule": (
        RUL,
        "- action: utter_stopped",
        "- checkpoint: x",
        "checkpoint: x",
        "checkpoints are for stories",
    ),
    "an intent without a rule": (
        RUL,
        "- rule: stops\n  steps:\n  - intent: stop\n  - action: utter_stopped\n",
        "",
        ("domain.yml", "- stop"),
        "no rule and no story answers stop",
    ),
    "a form that nobody begins": (
        RUL,
        "  - action: part_form\n  - active_loop: part_form\n",
        "  - action: utter_greet\n",
        ("domain.yml", "part_form:"),
        "part_form never begins",
    ),
    "a form that ends in silence": (
        RUL,
        "  - action: action_look_up\n",
        "",
        ("domain.yml", "part_form:"),
        "nothing follows when part_form is complete",
    ),
    "a test of an action that does not exist": (
        TES,
        "utter_greet",
        "utter_gret",
        "utter_gret",
        "did you mean 'utter_greet'?",
    ),
    # the domain
    "an unknown key": (DOM, "responses:", "respones:", "respones", "did you mean 'responses'?"),
    "an intent twice": (DOM, "- stop\n", "- stop\n- greet\n", "- greet\n- inform", "stands twice"),
    "an intent that the taxonomy does not know": (
        DOM,
        "- stop\n",
        "- stop\n- opening_hurs\n",
        "opening_hurs",
        "business/taxonomy.yml does not say",
    ),
    "a slot without mappings": (DOM, "    mappings: [{type: custom}]\n", "", "  note:", "needs mappings"),
    "a slot of an unknown type": (
        DOM,
        "type: text\n    influence_conversation: false",
        "type: txt\n    influence_conversation: false",
        "txt",
        "did you mean 'text'?",
    ),
    "a mapping of an unknown kind": (DOM, "type: from_text", "type: from_txt", "from_txt", "did you mean 'from_text'?"),
    "a form's slot that does not exist": (
        DOM,
        "    required_slots:\n    - part",
        "    required_slots:\n    - prt",
        "- prt",
        "did you mean 'part'?",
    ),
    "a form that asks nothing": (
        DOM,
        "  utter_ask_part:\n  - text: Which part?\n",
        "",
        "    - part\n",
        "write the response utter_ask_part",
    ),
    "a question taken for an answer": (
        DOM,
        "[greet, stop, payment_methods]",
        "[greet, stop]",
        "part_form:\n    req",
        "would take a question for an answer",
    ),
    "an action nobody has": (
        DOM,
        "- action_look_up",
        "- action_look_up\n- action_make_tea",
        "make_tea",
        "the action server has none",
    ),
    "a response that says nothing": (DOM, "\n  - text: Stopped", " []", "  utter_stopped:", "says nothing"),
    "a response nobody says": (
        DOM,
        "  utter_cards:",
        "  utter_other:\n  - text: hm\n  utter_cards:",
        "utter_other",
        "nothing says utter_other",
    ),
    "a button for nothing": (DOM, "/payment_methods", "/payment_method", "- title", "did you mean 'payment_methods'?"),
    "a broken domain": (DOM, "  utter_greet:\n", "  utter_greet\n", "utter_cards:", "not valid YAML"),
    # the configuration
    "no escalation policy": (
        CON,
        "  - name: policies.rasa_policy.EscalationPolicy\n",
        "",
        "policies:",
        "the escalation policy is missing",
    ),
    "no classifier": (CON, "message_classifier.MessageClassifier", "x.Y", "pipeline:", "nothing reads the messages"),
    # how rules and stories are written
    "a rule that is a word": (RUL, "- rule: stops", "- stops\n- rule: stops", "- stops", "'stops' is no rule"),
    "a wrong indentation": (
        RUL,
        "  - action: utter_stopped",
        "   - action: utter_stopped",
        "- action",
        "not valid YAML",
    ),
    "a file with a mark at its beginning": (
        RUL,
        'version: "3.1"\nrules',
        b"\xef\xbb\xbfrulez",
        "rulez",
        "did you mean 'rules'?",
    ),
    "an empty file": (RUL, RULES, "", "", "holds nothing; write into it, or remove it"),
    "a later version": (RUL, '"3.1"', '"4.0"', "version", 'write `version: "3.1"`'),
    "a version without quotes": (STO, '"3.1"', "3.1", "version", "3.1 without quotes"),
    "a condition that is no list": (
        RUL,
        "  condition:\n  - active_loop: part_form",
        "  condition:\n    active_loop: part_form",
        "condition",
        "condition is a list",
    ),
    "a condition on an intent": (
        RUL,
        "  - active_loop: part_form\n  steps",
        "  - intent: stop\n  steps",
        "- intent: stop\n  steps",
        "it has active_loop or slot_was_set",
    ),
    "two forms at once": (
        RUL,
        "  - active_loop: part_form\n  steps",
        "  - active_loop: part_form\n  - active_loop: order_form\n  steps",
        "condition",
        "cannot run at the same time",
    ),
    "a rule in which nothing is done": (RUL, "  - action: utter_stopped\n", "", "rule: stops", "has no `- action:`"),
    "a rule that nothing leads to": (RUL, "  - intent: stop\n", "", "rule: stops", "nothing leads to the rule 'stops'"),
    "an intent without a name": (RUL, "intent: stop", "intent:", "intent:\n", "needs one name behind it"),
    "several intents in brackets": (STO, "intent: greet", "intent: [greet, stop]", "[greet", "for several write `or:`"),
    "or without a list": (STO, "- intent: greet", "- or: greet", "or: greet", "`or:` needs a list"),
    "or with an unknown intent": (
        STO,
        "- intent: greet",
        "- or:\n    - intent: greet\n    - intent: stp",
        "stp",
        "unknown intent 'stp'; did you mean 'stop'?",
    ),
    "an unknown entity of a step": (
        STO,
        "  - intent: greet\n",
        "  - intent: greet\n    entities: [persn]\n",
        "- intent: greet",
        "unknown entity 'persn'; did you mean 'person'?",
    ),
    "metadata for a handover": (
        RUL,
        "- rule: stops\n",
        "- rule: stops\n  metadata:\n    handoff: {category: legal}\n",
        "handoff",
        "business/taxonomy.yml under `journey`",
    ),
    "a condition on a slot that nothing fills": (
        STO,
        "part: lid",
        "flag: true",
        "slot_was_set",
        "nothing ever fills the slot flag",
    ),
    "a story that a rule contradicts": (
        STO,
        "  - intent: greet\n  - action: utter_greet",
        "  - intent: greet\n  - action: utter_cards",
        "action: utter_cards",
        "contradicts the rule 'greets' in data/rules/rules.yml:3",
    ),
    "stories that contradict each other": (
        STO,
        "- story: after the cards",
        "- story: cards again\n  steps:\n  - intent: payment_methods\n  - action: utter_stopped\n"
        "- story: after the cards",
        "action: utter_stopped",
        "contradicts 'cards' in data/stories/stories.yaml:3",
    ),
    "a story's name twice": (
        STO,
        "story: after the cards",
        "story: cards",
        "story: cards",
        "there is a story 'cards' already",
    ),
    "a checkpoint never reached": (
        STO,
        "  - checkpoint: knows_cards\n- story",
        "- story",
        "checkpoint: knows_cards",
        "never reached",
    ),
    # the configuration
    "no rules": (
        CON,
        "baton.rasa_overrides.rule_policy.RecentRulePolicy",
        "RulePolicy",
        "policies:",
        "no rule of data/rules counts",
    ),
    "no stories": (
        CON,
        "  - name: baton.rasa_overrides.story_policy.RecentStoryPolicy\n",
        "",
        "policies:",
        "no story of data/stories",
    ),
    "a component is gone": (
        CON,
        "  - name: baton.nlu.question_matcher.QuestionMatcher\n",
        "",
        "pipeline:",
        "no question of data/faq is answered",
    ),
    "a component that does not exist": (
        CON,
        "NameExtractor\n",
        "NameExtracter\n",
        "NameExtracter",
        "did you mean 'baton.nlu.name_extractor.NameExtractor'?",
    ),
    "a component in the wrong place": (
        CON,
        "pipeline:\n",
        "pipeline:\n  - name: baton.nlu.matter_reader.MatterReader\n",
        "detail_extractor.DetailExtractor",
        "must stand before",
    ),
    "a threshold in words": (CON, "threshold: 0.3", "threshold: low", "threshold: low", "write a number from 0 to 1"),
    "a threshold in percent": (CON, "threshold: 0.3", "threshold: 30", "threshold: 30", "it goes from 0 to 1"),
    "an answer to nothing that does not exist": (
        CON,
        "utter_not_understood",
        "utter_not_understod",
        "utter_not_understod",
        "did you mean 'utter_not_understood'?",
    ),
    "an unknown key of the configuration": (CON, "\npolicies:", "\npolices:", "polices", "did you mean 'policies'?"),
    # the domain
    "a form's key that nothing reads": (
        DOM,
        "    ignored_intents:",
        "    ignored_intent:",
        "ignored_intent:",
        "did you mean 'ignored_intents'?",
    ),
    "entities of a button that are no JSON": (
        DOM,
        "payload: /payment_methods",
        'payload: /greet{"a":}',
        "- title",
        "entities that are no JSON",
    ),
}


def line_of(text: str | bytes, words: str | bytes) -> int:
    data, sought = (part.encode() if isinstance(part, str) else part for part in (text, words))
    assert sought in data, words
    return data[: data.rindex(sought)].count(b"\n") + 1


def broken(file, old, new):
    """The files with one fault in them."""
    text = FILES[file].encode()
    changed = text.replace(old.encode(), new if isinstance(new, bytes) else new.encode(), 1)
    assert changed != text, old
    return {file: changed}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_a_sentence_with_its_line(tmp_path, name):
    file, old, new, at, says = BROKEN[name]
    files = broken(file, old, new)
    where, words = at if isinstance(at, tuple) else (file, at)
    write(tmp_path, files)
    sentences = found(tmp_path)
    line = line_of({**FILES, **files}[where], words)
    if "not valid YAML" in says:  # PyYAML names the line where it noticed
        assert any(s.startswith(f"{where}:") and says in s for s in sentences), sentences
    else:
        assert any(s.startswith(f"{where}:{line}: ") and says in s for s in sentences), (line, sentences)


def test_what_is_right_is_not_complained_about(tmp_path):
    write(tmp_path, {})
    assert found(tmp_path) == []


def test_all_faults_are_found_at_once(tmp_path):
    files: dict[str, str | bytes] = {}
    for name in ("a line without a dash", "a condition that counts for nothing", "a contradiction", "an unknown key"):
        files.update(broken(*BROKEN[name][:3]))
    write(tmp_path, files)
    said = "\n".join(found(tmp_path))
    assert all(BROKEN[name][4] in said for name in ("a line without a dash", "a contradiction", "an unknown key"))


def test_what_rasa_interactive_writes_is_read(tmp_path):
    write(
        tmp_path, {"data/stories.yml": STORIES.replace("utter_cards", "utter_crds").replace("story: ", "story: new ")}
    )
    assert any(s.startswith("data/stories.yml:6: no response utter_crds") for s in found(tmp_path))


def test_a_journey_that_names_what_does_not_exist(tmp_path):
    journey = "  inform:\n    priority: 4\n    label: Part\n    journey: {form: prt_form, details: {part: Part}}\n"
    before = "\n# The kinds of problem"
    text = FILE.read_text(encoding="utf-8").replace(before, f"\n{journey}{before}", 1)
    write(tmp_path, {})
    said = found(tmp_path, read_document(text, "taxonomy.yml", Taxonomy))
    line = line_of(text, "journey: {form: prt_form")
    assert said == [
        f"business/taxonomy.yml:{line}: inform names the form 'prt_form', which domain.yml does not have; did you mean "
        "'part_form'?"
    ]


def test_the_project_itself_is_right():
    findings = project_check.check(ROOT)
    assert (list(map(str, findings.problems)), list(map(str, findings.warnings))) == ([], [])
