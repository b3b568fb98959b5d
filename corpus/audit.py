"""What an editor checks after parsing: counts, what was inferred and how sure it is, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import TypeAdapter

from corpus.findings import Finding, collect_findings, find_gaps, number_of
from corpus.inferred import Inferred, infer_facts
from corpus.labels import document_label
from corpus.rules import load_rules
from corpus.types import ForeignText, ParsedDocument, PersonalData, Repair

Sureness = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """How sure an item is; ``low`` where something of it wants a look, ``reasons`` say what."""

    record_id: str
    sureness: Sureness
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings on one document.

    ``gaps`` are numbers missing between printed ones; ``filled`` are heading cells that were
    blank and took the heading above; ``blank_deadlines`` and ``without_units`` are item ids.
    ``has_deadline_column`` is false where no item has a deadline of its own column. ``checks``
    holds one entry an item, in printed order.
    """

    document_id: str
    label: str
    items: int
    numbered: int
    passages: int
    chapters: int
    sections: int
    merged_roles: int
    gaps: tuple[str, ...]
    repairs: tuple[Repair, ...]
    filled: tuple[Repair, ...]
    has_deadline_column: bool
    blank_deadlines: tuple[str, ...]
    without_units: tuple[str, ...]
    foreign: tuple[ForeignText, ...]
    notes: tuple[str, ...]
    personal: tuple[PersonalData, ...]
    inferred: tuple[Inferred, ...]
    findings: tuple[Finding, ...]
    checks: tuple[ItemCheck, ...]

    def count(self, level: str) -> int:
        """Number of findings of one level."""
        return sum(finding.level == level for finding in self.findings)


_ADAPTER: TypeAdapter[Any] = TypeAdapter(Audit)


def audit_document(parsed: ParsedDocument) -> Audit:
    """Collect the findings on one parsed document."""
    items = parsed.items
    findings = collect_findings(parsed)
    return Audit(
        document_id=parsed.document.id,
        label=document_label(parsed.document),
        items=len(items),
        numbered=sum(item.numbered for item in items),
        passages=len(parsed.passages),
        chapters=len({item.chapter for item in items if item.chapter}),
        sections=len({(item.chapter, item.section) for item in items if item.section}),
        merged_roles=sum(item.merged_roles for item in items),
        gaps=find_gaps(items),
        repairs=tuple(repair for repair in parsed.repairs if repair.kind != "filled"),
        filled=tuple(repair for repair in parsed.repairs if repair.kind == "filled"),
        has_deadline_column=any(item.deadline.source == "column" for item in items),
        blank_deadlines=tuple(item.id for item in items if item.deadline.kind == "unstated"),
        without_units=tuple(item.id for item in items if not item.all_units),
        foreign=parsed.foreign,
        notes=parsed.document.notes,
        personal=parsed.personal,
        inferred=infer_facts(parsed),
        findings=findings,
        checks=tuple(_check(item.id, findings) for item in items),
    )


def _check(record_id: str, findings: Sequence[Finding]) -> ItemCheck:
    """Weigh what was found on one item: a doubt makes it low, a repair medium."""
    mine = [finding for finding in findings if finding.record_id == record_id]
    doubts = tuple(finding.what for finding in mine if finding.level != "note")
    if doubts:
        return ItemCheck(record_id, "low", doubts)
    repairs = tuple(finding.what for finding in mine if finding.is_repair)
    return ItemCheck(record_id, "medium" if repairs else "high", repairs)


def sureness_word(sureness: Sureness) -> str:
    """Say how sure in words: 有把握, 较有把握, 请核对."""
    return cast("str", load_rules("audit")["sureness"][sureness])


def audit_to_json(audit: Audit) -> dict[str, object]:
    """Turn an audit into its JSON form."""
    return _ADAPTER.dump_python(audit, mode="json")


def count_lines(audit: Audit) -> list[tuple[str, str]]:
    """Give the counts of an audit as named values, in the order an editor reads them."""
    numbering = "全部有编号" if audit.numbered == audit.items else f"{audit.numbered} 项有编号"
    if audit.items and not audit.numbered:
        numbering = "原表未编号，按表内顺序"
    return [
        ("任务项", f"{audit.items}（{numbering}）" if audit.items else "没有读出任务表"),
        ("编号缺口", "、".join(audit.gaps) or "无"),
        ("章 / 节", f"{audit.chapters} / {audit.sections}"),
        ("正文段落", str(audit.passages)),
        ("整理的行", f"{len({repair.record_id for repair in audit.repairs})}"),
        ("填补的标题格", str(len(audit.filled))),
        ("牵头、责任合为一格", str(audit.merged_roles)),
        ("时限空缺", _blank_line(audit)),
        ("没有单位", "、".join(map(number_of, audit.without_units)) or "无"),
        ("删去的外来文字", str(len(audit.foreign))),
        ("个人信息", _personal_line(audit.personal)),
    ]


def _blank_line(audit: Audit) -> str:
    if audit.items and not audit.has_deadline_column:
        return f"{len(audit.blank_deadlines)}（原表没有时限栏）"
    return "、".join(map(number_of, audit.blank_deadlines)) or "无"


def _personal_line(personal: Sequence[PersonalData]) -> str:
    if not personal:
        return "无"
    return f"{len(personal)} 处，{'已遮盖' if personal[0].is_masked else '照原样公开'}"


def verdict(audit: Audit) -> str:
    """Say in one sentence whether the document can be published as it is."""
    problems, checks = audit.count("problem"), audit.count("check")
    if problems:
        return f"有 {problems} 处要处理、{checks} 处请核对，处理或确认之后再发布。"
    if checks:
        return f"没有要处理的问题，有 {checks} 处请核对，核对无误就可以发布。"
    return "没有发现问题，可以发布。"
