"""What keeps rule T6 from being switched off outside the policy document: configuration, domain and trained model must
hold the escalation policy, above every other policy, and the classifier that reads the messages for it. Pure.

Names are compared and nothing is imported: this must work, and quickly, where Rasa is not loaded. A subclass has
another name and is refused with the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from baton.base.yaml_lines import KeyPath, Problem, parse

POLICY = "policies.rasa_policy.EscalationPolicy"
CLASSIFIER = "baton.nlu.message_classifier.MessageClassifier"
TRACKER_STORE = "baton.conversation.tracker_store.ConversationLog"
WEB_CHANNEL = "baton.channels.web.channel.WebChannel"
#: Of the escalation policy, above every other: a decision interrupts rules and forms.
PRIORITY = 100
#: The policies whose own default is below: Rasa's, and ours. Any other must say its priority.
_BELOW = frozenset(
    "RulePolicy MemoizationPolicy AugmentedMemoizationPolicy TEDPolicy UnexpecTEDIntentPolicy "
    "baton.rasa_overrides.rule_policy.RecentRulePolicy baton.rasa_overrides.story_policy.RecentStoryPolicy".split()
)
#: Channels of Rasa's that believe whoever calls them: open doors into any conversation.
_OPEN_CHANNELS = frozenset({"rest", "callback", "rasa", "socketio"})
_ACTION = "action_handoff"
_SLOTS = ("escalation", "escalation_trigger", "escalation_category", "handoff_id", "no_ai", "attempt", "offer")
_RESPONSES = ("utter_handoff_explicit_request", "utter_handoff_closed", "utter_handoff_nobody")
_PREDICTS = "predict_action_probabilities"
_RULE = "rule T6: what must reach a person does, and nothing switches that off"

#: One thing wrong: the keys and indexes that lead to it, and why with the way out.
Fault = tuple[KeyPath, str]


@dataclass(frozen=True)
class Component:
    """A component of the pipeline or a policy, as a configuration or a trained model names it."""

    name: str
    path: KeyPath = ()
    config: Mapping[str, Any] = field(default_factory=dict)


class EscalationNotInPlace(Exception):
    """Configuration or model cannot hand over as rule T6 demands; the text names every reason and the way out."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def config_problems(text: str, file: str = "config.yml") -> list[Problem]:
    """What a pipeline configuration lacks.

    Args:
        text: the YAML text.
        file: its name, for messages.
    """
    return _problems(text, file, _config_faults)


def domain_problems(text: str, file: str = "domain.yml") -> list[Problem]:
    """What a domain lacks for a handover to be written down, carried out and said."""
    return _problems(text, file, _domain_faults)


def endpoints_problems(text: str, file: str = "endpoints.yml") -> list[Problem]:
    """Where conversations would be stored elsewhere than the desk looks, or another model be loaded."""
    return _problems(text, file, _endpoints_faults)


def credentials_problems(text: str, production: bool, file: str = "credentials.yml") -> list[Problem]:
    """Whether the widget's channel is there and, in production, no channel that believes whoever calls it."""
    return _problems(text, file, lambda value: _credentials_faults(value, production))


def policy_faults(policies: Iterable[Component], where: KeyPath) -> Iterator[Fault]:
    """Whether the escalation policy is among the policies, and above all others.

    Args:
        policies: as the configuration or the model names them.
        where: the path of their list.
    """
    policies = list(policies)
    if not any(one.name == POLICY for one in policies):
        yield where, f"the escalation policy is missing ({_RULE}); put `- name: {POLICY}` first under policies"
    for one in policies:
        stated = one.config.get("priority")
        if one.name == POLICY and stated is not None and stated != PRIORITY:
            yield (*one.path, "priority"), f"the escalation policy has priority {PRIORITY} ({_RULE}); remove this line"
        elif one.name != POLICY and not _lies_below(one.name, stated):
            why = f"{one.name} must lie below the escalation policy ({_RULE}); give it a priority below {PRIORITY}"
            yield (*one.path, *(("priority",) if stated is not None else ())), why


def model_problems(metadata: Mapping[str, Any], file: str) -> list[Problem]:
    """What a trained model lacks.

    Args:
        metadata: the model's own description (`metadata.json`, or `ModelMetadata.as_dict()`).
        file: the model's name, for messages.
    """
    nodes = metadata.get("predict_schema", {}).get("nodes", {})
    decides = _ancestors(nodes, metadata.get("core_target"))
    faults = [why for _path, why in policy_faults(graph_policies(nodes, decides), ())]
    if not any(nodes[name].get("uses") == CLASSIFIER for name in _ancestors(nodes, metadata.get("nlu_target"))):
        faults.append(f"nothing reads the messages for the escalation policy: {CLASSIFIER} is missing ({_RULE})")
    faults += [why for _path, why in _domain_faults(metadata.get("domain", {}))]
    return [Problem(file, 0, f"{why}; then train anew: baton train") for why in faults]


def graph_policies(nodes: Mapping[str, Mapping[str, Any]], among: Iterable[str]) -> list[Component]:
    """The policies of a prediction graph."""
    used = [nodes[name] for name in among if nodes[name].get("fn") == _PREDICTS]
    return [Component(str(node["uses"]), (), node.get("config") or {}) for node in used]


def _problems(text: str, file: str, faults: Any) -> list[Problem]:
    value, lines, problems = parse(text, file)
    if value is None and problems:
        return problems
    if not isinstance(value, dict):
        value = {}
    return [*problems, *(Problem(file, lines.of(path), why) for path, why in faults(value))]


def _config_faults(config: Mapping[str, Any]) -> Iterator[Fault]:
    if config.get("recipe", "default.v1") != "default.v1":
        yield ("recipe",), f"Baton is made for the recipe default.v1 ({_RULE}); write `recipe: default.v1`"
    if config.get("importers"):
        yield ("importers",), f"another importer may bring another configuration ({_RULE}); remove it"
    pipeline = list(_components(config, "pipeline"))
    if not any(one.name == CLASSIFIER for one in pipeline):
        why = f"nothing reads the messages for the escalation policy ({_RULE}); add `- name: {CLASSIFIER}`"
        yield ("pipeline",), why
    for one in pipeline:
        epochs = one.config.get("epochs", 1)
        if one.name == CLASSIFIER and not (isinstance(epochs, int) and epochs >= 1):
            yield (*one.path, "epochs"), f"with epochs {epochs} nothing is learnt ({_RULE}); remove this line"
    yield from policy_faults(_components(config, "policies"), ("policies",))


def _components(config: Mapping[str, Any], key: str) -> Iterator[Component]:
    listed = config.get(key)
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        entry = one if isinstance(one, dict) else {"name": one}
        yield Component(str(entry.get("name")), (key, index), entry)


def _lies_below(name: str, stated: object) -> bool:
    if stated is None:
        return name in _BELOW or name.startswith("rasa.")
    return isinstance(stated, (int, float)) and not isinstance(stated, bool) and stated < PRIORITY


def _domain_faults(domain: Mapping[str, Any]) -> Iterator[Fault]:
    actions = domain.get("actions") or []
    named = {name for one in actions for name in (one if isinstance(one, dict) else [one])}
    if _ACTION not in named:
        yield ("actions",), f"no handover can be carried out ({_RULE}); add `- {_ACTION}: {{send_domain: true}}`"
    for key, needed in (("slots", _SLOTS), ("responses", _RESPONSES)):
        missing = [name for name in needed if name not in (domain.get(key) or {})]
        if missing:
            yield (key,), f"a handover needs {', '.join(missing)} ({_RULE}); put back what is missing"


def _endpoints_faults(endpoints: Mapping[str, Any]) -> Iterator[Fault]:
    store = endpoints.get("tracker_store")
    kind = store.get("type") if isinstance(store, dict) else None
    if kind != TRACKER_STORE:
        why = f"the desk finds conversations in Baton's own log only ({_RULE}); write `type: {TRACKER_STORE}`"
        yield ("tracker_store", "type"), why
    action = endpoints.get("action_endpoint")
    if not (isinstance(action, dict) and action.get("url")):
        yield ("action_endpoint",), f"{_ACTION} runs in the action server ({_RULE}); put back its url"
    if endpoints.get("models"):
        yield ("models",), f"a model from elsewhere is not checked ({_RULE}); remove it: `baton train` makes the model"


def _credentials_faults(credentials: Mapping[str, Any], production: bool) -> Iterator[Fault]:
    if WEB_CHANNEL not in credentials:
        yield (), f"the widget's channel is missing, so nobody can write to the shop; add `{WEB_CHANNEL}:`"
    for name in credentials if production else ():
        if name in _OPEN_CHANNELS or str(name).startswith("rasa."):
            why = f"in production `{name}` would let anybody write as any customer; remove it: the widget has a channel"
            yield (name,), why


def _ancestors(nodes: Mapping[str, Mapping[str, Any]], target: object) -> list[str]:
    """The nodes that a result depends on, itself included: what is in the graph and unconnected does nothing."""
    found: dict[str, None] = {}
    queue = [str(target)]
    while queue:
        name = queue.pop()
        if name in nodes and name not in found:
            found[name] = None
            queue += [str(needed) for needed in (nodes[name].get("needs") or {}).values()]
    return list(found)
