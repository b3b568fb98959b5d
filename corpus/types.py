"""The vocabulary of the corpus: documents, task items, passages and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

DeadlineKind = Literal["dated", "year_round", "ongoing", "unstated"]
RepairKind = Literal["shifted", "merged", "filled", "names", "number"]
ForeignKind = Literal["spam", "white", "hidden", "tiny", "script", "comment", "covered"]

PersonalKind = Literal["id_card", "mobile", "bank_card"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record stands in its source text; lines count from 1, both ends included.

    The source text of an office file is its text as ``corpus.readers.layout`` writes it out, one
    line a paragraph or table row; ``page``, ``sheet``, ``table`` and ``row`` (from 1) say where
    that is in the file as people open it, as far as the format tells.
    """

    start_line: int
    end_line: int
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task is due: as printed (``raw``) and as understood (``kind``, ``end``).

    ``source`` says whether it was printed in the deadline column or, where the table has no such
    column, in the task text. An unstated deadline has ``raw == ""`` and ``source is None``.
    """

    raw: str
    kind: DeadlineKind
    end: date | None = None
    source: Literal["column", "text"] | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The end of a document (废止): since when, and why as far as it was said."""

    on: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document as it was published; ``number`` counts from 1.

    ``added``, ``removed`` and ``changed`` are the ids of the items that differ from the version
    before (those removed as they were called then); the first version has none.
    """

    number: int
    published_on: date | None
    source_file: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One plan: what it calls itself, whose it is, and the file it came from.

    A document that was withdrawn (``withdrawn``) stays findable, but nothing of it may be answered
    as if it were in force. ``versions`` are those published so far, oldest first, the last one
    being this one; empty while there is but one. Only ``corpus.store`` knows both: a file parsed by
    itself is in force.
    """

    id: str
    title: str
    jurisdiction: str
    aliases: tuple[str, ...]
    year: int
    issuer: str | None
    number: str | None
    issued_on: date | None
    source_url: str | None
    source_file: str
    sha256: str
    notes: tuple[str, ...] = ()
    withdrawn: Withdrawal | None = None
    versions: tuple[Version, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether the document has not been withdrawn."""
        return self.withdrawn is None


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One numbered row of a task table.

    Unit names and ``text`` are exactly as printed (foreign text removed). ``lead_units`` stand
    under 牵头单位, ``units`` under 责任单位; 配合单位 and 实施单位 keep their own role, and
    ``remarks`` are the cells of other columns (``"备注：…"``). ``numbered`` is false where the
    table prints no numbers and ``number`` counts its rows. ``merged_roles`` is true where one cell
    spans lead and supporting units: the names are ``lead_units`` then.
    """

    id: str
    document_id: str
    number: str
    numbered: bool
    chapter: str
    section: str
    text: str
    lead_units: tuple[str, ...]
    units: tuple[str, ...]
    units_note: str
    merged_roles: bool
    deadline: Deadline
    deadline_in_text: tuple[str, ...]
    location: Location
    support_units: tuple[str, ...] = ()
    implementing_units: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def all_units(self) -> tuple[str, ...]:
        """Every unit of every role, lead units first."""
        return (*self.lead_units, *self.units, *self.support_units, *self.implementing_units)


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered section of the body text.

    ``path`` holds the printed ordinals, outermost first (``("二", "十")``, or ``("引言",)`` for
    what stands before chapter 一); ``heading`` the headings that belong to them.
    """

    id: str
    document_id: str
    path: tuple[str, ...]
    heading: tuple[str, ...]
    text: str
    units: tuple[str, ...]
    location: Location


Record = TaskItem | Passage


@dataclass(frozen=True, slots=True)
class ForeignText:
    """A string that does not belong to the document, and where it stood.

    ``spam`` is an advertisement planted in visible text; the other kinds are text that no reader
    of the page sees.
    """

    text: str
    line: int
    record_id: str | None
    kind: ForeignKind = "spam"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A number that belongs to a person, and where it stood; ``text`` is its masked form.

    ``is_masked`` is false where the editor has confirmed that it may be shown.
    """

    kind: PersonalKind
    text: str
    line: int
    record_id: str | None
    is_masked: bool = True


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing the parser put right in a row, in words an editor understands.

    ``filled`` is a heading cell that was blank and took the one above it; the others are repairs
    of the row itself.
    """

    record_id: str
    line: int
    what: str
    kind: RepairKind = "shifted"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that one source file yields; ``source`` is its text, line by line as received.

    ``warnings`` are Chinese sentences about the file itself (macros that were left out …).
    """

    document: Document
    items: tuple[TaskItem, ...]
    passages: tuple[Passage, ...]
    source: str
    foreign: tuple[ForeignText, ...] = ()
    repairs: tuple[Repair, ...] = ()
    personal: tuple[PersonalData, ...] = ()
    warnings: tuple[str, ...] = ()
