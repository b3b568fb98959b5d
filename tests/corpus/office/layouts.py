"""Plans of other places in the layouts that real files have; what is in them is in ``golden``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

LAYOUTS: dict[str, Callable[[Path], None]] = {}
