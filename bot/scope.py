"""Which documents a question is about: the question's own words first, then the selector's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.types import Question
from corpus.errors import UnknownJurisdiction
from corpus.labels import short_name
from corpus.types import Document
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents in question.

    ``named`` tells whether jurisdictions were named, so that each of them is owed an answer;
    ``missing_years`` are asked years of which no plan is held, with the documents there are;
    ``withdrawn`` are the documents asked for where none of them is in force any more.
    """

    documents: tuple[Document, ...]
    named: bool
    missing_years: tuple[int, ...] = ()
    withdrawn: tuple[Document, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The documents' ids."""
        return frozenset(document.id for document in self.documents)


def check_jurisdiction(jurisdiction: str | None, snapshot: Snapshot) -> None:
    """Raise UnknownJurisdiction for a selector value that no document belongs to."""
    if jurisdiction and not _of_jurisdiction(jurisdiction, snapshot.documents.values()):
        covered = "、".join(dict.fromkeys(d.jurisdiction for d in snapshot.documents.values()))
        raise UnknownJurisdiction(
            f"没有收录“{jurisdiction}”的文件，可选的地区有：{covered or '（还没有文件）'}。"
        )


def find_scope(
    question: Question,
    snapshot: Snapshot,
    *,
    jurisdiction: str | None = None,
    year: int | None = None,
) -> Scope:
    """Narrow the documents to the jurisdictions and years named; the question's own win."""
    documents = tuple(snapshot.documents.values())
    named = question.jurisdictions or ((jurisdiction,) if jurisdiction else ())
    if named:
        documents = tuple(
            document for name in named for document in _of_jurisdiction(name, documents)
        )
    years = question.years or ((year,) if year else ())
    of_years = tuple(document for document in documents if document.year in years)
    if years and not of_years:
        return Scope(documents, bool(named), missing_years=years)
    chosen = of_years if years else documents
    in_force = tuple(document for document in chosen if document.in_force)
    return Scope(in_force, bool(named), withdrawn=() if in_force else chosen)


def _of_jurisdiction(name: str, documents: Iterable[Document]) -> tuple[Document, ...]:
    return tuple(
        document
        for document in documents
        if name in {document.jurisdiction, short_name(document.jurisdiction), *document.aliases}
    )


def describe_covered(documents: Iterable[Document]) -> str:
    """「江北区、鄞州区（2022年）和莱芜区（2021年）」: what is in force, grouped by year."""
    by_year: dict[int, list[str]] = {}
    for document in (one for one in documents if one.in_force):
        by_year.setdefault(document.year, []).append(short_name(document.jurisdiction))
    groups = [
        f"{'、'.join(dict.fromkeys(places))}（{year}年）"
        for year, places in sorted(by_year.items(), reverse=True)
    ]
    return "和".join(groups) if len(groups) < 3 else "、".join(groups)
