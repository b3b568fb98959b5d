"""The web application: API, pages and chat on one port, behind one set of guards."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.web.api import build_api
from bot.web.chat import mount_chat
from bot.web.fence import raise_fence
from bot.web.pages import build_pages
from bot.web.ports import LiveShelf, QuestionAnswerer
from bot.web.problems import install_problems
from bot.web.security import BodyLimit, SecurityHeaders
from bot.web.tracing import Tracing
from bot.web.wording import wording


def create_app(answerer: QuestionAnswerer, live: LiveShelf) -> FastAPI:
    """Build the application; the chat is mounted last, since it takes every path that is left."""
    app = FastAPI(
        title=wording().name, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    install_problems(app)
    app.include_router(build_api(answerer, live))
    app.include_router(build_pages(live))
    app.mount("/ui", StaticFiles(directory=str(files("bot.web").joinpath("static"))), name="ui")
    mount_chat(app, answerer, live)
    chat = app.router.routes[-1]
    assert isinstance(chat, Mount)
    raise_fence(chat)
    for guard in (BodyLimit, SecurityHeaders, Tracing):  # the last one is the outermost
        app.add_middleware(guard)
    return app
