"""What a reader has set on the ledger's page, from an address or a form and back.

The names are those of ``GET /api/items``. A value that cannot be read is left out, and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from pydantic import ValidationError

from bot.ledger import check_filter
from bot.web.api_query import ItemQuery
from bot.web.api_words import api_words
from bot.web.page_words import page_words
from corpus.errors import UsageError

_MANY = frozenset({"jurisdiction", "year", "ids"})
_IN_NO_ADDRESS = {"q", "format", "per_page"}


def read_query(given: Mapping[str, list[str]]) -> tuple[ItemQuery, tuple[str, ...]]:
    """Return what was set, and a sentence for each value that could not be read.

    Empty fields count as not set, unknown names as nothing. ``arrange`` is the button of a column:
    「deadline desc」.
    """
    values: dict[str, object] = {}
    for name in ItemQuery.model_fields:
        kept = [value.strip() for value in given.get(name, ()) if value.strip()]
        if kept:
            values[name] = kept if name in _MANY else kept[-1]
    if given.get("arrange"):
        values["sort"], _, values["order"] = given["arrange"][-1].partition(" ")
    query, faulty = _validate(values)
    words = api_words().filter
    faults = [page_words().ledger["unreadable"].format(name=words.get(one, one)) for one in faulty]
    try:
        check_filter(query.to_filter())
    except UsageError as error:
        faults.append(str(error))
        query = query.model_copy(update={"deadline": "", "due_from": None, "due_to": None})
    return query, tuple(faults)


def _validate(values: dict[str, object]) -> tuple[ItemQuery, list[str]]:
    """Return the query of the values that are valid, and the names of the others."""
    try:
        return ItemQuery.model_validate(values), []
    except ValidationError as error:
        faulty = sorted({str(one["loc"][0]) for one in error.errors()})
        kept = {name: value for name, value in values.items() if name not in faulty}
        return ItemQuery.model_validate(kept), faulty


def address_of(query: ItemQuery, *, page: int | None = None) -> str:
    """Return the ledger's address with the filters in it, the words of ``q`` left out."""
    given = query.model_dump(mode="json", exclude_defaults=True, exclude=_IN_NO_ADDRESS)
    given["ids"] = [one.replace("#", "/", 1) for one in query.ids]
    if page is not None:
        given["page"] = page
    text = urlencode({name: value for name, value in given.items() if value}, doseq=True)
    return f"/ledger?{text}" if text else "/ledger"
