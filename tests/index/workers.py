"""What the tests run in other processes; importable without starting anything."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from index.build import build_generation
from index.snapshot import open_current
from tests.index.samples import TASKS, LetterEncoder, make_corpus


class Event(Protocol):
    def is_set(self) -> bool: ...
    def set(self) -> None: ...


def build(data: Path, temporary: Path, generation: int) -> None:
    """Build in a session of its own, so that its verifying child can be ended with it."""
    os.setsid()
    os.environ["TMPDIR"] = str(temporary)
    build_generation(data, make_corpus(generation), LetterEncoder(pause=0.02))


def read(data: Path, temporary: Path, ready: Event, enough: Event) -> None:
    """Open the index and search it until told to stop; a wrong hit ends the process with 1."""
    tempfile.tempdir = str(temporary)
    snapshot = open_current(data, LetterEncoder())
    snapshot.warm()
    ready.set()
    while not enough.is_set():
        for task in TASKS[:3]:
            assert snapshot.search(task, limit=1)[0].record.text == task


def sums(folder: Path) -> dict[str, tuple[int, str]]:
    """Modification time and hash of every file."""
    return {
        str(file): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in folder.rglob("*")
        if file.is_file()
    }
