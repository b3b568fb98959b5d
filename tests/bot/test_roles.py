"""Every role of a task is told, each under its own name."""

from __future__ import annotations

import pytest

from bot.roles import describe_roles, role_cell, role_lines
from corpus.types import Deadline, Location, TaskItem

LEAD, UNITS, SUPPORT, DOING = ("市数据局",), ("市财政局", "市司法局"), ("各县区",), ("各镇",)


def make_item(**roles: tuple[str, ...]) -> TaskItem:
    return TaskItem(
        id="x-2024#1",
        document_id="x-2024",
        number="1",
        numbered=True,
        chapter="",
        section="",
        text="做一件事。",
        lead_units=roles.get("lead", ()),
        units=roles.get("units", ()),
        units_note="",
        merged_roles=False,
        deadline=Deadline(raw="", kind="unstated"),
        deadline_in_text=(),
        location=Location(1, 1),
        support_units=roles.get("support", ()),
        implementing_units=roles.get("implementing", ()),
    )


@pytest.mark.parametrize(
    ("item", "sentence", "cell"),
    [
        (make_item(units=UNITS), "由市财政局、市司法局负责", "市财政局、市司法局"),
        (make_item(lead=LEAD), "由市数据局牵头", "市数据局（牵头）"),
        (
            make_item(lead=LEAD, units=UNITS),
            "由市数据局牵头，市财政局、市司法局负责",
            "市数据局（牵头）；市财政局、市司法局",
        ),
        (
            make_item(lead=LEAD, support=SUPPORT, implementing=DOING),
            "由市数据局牵头，各县区配合，各镇实施",
            "市数据局（牵头）；各县区（配合）；各镇（实施）",
        ),
    ],
)
def test_roles_in_a_sentence_and_in_a_cell(item: TaskItem, sentence: str, cell: str) -> None:
    assert (describe_roles(item), role_cell(item)) == (sentence, cell)


def test_no_unit_at_all_is_said() -> None:
    assert role_cell(make_item()) == "原文未写"


def test_one_line_a_role() -> None:
    item = make_item(lead=LEAD, support=SUPPORT)
    assert role_lines(item) == ["牵头单位：市数据局", "配合单位：各县区"]
