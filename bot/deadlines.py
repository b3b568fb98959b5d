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


def describe_deadline(item: TaskItem, document: Document, *, short: bool = False) -> str:
    """Say when ``item`` is due; ``short`` for a table cell."""
    deadline = item.deadline
    others = "”“".join(other_dates(item, document))
    if short:
        joined = say("table.in_text_also", raw=deadline.raw, text=others)
        return joined if others and deadline.raw else deadline.raw or f"“{others}”"
    if not deadline.raw:
        if others:
            return say("deadline.quoted", text=others)
        return say("deadline.unstated")
    form = "in_text" if deadline.source == "text" else deadline.kind
    sentence = say(f"deadline.{form}", raw=deadline.raw)
    return f"{sentence}；{say('deadline.in_text_also', text=others)}" if others else sentence
