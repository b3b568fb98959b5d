"""The one door to the templates: jinja2 with every value escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.web.wording import wording


@cache
def templates() -> Environment:
    """Return the template environment; a name a template does not get is an error."""
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = wording()  # pyright: ignore[reportUnknownMemberType]
    return environment


def render(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a rendered template as a response with ``status``."""
    page = templates().get_template(template).render(status=status, **values)
    return HTMLResponse(page, status_code=status)
