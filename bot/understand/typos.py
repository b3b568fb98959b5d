"""Mend homophones and mistyped characters, against the corpus's own vocabulary only.

A pair of characters is mended to a word of the same sound that shares one of the two, where the
corpus writes that word with what stands beside it and does not write the typed pair there. One
more character is enough beside a pair that is no word (「补帖公开」 for 「补贴公开」), two beside
one that is (「全责清单」 for 「权责清单」). What asks (「哪项」, 「几时」) and two single words of
everyday use (「报名时讲过」) are never mended. Otherwise a character is mended only inside a run of
five whose other four stand in the corpus, and only to one that sounds alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from pypinyin import lazy_pinyin

from index.tokens import Segmenter

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_RUN = 5
_EMPTY = frozenset("的了是在和与及等有为对不")  # they stand beside anything
_ASKS = frozenset("哪几谁啥")
# Single characters that are words by themselves, whatever the matter.
_EVERYDAY = frozenset("是都全时我你他她它这那各就也还把被让给从向到拿个说讲想看画成")
# What southern speakers and thumbs confuse; one sound for both sides.
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@dataclass(frozen=True, slots=True)
class Mended:
    """A question's text after mending, and what was read as what: (typed, understood)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@cache
def sound_of(character: str) -> str:
    """Pinyin of one character without its tone, with easily confused sounds folded."""
    sound = lazy_pinyin(character)[0]
    for heard, folded in _CONFUSED:
        sound = sound.replace(heard, folded)
    return sound


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pairs of characters the corpus writes, by sound, and its text to look context up in.

    ``language`` tells what is a word, and where words end.
    """

    text: str
    pairs: frozenset[str]
    names: frozenset[str]
    language: Segmenter
    _by_sound: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _runs: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _pieces: set[str] = field(default_factory=set[str])  # as long as what is looked up in the text

    def __post_init__(self) -> None:
        for pair in (*self.pairs, *self.names):
            self._by_sound.setdefault(_sound(pair), []).append(pair)
        for length in (2 + 1, 2 + 2, _RUN):
            starts = range(len(self.text) - length + 1)
            self._pieces.update(self.text[start : start + length] for start in starts)
        for run in _runs_of(self.text, _RUN):
            for hole in range(1, _RUN - 1):
                self._runs.setdefault(_punched(run, hole), set()).add(run)

    def mend(self, text: str) -> Mended:
        """Return ``text`` with its typos mended; what the corpus writes itself is left alone."""
        changes: list[tuple[str, str]] = []
        for position in range(len(text) - 1):
            found = self._same_sound(text, position) or self._same_run(text, position)
            if found:
                start, typed, meant = found
                changes.append((typed, meant))
                text = text[:start] + meant + text[start + len(typed) :]
        return Mended(text, tuple(changes))

    def _same_sound(self, text: str, start: int) -> tuple[int, str, str] | None:
        typed = text[start : start + 2]
        if not _HAN.fullmatch(typed) or typed in self.names or self._fits(text, start, typed, 1):
            return None
        if _ASKS & {*typed} or self._is_everyday(text, start):
            return None
        for meant in self._by_sound.get(_sound(typed), ()):
            if _differences(typed, meant) == 1 and self._is_meant(text, start, meant):
                return start, typed, meant
        return None

    def _is_meant(self, text: str, start: int, meant: str) -> bool:
        typed = text[start : start + 2]
        is_word = self.language.is_word(typed)
        if meant in self.names:
            known = typed not in self.pairs and (
                not self.language.is_common(typed) or self._fits(text, start, meant, 2)
            )
        else:
            known = self.language.is_word(meant) and self._fits(text, start, meant, 1 + is_word)
        return known and self._stands_alone(text, start)

    def _fits(self, text: str, start: int, pair: str, context: int) -> bool:
        """Tell whether the corpus writes ``pair`` with so much of what stands before or after."""
        before = text[max(0, start - context) : start]
        after = text[start + 2 : start + 2 + context]
        return any(
            len(beside) == context and not _EMPTY & {*beside} and run in self._pieces
            for beside, run in ((before, before + pair), (after, pair + after))
        )

    def _is_everyday(self, text: str, start: int) -> bool:
        """Tell whether the pair is two words of one character that stand beside anything."""
        if not _EVERYDAY.issuperset(text[start : start + 2]):
            return False
        ends = set(accumulate(map(len, self.language.words(text)), initial=0))
        return {start, start + 1, start + 2} <= ends

    def _stands_alone(self, text: str, start: int) -> bool:
        """Tell whether the pair begins and ends where words do."""
        ends = set(accumulate(map(len, self.language.words(text)), initial=0))
        return {start, start + 2} <= ends

    def _same_run(self, text: str, start: int) -> tuple[int, str, str] | None:
        """Find a character to mend inside a run of five that the corpus writes otherwise alike."""
        typed = text[start : start + _RUN]
        if len(typed) < _RUN or not _HAN.fullmatch(typed) or typed in self._pieces:
            return None
        for hole in range(1, _RUN - 1):
            beside = (typed[hole - 1 : hole + 1], typed[hole : hole + 2])
            if any(pair in self.pairs or self.language.is_word(pair) for pair in beside):
                continue
            for meant in self._runs.get(_punched(typed, hole), ()):
                if sound_of(meant[hole]) == sound_of(typed[hole]):
                    at = start + hole - 1
                    return at, typed[hole - 1 : hole + 1], meant[hole - 1 : hole + 1]
        return None


def learn_vocabulary(
    texts: Iterable[str],
    names: Iterable[str],
    language: Segmenter,
) -> Vocabulary:
    """Learn pairs and runs from the corpus's texts; ``names`` are pairs that need no context."""
    joined = "\n".join(texts)
    wanted = frozenset(name for name in names if len(name) == 2 and _HAN.fullmatch(name))
    return Vocabulary(joined, frozenset(_runs_of(joined, 2)), wanted, language)


def _runs_of(text: str, length: int) -> Iterator[str]:
    for found in _HAN.finditer(text):
        piece = found.group()
        yield from (piece[i : i + length] for i in range(len(piece) - length + 1))


def _punched(run: str, hole: int) -> str:
    return run[:hole] + "\x00" + run[hole + 1 :]


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _sound(pair: str) -> str:
    return " ".join(map(sound_of, pair))
