"""Turns cases and answers into scores, and scores into a report; nothing here asks the bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.types import Answer
from eval.facts import CorpusFacts
from eval.folder import RunFolder
from eval.judge import (
    find_citation_faults,
    find_faults,
    question_words,
    states_deadline,
    units_in_answer,
)
from eval.metrics import hit_at, mean, percentile, proportion, recall_at, set_f1
from eval.model import measure_model, read_model
from eval.normalise import fold
from eval.report import render_report
from eval.types import ANSWERING, DECLINING, Case, Estimate, Report, RunInfo, Score

Ranking = Mapping[str, Sequence[str]]


def score_cases(
    cases: Sequence[Case],
    answers: Mapping[str, Answer],
    ranking: Ranking | None,
    facts: CorpusFacts,
) -> list[Score]:
    """Score every case that counts; one without an answer is wrong.

    ``ranking`` maps case ids to the record ids that retrieval found, best first; ``None`` when the
    run recorded no retrieval.
    """
    scores: list[Score] = []
    for case in cases:
        if case.scored:
            ranked = None if ranking is None else ranking.get(case.id, ())
            answer = answers.get(case.id) or broken_answer(case, "答案文件里没有这道题")
            scores.append(score_case(case, answer, ranked, facts))
    return scores


def score_case(
    case: Case, answer: Answer, ranked: Sequence[str] | None, facts: CorpusFacts
) -> Score:
    """Score one answer."""
    cited = tuple(dict.fromkeys(citation.id for citation in answer.citations))
    relevant = [record for record in case.gold if record in facts.records]
    if not case.answerable or not relevant:
        ranked = None  # nothing to find
    return Score(
        id=case.id,
        type=case.type,
        question=case.question,
        answerable=case.answerable,
        status=answer.status,
        cited=cited,
        faults=find_faults(case, answer, facts),
        citation_faults=find_citation_faults(answer, facts.spans),
        elapsed_ms=answer.elapsed_ms,
        expected_status=case.expected_status,
        unit_f1=_unit_f1(case, answer),
        deadline_exact=_deadline_exact(case, answer),
        list_exact=_list_exact(case, cited),
        false_answer=None if case.answerable else _false_answer(case, answer, facts),
        false_refusal=float(answer.status in DECLINING) if case.answerable else None,
        hit_at_1=None if ranked is None else hit_at(1, ranked, (*relevant, *case.gold_optional)),
        recall_at_5=None if ranked is None else recall_at(5, ranked, relevant),
    )


def score_run(folder: RunFolder, cases: Sequence[Case], facts: CorpusFacts) -> Report:
    """Score the answers a run left behind and write its results beside them."""
    scores = score_cases(cases, folder.read_answers(), folder.read_ranking(), facts)
    report = build_report(folder.read_run(), len(cases), scores)
    if lines := read_model(folder.path):
        report = replace(report, measures={**report.measures, **measure_model(lines)})
    folder.write_results(report, scores, render_report(report))
    return report


def build_report(run: RunInfo, cases: int, scores: Sequence[Score]) -> Report:
    """Summarise the scores of one run; types stand in the order of their names."""
    types = sorted({score.type for score in scores})
    elapsed = [score.elapsed_ms for score in scores]
    return Report(
        run=run,
        cases=cases,
        scored=len(scores),
        strict=_strict(scores),
        strict_by_type={name: _strict([s for s in scores if s.type == name]) for name in types},
        measures=_measures(scores),
        latency_ms={"p50": percentile(elapsed, 0.50), "p95": percentile(elapsed, 0.95)},
        failed=tuple(score for score in scores if not score.right),
    )


def broken_answer(case: Case, sentence: str, elapsed_ms: float = 0.0) -> Answer:
    """Return what stands in for an answer that never came."""
    return Answer(
        question=case.question,
        standalone_question=case.question,
        status="error",
        text=sentence,
        elapsed_ms=elapsed_ms,
    )


def _strict(scores: Sequence[Score]) -> Estimate:
    return proportion([float(score.right) for score in scores])


def _measures(scores: Sequence[Score]) -> dict[str, Estimate]:
    return {
        "hit@1": proportion([score.hit_at_1 for score in scores]),
        "recall@5": mean([score.recall_at_5 for score in scores]),
        "unit_f1": mean([score.unit_f1 for score in scores]),
        "deadline_exact": proportion([score.deadline_exact for score in scores]),
        "list_exact": proportion([score.list_exact for score in scores]),
        "false_answer_rate": proportion([score.false_answer for score in scores]),
        "false_refusal_rate": proportion([score.false_refusal for score in scores]),
        "citation_validity": proportion([_citations_valid(score) for score in scores]),
        "status_agreement": proportion([_status_agrees(score) for score in scores]),
    }


def _citations_valid(score: Score) -> float | None:
    if not score.cited and not score.citation_faults:
        return None
    return float(not score.citation_faults)


def _status_agrees(score: Score) -> float | None:
    return None if score.expected_status is None else float(score.status == score.expected_status)


def _unit_f1(case: Case, answer: Answer) -> float | None:
    if not case.units:
        return None
    expected = {(record, fold(name)) for record, names in case.units.items() for name in names}
    given = {
        (record, name)
        for record, names in case.units.items()
        for name in units_in_answer(answer, record, names)
    }
    return set_f1(given, expected)


def _deadline_exact(case: Case, answer: Answer) -> float | None:
    if not case.deadlines:
        return None
    pairs = [(record, raw) for record, raws in case.deadlines.items() for raw in raws]
    return float(all(states_deadline(answer, record, raw) for record, raw in pairs))


def _list_exact(case: Case, cited: Sequence[str]) -> float | None:
    if not case.answerable or len(case.gold) < 2:  # a list has more than one
        return None
    return float({*case.gold} <= {*cited} <= {*case.gold, *case.gold_optional})


def _false_answer(case: Case, answer: Answer, facts: CorpusFacts) -> float:
    leaks = facts.leaks(answer.text, question_words(case))
    return float(answer.status in ANSWERING or bool(answer.items) or bool(leaks))
