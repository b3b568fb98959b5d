"""The ledger's rows: what each filter selects from the five shipped plans, and how it counts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.ledger import ItemFilter, Records, Row, count_by, roles_of, select
from bot.listing import list_items
from bot.types import Selection
from bot.understand.units import keys_of, places_of
from corpus.catalog import shipped_entries, shipped_file
from corpus.errors import UsageError
from corpus.parse import parse_document


@pytest.fixture(scope="module")
def held() -> Records:
    parsed = [
        parse_document(shipped_file(one).read_text("utf-8"), one) for one in shipped_entries()
    ]
    return SimpleNamespace(
        documents={one.document.id: one.document for one in parsed},
        items={item.id: item for one in parsed for item in one.items},
    )


def ids(rows: list[Row]) -> list[str]:
    return [row.item.id for row in rows]


def test_no_filter_selects_every_item_in_the_order_of_the_plans(held: Records) -> None:
    assert ids(select(held, ItemFilter())) == list(held.items)
    assert len(held.items) == 219


SELECTED: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"jurisdictions": ("江北",), "unit": "商务局"},
        ["jiangbei-2022#11", "jiangbei-2022#19"],
    ),
    (
        {"q": "涉农 补贴"},
        ["jiangbei-2022#40", "yinzhou-2022#46", "zhoushan-2022#38", "mancheng-2022#26"],
    ),
    ({"q": "涉農　補貼", "years": (2022,), "jurisdictions": ("舟山市",)}, ["zhoushan-2022#38"]),
    ({"jurisdictions": ("江北区",), "deadline": "7月底"}, ["jiangbei-2022#34"]),
    (
        {"due_from": date(2022, 7, 1), "due_to": date(2022, 8, 1)},
        ["jiangbei-2022#34", "zhoushan-2022#35"],
    ),
    (
        {"ids": ("yinzhou-2022#46", "laiwu-2021#7", "nowhere-2022#1")},
        ["yinzhou-2022#46", "laiwu-2021#7"],
    ),
    ({"ids": ("yinzhou-2022#46",), "jurisdictions": ("江北区",)}, []),
    ({"unit": "火星管理局"}, []),
    ({"jurisdictions": ("火星",)}, []),
    ({"q": "第40项", "jurisdictions": ("宁波江北区",)}, ["jiangbei-2022#40"]),
]


@pytest.mark.parametrize(("parts", "expected"), SELECTED)
def test_a_filter_selects_exactly(
    held: Records, parts: dict[str, Any], expected: list[str]
) -> None:
    assert sorted(ids(select(held, ItemFilter(**parts)))) == sorted(expected)


@pytest.mark.parametrize(
    "unit", ["区财政局", "市府办(市大数据局)", "各有关单位", "发改委", "卫健局"]
)
def test_a_unit_selects_what_the_chat_lists(held: Records, unit: str) -> None:
    listed = [
        item.id
        for document in held.documents.values()
        for item in list_items(
            Selection(units=tuple((unit, key) for key in keys_of(unit, places_of(document)))),
            [document],
            held,  # type: ignore[arg-type]  (only its items are read)
        ).items
    ]
    assert listed
    assert ids(select(held, ItemFilter(unit=unit))) == listed


def test_a_part_of_a_name_helps_where_no_unit_is_called_so(held: Records) -> None:
    rows = select(held, ItemFilter(unit="银保监"))
    assert rows
    assert all(any("银保监" in name for name in row.item.all_units) for row in rows)


@pytest.mark.parametrize(("words", "kind"), [("全年", "year_round"), ("没写时限", "unstated")])
def test_a_deadline_without_date_is_selected_by_its_kind(
    held: Records, words: str, kind: str
) -> None:
    rows = select(held, ItemFilter(deadline=words))
    assert ids(rows) == [one.id for one in held.items.values() if one.deadline.kind == kind]


def test_a_role_tells_who_leads_from_who_takes_part(held: Records) -> None:
    lead, support = (
        ids(select(held, ItemFilter(unit="市财政局", role=role, jurisdictions=("舟山市",))))
        for role in ("lead", "support")
    )
    assert lead
    assert all("市财政局" in held.items[one].lead_units for one in lead)
    assert all("市财政局" in roles_of(held.items[one])["support"] for one in support)
    assert {*lead, *support} == {
        *ids(select(held, ItemFilter(unit="市财政局", jurisdictions=("舟山市",))))
    }


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"deadline": "哪天"}, "看不懂时限“哪天”"),
        ({"due_from": date(2022, 2, 1), "due_to": date(2022, 1, 1)}, "起止日期反了"),
    ],
)
def test_a_filter_nobody_understands_is_told(
    held: Records, parts: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        select(held, ItemFilter(**parts))


def test_counts_follow_the_other_filters_and_not_their_own(held: Records) -> None:
    chosen = ItemFilter(jurisdictions=("江北区",), q="补贴")
    places = count_by(held, chosen, "jurisdictions", lambda row: [row.place])
    for place, count in places.items():
        assert len(select(held, ItemFilter(jurisdictions=(place,), q="补贴"))) == count
    assert len(places) > 1
    units = count_by(held, chosen, "unit", lambda row: row.unit_keys)
    for unit, count in units.items():
        wanted = ItemFilter(jurisdictions=("江北区",), q="补贴", unit=unit)
        assert len(select(held, wanted)) == count


@pytest.mark.parametrize("descending", [False, True])
def test_rows_without_a_date_come_last_either_way(held: Records, descending: bool) -> None:
    rows = select(held, ItemFilter(), sort="deadline", descending=descending)
    ends = [row.item.deadline.end for row in rows]
    stated = [end for end in ends if end]
    assert stated == sorted(stated, reverse=descending)
    assert ends[: len(stated)] == stated
    assert {row.item.id for row in rows} == {*held.items}
