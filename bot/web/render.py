"""The one door to the templates: jinja2 with every value escaped."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.web.prefix import add_prefix
from bot.web.settings import root_path
from bot.web.wording import wording

nonce_of_page: ContextVar[str] = ContextVar("nonce_of_page", default="")
"""The nonce of the response that is being made."""

_SCRIPT = re.compile(r"<script(?=[\s>])")


def fill(template: str, **values: object) -> str:
    """Return a filled template; ``words`` is the wording in each of them.

    Addresses of our own are written from the service's root; where it is shown under a path, that
    is put before them here.
    """
    page = _templates().get_template(template).render(words=wording(), **values)
    return add_prefix(page, root_path())


def render(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a filled template as a response with ``status``; its scripts carry the nonce.

    A text cannot hold one: what a template is given is escaped.
    """
    page = _SCRIPT.sub(f'<script nonce="{nonce_of_page.get()}"', fill(template, **values))
    return HTMLResponse(page, status_code=status)


@cache
def _templates() -> Environment:
    """Return the environment; a name that a template does not get is an error."""
    templates = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # a third of the size
    return templates
