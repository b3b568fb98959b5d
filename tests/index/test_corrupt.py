"""A damaged or missing index: one sentence that names the file and the command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt, IndexMissing, IndexUnavailable
from index.generations import current_generation, file_sums
from index.snapshot import open_current
from tests.index.samples import LetterEncoder

FILES = (
    "records.jsonl",
    "chunks.jsonl",
    "words.txt",
    "sources/jia-2022.txt",
    "vectors.npy",
    "bm25/data.csc.index.npy",
    "bm25/vocab.index.json",
    "chroma/chroma.sqlite3",
    "chroma/*/data_level0.bin",
    "manifest.json",
)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


DAMAGES = (Path.unlink, cut, flip, empty)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_every_damaged_file_is_refused(
    data: Path, name: str, damage: Callable[[Path], None]
) -> None:
    (file,) = current_generation(data).glob(name)
    damage(file)
    with pytest.raises(IndexCorrupt, match="zhengwen index build") as caught:
        open_current(data, LetterEncoder())
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "2\n", "../sources\n", "甲", b"\xff\xfe"])
def test_a_current_file_that_names_nothing(data: Path, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (data / "current").write_bytes(raw)
    with pytest.raises(IndexCorrupt, match="zhengwen index build"):
        open_current(data, LetterEncoder())


def test_a_missing_generation(data: Path) -> None:
    shutil.rmtree(current_generation(data))
    with pytest.raises(IndexCorrupt, match="zhengwen index build"):
        open_current(data, LetterEncoder())


def test_an_older_or_newer_format(data: Path) -> None:
    file = current_generation(data) / "manifest.json"
    manifest = json.loads(file.read_text())
    file.write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(IndexCorrupt, match="第 99 版格式"):
        open_current(data, LetterEncoder())


def test_records_of_another_version_of_the_program(data: Path) -> None:
    directory = current_generation(data)
    file = directory / "records.jsonl"
    file.write_text(file.read_text().replace('"jurisdiction"', '"place"'))
    sums = {name: one.model_dump() for name, one in file_sums(directory).items()}
    manifest = json.loads((directory / "manifest.json").read_text())
    (directory / "manifest.json").write_text(json.dumps(manifest | {"files": sums}))
    with pytest.raises(IndexCorrupt, match="zhengwen index build"):
        open_current(data, LetterEncoder())


def test_no_room_for_the_copy(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.dense.shutil.copytree", refuse)
    with pytest.raises(IndexUnavailable, match="TMPDIR"):
        open_current(data, LetterEncoder())


def test_nothing_built(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"zhengwen corpus add 文件 --yes .*make install"):
        open_current(tmp_path / "nowhere", LetterEncoder())
    assert not (tmp_path / "nowhere").exists()
