"""The selected items as a file for a spreadsheet, which names its filters."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.responses import Response

from bot.ledger import Row
from bot.web.api_query import ItemQuery
from bot.web.api_words import api_words
from corpus.export import Row as ExportRow
from corpus.export import items_to_csv, items_to_xlsx

_Writer = Callable[[list[ExportRow], str], bytes]
_WRITERS: dict[str, tuple[str, _Writer]] = {
    "csv": ("text/csv; charset=utf-8", lambda rows, about: items_to_csv(rows, about=about)),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda rows, about: items_to_xlsx(rows, about=about),
    ),
}


def write_file(rows: list[Row], asked: ItemQuery) -> Response:
    """Return every row as a download in the format asked for."""
    media_type, write = _WRITERS[asked.format]
    content = write([(row.item, row.document) for row in rows], describe_filters(asked))
    name = f"{api_words().api['file']}.{asked.format}"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="items.{asked.format}"; '
            f"filename*=UTF-8''{quote(name)}",
            "X-Total-Count": str(len(rows)),
        },
    )


def describe_filters(asked: ItemQuery) -> str:
    """Return the filters in words, for the file that holds what they selected."""
    words = api_words().filter
    given: dict[str, str | int | list[str | int]] = asked.model_dump(
        mode="json", exclude_defaults=True, exclude={"page", "per_page", "format", "sort", "order"}
    )
    return "；".join(f"{words[name]}：{_in_words(given[name])}" for name in given) or words["none"]


def _in_words(value: str | int | list[str | int]) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return api_words().filter.get(f"is_{value}", str(value))
