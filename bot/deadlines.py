"""Deadlines in words: the column first, then what the task text adds or contradicts."""

from __future__ import annotations

import re

from bot.wording import say
from corpus.fields import parse_deadline
from corpus.types import Document, TaskItem

# 「3个工作日内」 is no date, but it is what somebody who asks 「几天之内」 wants to read.
_DURATION = re.compile(r"\d+个(?:工作日|自然日|小时|月)(?:之)?内")


def durations_in(text: str) -> tuple[str, ...]:
    """Return the spans of time a text sets, as printed."""
    return tuple(dict.fromkeys(_DURATION.findall(text)))


def is_stated(item: TaskItem) -> bool:
    """Tell whether the record says anything about when."""
    return bool(item.deadline.raw or item.deadline_in_text or durations_in(item.text))


def other_dates(item: TaskItem, document: Document) -> tuple[str, ...]:
    """Return dates and spans of the task text that say something else than the column."""
    others: list[str] = []
    for text in item.deadline_in_text:
        read = parse_deadline(text, document.year)
        if text != item.deadline.raw and (read.end is None or read.end != item.deadline.end):
            others.append(text)
    return tuple(dict.fromkeys([*others, *durations_in(item.text)]))


def describe_deadline(item: TaskItem, document: Document) -> str:
    """Say when ``item`` is due, to follow 「第N项」 or its units in a sentence."""
    deadline, others = item.deadline, _joined(other_dates(item, document))
    if not deadline.raw:
        return say("deadline.quoted", text=others) if others else say("deadline.unstated")
    form = "in_text" if deadline.source == "text" else deadline.kind
    column = say(f"deadline.{form}", raw=deadline.raw)
    return say("deadline.in_text_also", column=column, text=others) if others else column


def deadline_cell(item: TaskItem, document: Document) -> str:
    """Say when ``item`` is due, for a table cell."""
    raw, others = item.deadline.raw, _joined(other_dates(item, document))
    if raw and others:
        return say("deadline.in_text_also", column=raw, text=others)
    return raw or (f"“{others}”" if others else say("table.not_written"))


def _joined(texts: tuple[str, ...]) -> str:
    return "”“".join(texts)
