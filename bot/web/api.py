"""The HTTP API: ask, ask and stream, the records, and how the service is doing.

Described in Chinese for OpenAPI (``/api/openapi.json``); examples are data in ``examples.json``.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from bot.web.api_ask import build_ask
from bot.web.api_records import build_records
from bot.web.api_service import build_service
from bot.web.api_types import API_VERSION
from bot.web.api_words import api_words
from bot.web.lane import Lane
from bot.web.metrics import Metrics
from bot.web.ports import LiveShelf, QuestionAnswerer
from bot.web.wording import wording

_TAGS = [
    {"name": "问答", "description": "提一个问题，得到带出处的回答。问题只写在请求正文里。"},
    {"name": "记录", "description": "任务项和正文段落，按条件筛选、分页、导出。"},
    {"name": "运行", "description": "存活、就绪和统计，供运行维护使用。"},
]


def build_api(
    answerer: QuestionAnswerer, live: LiveShelf, metrics: Metrics, lane: Lane
) -> APIRouter:
    """Return every route of the API."""
    router = APIRouter()
    router.include_router(build_ask(answerer, metrics, lane))
    router.include_router(build_records(live))
    router.include_router(build_service(live, metrics))
    return router


def describe_api() -> dict[str, Any]:
    """Return what FastAPI needs to describe the service; its own pages load from a foreign host."""
    return {
        "title": f"{wording().name}接口",
        "summary": wording().purpose,
        "description": api_words().api["description"],
        "version": API_VERSION,
        "openapi_tags": _TAGS,
        "openapi_url": "/api/openapi.json",
        "docs_url": None,
        "redoc_url": None,
    }
