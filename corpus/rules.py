"""The rule tables beside the code: header synonyms, unit endings, deadline and spam patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, cast


@cache
def load_rules(name: str) -> dict[str, Any]:
    """Read ``corpus/<name>.toml``."""
    return tomllib.loads((files("corpus") / f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str, *keys: str) -> tuple[str, ...]:
    """Return the list of strings at ``keys`` of one rule table."""
    node: Any = load_rules(name)
    for key in keys:
        node = node[key]
    return tuple(cast("list[str]", node))


@cache
def any_of(name: str, *keys: str) -> re.Pattern[str]:
    """Compile a list of patterns into one that matches where any of them does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in words(name, *keys)), re.IGNORECASE)
