"""One generation, built once a worker; tests take copies or only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.build import build_generation
from index.snapshot import Snapshot, open_current
from index.verify import verify_generation
from tests.index.samples import LetterEncoder, make_corpus


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    build_generation(data, make_corpus(), LetterEncoder())
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "data")


@pytest.fixture
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify in this process, where everything is imported: for tests about something else."""
    monkeypatch.setattr("index.build.verify_in_child", verify_generation)


@pytest.fixture(scope="session")
def snapshot(built: Path) -> Snapshot:
    return open_current(built, LetterEncoder())
