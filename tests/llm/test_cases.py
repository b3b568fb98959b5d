"""The eval set with a model that phrases faithfully and with one that invents.

By default a part of the set, drawn by type; all of it where ZHENGWEN_TEST_LLM is set.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.answer import Answerer
from bot.llm.folded import fold
from bot.llm.settings import LlmSettings
from bot.llm.types import Bill
from bot.llm.writer import ModelWriter
from bot.types import Answer
from corpus.store import Store
from eval.cases import load_cases
from eval.facts import collect_facts
from eval.run import ask
from eval.score import score_case
from eval.types import Case
from index.live import LiveIndex
from tests.llm.actors import Actor, invent, phrase_faithfully, said_of

pytestmark = pytest.mark.xdist_group("answers")

CASES = sorted((Path(__file__).parents[2] / "eval" / "cases").glob("*.jsonl"))
OF_A_TYPE = 4


def draw_cases() -> list[Case]:
    by_type: dict[str, list[Case]] = defaultdict(list)
    for case in load_cases(CASES):
        if case.scored:
            by_type[case.type].append(case)
    if os.environ.get("ZHENGWEN_TEST_LLM"):
        return [case for cases in by_type.values() for case in cases]
    draw = random.Random(20260)
    return [
        case
        for cases in by_type.values()
        for case in draw.sample(cases, min(OF_A_TYPE, len(cases)))
    ]


@pytest.fixture(scope="module")
def plain(by_rules: Answerer) -> dict[str, tuple[Case, Answer]]:
    return {case.id: (case, ask(case, by_rules)) for case in draw_cases()}


def by_model(
    live: LiveIndex, data: Path, actor: Actor, bills: list[Bill], **uses: bool
) -> Answerer:
    chosen = {"data": data, "base_url": "http://scripted", "daily_tokens": 0, "timeout": 30}
    settings = LlmSettings.model_validate(chosen | uses)
    return Answerer(live, ModelWriter(actor, settings, bills.append))


@pytest.mark.parametrize("speak", [phrase_faithfully, invent])
def test_no_type_gets_worse_and_nothing_invented_arrives(  # noqa: PLR0917
    speak: Callable[..., str],
    plain: dict[str, tuple[Case, Answer]],
    live: LiveIndex,
    shipped_data: Path,
    tmp_path: Path,
    bills: list[Bill],
) -> None:
    actor = Actor(speak)
    answerer = by_model(live, tmp_path, actor, bills)
    facts = collect_facts(Store(shipped_data).published())
    right: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    phrased, lost = 0, list[str]()
    for case, before in plain.values():
        actor.invented.clear()
        with capture_logs():  # one line a call: too many beside the figures below
            after = ask(case, answerer)
        phrased += after.phrased_by == "model"
        text = fold(after.text).text
        assert not [lie for lie in actor.invented if said_of(lie) in text], case.question
        for turn, answer in enumerate((before, after)):
            score = score_case(case, answer, None, facts)
            right[case.type][turn] += score.right
            lost += [f"{case.question}: {score.faults}"] if turn and not score.right else []
    print(f"{speak.__name__}: {len(plain)} cases, {phrased} phrased,", _sum_up(bills))  # noqa: T201
    worse = {name: counts for name, counts in right.items() if counts[1] < counts[0]}
    assert worse == {}, "\n".join(lost)
    assert phrased > 0


def _sum_up(bills: list[Bill]) -> str:
    tried = sum("phrase" in bill.used or "phrase" in bill.fallbacks for bill in bills)
    rewritten = sum("rewrite" in bill.used for bill in bills)
    kept, cut = sum(bill.kept for bill in bills), sum(bill.cut for bill in bills)
    return f"{tried} tried, {kept} sentences kept, {cut} cut, {rewritten} rewritten"
