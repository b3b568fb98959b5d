"""Traditional to simplified script: the only door to OpenCC."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Return ``text`` in simplified script; simplified text comes back unchanged."""
    return str(_converter().convert(text))
