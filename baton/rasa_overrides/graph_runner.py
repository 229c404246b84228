"""Runs a model's components in an order that is worked out once, not anew for each message.

Rasa 3.6 builds a dask graph, prunes it and schedules it with a pool of one thread at every reading and at every
prediction, which is an eighth of a lean turn (`make bench`). A model is a small graph that does not change while it
runs: its order is the same each time. Inputs, outputs and errors stay those of Rasa's runner.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Dict, List, Optional, Text, Tuple
from weakref import WeakKeyDictionary

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

#: A component with its name, and the names of what it takes.
_Step = Tuple[Text, GraphNode, Tuple[Text, ...]]
#: The order of components, by the targets of a run.
_orders: WeakKeyDictionary[DaskGraphRunner, Dict[Tuple[Text, ...], List[_Step]]] = WeakKeyDictionary()


def _order(runner: DaskGraphRunner, targets: Tuple[Text, ...]) -> List[_Step]:
    """Each component that the targets need, after those whose outputs it takes."""
    orders = _orders.setdefault(runner, {})
    if targets not in orders:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        sorter = TopologicalSorter({name: node.needs.values() for name, node in nodes.items()})
        orders[targets] = [
            (name, runner._instantiated_nodes[name], tuple(nodes[name].needs.values()))
            for name in sorter.static_order()
            if name in nodes  # what is given from outside has no component
        ]
    return orders[targets]


def run(
    runner: DaskGraphRunner, inputs: Optional[Dict[Text, object]] = None, targets: Optional[List[Text]] = None
) -> Dict[Text, object]:
    """The outputs of the targets.

    Args:
        inputs: what is given from outside, by the name under which components ask for it.
        targets: names of components; those of the schema when left out.
    Raises:
        GraphRunError: a component failed at run time, or an input is the name of a component, which Rasa refuses.
    """
    wanted = tuple(targets or runner._graph_schema.target_names)
    order = _order(runner, wanted)
    runner._add_inputs_to_graph(inputs, dict.fromkeys(name for name, _, _ in order))  # Rasa's own check of the inputs
    outputs = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, component, needs in order:
            if name not in outputs:
                outputs[name] = component(*(outputs.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(outputs[name] for name in wanted)
