"""Units: a printed cell to the names in it, each exactly as printed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from corpus.normalise import tidy
from corpus.ordinals import read_ordinal
from corpus.rules import load_rules, words

_OPENERS, _CLOSERS = "（(〔[【《〈", "）)〕]】》〉"
_SEPARATORS = "、，,；;／/|｜\n"
_CONJUNCTIONS = re.compile("以及|会同|[和及与]")
_LIST_MARK = re.compile(
    r"(?:^|(?<=[、，,；;\s]))(?:[0-9]{1,2}[.．、](?![0-9])|[（(][0-9]{1,2}[)）])|[①-⑳]"
)
_ENDS = "。．."
_BRACKETED = re.compile(r"[（(〔\[【][^（(〔\[【）)〕\]】]*[)）〕\]】]")
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The names of one cell, and the remark that is no name (「等部门」).

    ``is_repaired`` is true where names stood glued together or on lines of their own.
    """

    names: tuple[str, ...]
    note: str = ""
    is_repaired: bool = False

    def join(self, other: UnitNames) -> UnitNames:
        """Names and remarks of both, in order."""
        note = "；".join(note for note in (self.note, other.note) if note)
        is_repaired = self.is_repaired or other.is_repaired
        return UnitNames((*self.names, *other.names), note, is_repaired)


@cache
def _rule(key: str) -> re.Pattern[str]:
    return re.compile(cast("str", load_rules("units")[key]))


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(f"(?:{_rule('trailing').pattern})$")


@cache
def _note() -> re.Pattern[str]:
    return re.compile(r"[（(]?(?:" + "|".join(words("units", "notes")) + r")[)）]?")


@lru_cache(maxsize=8192)
def is_unit_name(name: str) -> bool:
    """Tell whether a name ends as units do (局, 办公室, 各镇 …), brackets aside."""
    bare = tidy(_BRACKETED.sub("", name)) or name
    return 2 <= len(bare) <= _LONGEST_NAME and bare.endswith(words("units", "endings"))


@lru_cache(maxsize=8192)
def looks_like_units(cell: str) -> float:
    """Share of a cell's parts that are unit names, 0 for a sentence."""
    text = cell.strip()
    ordinal = read_ordinal(text)
    if not text or text[-1] in "；" or "。" in text[:-1] or (ordinal and ordinal.level != "point"):
        return 0.0
    parts = [_strip_note(part.strip(_ENDS))[0] for part in _tokens(text.split("*")[0])]
    parts = [part for part in parts if part]
    if not parts or max(map(len, parts)) > _LONGEST_NAME:
        return 0.0
    return sum(is_unit_name(part) for part in parts) / len(parts)


def split_units(cell: str, vocabulary: Collection[str] = ()) -> UnitNames:
    """Split a cell at its separators and line ends, then glued names by ``vocabulary``.

    ``vocabulary`` holds the names of the same document (see ``learn_names``); a wider one would
    cut 市公安局莱芜区分局 in two. Separators inside brackets do not count.
    """
    names: list[str] = []
    notes: list[str] = []
    is_repaired = "\n" in cell.strip()
    for token in _tokens(_join_broken(cell, vocabulary)):
        name, note = _strip_note(token.strip(_ENDS).strip())
        parts = split_glued(name, vocabulary) if name else []
        is_repaired = is_repaired or len(parts) > 1
        notes += [note] if note else []
        names += parts
    return UnitNames(tuple(names), "；".join(notes), is_repaired)


def learn_names(cells: Iterable[str]) -> frozenset[str]:
    """Collect the names a document prints between separators, glued ones taken apart."""
    seen = {name for cell in cells for name in split_units(cell).names if is_unit_name(name)}
    return frozenset(name for name in seen if len(split_glued(name, seen - {name})) == 1)


def split_glued(name: str, vocabulary: Collection[str]) -> list[str]:
    """Split 「区政府办公室区行政审批局」 where one part is known and the other is a name."""
    if name in vocabulary:
        return [name]
    for cut in range(len(name) - 2, 1, -1):
        left, right = name[:cut], name[cut:]
        if _depth(left) != 0:
            continue
        joint = _CONJUNCTIONS.match(right)
        if joint and is_unit_name(left) and _may_follow(right[joint.end() :]):
            right = right[joint.end() :]
        elif not _is_joint(left, right, vocabulary):
            continue
        return [*split_glued(left, vocabulary), *split_glued(right, vocabulary)]
    return [name]


def _is_joint(left: str, right: str, vocabulary: Collection[str]) -> bool:
    if not is_unit_name(left) or right[0] in _OPENERS:
        return False
    if left in vocabulary and right in vocabulary:
        return True
    if _rule("collective").match(right) and not left.endswith("政府") and len(left) > 3:
        return is_unit_name(right)
    if left in vocabulary and not left.endswith("政府") and len(left) > 3:
        return _stands_alone(right) and not _is_part_of(left, right)
    if right in vocabulary:
        return len(left) > 3 and _same_level(left, right)
    return _same_level(left, right) and len(left) > 3 and _stands_alone(right)


def _same_level(left: str, right: str) -> bool:
    return left[0] == right[0] and left[0] in cast("str", load_rules("units")["levels"])


def _is_part_of(left: str, right: str) -> bool:
    """Tell whether ``right`` is rather an institution of the bureau ``left``."""
    return not left.endswith(words("units", "offices")) and right.endswith(
        words("units", "institutions")
    )


def _may_follow(name: str) -> bool:
    """Tell whether ``name`` can be a unit after 「和」; there 各有关部门 is one too."""
    return _stands_alone(name) or (
        _rule("all_others").match(name) is not None and is_unit_name(name)
    )


def _stands_alone(name: str) -> bool:
    """Tell whether ``name`` can be a unit by itself and not the tail of a longer name."""
    if _rule("collective").match(name):
        return is_unit_name(name)
    return (
        len(name) >= 4
        and is_unit_name(name)
        and not name.startswith(words("units", "not_a_start"))
        and not name.endswith(words("units", "subordinate"))
        and name not in words("units", "generic")
    )


def _join_broken(cell: str, vocabulary: Collection[str]) -> str:
    """Make a line end a separator where a name ends there, and nothing where it was wrapped."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    text = lines[0] if lines else ""
    for line in lines[1:]:
        last = _tokens(text)[-1:] or [""]
        first = _tokens(line)[:1] or [""]
        ends = _depth(text) == 0 and (last[0] in vocabulary or is_unit_name(last[0]))
        is_tail = last[0] + first[0] in vocabulary or (
            first[0] not in vocabulary and not _can_start(first[0])
        )
        text += "、" + line if ends and not is_tail else line
    return text


def _can_start(name: str) -> bool:
    tail = name.endswith(words("units", "subordinate")) and name[0] not in "区市县省各"
    return is_unit_name(name) and name not in words("units", "generic") and not tail


def _strip_note(token: str) -> tuple[str, str]:
    """Part a name from the remarks behind it (「市司法局等按职责分工负责」)."""
    if _note().fullmatch(token):
        return "", token
    match = _note().search(token)
    if match is None or match.end() < len(token):
        match = _trailing().search(token)
    if match is None:
        return token, ""
    name, note = _strip_note(token[: match.start()].strip()) if match.start() else ("", "")
    return name, note + match[0]


def _depth(text: str) -> int:
    return sum(char in _OPENERS for char in text) - sum(char in _CLOSERS for char in text)


def _tokens(text: str) -> list[str]:
    """Split at separators and list marks outside brackets, and at spaces between two names."""
    tokens: list[str] = [""]
    depth = 0
    for char in _LIST_MARK.sub("、", text):
        depth = max(0, depth + (char in _OPENERS) - (char in _CLOSERS))
        if depth == 0 and char in _SEPARATORS:
            tokens.append("")
        else:
            tokens[-1] += char
    return [name for token in tokens if token.strip() for name in _split_spaces(token)]


def _split_spaces(token: str) -> list[str]:
    parts = token.split()
    if len(parts) > 1 and all(is_unit_name(part) for part in parts):
        return parts
    return [tidy(token)]
