"""The shipped encoder's ONNX graph: a BERT body in int8, mean pooling and L2, built node by node.

Built by hand rather than traced, so that it holds onnxruntime's fused operators and no tracer has
to be kept alive. Weights are int8 with one scale a column (a row for words); activations are
quantised while it runs. Where the largest activation of every channel is known (``peaks``), large
channels are scaled down and their weights up before quantising, so that a few of them do not cost
the others their precision (SmoothQuant, arXiv:2211.10438). The output projections get activations
so uneven that this is not enough: theirs are quantised block by block (docs/adr/0012).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder.wheel import Shape

Array = NDArray[np.generic]
State = Mapping[str, NDArray[np.float32]]
Peaks = Mapping[str, NDArray[np.float32]]
"""Largest absolute activation of every channel that enters a linear layer, by the layer's name."""

INPUTS = ("ids", "mask")
OUTPUT = "vectors"
_FUSED = "com.microsoft"
_SHIFT = 0.7  # how much of a channel's range moves from the activation into the weights
_RANGE = 63  # not 127: on processors without VNNI two products of full range overflow 16 bits
_BLOCK = 128  # inputs that share a scale where quantised block by block
_INT8_PRODUCTS = 4  # MatMulNBits: quantise the activations too, block by block


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Names of a quantised matrix's parts in the graph."""

    values: str
    scale: str
    zero: str


def quantise(matrix: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], Array]:
    """Quantise symmetrically, one scale a slice along ``axis``: (values, scales)."""
    others = tuple(i for i in range(matrix.ndim) if i != axis)
    scale = np.abs(matrix).max(axis=others, keepdims=True) / _RANGE
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(matrix / scale).astype(np.int8), scale.reshape(-1)


def quantise_blocks(
    matrix: NDArray[np.float32],
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Quantise an (out, in) matrix by blocks of inputs: (out, blocks, 128) around 128, scales.

    The last block is filled up with zeros.
    """
    rows, width = matrix.shape
    filled = np.pad(matrix, ((0, 0), (0, -width % _BLOCK)))
    blocks = filled.reshape(rows, -1, _BLOCK)
    scale = np.abs(blocks).max(axis=2) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return (np.round(blocks / scale[:, :, None]) + 128).astype(np.uint8), scale


def smooth(matrix: NDArray[np.float32], peaks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divisor of every input channel of a (in, out) matrix; their geometric mean is 1."""
    weights = np.maximum(np.abs(matrix).max(axis=1), 1e-5)
    divisors = np.maximum(peaks, 1e-5) ** _SHIFT / weights ** (1 - _SHIFT)
    return (divisors / np.exp(np.log(divisors).mean())).astype(np.float32)


class GraphBuilder:
    """Collects nodes and weights; every method returns the name of what it adds."""

    def __init__(self, state: State, shape: Shape, epsilon: float, peaks: Peaks) -> None:
        from onnx import helper, numpy_helper  # noqa: PLC0415 (only for exporting)

        self._helper: Any = helper
        self._to_tensor: Any = numpy_helper.from_array
        self.state = state
        self.shape = shape
        self.epsilon = epsilon
        self.peaks = peaks
        self.inputs: dict[str, str] = {}
        self.nodes: list[Any] = []
        self.weights: dict[str, Any] = {}

    def weight(self, name: str, array: Array) -> str:
        """Add a constant."""
        self.weights[name] = self._to_tensor(np.ascontiguousarray(array), name)
        return name

    def node(self, kind: str, inputs: Sequence[str], *, outputs: int = 1, **attributes: Any) -> str:  # noqa: ANN401
        """Add a node; further outputs are named like the first with ``:1``, ``:2``."""
        name = attributes.pop("output", f"{kind}_{len(self.nodes)}")
        outs = [name, *(f"{name}:{i}" for i in range(1, outputs))]
        self.nodes.append(self._helper.make_node(kind, inputs, outs, name=name, **attributes))
        return name

    def linear(self, x: str, name: str, array: NDArray[np.float32]) -> tuple[str, _Matrix]:
        """Add a matrix of shape (in, out), quantised by column: (its input, its parts)."""
        self.inputs[name] = x
        if name in self.peaks:
            divisors = smooth(array, self.peaks[name])
            x = self.node("Mul", [x, self.weight(f"{name}.smooth", 1 / divisors)])
            array = array * divisors[:, None]
        values, scale = quantise(array, axis=1)
        zero = np.zeros(values.shape[1], dtype=np.int8)
        return x, _Matrix(
            self.weight(name, values),
            self.weight(f"{name}.scale", scale),
            self.weight(f"{name}.zero", zero),
        )

    def product(self, x: str, name: str) -> str:
        """Multiply by a linear layer's weight; its bias comes with the next operator."""
        x, matrix = self.linear(x, name, self.state[f"{name}.weight"].T)
        return self.node(
            "DynamicQuantizeMatMul",
            [x, matrix.values, matrix.scale, matrix.zero],
            domain=_FUSED,
        )

    def even_product(self, x: str, name: str) -> str:
        """Multiply by a layer's weight where a few inputs are many times as large as the others."""
        matrix = self.state[f"{name}.weight"]
        values, scale = quantise_blocks(matrix)
        return self.node(
            "MatMulNBits",
            [x, self.weight(name, values), self.weight(f"{name}.scale", scale)],
            domain=_FUSED,
            K=matrix.shape[1],
            N=matrix.shape[0],
            bits=8,
            block_size=_BLOCK,
            accuracy_level=_INT8_PRODUCTS,
        )

    def constant(self, name: str) -> str:
        """Add a tensor of the checkpoint as it is."""
        return self.weight(name, self.state[name])

    def embed(self) -> str:
        """Words, positions and the one token type, normalised."""
        values, scale = quantise(self.state["embeddings.word_embeddings.weight"], axis=0)
        self.weight("words", values)
        self.weight("words.scale", scale[:, None])
        found = self.node("Cast", [self.node("Gather", ["words", "ids"])], to=1)
        words = self.node("Mul", [found, self.node("Gather", ["words.scale", "ids"])])
        types = self.state["embeddings.token_type_embeddings.weight"][:1]
        self.weight("places", self.state["embeddings.position_embeddings.weight"] + types)
        self.weight("zero", np.array([0], dtype=np.int64))
        length = self.node("Shape", ["ids"], start=1, end=2)
        places = self.node("Slice", ["places", "zero", length])
        return self.node(
            "LayerNormalization",
            [self.node("Add", [words, places]), *self._norm("embeddings.LayerNorm")],
            epsilon=self.epsilon,
        )

    def _norm(self, name: str) -> list[str]:
        return [self.constant(f"{name}.weight"), self.constant(f"{name}.bias")]

    def attend(self, x: str, layer: str) -> str:
        """Self-attention of one layer, up to the heads' joined output."""
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        x, matrix = self.linear(
            x,
            f"{layer}.qkv",
            np.concatenate([self.state[f"{part}.weight"].T for part in parts], axis=1),
        )
        bias = np.concatenate([self.state[f"{part}.bias"] for part in parts])
        quantised = self.node("DynamicQuantizeLinear", [x], outputs=3)
        inputs = [
            quantised,
            matrix.values,
            self.weight(f"{layer}.qkv.bias", bias),
            f"{quantised}:1",
            matrix.scale,
            "mask",
            f"{quantised}:2",
            matrix.zero,
        ]
        return self.node("QAttention", inputs, domain=_FUSED, num_heads=self.shape.heads)

    def add_and_norm(self, x: str, skip: str, dense: str, norm: str) -> str:
        """Add the dense layer's bias and the skipped input, then normalise."""
        inputs = [x, skip, *self._norm(norm), self.constant(f"{dense}.bias")]
        return self.node("SkipLayerNormalization", inputs, domain=_FUSED, epsilon=self.epsilon)

    def layer(self, x: str, number: int) -> str:
        """One layer of the body."""
        name = f"encoder.layer.{number}"
        joined = self.even_product(self.attend(x, name), f"{name}.attention.output.dense")
        x = self.add_and_norm(
            joined, x, f"{name}.attention.output.dense", f"{name}.attention.output.LayerNorm"
        )
        inner = self.node(
            "BiasGelu",
            [
                self.product(x, f"{name}.intermediate.dense"),
                self.constant(f"{name}.intermediate.dense.bias"),
            ],
            domain=_FUSED,
        )
        outer = self.even_product(inner, f"{name}.output.dense")
        return self.add_and_norm(outer, x, f"{name}.output.dense", f"{name}.output.LayerNorm")

    def pool(self, x: str) -> None:
        """Mean over the tokens that are not padding, scaled to length one."""
        self.weight("last", np.array([-1], dtype=np.int64))
        self.weight("middle", np.array([1], dtype=np.int64))
        mask = self.node("Unsqueeze", [self.node("Cast", ["mask"], to=1), "last"])
        total = self.node("ReduceSum", [self.node("Mul", [x, mask]), "middle"], keepdims=0)
        # Dividing by the number of tokens would change nothing: the length is made one here.
        self.node("LpNormalization", [total], axis=-1, p=2, output=OUTPUT)

    def model(self) -> Any:  # noqa: ANN401
        """Join everything into a checked ONNX model."""
        make: Any = self._helper
        inputs = [make.make_tensor_value_info(name, 6, ["texts", "tokens"]) for name in INPUTS]
        vectors = make.make_tensor_value_info(OUTPUT, 1, ["texts", self.shape.hidden])
        graph = make.make_graph(
            self.nodes, "zhengwen-encoder", inputs, [vectors], list(self.weights.values())
        )
        opsets = [make.make_opsetid("", 17), make.make_opsetid(_FUSED, 1)]
        return make.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="zhengwen")


@dataclass(frozen=True, slots=True)
class Graph:
    """An ONNX model, and the name of the tensor that enters each of its linear layers."""

    model: Any
    inputs: Mapping[str, str]


def build_graph(state: State, shape: Shape, epsilon: float, peaks: Peaks | None = None) -> Graph:
    """Build the int8 graph of a BertModel: (ids, mask) int32 of (texts, tokens) -> vectors."""
    builder = GraphBuilder(state, shape, epsilon, peaks or {})
    x = builder.embed()
    for number in range(shape.layers):
        x = builder.layer(x, number)
    builder.pool(x)
    return Graph(builder.model(), builder.inputs)
