"""The five documents read the same from Word, Excel, web pages and PDF as from text."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalog import shipped_entries
from corpus.entries import Stated
from corpus.normalise import squeeze
from corpus.parse import parse_laid_out
from corpus.readers.formats import read_file
from corpus.reading import infer_file, parse_file
from corpus.serialise import record_from_json, record_to_json
from corpus.types import Location

HERE = Path(__file__).parent
FILES = HERE / "office" / "files"
ENTRIES = {entry.id: entry for entry in shipped_entries()}
FORMATS = ("docx", "xlsx", "html", "pdf")


def read(path: Path, entry):
    return parse_laid_out(read_file(path.read_bytes(), path.name), entry)


def unplaced(records):
    return [replace(record, location=Location(1, 1)) for record in records]


def golden(document_id: str):
    lines = (HERE / "golden" / f"{document_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return [record_from_json(json.loads(line)) for line in lines]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("document_id", ENTRIES)
def test_items_and_passages_are_those_of_the_text(shipped, document_id, suffix):
    parsed = read(FILES / f"{document_id}.{suffix}", ENTRIES[document_id])
    assert unplaced(parsed.items) == unplaced(golden(document_id))
    assert unplaced(parsed.passages) == unplaced(shipped[document_id].passages)
    facts = replace(parsed.document, sha256=shipped[document_id].document.sha256)
    assert facts == shipped[document_id].document
    assert parsed.warnings == ()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("document_id", ENTRIES)
def test_records_stand_in_the_lines_and_rows_named(document_id, suffix):
    parsed = read(FILES / f"{document_id}.{suffix}", ENTRIES[document_id])
    lines = parsed.source.split("\n")
    for item in parsed.items:
        place = item.location
        span = squeeze("".join(lines[place.start_line - 1 : place.end_line]))
        printed = [*item.all_units, item.deadline.raw, item.text, item.units_note]
        assert [text for text in printed if squeeze(text) not in span] == [], item.id
        assert place.row is not None
        assert (place.sheet is not None) == (suffix == "xlsx")
        assert (place.page is not None) == (suffix == "pdf")
    rows = [(item.location.sheet, item.location.table, item.location.row) for item in parsed.items]
    assert rows == sorted(rows, key=lambda row: row[2])
    for passage in parsed.passages:
        place = passage.location
        span = squeeze("".join(lines[place.start_line - 1 : place.end_line]))
        assert all(squeeze(part) in span for part in passage.text.split("\n")), passage.id


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_child_process_gives_what_the_reader_gives(suffix):
    entry = replace(ENTRIES["zhoushan-2022"], source_file=f"舟山.{suffix}")
    path = FILES / f"zhoushan-2022.{suffix}"
    assert parse_file(path, entry) == read(path, entry)


def test_a_new_office_file_says_whose_plan_it_is():
    entry, parsed = infer_file(FILES / "mancheng-2022.docx", Stated())
    assert (entry.id, entry.jurisdiction, entry.year) == ("mancheng-2022", "保定市满城区", 2022)
    assert len(parsed.items) == 36
    stated, _ = infer_file(
        FILES / "mancheng-2022.docx", Stated("mc-1", "满城", 2023), name="a.docx"
    )
    assert (stated.id, stated.jurisdiction, stated.year, stated.source_file) == (
        "mc-1",
        "满城",
        2023,
        "a.docx",
    )


def test_places_come_back_from_their_export_form(shipped):
    entry = ENTRIES["laiwu-2021"]
    for suffix in FORMATS:
        for item in read(FILES / f"laiwu-2021.{suffix}", entry).items:
            assert record_from_json(record_to_json(item)) == item
