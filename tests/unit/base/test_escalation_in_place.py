"""Rule T6 cannot be switched off outside the policy document: not in Rasa's files, not by another model."""

from __future__ import annotations

import copy
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baton.base import escalation_in_place as place
from baton.base.settings import ROOT

CONFIG = (ROOT / "config.yml").read_text(encoding="utf-8")
DOMAIN = (ROOT / "domain.yml").read_text(encoding="utf-8")
ENDPOINTS = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
CREDENTIALS = (ROOT / "credentials.yml").read_text(encoding="utf-8")
POLICY_LINE = f"  - name: {place.POLICY}\n"
CLASSIFIER_LINE = f"  - name: {place.CLASSIFIER}\n"


def test_the_files_as_shipped_are_fine():
    assert place.config_problems(CONFIG) == []
    assert place.domain_problems(DOMAIN) == []
    assert place.endpoints_problems(ENDPOINTS) == []
    assert place.credentials_problems(CREDENTIALS, production=True) == []


@pytest.mark.parametrize(
    "changed",
    [
        CONFIG.replace(POLICY_LINE, ""),
        CONFIG.replace(POLICY_LINE, "  #" + POLICY_LINE[3:]),
        CONFIG.replace(place.POLICY, "EscalationPolicy"),
        CONFIG.replace(place.POLICY, "policies.quiet.QuietEscalationPolicy"),
        CONFIG.replace(POLICY_LINE, POLICY_LINE + "    priority: 1\n"),
        CONFIG.replace(CLASSIFIER_LINE, ""),
        CONFIG.replace(place.CLASSIFIER, "DIETClassifier"),
        CONFIG.replace(place.CLASSIFIER, "shop.reader.MessageClassifier"),
        CONFIG.replace(CLASSIFIER_LINE, CLASSIFIER_LINE + "    epochs: 0\n"),
        CONFIG + "    priority: 100\n",
        CONFIG + "    priority: .inf\n",
        CONFIG + "    priority: .nan\n",
        CONFIG + "    priority: high\n",
        CONFIG + "  - name: shop.policies.AnswersEverything\n",
        CONFIG + "  - name: TEDPolicy\n    priority: 200\n",
        CONFIG.replace("default.v1", "graph.v1"),
        CONFIG + "importers:\n  - name: shop.importer.Other\n",
        CONFIG[: CONFIG.index("policies:")],
        "policies: nothing\n",
        "",
        "- a list\n",
        "pipeline: [",
    ],
)
def test_a_configuration_without_escalation_is_refused(changed):
    assert place.config_problems(changed)


def test_the_refusal_names_the_line_the_rule_and_the_way_out():
    number = next(n for n, line in enumerate(CONFIG.splitlines(), 1) if line.startswith("policies:"))
    (problem,) = place.config_problems(CONFIG.replace(POLICY_LINE, ""))
    assert str(problem).startswith(f"config.yml:{number}: the escalation policy is missing (rule T6")
    assert f"put `- name: {place.POLICY}` first under policies" in str(problem)
    (problem,) = place.config_problems(CONFIG + "    priority: 100\n")
    assert problem.line == len(CONFIG.splitlines()) + 1 and "a priority below 100" in problem.text


@pytest.mark.parametrize(
    "allowed",
    [
        CONFIG + "  - name: MemoizationPolicy\n",
        CONFIG + "  - name: rasa.core.policies.ted_policy.TEDPolicy\n    priority: 99\n",
        CONFIG + "  - name: shop.policies.AnswersSome\n    priority: 7\n",
        CONFIG.replace("threshold: 0.3", "threshold: 0.5"),
    ],
)
def test_other_changes_stay_free(allowed):
    assert place.config_problems(allowed) == []


@given(st.sampled_from(CONFIG.splitlines()), st.sampled_from(["", "# ", "delete"]))
def test_no_single_line_can_be_taken_out_unnoticed_if_escalation_hangs_on_it(line, how):
    changed = CONFIG.replace(line + "\n", "" if how == "delete" else f"{how}{line}\n")
    try:
        content = yaml.safe_load(changed) or {}
    except yaml.YAMLError:
        content = {}
    listed = [one.get("name") for key in ("pipeline", "policies") for one in content.get(key) or [] if one]
    assert bool(place.config_problems(changed)) or {place.POLICY, place.CLASSIFIER} <= set(listed)


@pytest.mark.parametrize(
    "name", ["action_handoff", "escalation", "handoff_id", "no_ai", "attempt", "utter_handoff_explicit_request"]
)
def test_a_domain_that_cannot_hand_over_is_refused(name):
    changed = re.sub(rf"^(  (?:- )?){name}:", rf"\1x_{name}:", DOMAIN, flags=re.M)
    assert changed != DOMAIN
    assert [name in p.text for p in place.domain_problems(changed)] == [True]


def test_conversations_are_stored_where_the_desk_looks_and_models_come_from_here():
    assert place.endpoints_problems(ENDPOINTS.replace(place.TRACKER_STORE, "InMemoryTrackerStore"))
    assert place.endpoints_problems(ENDPOINTS.replace("  type: baton", "  # type: baton"))
    assert place.endpoints_problems(ENDPOINTS + "models:\n  url: http://models.example\n")
    assert place.endpoints_problems(ENDPOINTS.replace("  url:", "  # url:"))


@pytest.mark.parametrize("channel", ["rest", "callback", "rasa.core.channels.rest.RestInput"])
def test_an_open_channel_is_refused_in_production_only(channel):
    opened = f"{CREDENTIALS}{channel}:\n"
    assert [p.line for p in place.credentials_problems(opened, production=True)] == [len(opened.splitlines())]
    assert place.credentials_problems(opened, production=False) == []
    assert place.credentials_problems("rest:\n", production=False)


def node(uses, fn="process", needs=None, **config):
    return {"uses": uses, "fn": fn, "needs": needs or {}, "config": config}


def model():
    """The description of a model as `rasa train` writes it, cut down to what counts."""
    decides = "predict_action_probabilities"
    nodes = {
        "read": node(place.CLASSIFIER),
        "out": node("rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler", needs={"messages": "read"}),
        "escalation": node(place.POLICY, decides),
        "rules": node("baton.rasa_overrides.rule_policy.RecentRulePolicy", decides),
        "select": node(
            "rasa.core.policies.ensemble.DefaultPolicyPredictionEnsemble",
            "combine_predictions_from_kwargs",
            {"policy0": "escalation", "policy1": "rules", "tracker": "__tracker__"},
        ),
    }
    domain = yaml.safe_load(DOMAIN)
    return {"predict_schema": {"nodes": nodes}, "core_target": "select", "nlu_target": "out", "domain": domain}


def changed(path, value):
    made = copy.deepcopy(model())
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return made


def test_a_model_as_trained_is_fine():
    assert place.model_problems(model(), "baton.tar.gz") == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("predict_schema", "nodes", "escalation"), None),
        (("predict_schema", "nodes", "select", "needs", "policy0"), None),  # there, and not asked
        (("predict_schema", "nodes", "escalation", "uses"), "shop.policies.QuietPolicy"),
        (("predict_schema", "nodes", "escalation", "config"), {"priority": 3}),
        (("predict_schema", "nodes", "rules", "config"), {"priority": 100}),
        (("predict_schema", "nodes", "rules", "uses"), "shop.policies.Loud"),
        (("predict_schema", "nodes", "read"), None),
        (("predict_schema", "nodes", "out", "needs"), {}),
        (("predict_schema", "nodes", "read", "uses"), "shop.reader.MessageClassifier"),
        (("core_target",), "nobody"),
        (("nlu_target",), None),
        (("domain", "actions"), ["action_show_order"]),
    ],
)
def test_a_model_without_escalation_is_refused(path, value):
    problems = place.model_problems(changed(path, value), "baton.tar.gz")
    assert problems and all("rule T6" in p.text and "train anew" in p.text for p in problems)
