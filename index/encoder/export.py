"""Export: a trained checkpoint becomes one ONNX file and one tokenizer file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from corpus.errors import EncoderError
from index.encoder.bundled import MANIFEST, MODEL, TOKENIZER, read_manifest
from index.encoder.calibrate import choose_texts, find_peaks
from index.encoder.card import hash_file, read_facts, write_card
from index.encoder.graph import State, build_graph
from index.encoder.lessons import Lessons
from index.encoder.wheel import Shape

WEIGHTS = "model.safetensors"
LARGEST = 40_000_000  # bytes, both files together


def read_checkpoint(directory: Path) -> tuple[State, Shape, float]:
    """Read a BertModel checkpoint's tensors, sizes and epsilon, without torch.

    Raises:
        EncoderError: it is no such checkpoint.
    """
    from safetensors import numpy as untyped  # noqa: PLC0415

    safetensors: Any = untyped

    try:
        config: Mapping[str, Any] = json.loads(
            (directory / "config.json").read_text(encoding="utf-8")
        )
        shape = Shape(
            hidden=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            feed_forward=config["intermediate_size"],
            vocabulary=config["vocab_size"],
            positions=config["max_position_embeddings"],
            token_types=config["type_vocab_size"],
        )
        state = cast("State", safetensors.load_file(directory / WEIGHTS))
        return state, shape, float(config["layer_norm_eps"])
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(
            f"{directory} 不是可以导出的 BERT 检查点（{error}）：请先运行 zhengwen encoder train。"
        ) from error


def export(checkpoint: Path, lessons: Lessons, out: Path) -> int:
    """Write model, tokenizer, manifest and card into ``out``; returns the model's bytes.

    ``lessons`` only tell how large activations get.

    Raises:
        EncoderError: the checkpoint cannot be read, or the result is larger than 40 MB.
    """
    state, shape, epsilon = read_checkpoint(checkpoint)
    tokenizer = _plain_tokenizer(checkpoint / TOKENIZER)
    out.mkdir(parents=True, exist_ok=True)
    (out / TOKENIZER).write_bytes(tokenizer)
    rough = build_graph(state, shape, epsilon)
    texts = list(choose_texts(lessons))
    peaks = find_peaks(rough, out / TOKENIZER, texts, shape.positions)
    model = build_graph(state, shape, epsilon, peaks).model.SerializeToString(deterministic=True)
    if (size := len(model) + len(tokenizer)) > LARGEST:
        raise EncoderError(f"导出的模型有 {size / 1e6:.1f} MB，超过 {LARGEST / 1e6:.0f} MB。")
    (out / MODEL).write_bytes(model)
    manifest = {
        "dimension": shape.hidden,
        "layers": shape.layers,
        "longest": shape.positions,
        "files": {
            MODEL: hashlib.sha256(model).hexdigest(),
            TOKENIZER: hashlib.sha256(tokenizer).hexdigest(),
        },
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    name = read_manifest(out).name
    facts = {
        **read_facts(checkpoint),
        "名称": f"`{name}`",
        "网络": f"BERT，{shape.layers} 层，{shape.hidden} 维，{shape.vocabulary:,} 个词片，"
        "平均池化，单位长度",
        "量化": "int8，权重逐列（词向量逐行，输出投影按块）定标，激活在运行时定标，"
        f"各通道先按 {len(texts)} 条训练文本平衡",
        "检查点": f"`{hash_file(checkpoint / WEIGHTS)}`",
        "大小": f"{size / 1e6:.1f} MB",
    }
    write_card(out, f"政问的编码器 {name}", facts)
    return size


def _plain_tokenizer(file: Path) -> bytes:
    """Drop padding and truncation, which the encoder sets itself."""
    content = json.loads(file.read_text(encoding="utf-8"))
    content |= {"padding": None, "truncation": None}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
