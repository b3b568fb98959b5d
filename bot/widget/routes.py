"""Serves the widget: the current script, the same under its version, and what a portal may pin."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.widget.bundle import Bundle, build_bundle
from corpus.errors import NotFoundError

# Scripts of other sites may load it, and check its integrity, which needs CORS; it is public.
_OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
_FRESH = "public, max-age=300, must-revalidate"
_FOREVER = "public, max-age=31536000, immutable"


def build_widget() -> APIRouter:
    """Return the addresses of the widget."""
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def current(request: Request) -> Response:
        """Give the current script, whichever version that is."""
        return _serve(request, build_bundle(), _FRESH)

    @router.get("/widget.json")
    def pinned() -> JSONResponse:
        """Say which version is current, and what to pin it by."""
        bundle = build_bundle("../")
        return JSONResponse(
            {
                "version": bundle.version,
                "url": f"/widget/{bundle.version}.js",
                "integrity": bundle.integrity,
            },
            headers={"Cache-Control": "no-cache"},
        )

    @router.get("/widget/{version}.js")
    def versioned(request: Request, version: str) -> Response:
        """Give the script of exactly this version; raises NotFoundError for another."""
        bundle = build_bundle("../")
        if version != bundle.version:
            raise NotFoundError(
                f"没有版本为「{version}」的挂件，现在的版本是「{bundle.version}」，"
                "请更新网页里的地址和 integrity，或改用 widget.js。"
            )
        return _serve(request, bundle, _FOREVER)

    return router


def _serve(request: Request, bundle: Bundle, cache_control: str) -> Response:
    headers = {**_OPEN, "ETag": f'"{bundle.version}"', "Cache-Control": cache_control}
    if request.headers.get("if-none-match", "").removeprefix("W/") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(bundle.script, media_type="text/javascript; charset=utf-8", headers=headers)
