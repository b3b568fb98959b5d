"""Everything about a parsed document that an editor should know before it is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

from corpus.fields import looks_like_deadline
from corpus.inferred import infer_facts, title_year
from corpus.normalise import drop_invisible, fold
from corpus.personal import personal_name
from corpus.rules import any_of, load_rules
from corpus.types import Location, ParsedDocument, TaskItem
from corpus.units import is_unit_name

Level = Literal["problem", "check", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know: how much it matters, where it stands, what it is and what to do.

    ``place`` is where an editor finds it in the file (「第3页」「“任务表”第5行」「第74行」).
    """

    level: Level
    what: str
    advice: str
    record_id: str | None = None
    place: str = ""
    is_repair: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands, as a report names and links it."""

    record_id: str
    number: str
    place: str


@dataclass(frozen=True, slots=True)
class GroupedFinding:
    """One finding and all the places where it was made."""

    level: Level
    level_word: str
    what: str
    advice: str
    places: tuple[Place, ...]


def collect_findings(parsed: ParsedDocument) -> tuple[Finding, ...]:
    """Collect all findings, those that matter most first, each level in the order of the page."""
    found = (
        *_on_document(parsed),
        *_on_numbers(parsed.items),
        *_on_texts(parsed.items),
        *_on_units(parsed.items),
        *_on_deadlines(parsed),
        *_on_repairs(parsed),
        *_on_foreign(parsed),
        *_on_personal(parsed),
    )
    levels = list(cast("dict[str, str]", load_rules("audit")["levels"]))
    return tuple(sorted(found, key=lambda finding: levels.index(finding.level)))


def level_word(level: Level) -> str:
    """Say a level in words: 要处理, 请核对, 说明."""
    return cast("str", load_rules("audit")["levels"][level])


def number_of(record_id: str) -> str:
    """Tell an item's number or a passage's path from its id."""
    return re.split("[#/]", record_id, maxsplit=1)[-1]


def place_of(location: Location) -> str:
    """Say where a record stands in the file as people open it."""
    if location.sheet:
        return f"“{location.sheet}”第{location.row}行" if location.row else f"“{location.sheet}”"
    if location.page:
        return f"第{location.page}页"
    if location.table and location.row:
        return f"第{location.table}个表第{location.row}行"
    return f"第{location.start_line}行"


def find_gaps(items: Sequence[TaskItem]) -> tuple[str, ...]:
    """Numbers missing in the run from 1 to the last printed one."""
    values = sorted({int(item.number.split("-")[0]) for item in items})
    missing = [number for low, high in pairwise([0, *values]) for number in range(low + 1, high)]
    return tuple(map(str, missing))


def _advice(key: str) -> str:
    return cast("str", load_rules("audit")["advice"][key])


def _on_item(level: Level, item: TaskItem, what: str, advice: str) -> Finding:
    return Finding(level, what, _advice(advice), item.id, place_of(item.location))


def _on_document(parsed: ParsedDocument) -> Iterator[Finding]:
    document = parsed.document
    for warning in parsed.warnings:
        yield Finding("check", warning, _advice("warning"))
    if not parsed.items:
        yield Finding("check", "没有读出任务表，只有正文", _advice("no_table"))
    stated = title_year(document)
    if stated and stated != document.year:
        what = f"标题写 {stated} 年，收录为 {document.year} 年"
        yield Finding("problem", what, _advice("wrong_year"))
    for fact in infer_facts(parsed):
        if fact.basis == "given":
            yield Finding("check", f"{fact.name}“{fact.value}”原文没有写", _advice("given_fact"))
    if missing := [fact.name for fact in infer_facts(parsed) if fact.basis == "missing"]:
        yield Finding("note", f"没有读出{'、'.join(missing)}", _advice("unstated_fact"))
    for note in document.notes:
        yield Finding("note", f"附注：{note}", "附注约束全表，会随回答一起显示。")


def _on_numbers(items: Sequence[TaskItem]) -> Iterator[Finding]:
    for gap in find_gaps(items):
        yield Finding("problem", f"缺第 {gap} 项", _advice("gap"))
    for number, count in Counter(item.number.split("-")[0] for item in items).items():
        if count > 1:
            what = f"编号 {number} 出现 {count} 次"
            ids = [item for item in items if item.number.split("-")[0] == number]
            yield _on_item("check", ids[-1], what, "duplicate")


def _on_texts(items: Sequence[TaskItem]) -> Iterator[Finding]:
    rules = load_rules("audit")
    first: dict[str, TaskItem] = {}
    for item in items:
        text = item.text.strip()
        if not text:
            yield _on_item("problem", item, "没有任务文字", "no_text")
            continue
        if len(text) < rules["shortest_text"]:
            yield _on_item("check", item, f"任务文字只有“{text}”", "short_text")
        elif not re.search(rules["text_end"], text) and _usually_ends(items):
            yield _on_item("check", item, f"任务文字停在“…{text[-12:]}”", "open_text")
        if len(text) > rules["longest_text"]:
            yield _on_item("check", item, f"任务文字长达 {len(text)} 字", "long_text")
        same = first.setdefault(fold(text), item)
        if same is not item:
            yield _on_item("check", item, f"任务文字与第 {same.number} 项相同", "same_text")


def _usually_ends(items: Sequence[TaskItem]) -> bool:
    """Whether the texts of this document end as sentences do, so that another end is odd."""
    end = re.compile(load_rules("audit")["text_end"])
    return sum(bool(end.search(item.text.strip())) for item in items) * 10 >= len(items) * 8


def _on_units(items: Sequence[TaskItem]) -> Iterator[Finding]:
    counts = Counter(name for item in items for name in item.all_units)
    for item in items:
        if not item.all_units:
            yield _on_item("check", item, "没有读出单位", "no_units")
        for name in dict.fromkeys(item.all_units):
            if _is_suspicious(name):
                yield _on_item("check", item, f"“{name}”不像单位名称", "unit")
            elif usual := _usual_spelling(name, counts):
                what = f"“{name}”只出现一次，是不是“{usual}”"
                yield _on_item("check", item, what, "unit_typo")


def _is_suspicious(name: str) -> bool:
    if len(name) > load_rules("audit")["longest_unit"]:
        return True
    return not is_unit_name(name) or bool(any_of("audit", "suspicious_unit").search(name))


def _usual_spelling(name: str, counts: Counter[str]) -> str | None:
    """Find a name that is printed often and differs in one character that is no ordinal."""
    if counts[name] > 1 or len(name) < 4:
        return None
    for other, count in counts.items():
        if count >= 3 and len(other) == len(name):
            differing = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
            if len(differing) == 1 and _reads_alike(*differing[0]):
                return other
    return None


def _reads_alike(one: str, other: str) -> bool:
    """Whether two characters sound the same, as typing errors do: 审批局, 审批居."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionaries take 0.3 s)

    return lazy_pinyin(one) == lazy_pinyin(other)


def _on_deadlines(parsed: ParsedDocument) -> Iterator[Finding]:
    has_column = any(item.deadline.source == "column" for item in parsed.items)
    for item in parsed.items:
        deadline = item.deadline
        if not deadline.raw:
            if has_column:
                yield _on_item("check", item, "时限空着", "no_deadline")
        elif deadline.source == "column" and not looks_like_deadline(deadline.raw):
            yield _on_item("check", item, f"时限“{deadline.raw}”不像时限", "odd_deadline")
        if deadline.end and abs(deadline.end.year - parsed.document.year) > 1:
            yield _on_item("check", item, f"时限是 {deadline.end.year} 年", "far_deadline")
        others = [text for text in item.deadline_in_text if fold(text) != fold(deadline.raw)]
        if deadline.source == "column" and deadline.raw and others:
            what = f"时限栏写“{deadline.raw}”，任务文字另写“{'、'.join(others)}”"
            yield _on_item("note", item, what, "two_deadlines")


def _on_repairs(parsed: ParsedDocument) -> Iterator[Finding]:
    places = {item.id: place_of(item.location) for item in parsed.items}
    for repair in parsed.repairs:
        is_filled = repair.kind == "filled"
        yield Finding(
            "check" if repair.kind == "number" else "note",
            f"填补{repair.what}" if is_filled else repair.what,
            _advice("filled" if is_filled else "repair"),
            repair.record_id,
            places.get(repair.record_id) or f"第{repair.line}行",
            is_repair=not is_filled,
        )


def _on_foreign(parsed: ParsedDocument) -> Iterator[Finding]:
    names = cast("dict[str, str]", load_rules("audit")["foreign"])
    for text in parsed.foreign:
        what = f"{names[text.kind]}：{text.text[:80]}"
        advice = _advice("foreign" if text.kind in {"spam", "script"} else "unseen")
        place = _place_at(parsed, text.record_id, text.line)
        yield Finding("check", what, advice, text.record_id, place)

    odd = [line for line in parsed.source.split("\n") if drop_invisible(line) != line]
    if odd:
        first = parsed.source.split("\n").index(odd[0]) + 1
        signs = sum(len(line) - len(drop_invisible(line)) for line in odd)
        what = f"{len(odd)} 行文字里夹着看不见的字符，共 {signs} 个"
        yield Finding("check", what, _advice("invisible"), place=f"从第{first}行起")


def _place_at(parsed: ParsedDocument, record_id: str | None, line: int) -> str:
    """Say where a line of the source is; in an office file, where its record stands."""
    for record in (*parsed.items, *parsed.passages):
        known = record.location
        if record.id == record_id and (known.page or known.sheet or known.table):
            return place_of(known)
    return f"第{line}行"


def _on_personal(parsed: ParsedDocument) -> Iterator[Finding]:
    for number in parsed.personal:
        yield Finding(
            "check",
            f"{personal_name(number.kind)} {number.text}",
            _advice("personal" if number.is_masked else "personal_kept"),
            number.record_id,
            _place_at(parsed, number.record_id, number.line),
        )


def group_findings(findings: Sequence[Finding]) -> list[GroupedFinding]:
    """Put equal findings together, in the order of their first place."""
    groups: dict[tuple[Level, str, str], list[Place]] = {}
    for one in findings:
        number = number_of(one.record_id) if one.record_id else ""
        key = (one.level, one.what, one.advice)
        groups.setdefault(key, []).append(Place(one.record_id or "", number, one.place))
    return [
        GroupedFinding(level, level_word(level), what, advice, tuple(places))
        for (level, what, advice), places in groups.items()
    ]
