"""The one door to the templates: jinja2 with every value escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.web.wording import wording


def fill(template: str, **values: object) -> str:
    """Return a filled template; ``words`` is the wording in each of them."""
    return _templates().get_template(template).render(words=wording(), **values)


def render(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a filled template as a response with ``status``."""
    return HTMLResponse(fill(template, **values), status_code=status)


@cache
def _templates() -> Environment:
    """Return the environment; a name that a template does not get is an error."""
    return Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
