"""Generations on disk: where they lie, what their manifest says, which one is current.

``DATA/current`` holds the name of the generation that serves; ``DATA/generations/<name>/`` never
changes once it carries its name. Everything that writes here holds ``DATA/index.lock``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import IndexBusy, IndexCorrupt, IndexMissing

FORMAT = 1
MANIFEST = "manifest.json"
BUILDING = ".building"
REBUILD = "请运行 zhengwen index build 重新建立索引"

Stamp = tuple[int, int]


class FileSum(BaseModel):
    """What a file of a generation must be."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What a generation was built from and what it holds; ``fingerprint`` covers all its input.

    ``stale_rows`` are rows that were exchanged in Chroma's files since these were written anew.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    fingerprint: str
    encoder: str
    dimension: int
    built_at: datetime
    documents: int
    items: int
    passages: int
    chunks: int
    stale_rows: int = 0
    files: dict[str, FileSum]


def generation_path(data: Path, name: str) -> Path:
    """Directory of a generation."""
    return data / "generations" / name


def current_path(data: Path) -> Path:
    """The file that names the current generation."""
    return data / "current"


def current_generation(data: Path) -> Path:
    """Directory of the current generation.

    Raises:
        IndexMissing: nothing has been built.
        IndexCorrupt: what ``current`` names is not there.
    """
    try:
        name = current_path(data).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise missing_index(data) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(data, error) from error
    directory = generation_path(data, name)
    if not name.isdecimal() or not directory.is_dir():
        raise IndexCorrupt(
            f"{current_path(data)} 指向的索引“{name[:40]}”不存在或已被删除：{REBUILD}。"
        )
    return directory


def current_stamp(data: Path) -> Stamp:
    """Tell one switch from another, cheaply: ``current`` is replaced, never rewritten.

    Raises:
        IndexMissing: nothing has been built.
        IndexCorrupt: the data directory cannot be read.
    """
    try:
        status = current_path(data).stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise missing_index(data) from error
    except OSError as error:
        raise _unreadable(data, error) from error
    return status.st_ino, status.st_mtime_ns


def missing_index(data: Path) -> IndexMissing:
    """Say that nothing has been built, and how to build."""
    return IndexMissing(
        f"数据目录 {data} 里还没有索引：请先运行 zhengwen corpus add 文件 --yes 添加文件，"
        "或在安装目录运行 make install 装入随附的五份文件。"
    )


def read_manifest(directory: Path) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexCorrupt: it is missing, unreadable or of another format.
    """
    file = directory / MANIFEST
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        reason = "不存在" if isinstance(error, FileNotFoundError) else "无法读取或内容不完整"
        raise IndexCorrupt(f"索引清单 {file} {reason}：{REBUILD}。") from error
    if manifest.format != FORMAT:
        raise IndexCorrupt(
            f"索引 {directory} 是第 {manifest.format} 版格式，本程序读第 {FORMAT} 版：{REBUILD}。"
        )
    return manifest


def file_sums(directory: Path) -> dict[str, FileSum]:
    """Size and SHA-256 of every file below ``directory`` except the manifest."""
    return {
        str(file.relative_to(directory)): FileSum(size=file.stat().st_size, sha256=_sha256(file))
        for file in sorted(directory.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def check_files(directory: Path, manifest: Manifest) -> None:
    """Hold every file against the manifest; a damaged Chroma file can crash the whole process.

    Raises:
        IndexCorrupt: naming the first file that is missing or different.
    """
    for name, expected in manifest.files.items():
        file = directory / name
        try:
            size = file.stat().st_size
            if size != expected.size:
                what = f"大小不符（应为 {expected.size} 字节，实为 {size} 字节）"
            elif _sha256(file) != expected.sha256:
                what = "内容已损坏（校验和不符）"
            else:
                continue
        except FileNotFoundError:
            what = "不存在"
        except OSError as error:
            what = f"无法读取（{error.strerror}）"
        raise IndexCorrupt(f"索引文件 {file} {what}：{REBUILD}。")


def switch_current(data: Path, name: str) -> None:
    """Make ``name`` the generation that serves, in one atomic step."""
    staged = current_path(data).with_name("current.new")
    with staged.open("w", encoding="utf-8") as stream:
        stream.write(f"{name}\n")
        stream.flush()
        os.fsync(stream.fileno())
    staged.replace(current_path(data))
    sync_directory(data)


def retire(data: Path) -> None:
    """Let nothing serve any more."""
    if current_path(data).exists():
        with writing(data):
            current_path(data).unlink(missing_ok=True)
            sync_directory(data)
            keep_only(data, set())


def sync_tree(directory: Path) -> None:
    """Force everything below ``directory`` to disk."""
    for folder, _, files in os.walk(directory):
        for file in files:
            with (Path(folder) / file).open("rb") as stream:
                os.fsync(stream.fileno())
        sync_directory(Path(folder))


def sync_directory(directory: Path) -> None:
    """Force the entries of one directory to disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def next_name(data: Path) -> str:
    """Name for the next generation, higher than any there is; names are never used again."""
    taken = [int(name) for name in _finished(data)]
    return str(max(taken, default=0) + 1)


def remove_leftovers(data: Path) -> None:
    """Remove what killed builds left: unfinished directories and such as never became current."""
    try:
        serving = int(current_generation(data).name)
    except (IndexMissing, IndexCorrupt):
        serving = None
    for directory in (data / "generations").glob(f"*{BUILDING}"):
        shutil.rmtree(directory)
    for name in _finished(data):
        if serving is not None and int(name) > serving:
            shutil.rmtree(generation_path(data, name))


def keep_only(data: Path, names: set[str]) -> None:
    """Remove every finished generation that is not named."""
    for name in set(_finished(data)) - names:
        shutil.rmtree(generation_path(data, name))


@contextmanager
def writing(data: Path) -> Generator[None]:
    """Hold the one lock of everything that builds or switches.

    Raises:
        IndexBusy: another process holds it.
    """
    data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(data / "index.lock", timeout=0):
            yield
    except Timeout as error:
        raise IndexBusy(
            f"另一个进程正在数据目录 {data} 里建立索引：请等它结束后再试，现有索引照常可用。"
        ) from error


def _unreadable(data: Path, error: OSError | UnicodeDecodeError) -> IndexCorrupt:
    reason = error.strerror if isinstance(error, OSError) else "内容不是文字"
    return IndexCorrupt(
        f"无法读取 {current_path(data)}（{reason}）：请检查目录权限，或{REBUILD[1:]}。"
    )


def _finished(data: Path) -> list[str]:
    folder = data / "generations"
    if not folder.is_dir():
        return []
    return [path.name for path in folder.iterdir() if path.name.isdecimal()]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
