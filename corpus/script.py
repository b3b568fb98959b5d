"""Traditional to simplified script: the only door to OpenCC."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol, cast


class _Converter(Protocol):
    """The part of ``opencc.OpenCC`` that is used here; the library has no types."""

    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415 (most texts need no dictionary)

    return cast("_Converter", OpenCC("t2s"))


# Characters that plans use all the time and that simplified script does not have.
_TRADITIONAL = re.compile("[責單務時開辦廳關門應請進發業項實領導報級區縣鄉鎮財會]")
_HAN = re.compile("[\u4e00-\u9fff]")
_SHARE = 0.02


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional script, a stray character aside."""
    return len(_TRADITIONAL.findall(text)) > _SHARE * len(_HAN.findall(text))


def to_simplified(text: str) -> str:
    """Return ``text`` in simplified script; simplified text comes back unchanged."""
    return _converter().convert(text)
