"""The shipped cases agree with the shipped documents: ids exist, names and dates are as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from corpus.catalog import shipped_entries
from corpus.parse import parse_document
from corpus.types import Record, TaskItem
from eval.cases import SHIPPED, load_cases
from eval.normalise import fold
from eval.types import ANSWERING, DECLINING, Case

CASES = load_cases(sorted(SHIPPED.glob("*.jsonl")))


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    found: dict[str, Record] = {}
    for entry in shipped_entries():
        source = (SHIPPED.parents[1] / "corpus" / "documents" / entry.source_file).read_text(
            "utf-8"
        )
        parsed = parse_document(source, entry)
        found |= {record.id: record for record in (*parsed.items, *parsed.passages)}
    return found


def units_of(record: Record) -> set[str]:
    leads = record.lead_units if isinstance(record, TaskItem) else ()
    return {fold(name) for name in (*leads, *record.units)}


def deadlines_of(record: Record) -> set[str]:
    assert isinstance(record, TaskItem)
    return {fold(raw) for raw in (record.deadline.raw, *record.deadline_in_text)}


def disagreements(case: Case, records: dict[str, Record]) -> Iterator[str]:
    for record_id in (*case.gold, *case.gold_optional):
        if record_id not in records and record_id not in {r.document_id for r in records.values()}:
            yield f"{case.id}: no record {record_id}"
    for record_id, names in case.units.items():
        if not {fold(name) for name in names} <= units_of(records[record_id]):
            yield f"{case.id}: {record_id} has other units than {names}"
    for record_id, raws in case.deadlines.items():
        if not {fold(raw) for raw in raws} <= deadlines_of(records[record_id]):
            yield f"{case.id}: {record_id} has other deadlines than {raws}"
    yield from (
        f"{case.id}: {record_id} is described but not gold"
        for record_id in {*case.units, *case.deadlines} - {*case.gold, *case.gold_optional}
    )


def test_cases_agree_with_the_documents(records: dict[str, Record]) -> None:
    assert [fault for case in CASES for fault in disagreements(case, records)] == []


def test_every_case_counts_and_expects_a_fitting_status() -> None:
    assert {case.type for case in CASES if not case.scored} <= {"smalltalk"}  # nothing to cite
    for case in CASES:
        fitting = ANSWERING if case.answerable else DECLINING
        assert case.expected_status is None or case.expected_status in fitting, case.id


def test_the_set_is_large_and_varied() -> None:
    types = Counter(case.type for case in CASES)
    assert len(CASES) >= 160
    wanted = {"who", "when", "who_when", "what_item", "paraphrase", "unanswerable"}
    assert wanted <= {*types}
    assert sum(case.answerable and not case.jurisdictions for case in CASES) >= 30
    assert len({case.question for case in CASES}) == len(CASES)
