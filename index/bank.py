"""The bank of known questions: their vectors and wording, computed once for one encoder.

Read by ``index/known.py``; written by ``zhengwen encoder known``.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.encoder.lessons import SHIPPED as LESSONS
from index.encoder.lessons import Lessons, Pair
from index.tfidf import Postings, list_postings
from index.tokens import fold
from index.types import Encoder, Vectors

SHIPPED = LESSONS / "vectors.npz"
REMEDY = "请重新安装政问（make install），或运行 zhengwen encoder known 重新计算。"
_STEPS = 127

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Bank:
    """Vectors of one encoder: ``questions`` (n, dimension) and official ``texts`` (m, dimension).

    ``asked`` (n,), in ascending order, and ``told`` (m,) give the number of the topic each belongs
    to; ``folded`` are the texts themselves, folded. ``wording`` is that of the questions.
    """

    encoder: str
    questions: Vectors
    asked: Rows
    texts: Vectors
    told: Rows
    folded: tuple[str, ...]
    wording: Postings


def in_order(lessons: Lessons) -> list[Pair]:
    """Give the questions in the order of the rows of a bank."""
    number = {name: row for row, name in enumerate(lessons.topics)}
    return sorted(lessons.pairs, key=lambda pair: number[pair.topic])


def make_bank(lessons: Lessons, encoder: Encoder) -> Bank:
    """Encode every question and every official text of ``lessons``."""
    number = {name: row for row, name in enumerate(lessons.topics)}
    pairs = in_order(lessons)
    told = [(row, text) for row, one in enumerate(lessons.topics.values()) for text in one.texts]
    texts = [text for _, text in told]
    return Bank(
        encoder.name,
        encoder.encode_queries([pair.question for pair in pairs]),
        np.array([number[pair.topic] for pair in pairs], dtype=np.intp),
        encoder.encode_passages(texts),
        np.array([row for row, _ in told], dtype=np.intp),
        tuple(map(fold, texts)),
        list_postings(pair.question for pair in pairs),
    )


def write_bank(bank: Bank, file: Path) -> None:
    """Write a bank, its vectors in steps of 1/127 of their largest value."""
    columns: dict[str, Any] = {
        "encoder": np.array(bank.encoder),
        "asked": bank.asked.astype(np.int16),
        "told": bank.told.astype(np.int16),
        "folded": np.array(bank.folded),
        "grams": np.array(bank.wording.grams),
        "gram_starts": bank.wording.starts,
        "gram_rows": bank.wording.rows,
        **_to_steps("questions", bank.questions),
        **_to_steps("texts", bank.texts),
    }
    np.savez_compressed(file, **columns)


@cache
def read_bank(encoder: str, file: Path = SHIPPED) -> Bank | None:
    """Read the bank of an encoder; None for an encoder that has none.

    Raises:
        EncoderError: the file is missing or damaged.
    """
    try:
        with np.load(file, allow_pickle=False) as held:
            if str(held["encoder"]) != encoder:
                return None
            return Bank(
                encoder,
                _from_steps("questions", held),
                held["asked"].astype(np.intp),
                _from_steps("texts", held),
                held["told"].astype(np.intp),
                tuple(held["folded"].tolist()),
                Postings(tuple(held["grams"].tolist()), held["gram_starts"], held["gram_rows"]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise EncoderError(f"已知问法的向量 {file} 读不了（{error}）。{REMEDY}") from error


def _to_steps(name: str, vectors: Vectors) -> dict[str, NDArray[np.generic]]:
    step = np.abs(vectors).max(axis=1, keepdims=True) / _STEPS
    return {name: np.rint(vectors / step).astype(np.int8), f"{name}_step": step.astype(np.float32)}


def _from_steps(name: str, held: np.lib.npyio.NpzFile) -> Vectors:
    vectors: Vectors = held[name].astype(np.float32) * held[f"{name}_step"]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)  # rounding took up to .1% of it
    return vectors
