"""Nothing is presented as printed that the source does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import compose_answer, withhold_unproven
from bot.finding import Finding
from bot.types import Facets, Question
from bot.verify import claims_of, find_misquoted, find_unproven
from corpus.types import TaskItem
from index.encoder.load import load_encoder
from index.settings import IndexSettings
from index.snapshot import Snapshot, open_current

pytestmark = pytest.mark.xdist_group("answers")


@pytest.fixture(scope="module")
def snapshot(shipped_data: Path) -> Snapshot:
    return open_current(shipped_data, load_encoder(IndexSettings(data=shipped_data)))


def test_every_field_of_every_item_stands_in_its_source_span(snapshot: Snapshot) -> None:
    claims = [claim for item in snapshot.items.values() for claim in claims_of(item)]
    assert len(claims) > 219
    assert find_unproven(claims, snapshot) == []


def find(snapshot: Snapshot, *items: TaskItem) -> Finding:
    question = Question("谁负责", "谁负责", "补贴", facets=Facets(who=True))
    return Finding(question, tuple(snapshot.documents.values()), "answered", "lookup", items)


def test_an_item_the_source_does_not_bear_out_is_withheld(snapshot: Snapshot) -> None:
    good = snapshot.items["jiangbei-2022#40"]
    forged = replace(snapshot.items["yinzhou-2022#46"], units=("区城管局",))
    finding = withhold_unproven(find(snapshot, good, forged), snapshot)
    assert (finding.status, finding.items) == ("partial", (good,))


def test_with_nothing_left_it_says_so(snapshot: Snapshot) -> None:
    forged = replace(snapshot.items["yinzhou-2022#46"], text="区城管局负责发钱。")
    answer = compose_answer(withhold_unproven(find(snapshot, forged), snapshot), snapshot)
    assert (answer.status, answer.items, answer.citations) == ("error", (), ())
    assert "对不上" in answer.text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("要求在“2022年底前”公开", []),
        ("要求在“2023年底前”公开", ["2023年底前"]),
        ("见下文：\n\n> 及时公开涉农补贴申报信息\n\n完", []),
        ("见下文：\n\n> 及时发放涉农补贴\n\n完", ["及时发放涉农补贴"]),
        ("在“四、突出标准深化延伸”一章", []),
    ],
)
def test_quotations_are_held_against_the_source(
    text: str, wrong: list[str], snapshot: Snapshot
) -> None:
    assert find_misquoted(text, [snapshot.items["jiangbei-2022#40"]], snapshot) == wrong
