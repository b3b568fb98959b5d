"""Spaces and widths: what may differ between two printings of the same words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import cast

from corpus.rules import load_rules

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_ODD_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_BRACKETS = str.maketrans("〔［【〈《〕］】〉》", "(((<<)))>>")
_QUOTES = str.maketrans("“”‘’„‟『』「」", '""\'\'""""""')
_STOPS = str.maketrans({"。": ".", "、": ",", "；": ";", "—": "-", "–": "-", "－": "-"})


def unify_breaks(text: str) -> str:
    """Make every kind of line break a line feed, so that all readers count the same lines."""
    return _ODD_BREAKS.sub("\n", text.removeprefix("\ufeff"))


def drop_invisible(text: str) -> str:
    """Remove characters without width (zero-width spaces, soft hyphens, direction marks)."""
    return _INVISIBLE.sub("", text)


def fold_radicals(text: str) -> str:
    """Write Han characters for the radicals and doubles that PDF printers put in their place."""
    if not _RADICALS.search(text):
        return text
    return _RADICALS.sub(lambda match: _character(match[0]), text)


def _character(radical: str) -> str:
    return _radicals().get(radical) or unicodedata.normalize("NFKC", radical)


@cache
def _radicals() -> dict[str, str]:
    return cast("dict[str, str]", load_rules("radicals")["radicals"])


def tidy(text: str) -> str:
    """Trim, and make each run of spaces (NBSP and ideographic ones too) one plain space."""
    return _SPACES.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """Remove all white space."""
    return _SPACES.sub("", text)


def fold(text: str) -> str:
    """Reduce to what two printings share: no spaces, one width, one kind of bracket and quote."""
    while (folded := _fold_once(text)) != text:  # a cased or widened mark may combine anew
        text = folded
    return text


def _fold_once(text: str) -> str:
    wide = unicodedata.normalize("NFKC", squeeze(text)).translate(_BRACKETS).translate(_QUOTES)
    return squeeze(wide.translate(_STOPS)).casefold()
