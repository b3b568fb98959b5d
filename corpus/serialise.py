"""Records to JSON and back: one record a line, field names as in ``corpus.types``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from corpus.errors import DocumentError
from corpus.types import Document, ParsedDocument, Passage, TaskItem

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "item": TypeAdapter(TaskItem),
    "passage": TypeAdapter(Passage),
    "document": TypeAdapter(Document),
}
_KINDS = {TaskItem: "item", Passage: "passage", Document: "document"}


def record_to_json(record: TaskItem | Passage | Document) -> dict[str, object]:
    """Turn a record into its export form; ``"record"`` says which kind it is."""
    kind = _KINDS[type(record)]
    fields: dict[str, object] = _ADAPTERS[kind].dump_python(record, mode="json")
    if isinstance(place := fields.get("location"), dict):
        known = cast("dict[str, object]", place).items()
        fields["location"] = {key: value for key, value in known if value is not None}
    return {"record": kind, **fields}


def record_from_json(data: dict[str, object]) -> TaskItem | Passage | Document:
    """Turn an export form back into the record.

    Raises:
        DocumentError: a field is missing or of the wrong type.
    """
    kind = str(data.get("record"))
    fields = {key: value for key, value in data.items() if key != "record"}
    try:
        return _ADAPTERS[kind].validate_python(fields)
    except (KeyError, ValidationError) as error:
        raise DocumentError(f"这不是一条可读的记录（record 为“{kind}”），请重新导出。") from error


def to_jsonl(parsed: Iterable[ParsedDocument]) -> Iterator[str]:
    """Give one JSON line for each item and passage, in the order of the documents."""
    for document in parsed:
        for record in (*document.items, *document.passages):
            yield json.dumps(record_to_json(record), ensure_ascii=False)
