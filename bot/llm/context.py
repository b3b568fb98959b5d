"""What a copied piece leaves out around it: 「不得收取费用」 is not to be told as 「收取费用」.

All texts are folded and marked (``bot.llm.mask``). Within its clause of the record, what stands
before and after a copied piece may be left out only if the piece means the same without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.llm.cover import copied_pieces
from bot.llm.mask import DATE, row_date
from bot.llm.rules import check_rules
from bot.llm.sheet import Sheet

_CLAUSE = re.compile(r"[^,，。；;：:！？!?\n]+")
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_DATE = re.compile(DATE)


def find_turned(said: str, record: str) -> list[str]:
    """Return the pieces of which every place in ``record`` has something that turns the sense.

    That is a word of ``turning`` beside the piece, or a date of its own where ``said`` gives
    another one.
    """
    return [
        piece
        for clause in _CLAUSE.findall(said)
        for start, piece in copied_pieces(clause, record)
        if not any(
            _means_the_same(clause[:start], clause[start + len(piece) :], said, *around)
            for around in _places(piece, record)
        )
    ]


def find_stray_dates(said: str, sheet: Sheet, record: str) -> list[str]:
    """Return dates said of something else than the sentence of ``record`` that states them.

    The deadline of the row itself goes with every part of it.
    """
    sentences = _SENTENCE.findall(record)
    stray: list[str] = []
    for clause in _CLAUSE.findall(said):
        pieces = [piece for _, piece in copied_pieces(clause, record)]
        for date in set(_DATE.findall(clause)) - {row_date(sheet)}:
            stating = [sentence for sentence in sentences if date in sentence]
            if any(not any(piece in sentence for sentence in stating) for piece in pieces):
                stray.append(date)
    return stray


def _places(piece: str, record: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after ``piece`` in its clause, wherever it stands."""
    start = record.find(piece)
    while start >= 0:
        end = start + len(piece)
        before = re.split(r"[,，。；;：:！？!?\n]", record[:start])[-1]
        after = re.split(r"[,，。；;：:！？!?\n]", record[end:])[0]
        yield before, after
        start = record.find(piece, start + 1)


def _means_the_same(said_before: str, said_after: str, said: str, before: str, after: str) -> bool:
    turning = check_rules().turning
    told = all(word in said_before for word in turning.before.findall(before))
    told = told and all(word in said_after for word in turning.after.findall(after))
    own = set(_DATE.findall(before + after)) - set(_DATE.findall(said))
    return told and not (own and _DATE.search(said))
