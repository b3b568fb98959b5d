"""Where copied pieces stood in the record: 「不得收取费用」 is not to be told as 「收取费用」.

All texts are folded and marked (``bot.llm.mask``). Within its clause of the record, what stands
before and after a copied piece may be left out only if the piece means the same without it, and
pieces may be put together only if they stood together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.llm.cover import cut_up
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
        for start, piece in _copied(clause, record)
        if not any(
            _means_the_same(clause[:start], clause[start + len(piece) :], said, *around)
            for around in _places(piece, record)
        )
    ]


def find_patched(said: str, record: str) -> list[str]:
    """Return what is put together of pieces that no clause of ``record`` holds in this order.

    「降低争议」 and 「公开收费标准」 are not to be told as 「降低收费标准」; things that are named
    one beside the other, joined by 和 and the like, need not come from one clause.
    """
    clauses = _CLAUSE.findall(record)
    return [
        "".join(pieces)
        for clause in _CLAUSE.findall(said)
        for pieces in _joined_pieces(clause, record)
        if not any(_holds_in_order(pieces, one) for one in clauses)
    ]


def find_stray_dates(said: str, sheet: Sheet, record: str) -> list[str]:
    """Return dates said of something else than the sentence of ``record`` that states them.

    The deadline of the row itself goes with every part of it.
    """
    sentences = _SENTENCE.findall(record)
    stray: list[str] = []
    for clause in _CLAUSE.findall(said):
        pieces = [piece for _, piece in _copied(clause, record)]
        for date in set(_DATE.findall(clause)) - {row_date(sheet)}:
            stating = [sentence for sentence in sentences if date in sentence]
            if any(not any(piece in sentence for sentence in stating) for piece in pieces):
                stray.append(date)
    return stray


def _copied(clause: str, record: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of ``clause`` that are copied, with where they begin."""
    start = 0
    for piece, kind in cut_up(clause, record):
        if kind in {"run", "bit"}:
            yield start, piece
        start += len(piece)


def _joined_pieces(clause: str, record: str) -> list[list[str]]:
    """Return the copied pieces of ``clause``, those between two joining words together.

    A word that turns the sense goes on over a joining word: 「防止甲和乙」.
    """
    rules = check_rules()
    groups: list[list[str]] = [[]]
    for piece, kind in cut_up(clause, record):
        if kind in {"run", "bit"}:
            groups[-1].append(piece)
        elif piece in rules.joining and not rules.turning.before.search("".join(groups[-1])):
            groups.append([])
    return groups


def _holds_in_order(pieces: Sequence[str], clause: str) -> bool:
    position = 0
    for piece in pieces:
        found = clause.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


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
