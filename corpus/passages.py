"""Body text to passages: chapters, sections and numbered points, with the units they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.blocks import Block, Line, Prose
from corpus.duties import split_duties
from corpus.normalise import tidy
from corpus.ordinals import Level, read_ordinal
from corpus.rules import any_of
from corpus.types import Location, Passage
from corpus.units import is_unit_name, split_units

PREAMBLE = "引言"

_DEPTHS: dict[Level, int] = {"chapter": 0, "section": 1, "point": 2}
_MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s+|>\s*)?|\*\*|__")
_RULE = re.compile(r"\s*[-*_=]{3,}\s*$")
_FULL_STOP = re.compile("[。！？；：:;]")
_SENTENCE_END = re.compile("[。！？；：”）)!?;:》]$")
_LONGEST_HEADING = 60
_LONGEST_CAPTION = 50
_LABELLED = re.compile("(?:牵头|责任|配合|实施|落实)(?:单位|部门|主体)[:：][^。\n]*")
_BRACKETS = re.compile(r"[（(]((?:[^（()）]|[（(][^（()）]*[)）])*)[)）]")


@dataclass(slots=True)
class _Open:
    """A section that is being read.

    ``sentence`` is the one sentence of its heading line: its text, if nothing else follows.
    """

    path: tuple[str, ...]
    heading: tuple[str, ...]
    lines: list[Line] = field(default_factory=list[Line])
    first: int = 0
    last: int = 0
    sentence: str = ""


def plain_line(text: str) -> str:
    """Return a line without markdown marks; ``""`` for a rule."""
    return "" if _RULE.match(text) else tidy(_MARKDOWN.sub("", text))


def read_passages(blocks: Sequence[Block], document_id: str) -> tuple[Passage, ...]:
    """Read the numbered sections of the body, and the preamble before the first of them.

    Ordinals of tables do not count; a heading without text is no passage; an attachment's title
    and what stands around a table belong to none.
    """
    sections: list[_Open] = []
    current: _Open | None = _Open((PREAMBLE,), (PREAMBLE,))
    sections.append(current)
    for index, block in enumerate(blocks):
        if not isinstance(block, Prose):
            current = None
            continue
        lines = _without_captions(block.lines) if index + 1 < len(blocks) else block.lines
        for line in lines:
            current = _take(Line(line.number, plain_line(line.text)), current, sections)
    for section in sections:
        if section.sentence and not section.lines:
            _add(section, Line(section.first, section.sentence))
    kept = [section for section in _unique(sections) if section.lines]
    if kept and kept[0].path == (PREAMBLE,) and not _is_preamble(kept[0]):
        kept = kept[1:]
    return tuple(_passage(section, document_id) for section in kept)


def _without_captions(lines: Sequence[Line]) -> Sequence[Line]:
    """Drop the title lines that stand right above a table."""
    stop = len(lines)
    while stop and _is_caption(plain_line(lines[stop - 1].text)):
        stop -= 1
    return lines[:stop]


def _is_caption(text: str) -> bool:
    if not text or any_of("layout", "attachment").match(text):
        return True
    return (
        len(text) <= _LONGEST_CAPTION and not _FULL_STOP.search(text) and read_ordinal(text) is None
    )


def _take(line: Line, current: _Open | None, sections: list[_Open]) -> _Open | None:
    """Give one line to the section it belongs to; return the one that is open after it."""
    if not line.text:
        return current
    if any_of("layout", "attachment").match(line.text) or line.text.startswith("抄送"):
        return None
    if _ends_with_signature(line, current):
        return None
    ordinal = read_ordinal(line.text)
    if ordinal is None or not _may_open(ordinal.level, current):
        if current is not None:
            _add(current, line)
        return current
    opened = _open_section(ordinal.level, ordinal.numeral, line, sections)
    sections.append(opened)
    return opened


def _ends_with_signature(line: Line, current: _Open | None) -> bool:
    """Close a section at a date that stands alone, below the issuer's name."""
    if current is None or current.path == (PREAMBLE,):
        return False
    if not any_of("titles", "date").fullmatch(line.text):
        return False
    if current.lines and any_of("titles", "issuer").fullmatch(current.lines[-1].text):
        current.lines.pop()
        current.last = current.lines[-1].number if current.lines else current.first
    return True


def _may_open(level: Level, current: _Open | None) -> bool:
    """Points count only below a chapter or section; after an attachment line, only chapters."""
    if level == "point":
        return current is not None and current.path != (PREAMBLE,)
    return current is not None or level == "chapter"


def _open_section(level: Level, numeral: str, line: Line, sections: list[_Open]) -> _Open:
    depth = _DEPTHS[level]
    above = sections[-1]
    kept = [
        (ordinal, heading)
        for ordinal, heading in zip(above.path, above.heading, strict=True)
        if ordinal != PREAMBLE and _DEPTHS[_level_of(heading)] < depth
    ]
    heading, rest = _split_heading(line.text)
    opened = _Open(
        (*(ordinal for ordinal, _ in kept), numeral), (*(text for _, text in kept), heading)
    )
    opened.first = opened.last = line.number
    ordinal = read_ordinal(line.text)
    if not rest and ordinal and line.text.endswith("。"):
        opened.sentence = ordinal.rest
    if rest:
        _add(opened, Line(line.number, rest))
    return opened


def _level_of(heading: str) -> Level:
    ordinal = read_ordinal(heading)
    return ordinal.level if ordinal else "chapter"


def _split_heading(text: str) -> tuple[str, str]:
    """Part a heading from the sentence that follows it in the same line."""
    stop = text.find("。")
    ordinal = read_ordinal(text)
    if stop == -1 and (len(text) <= _LONGEST_HEADING and text[-1] not in "；：:;"):
        return text, ""
    if 0 < stop <= _LONGEST_HEADING:
        return text[:stop], text[stop + 1 :].strip()
    lead = len(text) - len(ordinal.rest) if ordinal else 0
    return text[:lead].strip(), text[lead:]


def _add(section: _Open, line: Line) -> None:
    section.lines.append(line)
    section.first = section.first or line.number
    section.last = line.number


def _is_preamble(section: _Open) -> bool:
    """A bare title is no preamble: a sentence or an addressee stands in one."""
    return any(line.text[-1] in "。：:" for line in section.lines)


def _unique(sections: Sequence[_Open]) -> list[_Open]:
    """Tell repeated ordinals apart (a second 一、 after an attachment is ``附件2/一``)."""
    seen: dict[tuple[str, ...], int] = {}
    for section in sections:
        count = seen[section.path] = seen.get(section.path, 0) + 1
        if count > 1:
            section.path = (f"第{count}部分", *section.path)
            section.heading = (f"第{count}部分", *section.heading)
    return list(sections)


def _join(lines: Sequence[Line]) -> str:
    """Join lines broken in mid-sentence; paragraphs stay apart."""
    text = ""
    for line in lines:
        text += ("\n" if text and _SENTENCE_END.search(text) else "") + line.text
    return text


def _passage(section: _Open, document_id: str) -> Passage:
    is_preamble = section.path == (PREAMBLE,)
    lines = section.lines
    text = "\n".join(line.text for line in lines) if is_preamble else _join(lines)
    return Passage(
        id="/".join((document_id, *section.path)),
        document_id=document_id,
        path=section.path,
        heading=section.heading,
        text=text,
        units=() if is_preamble else read_inline_units(f"{section.heading[-1]}\n{text}"),
        location=Location(section.first, section.last),
    )


def _unless_duty(bracket: re.Match[str]) -> str:
    """Keep a bracket that belongs to a name, and not one that says who does what."""
    return "" if any(duty.role for duty in split_duties(bracket[1])) else bracket[0]


def read_inline_units(text: str) -> tuple[str, ...]:
    """Read the units a section names: 「（市府办牵头，市政府各部门负责）」 or 「责任单位：…」."""
    clauses = [match[1].split("。")[0] for match in _BRACKETS.finditer(text)]
    clauses += [match[0] for match in _LABELLED.finditer(_BRACKETS.sub(_unless_duty, text))]
    names = [
        name
        for clause in clauses
        for duty in split_duties(clause)
        if duty.role is not None
        for name in split_units(duty.text).names
        if is_unit_name(name)
    ]
    return tuple(dict.fromkeys(names))
