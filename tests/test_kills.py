"""The crash benchmark, small: kill -9 at random moments, inside the flush and inside the switch."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import run_kills

pytestmark = pytest.mark.xdist_group("processes")


def test_no_kill_loses_what_was_acknowledged(tmp_path: Path) -> None:
    run = run_kills(tmp_path, {"publication": 3, "flush": 3, "switch": 2}, 5, lambda _: None)
    assert run.faults == []
    assert run.kills == {"publication": 3, "flush": 3, "switch": 2}
    assert run.publications > 0
