"""The web application: API, pages, widget and chat on one port, behind one set of guards."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.web.api import build_api, describe_api
from bot.web.chat import mount_chat, render_top
from bot.web.clients import ClientAddress
from bot.web.fence import raise_fence
from bot.web.heads import HeadAsGet
from bot.web.keys import ApiKeys
from bot.web.lane import Lane
from bot.web.limits import RateLimit
from bot.web.metrics import Measuring, Metrics
from bot.web.origins import Portals
from bot.web.pages import build_pages
from bot.web.plain import build_plain
from bot.web.portals import PortalDoor
from bot.web.ports import Archive, LiveShelf, QuestionAnswerer
from bot.web.prefix import RootPath
from bot.web.problems import install_problems
from bot.web.security import BodyLimit, SecurityHeaders
from bot.web.settings import WebSettings, read_settings
from bot.web.tracing import Crashes, Tracing
from bot.web.versions import build_versions
from bot.widget.routes import build_widget


def create_app(
    answerer: QuestionAnswerer,
    live: LiveShelf,
    archive: Archive,
    settings: WebSettings | None = None,
) -> FastAPI:
    """Build the application; the chat is mounted last, since it takes every path that is left.

    Without ``settings`` those of the environment hold; raises ServerError where one is wrong.
    """
    chosen = settings or read_settings()
    metrics, lane = Metrics(), Lane(answerer)
    app = FastAPI(**describe_api())
    install_problems(app)
    app.include_router(build_api(answerer, live, metrics, lane))
    app.include_router(build_pages(live))
    app.include_router(build_versions(live, archive))
    app.include_router(build_plain(answerer, live, lane, metrics.count_answer))
    app.include_router(build_widget())
    app.mount("/ui", StaticFiles(directory=str(files("bot.web").joinpath("static"))), name="ui")
    mount_chat(app, answerer, live)
    chat = app.router.routes[-1]
    assert isinstance(chat, Mount)
    raise_fence(chat, lambda: render_top(live))
    post_guards(app, chosen, metrics)
    return app


def post_guards(app: FastAPI, settings: WebSettings, metrics: Metrics) -> None:
    """Put the guards before the application, from the innermost to the outermost."""
    portals = Portals(settings.portals)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimit, settings=settings)
    app.add_middleware(ApiKeys, keys=settings.api_keys, portals=portals)
    app.add_middleware(Crashes)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)  # not for streams
    app.add_middleware(PortalDoor, portals=portals)
    app.add_middleware(SecurityHeaders, portals=portals.patterns)
    app.add_middleware(Measuring, metrics=metrics)
    app.add_middleware(Tracing)
    app.add_middleware(RootPath, root_path=settings.root_path)
    app.add_middleware(ClientAddress, trusted=settings.trusted_proxies)
