"""A model's components run as with Rasa's own runner, in an order that is worked out once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from baton.rasa_overrides import graph_runner

RASAS = DaskGraphRunner.run


def runner(needs, nodes):
    """A runner of components that need each other; each puts its name before what it was given."""
    made = DaskGraphRunner.__new__(DaskGraphRunner)
    schema = {
        name: SchemaNode(
            needs={str(place): other for place, other in enumerate(parents)},
            uses=object,
            constructor_name="create",
            fn="run",
            config={},
            is_target=name == "c9",
        )
        for name, parents in needs.items()
    }
    made._graph_schema = GraphSchema(schema)
    made._instantiated_nodes = nodes
    made._execution_context = None
    return made


class Component:
    def __init__(self, name):
        self.name, self.calls = name, 0

    def __call__(self, *given):
        self.calls += 1
        return self.name, f"{self.name}({','.join(f'{name}={output}' for name, output in given)})"


@st.composite
def graphs(draw):
    """Components c0 to c9; each may need what is given from outside and components before it."""
    return {
        f"c{number}": draw(st.lists(st.sampled_from(["given", *(f"c{i}" for i in range(number))]), max_size=4))
        for number in range(10)
    }


@given(graphs(), st.lists(st.sampled_from([f"c{i}" for i in range(10)]), min_size=1, max_size=3, unique=True))
def test_what_comes_out_is_what_rasas_runner_gives(needs, targets):
    outputs = []
    for run in (RASAS, graph_runner.run):
        nodes = {name: Component(name) for name in needs}
        made = runner(needs, nodes)
        for value in ("hello", ["a message"]):  # the second time the order is known
            outputs.append((run(made, {"given": value}, targets), {name: node.calls for name, node in nodes.items()}))
    assert outputs[:2] == outputs[2:]


def test_without_targets_those_of_the_schema_count():
    nodes = {"c0": Component("c0"), "c9": Component("c9")}
    made = runner({"c0": [], "c9": ["c0"]}, nodes)
    assert graph_runner.run(made, {}) == RASAS(made, {}) == {"c9": "c9(c0=c0())"}


def test_a_component_that_fails_is_told_as_rasa_tells_it():
    def fails(*_given):
        raise RuntimeError("no")

    made = runner({"c9": []}, {"c9": fails})
    for run in (RASAS, graph_runner.run):
        with pytest.raises(GraphRunError):
            run(made, {}, ["c9"])


@pytest.mark.parametrize("inputs", [{"given": "c0"}, {"given": 1, "other": "given"}])
def test_an_input_that_is_the_name_of_a_node_is_refused_as_rasa_refuses_it(inputs):
    made = runner({"c0": [], "c9": ["given", "c0"]}, {name: Component(name) for name in ("c0", "c9")})
    refusals = []
    for run in (RASAS, graph_runner.run):
        with pytest.raises(GraphRunError, match="clashes with a node name") as refused:
            run(made, inputs, ["c9"])
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_an_input_may_be_the_name_of_a_node_that_is_not_needed():
    made = runner({"c0": [], "c8": [], "c9": ["given", "c0"]}, {name: Component(name) for name in ("c0", "c8", "c9")})
    outputs = [run(made, {"given": "c8"}, ["c9"]) for run in (RASAS, graph_runner.run)]
    assert outputs[0] == outputs[1]
