"""Which portals may embed the service: a list of origins, with wildcards for sub-domains.

``https://www.example.gov.cn`` names one origin, ``https://*.example.gov.cn`` every sub-domain of it
at any depth (not the domain itself), as in a content security policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.web.api_words import api_words

_PATTERN = re.compile(
    r"(?P<scheme>https?)://(?P<any>\*\.)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?P<port>:\d{1,5})?"
)
_SUBDOMAINS = r"(?:[a-z0-9-]+\.)+"


@dataclass(frozen=True, slots=True)
class Portals:
    """The allowed origins as checked patterns, in the spelling of a browser's ``Origin``."""

    patterns: tuple[str, ...]

    @classmethod
    def parse(cls, written: Iterable[str]) -> Portals:
        """Check each pattern; raises ValueError with a sentence for the first that is none."""
        return cls(tuple(_parse(one) for one in written))

    @property
    def expression(self) -> str:
        """A regular expression for a whole ``Origin`` header; matches nothing without patterns."""
        return "|".join(_expression(pattern) for pattern in self.patterns) or r"(?!)"

    def allow(self, origin: str) -> bool:
        """Tell whether a page of ``origin`` may read answers."""
        return re.fullmatch(self.expression, origin) is not None


def is_own(origin: str, host: str) -> bool:
    """Tell whether ``origin`` is the service itself, under the name by which it was asked.

    The scheme is left out: behind a proxy that ends TLS the service sees ``http``.
    """
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def _parse(written: str) -> str:
    try:
        scheme, _, rest = written.partition("://")
        ascii_only = f"{scheme}://{_to_ascii(rest.rstrip('/'))}".lower()
    except UnicodeError:
        ascii_only = ""
    match = _PATTERN.fullmatch(ascii_only)
    if not match or (match["any"] and "." not in match["host"]):
        raise ValueError(api_words().setting["portals"].format(value=written))
    default = {"http": ":80", "https": ":443"}[match["scheme"]]
    return ascii_only.removesuffix(default)


def _to_ascii(host: str) -> str:
    """Write a Chinese domain as a browser does (``xn--...``)."""
    return ".".join(
        part if part.isascii() else part.encode("idna").decode() for part in host.split(".")
    )


def _expression(pattern: str) -> str:
    scheme, _, host = pattern.partition("://")
    if host.startswith("*."):
        return re.escape(f"{scheme}://") + _SUBDOMAINS + re.escape(host.removeprefix("*."))
    return re.escape(pattern)
