"""Traditional to simplified script: the only door to OpenCC."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from opencc import OpenCC


class _Converter(Protocol):
    """The part of ``opencc.OpenCC`` that is used here; the library has no types."""

    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    return cast("_Converter", OpenCC("t2s"))


def to_simplified(text: str) -> str:
    """Return ``text`` in simplified script; simplified text comes back unchanged."""
    return _converter().convert(text)
