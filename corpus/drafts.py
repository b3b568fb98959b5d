"""Table rows on their way to items: headings inherited, texts joined, numbers settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.blocks import Table
from corpus.normalise import fold, tidy
from corpus.ordinals import read_led_number, read_number, read_ordinal
from corpus.tables import Part, Row, read_rows
from corpus.types import RepairKind


@dataclass(slots=True)
class Draft:
    """A row on its way to an item."""

    row: Row
    table: Table
    chapter: str = ""
    section: str = ""
    printed: str | None = None
    is_part: bool = False  # its number cell is merged over several rows and stands above
    text: str = ""
    number: str = ""
    numbered: bool = True
    faults: list[tuple[RepairKind, str]] = field(default_factory=list[tuple[RepairKind, str]])

    @property
    def body(self) -> list[Part]:
        """The parts that belong to the row itself."""
        return [part for part in self.row.parts if part.slot.role != "heading"]


def draft_rows(tables: Sequence[Table]) -> list[Draft]:
    """Give each task row its headings; a table with the header of the last one goes on with it."""
    drafts: list[Draft] = []
    headings = _Headings(False)
    previous: Table | None = None
    for table in tables:
        rows = read_rows(table)
        if previous is None or _names(previous) != _names(table):
            headings = _Headings(_has_two_levels(rows))
        previous = table
        for row in _without_signature(rows, table):
            draft = Draft(row, table)
            headings.take(draft)
            if row.is_task:
                _add_draft(draft, drafts)
    return drafts


def _without_signature(rows: list[Row], table: Table) -> list[Row]:
    """Drop an issuer and a date that stand below a table of one cell a line."""
    if table.is_grid or not rows or rows[-1].cells("text") or rows[-1].cells("number"):
        return rows
    return rows[:-1]


def _add_draft(draft: Draft, drafts: list[Draft]) -> None:
    """Add a row; one that goes on with the row above, or shares its text cell, takes from it."""
    above = drafts[-1] if drafts else None
    if above is None or draft.row.cells("text"):
        if above is None or not (draft.table.is_grid and _goes_on(above.row, draft.row)):
            drafts.append(draft)
            return
    elif draft.row.cells("number") or draft.row.cells("deadline"):
        shared = [part for part in above.row.parts if part.slot.role == "text"]
        draft.row = Row((*shared, *draft.row.parts))
        draft.faults.append(("merged", "任务内容与上一行合为一格，沿用上一行"))
        drafts.append(draft)
        return
    above.row = Row((*above.row.parts, *draft.row.parts))
    above.faults.append(("merged", "下一行是本行的续行，已并入"))


def _goes_on(above: Row, row: Row) -> bool:
    """Tell whether a row holds only the rest of the text above, cut off at a page break."""
    texts = above.cells("text")
    if not texts or {part.slot.role for part in row.parts} != {"text"}:
        return False
    return texts[-1].text.rstrip()[-1] not in "。；！？.;"


def _names(table: Table) -> list[str]:
    return [column.header for column in table.columns]


def _has_two_levels(rows: Sequence[Row]) -> bool:
    """Tell whether headings without ordinals stand on two levels somewhere in the table."""
    for row in rows:
        depths = {part.slot.depth for part in row.parts if part.slot.role == "heading"}
        if len(depths) > 1:
            return True
    lines = any(p.slot.depth == "line" for row in rows for p in row.parts)
    return lines and any(p.slot.depth in ("outer", "inner") for row in rows for p in row.parts)


class _Headings:
    """The chapter and section in force."""

    def __init__(self, has_two_levels: bool) -> None:
        self.has_two_levels = has_two_levels
        self.chapter = ""
        self.section = ""

    def take(self, draft: Draft) -> None:
        """Read the headings of a row and give it the ones in force."""
        parts = [part for part in draft.row.parts if part.slot.role == "heading"]
        levels = [self._open(part, draft.row, part is parts[-1]) for part in parts]
        draft.chapter, draft.section = self.chapter, self.section
        if draft.row.is_task:
            self._note_filled(draft, levels)

    def _open(self, part: Part, row: Row, is_last: bool) -> str:
        heading = tidy(join_lines(part.cell.text))
        level = self._level(part, heading, is_last and not _stands_outer(part, row))
        if level == "chapter":
            if fold(heading) != fold(self.chapter):
                self.chapter, self.section = heading, ""
        elif fold(heading) != fold(self.section):
            self.section = heading
        return level

    def _level(self, part: Part, heading: str, is_last: bool) -> str:
        ordinal = read_ordinal(heading)
        if ordinal and ordinal.level in ("chapter", "section"):
            return ordinal.level
        if not self.has_two_levels or part.slot.depth == "line":
            return "chapter"
        if fold(heading) == fold(self.chapter):  # printed again at a page break
            return "chapter"
        return "section" if part.slot.depth == "inner" or is_last else "chapter"

    def _note_filled(self, draft: Draft, levels: Sequence[str]) -> None:
        if not any(column.role == "heading" for column in draft.table.columns):
            return
        if self.chapter and "chapter" not in levels:
            draft.faults.append(("filled", f"章（沿用上文）：{self.chapter}"))
        if self.section and "section" not in levels:
            why = "本行重印了章而节空白，沿用上文" if "chapter" in levels else "沿用上文"
            draft.faults.append(("filled", f"节（{why}）：{self.section}"))


def _stands_outer(part: Part, row: Row) -> bool:
    """Tell whether a heading stands in the outer column of a row that is not shifted."""
    if part.slot.depth != "outer" or part.cell.place is None:
        return False
    return all(p.cell.place == p.slot.place for p in row.parts)


def join_lines(text: str) -> str:
    """Join a wrapped cell without inventing a character."""
    return "".join(line.strip() for line in text.split("\n"))


def read_texts(drafts: Sequence[Draft]) -> None:
    """Read number and text of each row; a number may lead the text where no column holds it."""
    for draft in drafts:
        cells = draft.row.cells("number")
        draft.is_part = bool(cells) and cells[0].is_shared
        draft.printed = read_number(tidy(cells[0].text)) if cells and not draft.is_part else None
        draft.text = tidy(join_lines("\n".join(c.text for c in draft.row.cells("text"))))
    led = [read_led_number(draft.text) for draft in drafts]
    if any(draft.printed for draft in drafts) or not _counts_up([n and n[0] for n in led]):
        return
    for draft, found in zip(drafts, led, strict=True):
        if found:
            draft.printed, draft.text = found


def _counts_up(numbers: Sequence[str | None]) -> bool:
    """Tell whether numbers that lead the texts number the rows (and not points inside them)."""
    values = [int(number) for number in numbers if number]
    steps = sum(later - earlier == 1 for earlier, later in pairwise(values))
    if len(values) * 2 < len(numbers):
        return False
    return steps * 2 >= len(values) - 1


def settle_numbers(drafts: Sequence[Draft]) -> None:
    """Number the rows: as printed; by table order where nothing is printed or numbers restart."""
    printed = [draft.printed for draft in drafts]
    restarts = printed.count("1") > 1
    if restarts or not any(printed):
        for count, draft in enumerate(drafts, start=1):
            draft.number, draft.numbered = str(count), False
            if restarts:
                draft.faults.append(
                    ("number", f"编号重新起算（原编号{draft.printed or '空'}），按表内顺序")
                )
        return
    taken: set[str] = set()
    for index, draft in enumerate(drafts):
        draft.number, draft.numbered = draft.printed or "", draft.printed is not None
        if draft.is_part and index:
            draft.number = _part_number(drafts[index - 1].number, taken)
            draft.faults.append(("number", f"编号格合并了多行，本行记为{draft.number}"))
            taken.add(draft.number)
            continue
        if draft.printed is None or draft.printed in taken:
            draft.number = _missing_number(drafts, index, taken, {n for n in printed if n})
            draft.numbered = False
            what = f"重复（{draft.printed}）" if draft.printed else "缺失"
            draft.faults.append(("number", f"编号{what}，按前后编号记为{draft.number}"))
        taken.add(draft.number)


def _missing_number(drafts: Sequence[Draft], index: int, taken: set[str], printed: set[str]) -> str:
    """Fill a gap in the numbering, or count on from the row above (``12-2``)."""
    before = drafts[index - 1].number.split("-")[0] if index else "0"
    following = str(int(before) + 1)
    if following not in taken and following not in printed:
        return following
    return _part_number(before, taken)


def _part_number(above: str, taken: set[str]) -> str:
    """Number a row that shares the number above it: ``12-2``."""
    before = above.partition("-")[0]
    part = 2
    while f"{before}-{part}" in taken:
        part += 1
    return f"{before}-{part}"
