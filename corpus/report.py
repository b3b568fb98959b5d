"""Reports an editor reads in a browser, prints, or filters in a spreadsheet.

An HTML report is one file without script and without anything from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from corpus.audit import Audit, ItemCheck, count_lines, sureness_word, verdict
from corpus.difference import CHANGE_WORDS, Difference
from corpus.findings import GroupedFinding, group_findings
from corpus.inferred import BASIS_WORDS
from corpus.labels import document_label, record_place
from corpus.types import ParsedDocument, TaskItem


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the report; ``heading`` is true where its chapter or section begins."""

    item: TaskItem
    check: ItemCheck
    heading: bool

    @property
    def chapter(self) -> str:
        """Heading of its chapter."""
        return self.item.chapter

    @property
    def section(self) -> str:
        """Heading of its section."""
        return self.item.section

    @property
    def word(self) -> str:
        """How sure it is, in words."""
        return sureness_word(self.check.sureness)

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Units by role, as far as there are any."""
        return roles_of(self.item)


@dataclass(frozen=True, slots=True)
class Report:
    """One document as it was read, what was found, and how it differs from what is published."""

    parsed: ParsedDocument
    audit: Audit
    difference: Difference | None = None

    @property
    def counts(self) -> list[tuple[str, str]]:
        """The counts an editor reads first."""
        return count_lines(self.audit)

    @property
    def verdict(self) -> str:
        """Whether it can be published, in one sentence."""
        return verdict(self.audit)

    @property
    def worst(self) -> str:
        """Level of the gravest finding; ``note`` where there is none."""
        levels = ("problem", "check")
        return next((level for level in levels if self.audit.count(level)), "note")

    @property
    def findings(self) -> list[GroupedFinding]:
        """The findings, equal ones together."""
        return group_findings(self.audit.findings)

    @property
    def rows(self) -> Iterator[ItemRow]:
        """The items in printed order."""
        before = ("", "")
        for item, check in zip(self.parsed.items, self.audit.checks, strict=True):
            heading = (item.chapter, item.section)
            yield ItemRow(item, check, heading not in (before, ("", "")))
            before = heading


def roles_of(item: TaskItem) -> list[tuple[str, str]]:
    """Give an item's units by role, with the remark that belongs to them."""
    roles = (
        ("牵头和责任单位" if item.merged_roles else "牵头单位", item.lead_units),
        ("责任单位", item.units),
        ("配合单位", item.support_units),
        ("实施单位", item.implementing_units),
    )
    told = [(role, "、".join(names)) for role, names in roles if names]
    return [*told, ("说明", item.units_note)] if item.units_note else told


def to_html(reports: Sequence[Report]) -> str:
    """Render the audit of these documents as one self-contained page."""
    one = reports[0].audit.label if len(reports) == 1 else f"{len(reports)} 份文件"
    return _render("audit.html", f"发布前核对：{one}", reports=reports)


def difference_to_html(difference: Difference) -> str:
    """Render what changed between two versions as one self-contained page."""
    label = document_label(difference.after)
    return _render("difference.html", f"新旧版本对照：{label}", difference=difference, label=label)


def _render(template: str, heading: str, **values: object) -> str:
    return (
        _templates()
        .get_template(template)
        .render(
            heading=heading,
            made_on=date.today().isoformat(),
            style=(files("corpus") / "templates" / "report.css").read_text(encoding="utf-8"),
            basis=BASIS_WORDS,
            words=CHANGE_WORDS,
            **values,
        )
    )


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("corpus", "templates"),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    filters: dict[str, Any] = made.filters
    filters["place"] = record_place
    return made
