"""What the corpus says, as far as judging an answer needs it: its units, deadlines and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.types import ParsedDocument, TaskItem
from eval.normalise import fold, strip_markers

_INNOCENT = ("年内容",)  # words that merely contain a short deadline
_GAP = "\n"  # stands where a known string was taken out; folded text holds no blank


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """The strings an answer may leak, and the source text of every record.

    ``known`` holds every folded unit and deadline (true) and every title and place name (false).
    ``records`` are the ids of items and passages; ``spans`` maps those and the ids of documents to
    the lines they stand on.
    """

    known: Mapping[str, bool]
    records: frozenset[str]
    spans: Mapping[str, str]

    def leaks(self, text: str, question: str) -> tuple[str, ...]:
        """List units and deadlines that ``text`` states and ``question`` does not.

        Where two known strings overlap the longer one counts, so that neither a title nor a longer
        name is taken for the short unit inside it.
        """
        rest, asked = fold(strip_markers(text)), fold(question)
        found: list[str] = []
        for string in sorted(self.known, key=lambda s: (-len(s), self.known[s], s)):
            if string in rest:
                rest = rest.replace(string, _GAP)
                if self.known[string] and string not in asked:
                    found.append(string)
        return tuple(found)


def collect_facts(parsed: Iterable[ParsedDocument]) -> CorpusFacts:
    """Read units, deadlines, titles and source spans off the parsed documents."""
    facts: set[str] = set()
    names: set[str] = {*_INNOCENT}
    spans: dict[str, str] = {}
    records: set[str] = set()
    for one in parsed:
        document, lines = one.document, one.source.splitlines()
        names |= {document.title, document.jurisdiction, *document.aliases}
        spans[document.id] = one.source
        for record in (*one.items, *one.passages):
            first, last = record.location.start_line, record.location.end_line
            spans[record.id] = "\n".join(lines[first - 1 : last])
            records.add(record.id)
            facts |= {*record.units}
            if isinstance(record, TaskItem):
                facts |= {*record.all_units}
                facts |= {record.deadline.raw, *record.deadline_in_text}
    known = {fold(name): False for name in names} | {fold(fact): True for fact in facts}
    known.pop("", None)
    return CorpusFacts(known, frozenset(records), spans)
