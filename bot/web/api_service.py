"""How the service is doing: alive, ready, and in figures."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from bot.web.api_types import Health, Readiness, examples, problems
from bot.web.api_words import api_words
from bot.web.metrics import Metrics
from bot.web.ports import LiveShelf


def build_service(live: LiveShelf, metrics: Metrics) -> APIRouter:
    """Return the two health checks and the metrics."""
    router = APIRouter(tags=["运行"], responses=problems(500))

    @router.get(
        "/healthz",
        operation_id="healthz",
        summary="是否存活",
        description=api_words().api["healthz"],
        responses={200: {"content": {"application/json": {"example": {"status": "ok"}}}}},
    )
    def healthz() -> Health:
        return Health(status="ok")

    @router.get(
        "/readyz",
        operation_id="readyz",
        summary="是否就绪",
        description=api_words().api["readyz"],
        responses={
            200: {"content": {"application/json": {"example": examples()["ready"]}}},
            **problems(503),
        },
    )
    def readyz() -> Readiness:
        shelf = live.current()
        return Readiness(
            status="ready",
            generation=shelf.generation,
            documents=len(shelf.documents),
            items=len(shelf.items),
        )

    @router.get(
        "/metrics",
        operation_id="metrics",
        summary="统计（Prometheus）",
        description=api_words().api["metrics"],
        response_class=PlainTextResponse,
        responses={200: {"content": {"text/plain": {"example": examples()["metrics"]}}}},
    )
    def figures() -> Response:
        return metrics.render(live)

    return router
