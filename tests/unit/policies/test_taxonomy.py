"""The taxonomy and every other file that names a category, a signal or an intent agree; a new category is one entry.

No TensorFlow and no Rasa, so that `make check` can run it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import yaml

from baton.base.document import FileRefused, load_document, read_document
from baton.base.settings import ROOT
from baton.desk.store import labels
from baton.handoff.package import builder, conversation_facts, recommended_actions
from policies import taxonomy as module
from policies import triggers
from policies.facts import NOT_HELPED
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from policies.taxonomy import FILE, LOCKED, NEVER_ATTEMPTED, IntentFlag, Taxonomy, taxonomy
from tests.support.log_events import user

pytestmark = pytest.mark.check

TEXT = FILE.read_text(encoding="utf-8")
POLICY = ROOT / "policies" / "escalation.yml"


def loaded(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def one_or_more(value):
    return value if isinstance(value, list) else [value]


@cache
def intents_of_rasa():
    """Names of intents by the place that has them: the rules, the examples, the held-out messages."""
    named = []
    for path in sorted((ROOT / "data").rglob("*.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        named += [(path, block["intent"]) for block in document.get("nlu", ())]
        steps = (step for rule in document.get("rules", ()) for step in rule["steps"])
        named += [(path, step["intent"]) for step in steps if "intent" in step]
    return tuple(named)


def categories_named():
    """Every category that a file of the business or the policy names, with its file."""
    for rule in loaded("business/recommended_actions.yml")["rules"]:
        yield from (("recommended_actions.yml", name) for name in one_or_more(rule["when"].get("category", [])))
    for reply in loaded("business/canned_replies.yml")["replies"]:
        yield from (
            ("canned_replies.yml", name) for name in one_or_more((reply.get("suggest") or {}).get("category", []))
        )
    for team in loaded("business/desk.yml")["teams"].values():
        yield from (("desk.yml", name) for name in team["takes"] if team["takes"] != "everything_else")
    for capability in loaded("policies/escalation.yml")["capabilities"].values():
        if "category" in capability:
            yield "escalation.yml", capability["category"]


def signals_named():
    policy = loaded("policies/escalation.yml")
    for capability in policy["capabilities"].values():
        yield from (("escalation.yml", name) for name in capability.get("signals", ()))
    for trigger in policy["triggers"].values():
        yield from (("escalation.yml", name) for name in trigger.get("signals", ()))
    yield from (("escalation.yml", name) for name in policy["permanent"])
    yield from (("data/patterns.yml", name) for name in loaded("data/patterns.yml")["patterns"])
    for path in (ROOT / "data" / "nlu" / "signals").glob("*.yml"):
        yield f"data/nlu/signals/{path.name}", re.sub(r"_\d+$", "", path.stem)


def test_the_domain_lists_the_same_intents():
    own = {*taxonomy().signals, *taxonomy().intents} - taxonomy().with_flag(IntentFlag.ROUTINE)
    assert own ^ set(loaded("domain.yml")["intents"]) == set(), "domain.yml and business/taxonomy.yml differ in these"


def test_rules_and_examples_name_only_known_intents():
    known = {*taxonomy().signals, *taxonomy().intents}
    assert [f"{path.name}: {name}" for path, name in intents_of_rasa() if name not in known] == []


#: The pipeline gives these without examples in data/nlu.
NOT_LEARNT = {"nlu_fallback", "order_question", "faq"}


def test_every_intent_that_is_learnt_has_examples():
    examples = {name for path, name in intents_of_rasa() if "nlu" in path.parts}
    wanted = {*taxonomy().signals, *taxonomy().intents} - taxonomy().with_flag(IntentFlag.ROUTINE) - NOT_LEARNT
    assert wanted - examples == set(), "business/taxonomy.yml: no examples in data/nlu for these"


def test_files_of_the_business_and_the_policy_name_only_known_categories():
    assert [f"{file}: {name}" for file, name in categories_named() if name not in taxonomy().categories] == []


def test_policy_patterns_and_folders_of_examples_name_only_known_signals():
    assert [f"{file}: {name}" for file, name in signals_named() if name not in taxonomy().signals] == []


def test_every_signal_is_used_by_the_policy_and_has_words_for_its_handover():
    responses = loaded("domain.yml")["responses"]
    used = {name for file, name in signals_named() if file == "escalation.yml"}
    assert set(taxonomy().signals) - used == set(), "escalation.yml: no trigger or capability uses these signals"
    silent = [name for name in taxonomy().severity_order if f"utter_handoff_{name}" not in responses]
    assert silent == [], "domain.yml: these categories have no response utter_handoff_<category>"


def test_categories_and_intents_that_code_names_exist():
    assert triggers.OWN_CATEGORIES - set(taxonomy().categories) == set()
    answers = set(conversation_facts._ANSWERS.values())
    assert answers - set(taxonomy().topics) == set(), "conversation_facts: an answer about no topic"
    assert {NOT_HELPED, "affirm", "deny"} - set(taxonomy().intents) == set()


def test_locks_are_in_the_file():
    assert set(LOCKED) <= set(taxonomy().locked)
    assert all(set(signals) <= set(taxonomy().never_attempted[name]) for name, signals in NEVER_ATTEMPTED.items())


@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize("change", ["unlock", "remove"])
def test_a_file_without_a_locked_category_is_refused_with_the_reason(name, change):
    entry = re.search(rf"^  {name}:\s*\{{[^}}]*\}}\n", TEXT, re.M)[0]
    text = TEXT.replace(entry, "" if change == "remove" else entry.replace("locked: true", "locked: false"))
    with pytest.raises(FileRefused, match=rf"taxonomy.yml:\d+: {name} must be there with locked: true"):
        read_document(text, FILE.name, Taxonomy)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("never_attempted: refund, ", "", "refund must be there with never_attempted: refund"),
        ("signal: explicit_human", "signal: human", "explicit_request must be there with signal: explicit_human"),
        ("severity: 20,", "severity: 10,", "severity 10 is that of health_safety"),
        ("severity: 20, ", "", "bereavement: a category with a signal needs severity"),
        ("topic: a refund, ", "", "refund: a category with a signal needs topic"),
        ("priority: 1,", "priority: 5,", "health_safety: priority must be 1 to 4, not 5"),
        ("wants a refund for {order}", "wants {money}", "refund: wants: unknown variable money"),
        ("topic: returns,", "", "return_policy: topic and wants go together"),
        ("back: [routine]", "back: [rutine]", "intents.back"),
        ("back: [routine]", "refund: [no_problem]", "refund is a signal"),
        ("unresolved: {priority", "unresolved: {severity: 5, priority", "unresolved: severity: only with a signal"),
        ("signal: legal,", "signal: lawyer,", "legal: a signal bears the name of its category, not lawyer"),
        ("product: {priority: 4,", "product: {", "categories.product"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason(old, new, why):
    assert old in TEXT
    with pytest.raises(FileRefused) as refused:
        read_document(TEXT.replace(old, new, 1), FILE.name, Taxonomy)
    assert any(why in str(problem) and problem.line > 1 for problem in refused.value.problems), refused.value


NEW = """
  counterfeit:
    {signal: counterfeit, severity: 35, locked: true, priority: 2, label: Counterfeit,
     reason: possible counterfeit, topic: a counterfeit, wants: "believes that {order} {be} counterfeit"}
  refund:"""


@pytest.fixture
def counterfeit(tmp_path, monkeypatch):
    """A copy of the taxonomy in force, with one more category."""
    copy = tmp_path / FILE.name
    copy.write_text(TEXT.replace("\n  refund:", NEW, 1), encoding="utf-8")
    assert load_document(copy, Taxonomy).categories["counterfeit"].priority == 2
    monkeypatch.setattr(module, "FILE", copy)
    taxonomy.cache_clear()
    yield "counterfeit"
    taxonomy.cache_clear()


def test_a_new_category_is_one_entry(counterfeit):
    known = taxonomy()
    assert counterfeit in known.signals and counterfeit in known.critical_signals and counterfeit in known.locked
    text = POLICY.read_text().replace("bereavement, no_ai]", "bereavement, no_ai, counterfeit]")
    policy = read_document(text, "escalation.yml", PolicyDocument)
    said = facts([user("this bag is a fake", "inform", signals={counterfeit: 0.9, "emotional": 0.9})])
    fired = sorted(triggers.permanent_category(said, policy), key=lambda firing: firing.severity)
    assert [(firing.category, firing.reason) for firing in fired] == [
        (counterfeit, "possible counterfeit: 'this bag is a fake'")
    ]
    assert triggers.Firing("keyword", "emotional", "", "", 1).severity > fired[0].severity
    assert builder.priority([counterfeit]) == 2 and known.is_critical(2)
    assert labels.category(counterfeit) == "Counterfeit" and ("counterfeit", "Counterfeit") in labels.by_name("refund")
    log = [user("this bag is a fake", counterfeit)]
    assert conversation_facts.topics(log) == [counterfeit]
    assert counterfeit in recommended_actions.categories(policy)


def test_a_new_locked_category_is_wanted_by_the_policy(counterfeit):
    with pytest.raises(ValueError, match="counterfeit is missing: it is a permanent category"):
        load_document(POLICY, PolicyDocument)


def test_no_intent_of_customers_is_kept_from_the_policy():
    text = FILE.read_text(encoding="utf-8").replace("  order_status: [", "  order_status: [routine, ")
    with pytest.raises(FileRefused, match=r":\d+: order_status is what customers write"):
        read_document(text, "taxonomy.yml", Taxonomy)


def test_rasas_own_commands_are_nobodys_words():
    log = [user("hello", "greet"), user("/back", "back"), user("/restart", "restart")]
    assert [line["text"] for line in builder.transcript(log)] == ["hello"]
    assert Counter(map(conversation_facts.counts, log)) == {True: 1, False: 2}
