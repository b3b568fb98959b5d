"""The encoder trained for this project, inside the installation: onnxruntime, no torch, no network.

Each text is computed alone and on one thread; many texts are spread over the cores. Batches of
texts of like length were measured and save nothing (19 ms an item alone, 18 in fours, 20 in
eights), and a text's int8 vector would come to depend on its neighbours.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from corpus.errors import EncoderError
from index.types import Vectors

SHIPPED = Path(__file__).with_name("model")
MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
QUERY, PASSAGE = "query: ", "passage: "
_START, _END = 0, 2  # <s>, </s>
_REMEDY = (
    "请重新安装政问（make install），或运行 zhengwen encoder export 重新导出，"
    "也可以用环境变量 ENCODER 另选模型。"
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says; ``name`` changes whenever a file does."""

    name: str
    dimension: int
    longest: int
    files: dict[str, str]


class _Session(Protocol):
    """The part of ``onnxruntime.InferenceSession`` that is used here; it has no types."""

    def run(self, outputs: None, inputs: dict[str, object]) -> list[Vectors]: ...


def read_manifest(directory: Path = SHIPPED) -> Manifest:
    """Read what the model is, without loading it.

    Raises:
        EncoderError: there is no model, or its manifest cannot be read.
    """
    try:
        text = (directory / MANIFEST).read_bytes()
        said = json.loads(text)
        name = f"zhengwen-{hashlib.sha256(text).hexdigest()[:8]}"
        return Manifest(name, int(said["dimension"]), int(said["longest"]), dict(said["files"]))
    except FileNotFoundError as error:
        raise EncoderError(f"随附的编码器不在：缺少 {directory / MANIFEST}。{_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"随附的编码器的清单 {directory / MANIFEST} 读不了（{error!r}）。{_REMEDY}"
        ) from error


def bundled_name() -> str:
    """Name the shipped model without loading it.

    Raises:
        EncoderError: it is missing.
    """
    return read_manifest().name


class BundledEncoder:
    """The shipped model, or another directory that ``zhengwen encoder export`` wrote.

    A text longer than the model's tokens is read in windows, whose vectors are averaged.
    """

    def __init__(self, directory: Path = SHIPPED) -> None:
        self._manifest = read_manifest(directory)
        _check_files(directory, self._manifest)
        self._encode, self._session = _load(directory, self._manifest)
        self._window = self._manifest.longest - 2

    @property
    def name(self) -> str:
        """``zhengwen-`` and the first eight digits of the manifest's hash."""
        return self._manifest.name

    @property
    def dimension(self) -> int:
        """Length of one vector."""
        return self._manifest.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, on the calling thread: other questions may be using the other cores."""
        return self._stack([self._vector(QUERY + text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode records, on all cores."""
        with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
            return self._stack(list(pool.map(self._vector, [PASSAGE + text for text in texts])))

    def _stack(self, vectors: list[Vectors]) -> Vectors:
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.dimension)

    def _vector(self, text: str) -> Vectors:
        tokens = self._encode(text)
        starts = range(0, max(len(tokens), 1), self._window)
        windows = [tokens[start : start + self._window] for start in starts]
        if len(windows) == 1:
            return self._run(tokens)
        total = np.sum([self._run(window) * len(window) for window in windows], axis=0)
        return total / np.linalg.norm(total)

    def _run(self, tokens: list[int]) -> Vectors:
        ids = np.array([[_START, *tokens, _END]], dtype=np.int32)
        return self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]


def _check_files(directory: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        try:
            found = hashlib.sha256((directory / name).read_bytes()).hexdigest()
        except OSError as error:
            raise EncoderError(
                f"随附的编码器缺少文件 {directory / name}（{error.strerror}）。{_REMEDY}"
            ) from error
        if found != expected:
            raise EncoderError(
                f"随附的编码器已损坏：{directory / name} 与清单不一致"
                f"（应为 {expected[:8]}…，实为 {found[:8]}…）。{_REMEDY}"
            )


def _load(directory: Path, manifest: Manifest) -> tuple[Callable[[str], list[int]], _Session]:
    import onnxruntime  # noqa: PLC0415 (only when used)
    from tokenizers import Tokenizer  # noqa: PLC0415

    runtime: Any = onnxruntime
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        tokenizer: Any = Tokenizer.from_file(str(directory / TOKENIZER))
        session = runtime.InferenceSession(
            str(directory / MODEL), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # both libraries raise bare Exceptions of their own
        raise EncoderError(f"随附的编码器 {directory} 无法加载（{error}）。{_REMEDY}") from error
    dimension = session.get_outputs()[0].shape[-1]
    if dimension != manifest.dimension:
        raise EncoderError(
            f"随附的编码器 {directory} 的向量是 {dimension} 维，"
            f"清单写的是 {manifest.dimension} 维。{_REMEDY}"
        )

    def encode(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    return encode, cast("_Session", session)
