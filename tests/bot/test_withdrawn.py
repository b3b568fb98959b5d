"""A plan that is no longer in force is never answered as current."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from bot.compose import compose_text
from bot.finding import Finding
from bot.plan import Plan, plan_answer
from bot.scope import Scope, describe_covered, find_scope
from bot.understand.lexicon import Lexicon
from bot.understand.question import understand
from corpus.types import Document, Withdrawal
from tests.bot.conftest import DOCUMENTS

JIANGBEI, ZHOUSHAN, LAIWU = DOCUMENTS
ENDED = replace(JIANGBEI, withdrawn=Withdrawal(date(2023, 3, 1), "区政府办通知"))


def scope_of(asked: str, lexicon: Lexicon, documents: tuple[Document, ...]) -> tuple[Plan, Scope]:
    question = understand(asked, lexicon, this_year=2026)
    held = SimpleNamespace(documents={one.id: one for one in documents})
    scope = find_scope(question, held)  # type: ignore[arg-type]  (only its documents are read)
    return plan_answer(question, scope, documents), scope


def test_without_a_name_only_plans_in_force_are_asked(lexicon: Lexicon) -> None:
    _, scope = scope_of("政府公报由谁办", lexicon, (ENDED, ZHOUSHAN, LAIWU))
    assert [one.id for one in scope.documents] == [ZHOUSHAN.id, LAIWU.id]


@pytest.mark.parametrize("asked", ["江北区政府公报由谁办", "江北区第40项是什么", "江北区共有几项"])
def test_a_withdrawn_plan_is_named_as_such(asked: str, lexicon: Lexicon) -> None:
    plan, scope = scope_of(asked, lexicon, (ENDED, ZHOUSHAN))
    assert (plan.way, plan.status, plan.no) == ("no", "out_of_scope", "no.withdrawn")
    assert scope.documents == ()
    finding = Finding(plan.question, (), plan.status, no=plan.no, blanks=plan.blanks)
    text = compose_text(finding, {})
    assert ENDED.title in text
    assert "2023-03-01起废止（区政府办通知）" in text


def test_a_version_in_force_answers_in_its_place(lexicon: Lexicon) -> None:
    newer = replace(JIANGBEI, id="jiangbei-2023", year=2023)
    plan, scope = scope_of("江北区政府公报由谁办", lexicon, (ENDED, newer))
    assert plan.way == "topic"
    assert [one.id for one in scope.documents] == ["jiangbei-2023"]


def test_what_is_covered_leaves_it_out() -> None:
    assert describe_covered((ENDED, ZHOUSHAN)) == "舟山市（2022年）"
