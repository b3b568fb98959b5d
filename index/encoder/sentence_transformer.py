"""Any sentence-transformers model, by directory or name; the library is imported only when used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from corpus.errors import EncoderError
from index.types import Vectors

_WHOLE = 4 << 20  # a file up to this size is hashed whole, a larger one by its two ends
_END = 1 << 20


class _Model(Protocol):
    """The part of ``SentenceTransformer`` that is used here; its own types are partly unknown."""

    def get_embedding_dimension(self) -> int | None: ...

    def encode_query(
        self, inputs: list[str], *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> object: ...

    def encode_document(
        self, inputs: list[str], *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> object: ...


def model_name(source: str) -> str:
    """Identify a model without loading it: a directory by its content, anything else by name.

    A directory keeps its name when it is moved and gets another when it is trained further.

    Raises:
        EncoderError: ``source`` is written as a path and is no model directory.
    """
    directory = Path(source).expanduser()
    if directory.is_dir():
        return f"sentence-transformers:{directory.resolve().name}@{_fingerprint(directory)}"
    if source.startswith(("/", ".", "~")):
        raise EncoderError(
            f"环境变量 ENCODER 指定的模型目录不存在：{source}；"
            "请改成已有的 sentence-transformers 模型目录，或取消该变量以使用随附的编码器。"
        )
    return f"sentence-transformers:{source}"


def _fingerprint(directory: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(directory)}\0{file.stat().st_size}\0".encode())
        for part in _telling_parts(file):
            digest.update(part)
    return digest.hexdigest()[:12]


def _telling_parts(file: Path) -> Iterator[bytes]:
    size = file.stat().st_size
    with file.open("rb") as stream:
        if size <= _WHOLE:
            yield stream.read()
            return
        yield stream.read(_END)
        stream.seek(size - _END)
        yield stream.read()


def _load(source: str) -> _Model:
    if find_spec("sentence_transformers") is None:
        raise EncoderError(
            f"ENCODER={source} 需要 sentence-transformers，它没有安装：请运行 "
            "pip install --constraint constraints.txt --editable '.[models]'，"
            "或取消该变量以使用随附的编码器。"
        )
    from safetensors import SafetensorError  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 (9 CPU s)

    try:
        return cast("_Model", SentenceTransformer(str(Path(source).expanduser()), device=None))
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise EncoderError(
            f"无法加载 ENCODER={source}（{first_line}）：请给出完整的 sentence-transformers "
            "模型目录或可以下载的模型名，或取消该变量以使用随附的编码器。"
        ) from error


class SentenceTransformerEncoder:
    """A sentence-transformers model with the query and passage prompts of its own configuration."""

    def __init__(self, source: str) -> None:
        self._name = model_name(source)
        self._model = _load(source)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderError(
                f"ENCODER={source} 没有给出向量维数：请换一个 sentence-transformers 模型，"
                "或取消该变量以使用随附的编码器。"
            )
        self._dimension = dimension

    @property
    def name(self) -> str:
        """``sentence-transformers:``, the model's name and, for a directory, its content."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of one vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions with the model's query prompt."""
        return self._shaped(
            self._model.encode_query(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            ),
            len(texts),
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode records with the model's document or passage prompt."""
        return self._shaped(
            self._model.encode_document(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            ),
            len(texts),
        )

    def _shaped(self, vectors: object, count: int) -> Vectors:
        return np.asarray(vectors, dtype=np.float32).reshape(count, self._dimension)
