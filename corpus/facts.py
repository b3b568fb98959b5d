"""What a document says of itself: title, issuer, 文号, date; and whose plan of which year it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.blocks import Block, Prose
from corpus.fields import parse_deadline
from corpus.normalise import squeeze
from corpus.passages import plain_line
from corpus.rules import any_of

_PLACE = (
    "((?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,8}?(?:市|自治州|地区|盟))?"
    "(?:[\u4e00-\u9fff]{1,6}?(?:新区|开发区|区|县|旗|市))?)"
)
_TITLE_PLACE = re.compile(r"^(?:关于印发)?《?(?:[12][0-9]{3}\s*年度?)?\s*" + _PLACE)
_GOVERNMENT = re.compile(
    "(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,16}?[省市区县旗州盟])人民政府", re.MULTILINE
)
_NO_PLACE = re.compile(
    "政务|公开|工作|示范|贯彻|印发|关于|深化|推进|行政|社区|办事|政府|进一步|小区|园区$"
)
_YEAR = re.compile(r"(?<![0-9—–~-])((?:19|20)[0-9]{2})\s*年(?!\s*[)）—–~-])")
_NUMBER_YEAR = re.compile(r"[〔\[［（(【]\s*((?:19|20)[0-9]{2})")
_ISSUED_PLAN = re.compile("印发《?(.+?)》?的通知$|《(.+)》")
_LONGEST_TITLE = 60
_OPEN_ENDED = re.compile("[，。；：:;！？、]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text itself states; ``None`` where it does not."""

    title: str
    issuer: str | None
    number: str | None
    issued_on: date | None
    jurisdiction: str | None
    year: int | None


def read_facts(blocks: Sequence[Block], source: str) -> Facts:
    """Read the facts from the lines that are no table and no long sentence."""
    lines = [plain_line(line.text) for b in blocks if isinstance(b, Prose) for line in b.lines]
    lines = [line for line in lines if line]
    titles = _titles(lines)
    number = _first(lines, "number")
    printed_date = _first(lines, "date")
    issued_on = parse_deadline(_zeros(printed_date), 1900).end if printed_date else None
    title = _best_title(titles) or (lines[0][:_LONGEST_TITLE] if lines else "")
    return Facts(
        title=title,
        issuer=_issuer(lines),
        number=squeeze(number) if number else None,
        issued_on=issued_on,
        jurisdiction=_jurisdiction([title, *titles], source),
        year=_year([title, *titles], number, issued_on),
    )


def _zeros(printed: str) -> str:
    return re.sub("[ＯO○零]", "〇", printed)


def _first(lines: Sequence[str], rule: str) -> str | None:
    for line in lines:
        if match := any_of("titles", rule).fullmatch(line):
            return next(group for group in match.groups() if group)
    return None


def _titles(lines: Sequence[str]) -> list[str]:
    """Collect title lines, those printed over several lines joined."""
    titles: list[str] = []
    run = ""
    for line in lines:
        if not _may_be_title(line):
            run = ""
            continue
        run += line
        if run.count("《") > run.count("》"):
            continue
        if any_of("titles", "title_end").search(run) or any_of("titles", "notice_end").search(run):
            titles.append(run)
            run = ""
        elif any_of("titles", "issuer").fullmatch(run) or len(run) > _LONGEST_TITLE:
            run = ""
    return titles


def _may_be_title(line: str) -> bool:
    return not (
        len(line) > _LONGEST_TITLE
        or _OPEN_ENDED.search(line)
        or any_of("titles", "metadata").match(line)
        or any_of("titles", "number").fullmatch(line)
        or any_of("titles", "date").fullmatch(line)
        or any_of("titles", "letterhead").fullmatch(line)
        or any_of("layout", "attachment").match(line)
        or any_of("layout", "table_end").match(line)
        or re.match(r"[（(]?[一二三四五六七八九十]+[)）、]", line)
    )


def _best_title(titles: Sequence[str]) -> str | None:
    """Prefer the plan's own title to that of the notice which issues it."""
    for title in titles:
        if any_of("titles", "title_end").search(title):
            return title
    for title in titles:
        if match := _ISSUED_PLAN.search(title):
            return match[1] or match[2]
    return titles[0] if titles else None


def _issuer(lines: Sequence[str]) -> str | None:
    """Read the issuer: the line above the date, or the letterhead 「…文件」."""
    for above, line in pairwise(lines):
        if any_of("titles", "date").fullmatch(line) and any_of("titles", "issuer").fullmatch(above):
            return above
    return _first(lines, "letterhead")


def _jurisdiction(titles: Sequence[str], source: str) -> str | None:
    """Read whose plan it is from the titles, in the fullest form the text prints."""
    governments = Counter(_GOVERNMENT.findall(source))
    for title in titles:
        match = _TITLE_PLACE.match(title)
        place = match[1] if match else ""
        if len(place) < 2 or _NO_PLACE.search(place):
            continue
        fuller = [name for name in governments if name.endswith(place)]
        return max(fuller, key=lambda name: (governments[name], len(name)), default=place)
    return max(governments, key=lambda name: governments[name], default=None)


def _year(titles: Sequence[str], number: str | None, issued_on: date | None) -> int | None:
    for title in titles:
        if match := _YEAR.search(title):
            return int(match[1])
    if number and (match := _NUMBER_YEAR.search(number)):
        return int(match[1])
    return issued_on.year if issued_on else None
