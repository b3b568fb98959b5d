"""What goes into the API and comes out of it, with the Chinese descriptions of OpenAPI."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.types import Turn
from bot.understand.normalise import MAX_LENGTH
from bot.web.problems import HISTORY_LIMIT
from corpus.types import Passage, TaskItem, Withdrawal

API_VERSION = "1.0"


def _require_unicode(text: str) -> str:
    """Refuse a lone surrogate (half a character), which no answer could be written with."""
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_require_unicode)]


class AskRequest(BaseModel):
    """一个问题。服务不保存对话：追问时把此前的对话放在 history 里一起送来。"""

    question: Text = Field(description=f"要问的话，1 到 {MAX_LENGTH} 个字")
    history: list[Turn] = Field(
        default=[],
        max_length=HISTORY_LIMIT,
        description=f"此前的对话，从早到晚，最多 {HISTORY_LIMIT} 条",
    )
    jurisdiction: Text | None = Field(
        default=None, description="只看这个地区；问题里写明的地区优先"
    )
    year: int | None = Field(
        default=None, ge=1949, le=2149, description="只看这一年的计划；问题里写明的年份优先"
    )


class Problem(BaseModel):
    """出错时的回答（RFC 9457，application/problem+json）。"""

    type: str = Field(description="固定为 about:blank")
    title: str = Field(description="HTTP 状态的英文名")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="一句中文：哪里不对，下一步怎么办")
    instance: str = Field(description="请求的路径（不含参数）")
    request_id: str = Field(description="请求编号，与响应头 X-Request-ID 相同")


@dataclass(frozen=True, slots=True)
class SourceText:
    """原文的一行；marked 表示属于这条记录，制表符表示换到下一格。"""

    line: int
    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry(TaskItem):
    """一条任务项，字段与 corpus export 相同，另加叫法、网址、地区、年份，文件何时废止。"""

    record: Literal["item"] = "item"
    label: str
    url: str
    jurisdiction: str
    year: int
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetail(ItemEntry):
    """一条任务项和它的出处：文件标题、文件附注、原文前后各几行。"""

    title: str
    document_url: str
    notes: tuple[str, ...]
    source: tuple[SourceText, ...]
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDetail(Passage):
    """正文的一段和它的出处。"""

    record: Literal["passage"] = "passage"
    label: str
    url: str
    jurisdiction: str
    year: int
    withdrawn: Withdrawal | None = None
    title: str
    document_url: str
    notes: tuple[str, ...]
    source: tuple[SourceText, ...]
    notice: str


class ItemPage(BaseModel):
    """筛选出的任务项的一页；total 是全部符合条件的项数。"""

    model_config = ConfigDict(frozen=True)

    total: int = Field(description="符合条件的共有几项")
    page: int = Field(description="第几页，从 1 开始")
    per_page: int = Field(description="每页几项")
    pages: int = Field(description="共几页")
    items: list[ItemEntry] = Field(description="这一页的任务项")
    notice: str = Field(description="使用时应一并保留的提示")


class Readiness(BaseModel):
    """正在服务的是哪一代索引，里面有多少文件和任务项。"""

    status: Literal["ready"]
    generation: str
    documents: int
    items: int


class Health(BaseModel):
    """进程活着。"""

    status: Literal["ok"]


def values_of(record: TaskItem | Passage) -> dict[str, Any]:
    """Return a record's own fields by name, as they are."""
    own = TaskItem if isinstance(record, TaskItem) else Passage
    return {field.name: getattr(record, field.name) for field in fields(own)}


@cache
def examples() -> dict[str, Any]:
    """Return the examples of OpenAPI by name, read once from ``examples.json``."""
    return json.loads(files("bot.web").joinpath("examples.json").read_text("utf-8"))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI descriptions of the errors that an operation may answer with."""
    return {
        status: {
            "model": Problem,
            "description": sample["description"],
            "content": {"application/problem+json": {"example": sample["example"]}},
        }
        for status in statuses
        for sample in [examples()["problems"][str(status)]]
    }
