"""Who is said to do what: a unit may stand only in the role that its record gives it."""

from __future__ import annotations

import re
from functools import cache

from bot.llm.cover import stands_at_length
from bot.llm.folded import fold
from bot.llm.mask import NAME, name_signs
from bot.llm.rules import check_rules
from bot.llm.sheet import Sheet

_RUN = 6
_NAMES = rf"{NAME}(?:(?:[,，、和与及]|以及){{1,3}}{NAME})*"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The ways to say who has a role; the group ``names`` holds the marks."""
    found: list[tuple[str, re.Pattern[str]]] = []
    for role, words in check_rules().roles.items():
        if role == "named":
            found.append((role, re.compile(rf"(?:{words})\"?(?P<names>{_NAMES})\"?")))
            continue
        verb = rf"由?(?P<names>{_NAMES})(?:共同|分别)?(?:具体)?(?:{words})(?!的?(?:单位|部门))"
        noun = rf"(?:{words})的?(?:单位|部门)(?:分别)?[是为:：]*\"?(?P<names>{_NAMES})\"?"
        label = rf"(?P<names>{_NAMES})\((?:{words})\)"
        found += [(role, re.compile(form)) for form in (noun, label, verb)]
    return tuple(found)


@cache
def _role_words() -> re.Pattern[str]:
    """The words of a role, which say nothing without a unit; 涉及 is an ordinary word as well."""
    return re.compile("|".join(w for role, w in check_rules().roles.items() if role != "named"))


def find_loose_names(said: str, sheet: Sheet, record: str) -> list[str]:
    """Return units in a role that is not theirs, and units or roles that hang in the air.

    ``said`` and ``record`` are folded and marked. What is copied in one longer piece is the
    record's own statement.
    """
    proper: set[int] = set()
    loose: list[str] = []
    for role, pattern in _patterns():
        for found in pattern.finditer(said):
            held = _signs_in_role(role, sheet)
            names = set(re.findall(NAME, found.group("names")))
            if names <= held:
                proper.update(range(*found.span()))
            elif not stands_at_length(said, found.span(), record, _RUN):
                loose.append(found.group())
    for found in re.compile(f"{NAME}|{_role_words().pattern}").finditer(said):
        inside = set(range(*found.span())) <= proper
        if not inside and not stands_at_length(said, found.span(), record, _RUN):
            loose.append(found.group())
    return loose


def _signs_in_role(role: str, sheet: Sheet) -> set[str]:
    """Return the marks of the units that may be said to have ``role``.

    Who leads alone is also who is responsible.
    """
    names = set(sheet.roles.get(role, ()))
    if role == "units" and not names:
        names = set(sheet.roles.get("lead", ()))
    signs = name_signs(sheet)
    return {signs[fold(name).text] for name in names}
