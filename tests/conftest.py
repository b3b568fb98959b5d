"""What several rooms' tests share: an index of the five shipped documents."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shipped_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory of its own in which the five documents are published and indexed.

    What ``make install`` built is copied where it is there, so that only records that have changed
    since are encoded again.
    """
    data = tmp_path_factory.mktemp("shipped") / "data"
    if (ROOT / "var" / "current").exists():
        shutil.copytree(ROOT / "var", data)
    subprocess.run(
        [sys.executable, "-m", "zhengwen", "corpus", "publish", "--shipped"],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
    )
    return data
