"""The vocabulary of the bot: what was understood of a question, and the answer.

``Answer`` and its parts are the JSON contract of ``ask --json``, the HTTP API and the eval runner:
the same object everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.understand.wanted import Wanted
from bot.understand.windows import Window
from corpus.types import DeadlineKind

Status = Literal[
    "answered",
    "partial",
    "not_stated",
    "no_such_item",
    "out_of_scope",
    "needs_clarification",
    "refused",
    "error",
]
# In the order in which a question is read for them.
DocumentFact = Literal[
    "attachments",
    "addressees",
    "published_on",
    "number",
    "issued_on",
    "issuer",
    "chapters",
    "title",
]
Kind = Literal["lookup", "item", "list", "count", "compare", "passage", "smalltalk", "none"]


LAST = "-1"  # the number of the last chapter or section


class Turn(BaseModel):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AnswerDeadline(_Frozen):
    """A deadline as printed, with its kind and, where it has one, its end."""

    raw: str
    kind: DeadlineKind
    end: date | None = None


class AnswerItem(_Frozen):
    """One task item as an answer gives it; names and deadline exactly as printed."""

    id: str
    label: str
    jurisdiction: str
    year: int
    number: str
    text: str
    lead_units: tuple[str, ...]
    units: tuple[str, ...]
    support_units: tuple[str, ...] = ()
    implementing_units: tuple[str, ...] = ()
    deadline: AnswerDeadline
    deadline_in_text: tuple[str, ...] = ()


class Citation(_Frozen):
    """Where a statement stands: ``[marker]`` in the text, the record, a verbatim quote."""

    marker: int
    id: str
    label: str
    heading: tuple[str, ...]
    url: str
    quote: str


class Related(_Frozen):
    """A record that is close to the question but no answer to it, and why it is shown."""

    id: str
    label: str
    url: str
    reason: str


class Answer(_Frozen):
    """What the service says, with its proof.

    ``phrased_by`` tells whether the rules or a language model put ``text`` into words; everything
    else is the rules' in either case.
    """

    question: str
    standalone_question: str
    status: Status
    text: str
    phrased_by: Literal["rules", "model"] = "rules"
    kind: Kind = "none"
    items: tuple[AnswerItem, ...] = ()
    citations: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    count: int | None = None
    suggestions: tuple[str, ...] = ()
    notice: str = "本回答由程序依据公开文件自动生成，以原文为准"
    elapsed_ms: float = Field(default=0.0, ge=0)
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """What a question asks for; none of the three means: all there is."""

    who: bool = False
    when: bool = False
    what: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What a question for a list selects by; empty parts select nothing away.

    ``units`` maps the words of a unit to its key, ``unknown_unit`` is a name no plan holds,
    ``role`` is ``lead`` or ``support`` where only that role was asked for. ``heading`` holds the
    words that name a chapter or section, ``ordinal`` its number (or LAST) with its level and
    ``section`` that of a section inside it; ``extreme`` asks for what is due first or last.
    ``counts`` tells whether the number was asked for, ``jointly`` whether all units must be named.
    ``mention`` is a word that the task or its section must hold. ``lacks`` turns units and word
    round: rows that have none of them; ``alone`` asks for a single unit in the asked role.
    ``among`` are the records just shown where only of those it was asked, else empty.
    """

    units: tuple[tuple[str, str], ...] = ()
    unknown_unit: str | None = None
    role: str | None = None
    window: Window | None = None
    heading: str = ""
    ordinal: tuple[str, str] | None = None
    section: tuple[str, str] | None = None
    extreme: str | None = None
    counts: bool = False
    jointly: bool = False
    mention: str = ""
    lacks: bool = False
    alone: bool = False
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pick:
    """One item out of the answer before: the n-th (-1 the last), the next, the other one."""

    how: Literal["nth", "other", "next", "previous"]
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was understood of it.

    ``asked`` is the text as received, ``text`` its normalised form, ``topic`` what is left for
    retrieval once places, years, numbers, facets and courtesies are taken out; ``said`` the whole
    sentence the topic stands in, which a follow-up takes over together with the topic.
    ``unrecorded`` names a fact no plan records (phone, person, amount ...), ``refusal`` a reason
    to decline, ``errand`` what is asked for that no plan can answer (a poem, an opinion ...).
    ``numbers_of`` pairs each item number with its own jurisdiction where several are named so.
    ``presumed_units`` are units (words and key) said to be responsible, ``domain`` tells whether
    it speaks of open government at all.
    ``selection`` is set where a list of items is asked for rather than one task,
    ``document_fact`` where the question is about the document itself, ``wanted`` where a certain
    kind of thing is asked for. ``mended`` are typos as (typed, understood);
    ``asked_back`` tells that the answer before asked what was meant. ``shown`` are the items of the
    answer before where the question asks more of the very same ones.
    """

    asked: str
    text: str
    topic: str
    jurisdictions: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    item_numbers: tuple[str, ...] = ()
    numbers_of: tuple[tuple[str, str], ...] = ()
    facets: Facets = Facets()
    unrecorded: str | None = None
    refusal: str | None = None
    errand: str | None = None
    presumed_units: tuple[tuple[str, str], ...] = ()
    domain: bool = False
    smalltalk: bool = False
    selection: Selection | None = None
    pick: Pick | None = None
    document_fact: DocumentFact | None = None
    mended: tuple[tuple[str, str], ...] = ()
    asked_back: bool = False
    wanted: Wanted | None = None
    said: str = ""
    shown: tuple[str, ...] = ()
