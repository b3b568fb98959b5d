"""The charts: what is counted, that picture, figures and sentence agree, and the shared tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from bot.ledger import ItemFilter, select
from bot.same_task import group_tasks
from corpus.types import Deadline, Withdrawal
from index.encoder.load import load_encoder
from index.settings import IndexSettings
from index.snapshot import Snapshot, open_current
from tests.web.reading import parse, text_of
from tests.web.samples import DOCUMENT, ITEMS, Live, Shelf

OTHER = replace(DOCUMENT, id="linqu-2021", jurisdiction="某市邻区", aliases=("邻",), year=2021)
MOVED = [
    replace(ITEMS[0], id="linqu-2021#1", document_id=OTHER.id),
    replace(
        ITEMS[1],
        id="linqu-2021#2",
        document_id=OTHER.id,
        text="别的事。",
        deadline=Deadline("2022年3月", "dated", date(2022, 3, 31), "column"),
    ),
]


@pytest.fixture
def two_plans(live: Live) -> Shelf:
    live.shelf = Shelf(
        documents={DOCUMENT.id: DOCUMENT, OTHER.id: OTHER},
        items={one.id: one for one in (*ITEMS, *MOVED)},
    )
    return live.shelf


@pytest.mark.usefixtures("two_plans")
def test_bars_count_the_items_of_each_unit(client: TestClient) -> None:
    page = parse(client.get("/charts").text)
    bars = dict(zip(text_of(page, ".bars a"), text_of(page, ".bars .value"), strict=True))
    assert bars == {"财政局": "3 项", "司法局": "2 项", "政府办": "2 项"}
    assert "财政局（3 项）" in text_of(page, ".says")[0]
    first = page.select_one(".bars .strip")
    assert (first.select_one(".lead")["width"], first.select_one(".other")["width"]) == (
        "33.33%",
        "66.67%",
    )
    row = page.select_one(".data tbody tr")
    assert text_of(row, "th, td") == ["财政局", "1", "2", "3", "2", "1"]


def test_a_bar_leads_to_as_many_rows(client: TestClient, two_plans: Shelf) -> None:
    page = parse(client.get("/charts?place=示例区").text)
    assert text_of(page, ".places [aria-current]") == ["示例区"]
    for link in page.select(".bars a"):
        rows = parse(client.get(str(link["href"])).text).select("tbody th[scope=row]")
        value = link.parent.select_one(".value").get_text()
        assert value == f"{len(rows)} 项"


@pytest.mark.usefixtures("two_plans")
def test_deadlines_stand_in_their_month_or_beside_the_line(client: TestClient) -> None:
    page = parse(client.get("/charts").text)
    rows = [text_of(row, "th, td") for row in page.select(".data")[1].select("tbody tr")]
    none = ["0"] * 8
    assert rows == [
        ["示例区2022", *none, "1", "0", "0", "0", "1", "0", "1", "0"],
        ["邻区2021", *["0"] * 12, "1", "0", "0", "1"],
    ]
    for link in page.select(".data")[1].select("td a"):
        found = parse(client.get(str(link["href"])).text).select("tbody th[scope=row]")
        assert str(len(found)) == link.get_text()
    (circle,) = page.select(".lane circle")
    assert circle["cx"].startswith("72.7")  # 30 September: 272 of 364 days, between 4% and 96%


@pytest.mark.usefixtures("two_plans")
def test_the_shared_task_stands_in_one_row(client: TestClient) -> None:
    page = parse(client.get("/charts").text)
    assert [a["href"] for a in page.select(".matrix a")] == [
        "/items/shili-2022/1",
        "/items/linqu-2021/1",
    ]
    assert "1 件任务至少两份计划都有" in text_of(page, ".says")[2]
    assert not page.select("main b b, main script, [style]")


def test_what_is_withdrawn_is_not_counted(client: TestClient, two_plans: Shelf) -> None:
    ended = replace(OTHER, withdrawn=Withdrawal(date(2023, 1, 1)))
    two_plans.documents = {DOCUMENT.id: DOCUMENT, OTHER.id: ended}
    page = parse(client.get("/charts").text)
    assert "邻区" not in page.select_one("main").get_text()
    assert text_of(page, ".says")[2] == "没有两份计划共有的任务。"


def test_a_place_nobody_knows_shows_all(client: TestClient) -> None:
    page = parse(client.get("/charts?place=%3Cb%3E").text)
    assert text_of(page, ".places [aria-current]") == ["全部地区"]
    assert page.select(".bars a")


# -- which items are the same task ----------------------------------------------------------


class Drawn(Shelf):
    """A shelf on which items are as alike as the table says."""

    alike: dict[frozenset[str], float]

    def similarities(self, ids: list[str], others: list[str]) -> NDArray[np.float64]:
        return np.array([[self.alike.get(frozenset({a, b}), 0.0) for b in others] for a in ids])


def draw(pairs: dict[str, float]) -> list[str]:
    """Group items named by a letter for the document and a digit: a1, b1 ..."""
    names = sorted({name for pair in pairs for name in pair.split()})
    items = {name: replace(ITEMS[0], id=name, document_id=name[0]) for name in names}
    documents = {name[0]: replace(DOCUMENT, id=name[0]) for name in names}
    shelf = Drawn(documents=documents, items=items)
    shelf.alike = {frozenset(pair.split()): value for pair, value in pairs.items()}
    groups = group_tasks(shelf, alike=0.7)  # type: ignore[arg-type]
    return [" ".join(item.id for item in group.items.values()) for group in groups]


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ({"a1 b1": 0.7}, ["a1 b1"]),
        ({"a1 b1": 0.69}, []),
        ({"a1 b1": 0.9, "b1 c1": 0.9, "a1 c1": 0.8}, ["a1 b1 c1"]),
        ({"a1 b1": 0.9, "b1 c1": 0.8, "a1 c1": 0.6}, ["a1 b1"]),  # every pair must be alike
        ({"a1 b1": 0.9, "a2 b1": 0.95}, ["a2 b1"]),  # one item of a document at most
        ({"a1 b1": 0.8, "b2 c1": 0.8, "a2 b2": 0.9, "a2 c1": 0.8}, ["a2 b2 c1", "a1 b1"]),
    ],
)
def test_tasks_are_grouped_where_every_pair_is_alike(
    pairs: dict[str, float], groups: list[str]
) -> None:
    assert draw(pairs) == groups
    assert draw(dict(reversed(pairs.items()))) == groups


@pytest.fixture(scope="module")
def snapshot(shipped_data: Path) -> Snapshot:
    settings = IndexSettings(data=shipped_data)
    return open_current(settings.data, load_encoder(settings))


def test_the_shipped_plans_share_the_tasks_they_share(snapshot: Snapshot) -> None:
    groups = group_tasks(snapshot, alike=0.74)
    subsidy = [row.item.id for row in select(snapshot, ItemFilter(q="涉农 补贴"))]
    assert len(subsidy) == 4
    (found,) = [group for group in groups if "zhoushan-2022#38" in str(group.items.values())]
    assert {item.id for item in found.items.values()} >= {*subsidy}
    listed = [item.id for group in groups for item in group.items.values()]
    assert len(listed) == len({*listed})


def test_many_similarities_are_those_of_each_pair(snapshot: Snapshot) -> None:
    names = list(snapshot.items)
    one, other = names[:7], [*list(snapshot.passages)[:5], names[100]]
    expected = [[snapshot.similarity(a, b) for b in other] for a in one]
    np.testing.assert_allclose(snapshot.similarities(one, other), expected, atol=1e-5)
    assert snapshot.similarities([], other).shape == (0, 6)
