"""Proof that a generation serves: open it as a server would, and find what it holds.

Runs in a child process (``python -m index.verify DIRECTORY``), because a broken HNSW file can end
the process that opens it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.errors import IndexCorrupt, ZhengwenError
from corpus.types import Record
from index.chunk import Chunk, lexical_text
from index.contents import digest_text, read_cut
from index.generations import REBUILD, Manifest, read_manifest
from index.snapshot import open_generation
from index.types import Vectors

_SAMPLES = 5
_SAME = 0.999
_SECONDS = 600


class StoredVectors:
    """Stands in for the encoder that built a generation; verifying searches with its vectors."""

    def __init__(self, manifest: Manifest) -> None:
        self.name = manifest.encoder
        self.dimension = manifest.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Refuse: there is no model here."""
        raise NotImplementedError

    encode_passages = encode_queries


def verify_generation(directory: Path) -> None:
    """Open and search a generation in this process.

    Raises:
        IndexCorrupt: it does not open, or does not find its own records.
    """
    manifest = read_manifest(directory)
    snapshot = open_generation(directory, StoredVectors(manifest))
    if snapshot.vectors.shape != (len(snapshot.chunks), manifest.dimension):
        raise IndexCorrupt(f"索引 {directory} 的向量数与记录数不符：{REBUILD}。")
    if snapshot.dense.count() != len(snapshot.chunks):
        raise IndexCorrupt(f"索引 {directory} 的 Chroma 行数与记录数不符：{REBUILD}。")
    cut = read_cut(directory)
    records: dict[str, Record] = {**snapshot.items, **snapshot.passages}
    row_of = {chunk.id: row for row, chunk in enumerate(snapshot.chunks)}
    samples: list[int] = np.linspace(0, len(row_of) - 1, _SAMPLES, dtype=int).tolist()
    for row in samples if row_of else []:
        chunk: Chunk = snapshot.chunks[row]
        vector: Vectors = snapshot.vectors[row]
        nearest = snapshot.dense.nearest(vector, 1)
        near = [float(snapshot.vectors[row_of[name]] @ vector) for name in nearest]
        record = records[chunk.record_id]
        text = lexical_text(record, snapshot.documents[record.document_id])
        hits = snapshot.rank(vector, chunk.text, cut.get(digest_text(text)), limit=1)
        if not near or near[0] < _SAME or not hits:
            raise IndexCorrupt(
                f"索引 {directory} 检索不到自己的记录 {chunk.record_id}：{REBUILD}。"
            )


def verify_in_child(directory: Path) -> None:
    """Verify a generation in a child process.

    Raises:
        IndexCorrupt: the child found a fault, crashed or hung.
    """
    root = Path(__file__).resolve().parents[1]
    path = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", "index.verify", str(directory)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise IndexCorrupt(
            f"索引 {directory} 在 {_SECONDS} 秒内没有通过校验：{REBUILD}。"
        ) from error
    if child.returncode:
        told = child.stderr.strip().splitlines() or [f"校验进程退出码 {child.returncode}"]
        raise IndexCorrupt(told[-1])


def main() -> int:
    """Verify the directory named on the command line; the reason of a failure goes to stderr."""
    try:
        verify_generation(Path(sys.argv[1]))
    except ZhengwenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
