"""The charts' page: pictures drawn by the server, readable without scripts or colours."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from bot.web.charts_view import SharedTasks, view_charts
from bot.web.page_words import page_words
from bot.web.ports import LiveShelf
from bot.web.render import render
from corpus.labels import document_label, record_url


def build_charts(live: LiveShelf) -> APIRouter:
    """Return the route of the charts; it answers from the generation that is current."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    tasks = SharedTasks()

    @router.get("/charts")
    def charts(place: str = "") -> HTMLResponse:
        """Show the three pictures; ``place`` narrows the first to one jurisdiction."""
        shelf = live.current()
        view = view_charts(shelf, place, tasks.of(shelf))
        return render(
            "charts.html", view=view, w=page_words().charts, label=document_label, url=record_url
        )

    return router
