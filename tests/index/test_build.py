"""Building: reuse of vectors, kept generations, leftovers, the lock, nothing built twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import (
    DocumentError,
    EncoderError,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexUnavailable,
)
from index import build as build_module
from index.build import build_generation
from index.generations import current_generation, read_manifest, retire
from index.snapshot import open_current
from tests.index.samples import LetterEncoder, make_corpus, names


def test_a_generation_is_plain_files_and_a_manifest(built: Path) -> None:
    directory = current_generation(built)
    manifest = read_manifest(directory)
    assert names(directory) == {
        *("records.jsonl", "chunks.jsonl", "words.txt", "sources", "vectors.npy"),
        *("cut.jsonl", "bm25", "chroma", "manifest.json"),
    }
    assert (manifest.documents, manifest.items, manifest.passages) == (2, 11, 2)
    assert manifest.chunks > manifest.items + manifest.passages  # the passages are long
    assert (directory / "sources" / "jia-2022.txt").read_bytes().decode() == make_corpus()[0].source
    assert {"chroma/chroma.sqlite3", "sources/jia-2022.txt"} <= manifest.files.keys()


@pytest.mark.usefixtures("quick_builds")
def test_rebuilding_encodes_only_new_texts_and_keeps_two_generations(data: Path) -> None:
    encoder = LetterEncoder()
    for generation in (2, 3):
        encoder.encoded.clear()
        build_generation(data, make_corpus(generation), encoder)
        assert encoder.encoded == [f"第{generation}版的任务"]
    assert names(data / "generations") == {"2", "3"}
    assert names(data) == {"generations", "current", "index.lock"}
    snapshot = open_current(data, encoder)
    assert snapshot.generation == "3"
    assert snapshot.search("第3版的任务", limit=1)[0].cosine == pytest.approx(1)


@pytest.mark.usefixtures("quick_builds")
@pytest.mark.parametrize("other", [LetterEncoder("letters-2"), LetterEncoder(dimension=32)])
def test_another_encoder_shares_no_vectors(data: Path, other: LetterEncoder) -> None:
    with pytest.raises(EncoderError, match="zhengwen index build"):
        open_current(data, other)
    build_generation(data, make_corpus(), other)
    assert len(other.encoded) == len({chunk.text for chunk in open_current(data, other).chunks})


@pytest.mark.usefixtures("quick_builds")
def test_vectors_of_a_damaged_generation_are_not_reused(data: Path) -> None:
    vectors = current_generation(data) / "vectors.npy"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\0")
    encoder = LetterEncoder()
    build_generation(data, make_corpus(), encoder)
    assert len(encoder.encoded) > 1
    open_current(data, encoder)


def test_one_build_at_a_time(data: Path) -> None:
    with FileLock(data / "index.lock"), pytest.raises(IndexBusy, match="另一个进程"):
        build_generation(data, make_corpus(2), LetterEncoder())
    assert names(data / "generations") == {"1"}


class FailingEncoder(LetterEncoder):
    def encode_passages(self, texts: object) -> object:
        raise OSError(28, "No space left on device")


def test_a_failed_build_changes_nothing(data: Path) -> None:
    with pytest.raises(IndexUnavailable, match="No space left"):
        build_generation(data, make_corpus(2), FailingEncoder("other"))
    assert names(data / "generations") == {"1"}
    assert open_current(data, LetterEncoder()).generation == "1"


def test_a_generation_that_does_not_verify_is_not_switched_to(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = build_module.write_contents

    def lose_a_record(contents: object, directory: Path) -> None:
        written(contents, directory)  # type: ignore[arg-type]
        lines = (directory / "records.jsonl").read_text().splitlines(keepends=True)
        (directory / "records.jsonl").write_text("".join(lines[:-1]))

    monkeypatch.setattr(build_module, "write_contents", lose_a_record)
    with pytest.raises(IndexCorrupt):
        build_generation(data, make_corpus(2), LetterEncoder())
    assert names(data / "generations") == {"1"}
    assert current_generation(data).name == "1"


@pytest.mark.usefixtures("quick_builds")
def test_leftovers_of_killed_builds_are_removed(data: Path) -> None:
    for leftover in ("2", "7", "9.building"):
        (data / "generations" / leftover / "chroma").mkdir(parents=True)
    build_generation(data, make_corpus(2), LetterEncoder())
    assert names(data / "generations") == {"1", current_generation(data).name}


def test_retired_data_serve_nothing(data: Path, tmp_path: Path) -> None:
    retire(data)
    with pytest.raises(IndexMissing):
        open_current(data, LetterEncoder())
    assert names(data / "generations") == set()
    retire(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_nothing_to_index(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="zhengwen corpus audit"):
        build_generation(tmp_path / "data", [], LetterEncoder())
    assert not (tmp_path / "data").exists()
