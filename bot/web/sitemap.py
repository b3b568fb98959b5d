"""What robots are told: where they may go, and the address of every page worth finding."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.metadata import absolute
from bot.web.ports import LiveShelf, Shelf
from bot.web.settings import root_path
from corpus.labels import document_url, record_url

_CLOSED = ("/api/", "/gradio_api/", "/ledger/export", "/metrics", "/*?fragment=")
_LARGEST = 50_000  # addresses in one file, https://www.sitemaps.org/protocol.html


def build_sitemap(live: LiveShelf) -> APIRouter:
    """Return the routes of ``/robots.txt`` and ``/sitemap.xml``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/robots.txt")
    def robots(request: Request) -> PlainTextResponse:
        """Close what is no page, and say where the list of pages is."""
        closed = "\n".join(f"Disallow: {root_path()}{path}" for path in _CLOSED)
        sitemap = absolute(request, "/sitemap.xml")
        return PlainTextResponse(f"User-agent: *\n{closed}\n\nSitemap: {sitemap}\n")

    @router.get("/sitemap.xml")
    def sitemap(request: Request) -> Response:
        """List every page; those of withdrawn documents are left out."""
        paths = list(_paths(live.current()))[:_LARGEST]
        urls = "".join(f"<url><loc>{escape(absolute(request, path))}</loc></url>" for path in paths)
        return Response(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n',
            media_type="application/xml",
        )

    return router


def _paths(shelf: Shelf) -> Iterator[str]:
    yield from ("/", "/ledger", "/charts", "/documents", "/plain")
    current = [one.id for one in shelf.documents.values() if one.in_force]
    yield from (document_url(shelf.documents[one]) for one in current)
    for record in (*shelf.items.values(), *shelf.passages.values()):
        if record.document_id in current:
            yield record_url(record)
