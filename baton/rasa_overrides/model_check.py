"""A model that cannot hand over as rule T6 demands is not loaded, neither at the start nor while Rasa runs."""

from __future__ import annotations

from pathlib import Path
from typing import Text, Tuple, Union

from rasa.core.processor import MessageProcessor
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata

from baton.base.escalation_in_place import EscalationNotInPlace, graph_policies, model_problems, policy_faults
from baton.base.yaml_lines import Problem

_rasas_load_model = MessageProcessor._load_model


def load_model(model_path: Union[Text, Path]) -> Tuple[Text, ModelMetadata, GraphRunner]:
    """Rasa's own, and then the model's description is looked at.

    Raises:
        EscalationNotInPlace: the model lacks what a handover needs; the text names it and the way out.
    """
    name, metadata, runner = _rasas_load_model(model_path)
    problems = model_problems(metadata.as_dict(), name)
    if problems:
        raise EscalationNotInPlace(problems)
    return name, metadata, runner


def check_policies(schema: GraphSchema) -> None:
    """Refuse to predict where the escalation policy is missing or not above the other policies.

    Args:
        schema: of the graph that a policy is made for; one that only trains passes, and its model is refused later.
    Raises:
        EscalationNotInPlace: the policies of the graph cannot hand over as rule T6 demands.
    """
    nodes = schema.as_dict()["nodes"]
    policies = graph_policies(nodes, nodes)
    faults = list(policy_faults(policies, ())) if policies else []
    if faults:
        raise EscalationNotInPlace(Problem("the model", 0, why) for _path, why in faults)
