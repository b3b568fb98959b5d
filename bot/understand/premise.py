"""What a question takes for granted or asks to be confirmed: a unit, a deadline.

「商务局负责的新媒体矩阵什么时候完成」 presumes who is responsible, 「专区是9月底前建好吗」 asks
whether a date is right. Neither belongs to the task that is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.phrases import Phrases
from bot.understand.units import UnitBook
from bot.understand.windows import find_window

_DATED = ("year_end", "quarter", "month", "first_half", "second_half")


@dataclass(frozen=True, slots=True)
class Premise:
    """The units presumed (words and key), and whether a unit or a date is to be confirmed.

    ``text`` is the question without them.
    """

    text: str
    units: tuple[tuple[str, str], ...] = ()
    confirms_who: bool = False
    confirms_when: bool = False


def find_premise(text: str, units: UnitBook, phrases: Phrases, gap: str) -> Premise:
    """Take what ``text`` (a question about one task) presumes or asks to be confirmed out of it."""
    confirms = bool(phrases.premise["confirm"].search(text))
    presumed: list[tuple[str, str]] = []
    confirmed = False
    for mention in reversed(units.find(text)):
        before, after = text[: mention.start], text[mention.end :]
        head = phrases.premise["before_unit"].search(before)
        owns = phrases.premise["after_unit"].match(after)
        if owns and not confirms:
            presumed.append((mention.text, mention.key))
        elif confirms and (head or phrases.premise["does"].match(after)):
            owns, confirmed = phrases.premise["does"].match(after), True
        else:
            continue
        text = before[: head.start()] if head else before
        text += gap + (after[owns.end() :] if owns else after)
    window = find_window(text, {name: phrases.window[name] for name in _DATED})
    if window:
        start = phrases.premise["before_window"].search(text[: window.start])
        text = text[: start.start() if start else window.start] + gap + text[window.end :]
    if confirms and (confirmed or window):
        text = phrases.premise["confirm"].sub(gap, text)
    return Premise(
        re.sub(f"{gap}+", gap, text),
        tuple(reversed(presumed)),
        confirmed,
        confirms and window is not None,
    )
