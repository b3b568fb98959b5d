"""Decides whether one answer is right, by the definition in docs/evaluation.md, and says why not.

Every check returns the faults it found as Chinese sentences; none means right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.types import Answer, AnswerItem
from eval.facts import CorpusFacts
from eval.normalise import fold, markers, strip_markers
from eval.types import ANSWERING, DECLINING, Case


def find_faults(case: Case, answer: Answer, facts: CorpusFacts) -> tuple[str, ...]:
    """List why ``answer`` is not a right answer to ``case``; empty when it is right."""
    if answer.status == "error":
        return (f"没有跑通：{answer.text}",)
    checks = (
        _check_answered(case, answer) if case.answerable else _check_declined(case, answer, facts)
    )
    return (*checks, *_check_markers(answer), *_check_wording(case, answer))


def find_citation_faults(answer: Answer, spans: Mapping[str, str]) -> tuple[str, ...]:
    """List citation faults: markers unmatched, ids that do not exist, quotes not verbatim."""
    faults = list(_check_markers(answer))
    for citation in answer.citations:
        if citation.id not in spans:
            faults.append(f"引用的 {citation.id} 不存在")
        elif not stands_verbatim(citation.quote, spans[citation.id]):
            faults.append(f"引用 [{citation.marker}] 的引文不在 {citation.id} 的原文里")
    return tuple(faults)


def stands_verbatim(quote: str, source: str) -> bool:
    """Say whether every piece of ``quote`` between ellipses stands in ``source``.

    Only blanks and cell bars are disregarded: a quoted row runs over line breaks and cells.
    """
    haystack = re.sub(r"[\s|]+", "", source)
    pieces = [re.sub(r"[\s|]+", "", piece) for piece in re.split(r"…+", quote)]
    return any(pieces) and all(piece in haystack for piece in pieces)


def units_in_answer(answer: Answer, record_id: str, expected: Iterable[str]) -> set[str]:
    """List, folded, the units the answer gives for a record.

    Without an entry in ``items`` (a passage has none) these are the expected names its text holds.
    """
    entry = _entry(answer, record_id)
    if entry is not None:
        columns = (
            entry.lead_units,
            entry.units,
            entry.support_units,
            entry.implementing_units,
        )
        return {fold(name) for names in columns for name in names}
    return {fold(name) for name in expected if fold(name) in _said(answer)}


def states_unit(answer: Answer, record_id: str, name: str) -> bool:
    """Say whether a unit stands in the record's entry or in the text."""
    return fold(name) in units_in_answer(answer, record_id, ()) or fold(name) in _said(answer)


def states_deadline(answer: Answer, record_id: str, raw: str) -> bool:
    """Say whether a deadline stands in the record's entry or in the text."""
    entry = _entry(answer, record_id)
    cells = (entry.deadline.raw, *entry.deadline_in_text) if entry else ()
    return fold(raw) in {fold(cell) for cell in cells} or fold(raw) in _said(answer)


def question_words(case: Case) -> str:
    """Join what the user said: the question and the turns before it."""
    return "\n".join(
        [turn.content for turn in case.history if turn.role == "user"] + [case.question]
    )


def _check_answered(case: Case, answer: Answer) -> Iterable[str]:
    if answer.status not in ANSWERING:
        yield f"应当作答，状态却是 {answer.status}"
    yield from _check_citations(case, [citation.id for citation in answer.citations])
    for record_id, names in case.units.items():
        yield from (
            f"{record_id} 缺责任单位“{name}”"
            for name in names
            if not states_unit(answer, record_id, name)
        )
    for record_id, deadlines in case.deadlines.items():
        yield from (
            f"{record_id} 缺时限“{deadline}”"
            for deadline in deadlines
            if not states_deadline(answer, record_id, deadline)
        )
    if case.count is not None and answer.count != case.count:
        yield f"应为 {case.count} 项，答的是 {answer.count}"


def _check_declined(case: Case, answer: Answer, facts: CorpusFacts) -> Iterable[str]:
    if answer.status not in DECLINING:
        yield f"应当不答，状态却是 {answer.status}"
    if answer.items:
        yield "应当不答，却给出了任务项：" + "、".join(item.id for item in answer.items)
    if answer.citations and answer.status != "not_stated":
        yield "应当不答，却有引用：" + "、".join(citation.id for citation in answer.citations)
    leaks = facts.leaks(answer.text, question_words(case))
    yield from (f"应当不答，却说出了“{leak}”" for leak in leaks)


def _check_citations(case: Case, cited: Sequence[str]) -> Iterable[str]:
    allowed = {*case.gold, *case.gold_optional}
    if case.type == "narrative":
        if not allowed & {*cited}:
            yield "没有引用任何一条可作依据的记录"
    else:
        yield from (f"没有引用 {gold}" for gold in case.gold if gold not in cited)
    yield from (f"多引用了 {other}" for other in dict.fromkeys(cited) if other not in allowed)


def _check_markers(answer: Answer) -> Iterable[str]:
    numbers = Counter(citation.marker for citation in answer.citations)
    written = {*markers(answer.text)}
    yield from (f"两条引用共用标记 [{number}]" for number, n in numbers.items() if n > 1)
    yield from (f"正文标记 [{number}] 没有对应的引用" for number in sorted(written - {*numbers}))
    yield from (f"引用 [{number}] 在正文里没有标记" for number in sorted({*numbers} - written))


def _check_wording(case: Case, answer: Answer) -> Iterable[str]:
    text = _said(answer)
    yield from (f"正文缺“{words}”" for words in case.must_contain if fold(words) not in text)
    yield from (f"正文不该有“{words}”" for words in case.must_not_contain if fold(words) in text)


def _entry(answer: Answer, record_id: str) -> AnswerItem | None:
    return next((item for item in answer.items if item.id == record_id), None)


def _said(answer: Answer) -> str:
    return fold(strip_markers(answer.text))
