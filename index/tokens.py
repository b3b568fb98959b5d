"""The one segmenter, for records and for questions: jieba with the corpus's own words."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

_COMMON = 50  # times in the texts jieba's dictionary was counted in; 「时侯」 has 10, 「前头」 315
_STOPWORDS = Path(__file__).with_name("stopwords.txt")
_loading = Lock()


class _Jieba(Protocol):
    """The part of ``jieba.Tokenizer`` that is used here; the library has no types."""

    FREQ: dict[str, int]
    total: int
    initialized: bool

    def get_dict_file(self) -> object: ...
    def gen_pfdict(self, file: object) -> tuple[dict[str, int], int]: ...
    def add_word(self, word: str) -> None: ...
    def lcut_for_search(self, sentence: str) -> list[str]: ...
    def lcut(self, sentence: str, *, HMM: bool) -> list[str]: ...  # noqa: N803  jieba's name


def _new_tokenizer() -> _Jieba:
    import jieba  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    jieba.setLogLevel(logging.WARNING)  # pyright: ignore[reportUnknownMemberType]
    return cast("_Jieba", jieba.Tokenizer())


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """Read jieba's dictionary once a process (0.7 CPU s).

    ``Tokenizer.initialize`` would do the same and leave a 9 MB cache in the system's temporary
    folder, which loads no faster.
    """
    tokenizer = _new_tokenizer()
    return tokenizer.gen_pfdict(tokenizer.get_dict_file())


@cache
def stop_words() -> frozenset[str]:
    """Words that never tell one task from another."""
    lines = _STOPWORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in fold(line).split()
    )


def fold(text: str) -> str:
    """Width and case folded away, so that both sides of a search are written alike."""
    return unicodedata.normalize("NFKC", text).casefold()


class Segmenter:
    """Cuts text into words; loads its dictionary on first use and may be shared by threads."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._own_words = tuple(words)
        self._tokenizer: _Jieba | None = None

    def cut(self, text: str) -> list[str]:
        """Every word of ``text``, long ones also in their parts (``lcut_for_search``)."""
        return self._ready().lcut_for_search(fold(text))

    def informative(self, text: str) -> list[str]:
        """Words that help to find a record: no stop word, no punctuation, no single character."""
        ignored = stop_words()
        return [
            word
            for word in self.cut(text)
            if len(word) > 1 and word not in ignored and any(c.isalnum() for c in word)
        ]

    def words(self, text: str) -> list[str]:
        """Cut ``text`` into the words of the dictionary, end to end; what is none is cut apart."""
        return self._ready().lcut(fold(text), HMM=False)

    def is_word(self, text: str) -> bool:
        """Tell whether ``text`` is one word of the dictionary or of the corpus's own words."""
        return self._ready().FREQ.get(fold(text), 0) > 0

    def is_common(self, text: str) -> bool:
        """Tell whether ``text`` is a word that people often write, not a mistake the list holds."""
        return self._ready().FREQ.get(fold(text), 0) >= _COMMON

    def _ready(self) -> _Jieba:
        if self._tokenizer is None:
            with _loading:
                if self._tokenizer is None:
                    self._tokenizer = self._load()
        return self._tokenizer

    def _load(self) -> _Jieba:
        frequencies, total = _dictionary()
        tokenizer = _new_tokenizer()
        tokenizer.FREQ, tokenizer.total = dict(frequencies), total
        tokenizer.initialized = True
        for word in self._own_words:
            tokenizer.add_word(word)
        return tokenizer
