"""The ledger's page: every task item in one table, narrowed by a form, and what it narrows to.

The page works without scripts. Its address holds the filters, so that a list can be sent on; the
words of the text filter may be a question and never stand there: a form that has some is answered
in place, one without leads on to its address.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.web.api_files import write_file
from bot.web.api_query import ItemQuery
from bot.web.ledger_query import address_of, read_query
from bot.web.ledger_view import differing_dates, selected_rows, view_ledger
from bot.web.page_words import page_words
from bot.web.ports import LiveShelf
from bot.web.render import render


def build_ledger(live: LiveShelf) -> APIRouter:
    """Return the routes of the ledger; each answers from the generation that is current."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/ledger")
    def shown(request: Request) -> HTMLResponse:
        """Show the rows that the address names."""
        query, faults = read_query(_lists(request.query_params))
        return _page(live, query.model_copy(update={"q": ""}), faults)

    @router.post("/ledger")
    async def chosen(request: Request) -> Response:
        """Show the rows that the form names: at their own address, unless it holds words."""
        query, faults = read_query(_lists(await request.form(max_files=0)))
        if query.q or faults:
            return _page(live, query, faults)
        root: str = request.scope.get("root_path", "")
        return RedirectResponse(root + address_of(query), status_code=303)

    @router.post("/ledger/export")
    async def export(request: Request) -> Response:
        """Give the selected rows as a file that names its filters."""
        query, faults = read_query(_lists(await request.form(max_files=0)))
        return _page(live, query, faults) if faults else _file(live, query)

    return router


def _lists(given: FormData | QueryParams) -> dict[str, list[str]]:
    """Return every value of each name."""
    return {
        name: [value for value in given.getlist(name) if isinstance(value, str)] for name in given
    }


def _page(live: LiveShelf, query: ItemQuery, faults: Sequence[str]) -> HTMLResponse:
    view = view_ledger(live.current(), query, faults)
    status = 422 if view.faults else 200
    page = render(
        "ledger.html", status=status, view=view, w=page_words().ledger, differing=differing_dates
    )
    page.headers["Cache-Control"] = "no-store" if query.q else "no-cache"
    return page


def _file(live: LiveShelf, query: ItemQuery) -> Response:
    rows = selected_rows(live.current(), query)
    name = page_words().ledger["file"].format(about=_shortened(query), count=len(rows))
    file = write_file(rows, query)
    file.headers["Content-Disposition"] = (
        f'attachment; filename="ledger.{query.format}"; '
        f"filename*=UTF-8''{quote(f'{name}.{query.format}')}"
    )
    file.headers["Cache-Control"] = "no-store"
    return file


def _shortened(query: ItemQuery) -> str:
    """Name the filters in a file's name; the words of a text filter stay inside the file."""
    ends = (str(day) if day else "" for day in (query.due_from, query.due_to))
    due = "至".join(ends) if query.due_from or query.due_to else ""
    parts = [*query.jurisdiction, *map(str, query.year), query.unit, query.deadline, due]
    named = "-".join("".join(c for c in part if c not in '\\/:*?"<>|') for part in parts if part)
    return named or page_words().ledger["everything"]
