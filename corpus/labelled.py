"""Plans without a table: tasks in running text that say who and when behind their words.

「…。（责任单位：区府办；完成时限：6月底前）」, 「…。牵头单位：…配合单位：…」, labels in lines of
their own and 「（区府办牵头，各部门配合）」 become the rows of a table, read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.blocks import Block, Cell, Line, Prose, Table
from corpus.columns import UNIT_ROLES, Column, Role, header_key
from corpus.duties import split_duties
from corpus.fields import looks_like_deadline
from corpus.normalise import tidy
from corpus.ordinals import Ordinal, read_ordinal
from corpus.passages import plain_line
from corpus.rules import any_of

_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{4,12})\s*[:：]\s*")
_SHORTEST_NAME = 4
_BRACKET = re.compile(
    r"[（(〔\[【]([^（()）〔〕\[\]【】]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）〕\]】]"
)
_OPENERS, _CLOSERS = "（([【〔", "）)]】〕"
_LOOSE = "，,；;、 "
_FEWEST = 2  # one label in a text does not make it a list of tasks
_LONGEST_HEADING = 60
_COLUMNS: tuple[tuple[Role, str], ...] = (
    ("number", "序号"),
    ("text", "工作任务"),
    ("lead", "牵头单位"),
    ("units", "责任单位"),
    ("support", "配合单位"),
    ("implementing", "实施单位"),
    ("deadline", "完成时限"),
)

Values = dict[Role, str]


@dataclass(frozen=True, slots=True)
class _Saying:
    """A stretch of a line that says who and when, and what it says."""

    start: int
    stop: int
    values: Values


@dataclass(slots=True)
class _Task:
    """A task while it is read: its words, and what is said of it."""

    number: str
    first: int
    last: int
    text: str = ""
    values: Values = field(default_factory=dict[Role, str])

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells of its row."""
        texts: Values = {"number": self.number, "text": self.text, **self.values}
        return tuple(
            Cell(texts[role], self.first, self.last, place)
            for place, (role, _) in enumerate(_COLUMNS)
            if texts.get(role)
        )


def labelled_table(blocks: Sequence[Block]) -> Table | None:
    """Read the labelled tasks of a text as one table, ``None`` where there are none."""
    lines = [line for block in blocks if isinstance(block, Prose) for line in block.lines]
    rows = [row for row in _read_rows(lines) if isinstance(row, Cell) or row.values]
    tasks = [row for row in rows if isinstance(row, _Task)]
    if len(tasks) < _FEWEST:
        return None
    stated: set[Role] = {role for task in tasks for role in ("text", *task.values)}
    stated |= {"number"} if any(task.number for task in tasks) else set()
    columns = [
        Column(role, header, place)
        for place, (role, header) in enumerate(_COLUMNS)
        if role in stated
    ]
    runs = [row.cells() if isinstance(row, _Task) else (row,) for row in rows]
    return Table(tuple(columns), tuple(runs), is_grid=True, is_exact=True)


def _read_rows(lines: Sequence[Line]) -> Iterator[_Task | Cell]:
    """Read headings and tasks in order; words behind a saying begin another task."""
    task: _Task | None = None
    heading: tuple[Cell, Ordinal] | None = None
    for line in lines:
        text = plain_line(line.text)
        if any_of("layout", "attachment").match(text) or any_of("layout", "table_end").match(text):
            continue
        ordinal = read_ordinal(text)
        sayings = find_sayings(text)
        if heading and not (sayings and sayings[0].start == 0):
            yield heading[0]
        elif heading:  # who and when stand below it: it is the task itself
            task = _Task(heading[1].numeral, heading[0].first, line.number, heading[1].rest)
        heading = None
        if ordinal and not sayings and _is_heading(ordinal, text):
            yield from [task] if task else []
            task = None
            heading = (Cell(text, line.number, line.number, 0, len(_COLUMNS)), ordinal)
            continue
        if ordinal:
            yield from [task] if task else []
            task = _Task(ordinal.numeral, line.number, line.number)
            text, sayings = ordinal.rest, find_sayings(ordinal.rest)
        for words, values in _segments(text, sayings):
            if task is None or (words and task.values):
                yield from [task] if task else []
                task = _Task("", line.number, line.number)
            task.text = "\n".join(filter(None, [task.text, words]))
            task.values.update(values)
            task.last = line.number
    yield from [task] if task else []


def _is_heading(ordinal: Ordinal, text: str) -> bool:
    return ordinal.level != "point" and len(text) <= _LONGEST_HEADING


def _segments(text: str, sayings: Sequence[_Saying]) -> Iterator[tuple[str, Values]]:
    """Part a line at its sayings: words, and what is said behind them."""
    start = 0
    for saying in sayings:
        yield tidy(text[start : saying.start]).rstrip(_LOOSE), saying.values
        start = saying.stop
    if rest := tidy(text[start:]).strip(_LOOSE + "。"):
        yield tidy(text[start:]) if rest else "", {}


def find_sayings(text: str) -> list[_Saying]:
    """Find where a line says who and when, in order."""
    found: list[_Saying] = []
    labels = list(_labels(text))
    index = 0
    while index < len(labels):
        saying, index = _labelled(text, labels, index)
        found.append(saying)
    for bracket in _BRACKET.finditer(text):
        is_free = all(bracket.end() <= one.start or one.stop <= bracket.start() for one in found)
        if is_free and (values := _bracketed(bracket[1])):
            found.append(_Saying(bracket.start(), _after_stop(text, bracket.end()), values))
    return sorted(found, key=lambda saying: saying.start)


def _labels(text: str) -> Iterator[tuple[int, int, Role]]:
    """Yield where each label begins and ends, and its role (「由责任单位：」 begins at 责)."""
    for match in _NAME.finditer(text):
        name = match["name"]
        for at in range(len(name) - _SHORTEST_NAME + 1):
            key = header_key(name[at:])
            if key in (*UNIT_ROLES, "deadline"):
                yield match.start("name") + at, match.end(), key
                break


def _labelled(
    text: str, labels: Sequence[tuple[int, int, Role]], index: int
) -> tuple[_Saying, int]:
    """Read a label and those that follow it without a break; give the index of the next one."""
    start = labels[index][0]
    while start and text[start - 1] in _OPENERS + " ":
        start -= 1
    values: Values = {}
    stop = start
    while index < len(labels):
        _, begin, role = labels[index]
        limit = labels[index + 1][0] if index + 1 < len(labels) else len(text)
        end, stop = _end_of_value(text, begin, limit)
        values[role] = text[begin:end].strip(_LOOSE)
        index += 1
        if stop < limit:
            break
    return _Saying(start, stop, values), index


def _end_of_value(text: str, start: int, limit: int) -> tuple[int, int]:
    """Find where a value ends, and where what closes it (a bracket, a full stop) ends."""
    depth = 0
    for index in range(start, limit):
        if text[index] in _OPENERS:
            depth += 1
        elif depth == 0 and text[index] in _CLOSERS + "。":
            return index, _after_stop(text, index + 1)
        elif text[index] in _CLOSERS:
            depth -= 1
    return limit, limit


def _after_stop(text: str, index: int) -> int:
    return index + 1 if text[index : index + 1] in ("。", "；", ";") else index


def _bracketed(words: str) -> Values:
    """Read 「区府办牵头，各部门配合，6月底前完成」; nothing where no clause names a duty."""
    clauses = re.split("(?<=[，,；;])", words)
    when = [clause for clause in clauses if looks_like_deadline(_bare(clause))]
    who = "".join(clause for clause in clauses if clause not in when).rstrip(_LOOSE)
    if not any(duty.role for duty in split_duties(who)):
        return {}
    values: Values = {"units": who}
    if when:
        values["deadline"] = _bare(when[-1])
    return values


def _bare(clause: str) -> str:
    return clause.strip(_LOOSE).removesuffix("完成")
