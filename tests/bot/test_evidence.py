"""Which documents answer: one that is asked for by name, and unsure, but twin of a sure one."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import bot.evidence
from bot.evidence import Evidence, Verdict, verdicts_on, weigh_topic
from bot.plan import plan_answer
from bot.scope import find_scope
from bot.types import Question
from bot.understand.lexicon import learn_lexicon
from bot.understand.question import understand
from bot.weigh import weigh
from corpus.types import Withdrawal
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import Snapshot

pytestmark = pytest.mark.xdist_group("answers")

TOPIC = "涉农补贴公开"
ASKED = Question(TOPIC, TOPIC, TOPIC, said=TOPIC)
HOLDS, LACKS = "mancheng-2022", "laiwu-2021"


@pytest.fixture(scope="module")
def snapshot(shipped_data: Path) -> Snapshot:
    settings = IndexSettings(data=shipped_data)
    return LiveIndex(shipped_data, lambda: load_encoder(settings)).current()


def weigh_unsure(
    document: str, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, *, ahead: bool
) -> Evidence:
    """Weigh one document whose own evidence is poor, beside Jiangbei's, which is sure."""
    (unsure,), _ = verdicts_on(ASKED, frozenset({document}), snapshot, "item")
    (sure,), _ = verdicts_on(ASKED, frozenset({"jiangbei-2022"}), snapshot, "item")
    poor = Verdict(unsure.hits, replace(unsure.support, coverage=0, whole=0, known=0, lead=-1))
    others = [sure] if ahead else []
    monkeypatch.setattr(bot.evidence, "verdicts_on", lambda *_: ([poor], others))
    return weigh_topic(ASKED, frozenset({document}), snapshot)


def test_a_document_that_holds_what_another_puts_more_clearly_answers(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = weigh_unsure(HOLDS, snapshot, monkeypatch, ahead=True)
    assert [hit.record.id for hit in found.answers] == ["mancheng-2022#26"]


def test_a_task_that_only_another_document_holds_is_named_as_such(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = weigh_unsure(LACKS, snapshot, monkeypatch, ahead=True)
    assert not found.answers
    assert [hit.record.id for hit in found.elsewhere] == ["jiangbei-2022#40"]


def test_alone_it_does_not_answer(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert weigh_unsure(HOLDS, snapshot, monkeypatch, ahead=False) == Evidence((), ())


def test_a_withdrawn_plan_does_not_stand_in_for_a_year_that_is_not_held(
    snapshot: Snapshot,
) -> None:
    held = snapshot.documents["jiangbei-2022"]
    ended = replace(held, withdrawn=Withdrawal(date(2023, 3, 1), "区政府办通知"))
    other = copy(snapshot)
    other.documents = {**snapshot.documents, held.id: ended}
    lexicon = learn_lexicon(snapshot)
    question = understand("江北区2019年涉农补贴公开谁负责", lexicon, this_year=2026)
    for one, related in ((snapshot, ["jiangbei-2022#40"]), (other, [])):
        plan = plan_answer(question, find_scope(question, one), lexicon.documents)
        finding = weigh(plan, one)
        assert finding.status == "out_of_scope"
        assert [close.record.id for close in finding.related] == related
