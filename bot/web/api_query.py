"""The filters, order and paging of ``GET /api/items``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.ledger import ItemFilter, Role, Sort
from bot.web.api_types import Text

PAGE_LIMIT = 200
"""Items on one page at most; a file holds all of them."""
_ITEM_ID_LIMIT = 500
_WORDS_LIMIT = 200

Words = Annotated[Text, Field(max_length=_WORDS_LIMIT)]


class ItemQuery(BaseModel):
    """The filters of ``/api/items``; an unknown one is an error: the list would not be narrowed."""

    model_config = ConfigDict(extra="forbid")

    jurisdiction: list[Words] = Field(
        default=[], max_length=50, description="地区：全称、简称或别名；可写多个"
    )
    year: list[Annotated[int, Field(ge=1949, le=2149)]] = Field(
        default=[], max_length=50, description="计划年份；可写多个"
    )
    chapter: Words = Field(default="", description="章的标题，照原文写")
    unit: Words = Field(default="", description="单位，例如「区商务局」；认简称")
    role: Role | None = Field(
        default=None, description="单位在其中的身份：lead 牵头（只有一栏时即责任），support 配合"
    )
    deadline: Words = Field(
        default="", description="时限：「9月底前」「三季度」「全年」「持续推进」「没写时限」等"
    )
    due_from: date | None = Field(default=None, description="截止日期不早于")
    due_to: date | None = Field(default=None, description="截止日期不晚于")
    q: Words = Field(default="", description="行里要有的文字；多个词用空格隔开，都要有")
    ids: list[Words] = Field(
        default=[],
        max_length=_ITEM_ID_LIMIT,
        description="只要这几项，写成 jiangbei-2022/40；可写多个",
    )
    withdrawn: bool = Field(
        default=False, description="true 连已废止的文件也算上；ids 里写明的项总在其中"
    )
    sort: Sort = Field(
        default="plan", description="plan 按文件次序，deadline 按截止日期，unit 按单位"
    )
    order: Literal["asc", "desc"] = Field(default="asc", description="asc 顺序，desc 倒序")
    page: int = Field(default=1, ge=1, le=1_000_000, description="第几页")
    per_page: int = Field(default=50, ge=1, le=PAGE_LIMIT, description="每页几项")
    format: Literal["json", "csv", "xlsx"] = Field(
        default="json", description="csv 和 xlsx 是全部符合条件的项，不分页"
    )

    def to_filter(self) -> ItemFilter:
        """Return the filter; ids may be written with ``/``, since ``#`` ends a URL's query."""
        return ItemFilter(
            jurisdictions=tuple(self.jurisdiction),
            years=tuple(self.year),
            chapter=self.chapter,
            unit=self.unit,
            role=self.role,
            deadline=self.deadline,
            due_from=self.due_from,
            due_to=self.due_to,
            q=self.q,
            ids=tuple(one.replace("/", "#", 1) for one in self.ids),
            withdrawn=self.withdrawn,
        )
