"""Calibrate: how large the activations of every channel get on texts like those to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder.bundled import PASSAGE, QUERY
from index.encoder.graph import INPUTS, Graph, Peaks
from index.encoder.lessons import Lessons

_EVERY_TOPIC, _EVERY_PAIR = 3, 40
_FLOAT = 1


def choose_texts(lessons: Lessons) -> Iterator[str]:
    """Choose about 150 official texts and questions, with their prompts."""
    for topic in list(lessons.topics.values())[::_EVERY_TOPIC]:
        yield PASSAGE + topic.texts[0]
    for pair in lessons.pairs[::_EVERY_PAIR]:
        yield QUERY + pair.question


def find_peaks(graph: Graph, tokenizer: Path, texts: Sequence[str], longest: int) -> Peaks:
    """Run ``graph`` over ``texts`` and note the largest activations, shape ``(channels,)`` each."""
    import onnxruntime  # noqa: PLC0415
    from onnx import ModelProto, helper  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    names = sorted({*graph.inputs.values()})
    watched: Any = ModelProto()
    watched.CopyFrom(graph.model)
    make: Any = helper
    watched.graph.output.extend(make.make_tensor_value_info(name, _FLOAT, None) for name in names)
    runtime: Any = onnxruntime
    options = runtime.SessionOptions()
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = runtime.InferenceSession(
        watched.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    cutter: Any = Tokenizer.from_file(str(tokenizer))
    peaks: dict[str, Any] = dict.fromkeys(names, 0.0)
    for text in texts:
        ids = np.array([cutter.encode(text).ids[:longest]], dtype=np.int32)
        found = session.run(names, dict(zip(INPUTS, (ids, np.ones_like(ids)), strict=True)))
        for name, values in zip(names, found, strict=True):
            peaks[name] = np.maximum(peaks[name], np.abs(values[0]).max(axis=0))
    return {layer: peaks[name] for layer, name in graph.inputs.items()}
