"""Runs a model's components in an order that is worked out once, not anew for each message.

Rasa 3.6 builds a dask graph, prunes it and schedules it with a pool of one thread at every reading and at every
prediction, which is an eighth of a lean turn (`make bench`). A model is a small graph that does not change while it
runs: its order is the same each time. Inputs, outputs and errors stay those of Rasa's runner.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

_ORDERS = "_orders_by_targets"


def _order(runner: DaskGraphRunner, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, tuple[str, ...]]]:
    """Each component that the targets need, after those whose outputs it takes."""
    known = runner.__dict__.setdefault(_ORDERS, {})
    if targets not in known:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        sorter = TopologicalSorter({name: node.needs.values() for name, node in nodes.items()})
        known[targets] = [
            (name, runner._instantiated_nodes[name], tuple(nodes[name].needs.values()))
            for name in sorter.static_order()
            if name in nodes  # what is given from outside has no component
        ]
    order: list[tuple[str, GraphNode, tuple[str, ...]]] = known[targets]
    return order


def _run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: Sequence[str] | None = None
) -> dict[str, Any]:
    """The outputs of the targets.

    Args:
        inputs: what is given from outside, by the name under which components ask for it.
        targets: names of components; those of the schema when left out.
    Raises:
        GraphRunError: a component failed at run time.
    """
    wanted = tuple(targets or self._graph_schema.target_names)
    done = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, component, needs in _order(self, wanted):
            if name not in done:
                done[name] = component(*(done.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(done[name] for name in wanted)


def install() -> None:
    """Use this in this process."""
    DaskGraphRunner.run = _run
