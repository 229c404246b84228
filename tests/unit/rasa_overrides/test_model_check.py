"""Rasa loads no model that cannot hand over, whoever starts it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.engine.graph import GraphSchema, SchemaNode

from baton.base.escalation_in_place import EscalationNotInPlace
from baton.rasa_overrides import model_check
from baton.rasa_overrides.rule_policy import RecentRulePolicy
from policies.rasa_policy import EscalationPolicy


def schema(*policies, fn="predict_action_probabilities"):
    return GraphSchema(
        {
            f"p{number}": SchemaNode(
                needs={}, uses=uses, constructor_name="load", fn=fn, config=config, is_target=False
            )
            for number, (uses, config) in enumerate(policies)
        }
    )


@pytest.mark.parametrize(
    "fine",
    [
        schema((EscalationPolicy, {}), (RecentRulePolicy, {}), (MemoizationPolicy, {})),
        schema(),
        schema((RecentRulePolicy, {}), fn="train"),
    ],
)
def test_the_policies_of_a_graph_are_looked_at(fine):
    model_check.check_policies(fine)


class Quiet(EscalationPolicy):
    pass


@pytest.mark.parametrize(
    "bad",
    [
        schema((RecentRulePolicy, {})),
        schema((RecentRulePolicy, {}), (Quiet, {})),
        schema((EscalationPolicy, {}), (RecentRulePolicy, {"priority": 101})),
    ],
)
def test_a_graph_without_escalation_is_refused(bad):
    with pytest.raises(EscalationNotInPlace, match="rule T6"):
        model_check.check_policies(bad)


def test_the_rule_policy_refuses_to_predict_without_the_escalation_policy():
    context = SimpleNamespace(graph_schema=schema((RecentRulePolicy, {})), should_add_diagnostic_data=False)
    with pytest.raises(EscalationNotInPlace):
        RecentRulePolicy(RecentRulePolicy.get_default_config(), None, None, context)


def test_a_loaded_model_is_refused_by_its_description(monkeypatch):
    metadata = SimpleNamespace(as_dict=lambda: {"predict_schema": {"nodes": {}}, "domain": {}})
    monkeypatch.setattr(model_check, "_rasas_load_model", lambda path: (path, metadata, None))
    with pytest.raises(EscalationNotInPlace, match=r"other\.tar\.gz: the escalation policy is missing"):
        model_check.load_model("other.tar.gz")
