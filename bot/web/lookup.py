"""Finds a document or a record for a page or the API; what is missing gets a helpful sentence."""

from __future__ import annotations

from bot.web.ports import Texts
from corpus.errors import NotFoundError
from corpus.types import Document, Passage, Record, TaskItem


def find_document(shelf: Texts, document_id: str) -> Document:
    """Return the published document; raises NotFoundError."""
    document = shelf.documents.get(document_id)
    if document is None:
        raise NotFoundError(
            f"没有收录标识为「{document_id}」的文件，请到文件目录（/documents）查看现有的文件。"
        )
    return document


def find_item(shelf: Texts, document_id: str, number: str) -> TaskItem:
    """Return one row of the document's task table; raises NotFoundError."""
    document = find_document(shelf, document_id)
    item = shelf.items.get(f"{document_id}#{number}")
    if item is None:
        count = len(items_of(shelf, document_id))
        raise NotFoundError(
            f"{quote_title(document)}的任务表共 {count} 项，没有第「{number}」项，"
            f"请到文件页（/documents/{document_id}）查看全部任务项。"
        )
    return item


def find_passage(shelf: Texts, document_id: str, path: str) -> Passage:
    """Return one section of the body, named by its printed ordinals; raises NotFoundError."""
    document = find_document(shelf, document_id)
    passage = shelf.passages.get(f"{document_id}/{path}")
    if passage is None:
        raise NotFoundError(
            f"{quote_title(document)}的正文里没有「{path}」这一段，"
            f"请到文件页（/documents/{document_id}）查看全文。"
        )
    return passage


def quote_title(document: Document) -> str:
    """Return the title in 《》, unless it holds a title in 《》 itself."""
    return document.title if "《" in document.title else f"《{document.title}》"


def items_of(shelf: Texts, document_id: str) -> list[TaskItem]:
    """Return the document's items in the order of its table."""
    found = [item for item in shelf.items.values() if item.document_id == document_id]
    return sorted(found, key=lambda item: (item.location.start_line, item.location.end_line))


def passages_of(shelf: Texts, document_id: str) -> list[Passage]:
    """Return the sections of the document's body in source order, the wider one first."""
    found = [passage for passage in shelf.passages.values() if passage.document_id == document_id]
    return sorted(found, key=lambda one: (one.location.start_line, -one.location.end_line))


def records_of(shelf: Texts, document_id: str) -> list[Record]:
    """Return every record of the document in source order, the wider one first."""
    return sorted(
        [*passages_of(shelf, document_id), *items_of(shelf, document_id)],
        key=lambda record: (record.location.start_line, -record.location.end_line),
    )
