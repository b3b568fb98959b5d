"""What the service counts, in the text form of Prometheus at ``/metrics``.

Labels are routes, statuses and kinds of answers, never a path, a client or a word of a question.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.llm.metrics import REGISTRY as LLM_REGISTRY
from bot.types import Answer
from bot.web.ports import LiveShelf
from bot.web.prefix import path_of
from corpus.errors import ZhengwenError

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "zhengwen_requests_total",
            "请求数，按路由、方法和状态",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "zhengwen_request_seconds",
            "从收到请求到发出第一个字节的秒数",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "zhengwen_answers_total", "回答数", ("status", "kind"), registry=self.registry
        )
        self._streams = Gauge("zhengwen_open_streams", "正在发送的流", registry=self.registry)
        self._documents = Gauge("zhengwen_documents", "收录的文件数", registry=self.registry)
        self._items = Gauge("zhengwen_items", "收录的任务项数", registry=self.registry)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer given over the API."""
        self._answers.labels(answer.status, answer.kind).inc()

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a finished request; ``seconds`` until its first byte."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    @contextmanager
    def open_stream(self) -> Generator[None]:
        """Count a stream as open while the block runs."""
        with self._streams.track_inprogress():
            yield

    def render(self, live: LiveShelf) -> Response:
        """Return all figures; without an index the corpus counts as empty."""
        try:
            shelf = live.current()
            self._documents.set(len(shelf.documents))
            self._items.set(len(shelf.items))
        except ZhengwenError:
            self._documents.set(0)
            self._items.set(0)
        text = generate_latest(self.registry) + generate_latest(LLM_REGISTRY)
        return Response(text, media_type=CONTENT_TYPE_LATEST)


class Measuring:
    """Counts and times every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = time.perf_counter() - started
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._metrics.count_request(_route_of(scope), method, message["status"], spent)
            await send(message)

        await self._app(scope, receive, send_counted)


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def _route_of(scope: Scope) -> str:
    """Return the route's template; files and the chat's own traffic share one name each."""
    path = getattr(scope.get("route"), "path", "")
    if path:
        return path
    for start in ("/ui/", "/gradio_api/", "/assets/", "/static/"):
        if path_of(scope).startswith(start):
            return start
    return "/" if path_of(scope) == "/" else "other"
