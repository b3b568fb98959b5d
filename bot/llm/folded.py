"""Text as it is compared: width, brackets, quotation marks and blanks make no difference.

Every folded character knows where it came from, so that what was recognised in the folded text can
be put right in the original.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SAME = {
    **dict.fromkeys("[{〔【〈「『", "("),
    **dict.fromkeys("]}〕】〉」』", ")"),
    **dict.fromkeys("“”‘’'＂", '"'),
    **dict.fromkeys("–—―−~～", "-"),
    **dict.fromkeys("·•・", "·"),
}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` as compared; character ``i`` of it began at ``origins[i]`` of what was folded."""

    text: str
    origins: tuple[int, ...]
    length: int

    def origin_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in what was folded."""
        stop = self.origins[end] if end < len(self.origins) else self.length
        return self.origins[start], stop


def fold(text: str) -> Folded:
    """Fold ``text``; folding the result again changes nothing."""
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        for one in _fold_one(character):
            characters.append(one)
            origins.append(position)
    return Folded("".join(characters), tuple(origins), len(text))


def _fold_one(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character)
    return "".join(_SAME.get(one, one) for one in wide if not one.isspace() and one != "*").lower()


def longest_first(texts: Iterable[str]) -> list[str]:
    """Return the folded ``texts``, longest first, so that no part hides a whole."""
    return sorted({fold(text).text for text in texts} - {""}, key=lambda text: (-len(text), text))
