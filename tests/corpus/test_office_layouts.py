"""Office files in the layouts real plans have yield what was put into them."""

import pytest

from corpus.catalog import CatalogEntry
from corpus.normalise import squeeze
from corpus.parse import parse_laid_out
from corpus.readers.formats import read_file
from corpus.serialise import record_to_json
from tests.corpus.office.golden import GOLDEN, as_expected
from tests.corpus.office.hostile import FILES

CASES = [(name, golden) for golden in GOLDEN for name in golden.files]
every_file = pytest.mark.parametrize(("name", "golden"), CASES, ids=[name for name, _ in CASES])


def read(name, golden):
    data = (FILES / name).read_bytes()
    entry = CatalogEntry("plan", "某县", (), golden.year, name)
    return parse_laid_out(read_file(data, name), entry)


@every_file
def test_items_are_those_that_were_put_in(name, golden):
    assert [as_expected(item) for item in read(name, golden).items] == list(golden.items)


@every_file
def test_passages_title_notes_and_facts_are_read(name, golden):
    parsed = read(name, golden)
    assert parsed.document.title == golden.title
    assert parsed.document.notes == golden.notes
    assert ["/".join(passage.path) for passage in parsed.passages] == list(golden.passages)
    fields = record_to_json(parsed.document)
    assert {key: fields[key] for key, _ in golden.facts} == dict(golden.facts)


@every_file
def test_what_cannot_be_seen_is_reported_and_reaches_nothing(name, golden):
    parsed = read(name, golden)
    found = [(foreign.text, foreign.kind) for foreign in parsed.foreign]
    for words, kind in golden.hidden:
        assert any(words in text and why == kind for text, why in found), (words, found)
        assert words not in parsed.source
    assert parsed.warnings == golden.warnings


@every_file
def test_what_is_printed_stands_in_the_lines_named(name, golden):
    parsed = read(name, golden)
    lines = parsed.source.split("\n")
    for item in parsed.items:
        place = item.location
        span = squeeze("".join(lines[place.start_line - 1 : place.end_line]))
        for text in (*item.all_units, item.deadline.raw, item.text, item.units_note):
            assert squeeze(text) in span, item.id


def test_every_committed_file_has_its_golden_records():
    shipped = ("jiangbei", "yinzhou", "zhoushan", "laiwu", "mancheng")
    layouts = {path.name for path in FILES.iterdir() if not path.name.startswith(shipped)}
    assert layouts == {name for name, _ in CASES}
    assert len(list(FILES.iterdir())) >= 25
