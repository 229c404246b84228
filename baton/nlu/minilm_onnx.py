"""The language model that reads messages: MiniLM, taken from a package and turned into a small 8-bit graph.

`build` runs once, at training; the graph is kept with the trained model, so a running bot needs neither the package's
weights nor the tools that made it. Architecture: BERT (Devlin et al., 2019) in the size of all-MiniLM-L6-v2.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from baton.nlu.arrays import AnyArray

#: Whose output describes each word: the middle layers know the words, the last one the meaning (chosen by `make eval`).
LAYERS = (4, 6)
_OPSET = 17


@dataclass(frozen=True)
class _Size:
    layers: int
    heads: int
    width: int
    epsilon: float


def build(source: Path, target: Path) -> None:
    """Write the graph.

    Inputs `ids` and `mask` (whole numbers, one row per text), output `states` (one vector per piece of a word).

    Args:
        source: folder with `model.safetensors` and `config.json`.
        target: the ONNX file to write.
    """
    # Imported here: quantising is only needed at training.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    config = json.loads((source / "config.json").read_text())
    size = _Size(
        config["num_hidden_layers"], config["num_attention_heads"], config["hidden_size"], config["layer_norm_eps"]
    )
    graph = _Graph(load_file(source / "model.safetensors"), size)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(graph.model(), str(exact))
        quantize_dynamic(str(exact), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)


class _Graph:
    """Builds the computation node by node."""

    def __init__(self, weights: dict[str, AnyArray], size: _Size) -> None:
        self._weights = {name.removeprefix("bert."): array.astype(np.float32) for name, array in weights.items()}
        self._size = size
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        size = self._size
        hidden = self._embed()
        bias = self._attention_bias()
        wanted = []
        for layer in range(size.layers):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden, bias)
            if layer + 1 in LAYERS:
                wanted.append(hidden)
        self._add("Concat", wanted, "states", axis=-1)
        graph = helper.make_graph(
            self._nodes,
            "reader",
            [_info("ids", TensorProto.INT64, "text", "piece"), _info("mask", TensorProto.INT64, "text", "piece")],
            [_info("states", TensorProto.FLOAT, "text", "piece", size.width * len(LAYERS))],
            list(self._constants.values()),
        )
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
        made.ir_version = 9
        return made

    def _embed(self) -> str:
        words = self._add("Gather", [self._weight("embeddings.word_embeddings.weight"), "ids"])
        length = self._add("Shape", ["ids"], start=1, end=2)
        start = self._constant("zero", np.array([0], dtype=np.int64))
        places = self._add("Slice", [self._weight("embeddings.position_embeddings.weight"), start, length])
        kind = self._constant("kind", self._weights["embeddings.token_type_embeddings.weight"][0])
        return self._norm("embeddings.LayerNorm", self._add("Add", [self._add("Add", [words, places]), kind]))

    def _attention_bias(self) -> str:
        """Padding gets no attention."""
        shown = self._add("Cast", ["mask"], to=TensorProto.FLOAT)
        hidden = self._add("Sub", [shown, self._constant("one", np.array(1.0, dtype=np.float32))])
        far = self._add("Mul", [hidden, self._constant("far", np.array(10000.0, dtype=np.float32))])
        return self._add("Unsqueeze", [far, self._constant("axes", np.array([1, 2], dtype=np.int64))])

    def _layer(self, name: str, hidden: str, bias: str) -> str:
        size, own = self._size, name + "attention.self."
        query = self._heads(self._linear(own + "query", hidden), [0, 2, 1, 3])
        key = self._heads(self._linear(own + "key", hidden), [0, 2, 3, 1])
        value = self._heads(self._linear(own + "value", hidden), [0, 2, 1, 3])
        scale = self._constant("scale", np.array((size.width // size.heads) ** -0.5, dtype=np.float32))
        scores = self._add("Add", [self._add("Mul", [self._add("MatMul", [query, key]), scale]), bias])
        seen = self._add("MatMul", [self._add("Softmax", [scores], axis=-1), value])
        flat = self._constant("flat", np.array([0, 0, size.width], dtype=np.int64))
        seen = self._add("Reshape", [self._add("Transpose", [seen], perm=[0, 2, 1, 3]), flat])
        seen = self._linear(name + "attention.output.dense", seen)
        hidden = self._norm(name + "attention.output.LayerNorm", self._add("Add", [seen, hidden]))
        inner = self._gelu(self._linear(name + "intermediate.dense", hidden))
        inner = self._linear(name + "output.dense", inner)
        return self._norm(name + "output.LayerNorm", self._add("Add", [inner, hidden]))

    def _heads(self, value: str, order: list[int]) -> str:
        size = self._size
        split = self._constant("split", np.array([0, 0, size.heads, size.width // size.heads], dtype=np.int64))
        return self._add("Transpose", [self._add("Reshape", [value, split])], perm=order)

    def _linear(self, name: str, value: str) -> str:
        weight = self._constant(name + ".weight", np.ascontiguousarray(self._weights[name + ".weight"].T))
        return self._add("Add", [self._add("MatMul", [value, weight]), self._weight(name + ".bias")])

    def _norm(self, name: str, value: str) -> str:
        scale, shift = self._weight(name + ".weight"), self._weight(name + ".bias")
        return self._add("LayerNormalization", [value, scale, shift], epsilon=self._size.epsilon, axis=-1)

    def _gelu(self, value: str) -> str:
        def number(name: str, x: float) -> str:
            return self._constant(name, np.array(x, dtype=np.float32))

        error = self._add("Erf", [self._add("Div", [value, number("root_two", 2**0.5)])])
        return self._add(
            "Mul",
            [self._add("Mul", [value, self._add("Add", [error, number("one", 1.0)])]), number("half", 0.5)],
        )

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, array: AnyArray) -> str:
        self._constants.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def _add(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output


def _info(name: str, kind: int, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, list(shape))
