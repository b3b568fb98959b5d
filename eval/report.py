"""Renders a report, or a comparison of two runs, as Markdown in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.compare import Change, Comparison
from eval.types import Estimate, Report, RunInfo, Score

MEASURES = {
    "hit@1": "检索首位命中率 hit@1",
    "recall@5": "检索前五召回率 recall@5",
    "unit_f1": "责任单位 F1",
    "deadline_exact": "时限完全一致",
    "list_exact": "清单完全一致",
    "false_answer_rate": "误答率（不可答的题，越低越好）",
    "false_refusal_rate": "误拒率（可答的题，越低越好）",
    "citation_validity": "引用有效率",
    "status_agreement": "状态与预期一致",
    "model_tried": "语言模型参与的题",
    "model_phrased": "由模型成文（轮到它的题里）",
    "model_fallback": "改由规则作答（它参与的题里）",
    "model_verified": "模型的句子核对通过",
    "model_tokens": "每题词元（它参与的题里）",
    "model_cost": "每千题费用（元）",
    "model_first_byte": "模型第一个字（秒）",
    "model_seconds": "模型用时（秒，它参与的题里）",
}


def render_report(report: Report) -> str:
    """Return the report: what was run, strict accuracy by type, measures, failing cases."""
    return "\n".join(
        [
            "# 评测报告",
            "",
            *_run_lines(report.run),
            f"- 题目：{report.cases} 道，计分 {report.scored} 道",
            "",
            "## 严格正确率",
            "",
            *_estimate_table("类型", {**report.strict_by_type, "**全部**": report.strict}),
            "",
            "## 其他指标",
            "",
            *_estimate_table("指标", {MEASURES.get(k, k): v for k, v in report.measures.items()}),
            "",
            "用时：" + "，".join(f"{k} {v:.1f} 毫秒" for k, v in report.latency_ms.items()),
            "",
            f"## 不对的题（{len(report.failed)} 道）",
            "",
            *_failure_lines(report.failed),
        ]
    )


def render_comparison(before: Report, after: Report, comparison: Comparison) -> str:
    """Return what changed from one run to another, case by case."""
    lines = [
        "# 两次评测的对比",
        "",
        f"- 共有的题 {comparison.shared} 道；严格正确率 "
        f"{before.strict.value:.3f} → {after.strict.value:.3f}",
        f"- 变对 {len(comparison.better)} 道，变错 {len(comparison.worse)} 道，"
        f"纯属偶然的可能 p = {comparison.p_value:.3f}（精确 McNemar 检验）",
    ]
    if comparison.only_before or comparison.only_after:
        lines.append(
            f"- 只在前一次的题 {len(comparison.only_before)} 道，"
            f"只在后一次的题 {len(comparison.only_after)} 道"
        )
    lines += ["", *_type_changes(before, after), "", *_measure_changes(before, after)]
    for title, changes in (
        ("变错", comparison.worse),
        ("变对", comparison.better),
        ("对错未变、说法变了", comparison.other),
    ):
        lines += ["", f"## {title}（{len(changes)} 道）", "", *_change_lines(changes)]
    return "\n".join(lines) + "\n"


def _run_lines(run: RunInfo) -> Iterable[str]:
    yield f"- 时间：{run.started_at}"
    yield f"- 代码：{run.commit}，版本 {run.version}"
    for name, value in run.config.items():
        yield f"- {name}：{value}"
    for file in run.case_files:
        yield f"- 题库：{file.name}，sha256 {file.sha256}"


def _estimate_table(head: str, rows: dict[str, Estimate]) -> Iterable[str]:
    yield f"| {head} | 题数 | 值 | 95% 区间 |"
    yield "|---|---:|---:|---|"
    for name, estimate in rows.items():
        value = f"{estimate.value:.3f}" if estimate.n else "—"
        bounded = estimate.n and estimate.low is not None
        interval = f"{estimate.low:.3f}–{estimate.high:.3f}" if bounded else "—"
        yield f"| {name} | {estimate.n} | {value} | {interval} |"


def _failure_lines(failed: Sequence[Score]) -> Iterable[str]:
    if not failed:
        yield "没有。"
    for score in failed:
        yield f"- `{score.id}`（{score.type}，{score.status}）{score.question}"
        yield from (f"  - {fault}" for fault in dict.fromkeys(score.faults))
    yield ""


def _type_changes(before: Report, after: Report) -> Iterable[str]:
    yield "| 类型 | 前 | 后 | 变化 |"
    yield "|---|---:|---:|---:|"
    for name in sorted({*before.strict_by_type, *after.strict_by_type}):
        old, new = before.strict_by_type.get(name), after.strict_by_type.get(name)
        change = f"{new.value - old.value:+.3f}" if old and new else "—"
        yield f"| {name} | {_value(old)} | {_value(new)} | {change} |"


def _measure_changes(before: Report, after: Report) -> Iterable[str]:
    yield "| 指标 | 前 | 后 |"
    yield "|---|---:|---:|"
    for name in dict.fromkeys([*before.measures, *after.measures]):
        old, new = before.measures.get(name), after.measures.get(name)
        yield f"| {MEASURES.get(name, name)} | {_value(old)} | {_value(new)} |"
    for name, old_ms in before.latency_ms.items():
        new_ms = after.latency_ms.get(name, 0.0)
        yield f"| 用时 {name}（毫秒） | {old_ms:.1f} | {new_ms:.1f} |"


def _value(estimate: Estimate | None) -> str:
    return f"{estimate.value:.3f}（{estimate.n}）" if estimate else "—"


def _change_lines(changes: Sequence[Change]) -> Iterable[str]:
    if not changes:
        yield "没有。"
    for change in changes:
        old, new = change.before, change.after
        yield f"- `{change.id}` {change.question}（{old.status} → {new.status}）"
        yield from (f"  - 前：{fault}" for fault in old.faults)
        yield from (f"  - 后：{fault}" for fault in new.faults)
