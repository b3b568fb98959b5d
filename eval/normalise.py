"""How two strings are compared: width, punctuation, brackets and blanks make no difference."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = {**dict.fromkeys("[{〔【〈《「『", "("), **dict.fromkeys("]}〕】〉》」』", ")")}
_PUNCTUATION = {
    **dict.fromkeys("、;", ","),
    **dict.fromkeys("。·•・", "."),
    **dict.fromkeys("–—―−~", "-"),
    **dict.fromkeys("\"'“”‘’`*|", ""),  # quotation marks and markdown carry no fact
}
_FOLDED = str.maketrans(_BRACKETS | _PUNCTUATION)
_BLANK = re.compile(r"\s+")
_MARKER = re.compile(r"\[(\d{1,3})\]")


def fold(text: str) -> str:
    """Return ``text`` as it is compared; folding twice changes nothing."""
    folded = _fold_once(text)
    while folded != text:  # what was taken out may have kept two characters from combining
        text, folded = folded, _fold_once(folded)
    return folded


def markers(text: str) -> list[int]:
    """List the citation markers ``[n]`` of an answer's text, in order, repeats included."""
    return [int(number) for number in _MARKER.findall(text)]


def strip_markers(text: str) -> str:
    """Remove citation markers, which may stand between two words of one fact."""
    return _MARKER.sub("", text)


def _fold_once(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).translate(_FOLDED)).lower()
