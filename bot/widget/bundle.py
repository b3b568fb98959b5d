"""Joins the widget's parts into the one script that portals load."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# In this order: each part uses only what stands before it.
_PARTS = (
    "words",
    "nodes",
    "marks",
    "service",
    "memory",
    "speech",
    "record",
    "answer",
    "options",
    "panel",
    "talk",
    "sheet",
    "element",
    "start",
)
_FRAME = """// 政问挂件 {version}，用法见 docs/embed.md。
(() => {{
"use strict";
const SCRIPT = document.currentScript;
const BASE = new URL("{up}", SCRIPT.src);
const VERSION = {quoted};
const STYLE = {style};
{parts}
}})();
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The script at one address; ``up`` leads from there to the root of the service."""

    script: str
    version: str

    @property
    def integrity(self) -> str:
        """The value of the attribute ``integrity`` for this very script (SRI)."""
        digest = hashlib.sha384(self.script.encode()).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"


@cache
def build_bundle(up: str = "./") -> Bundle:
    """Build the script; its version is a digest of the parts, so that each change has another."""
    source = files("bot.widget").joinpath("source")
    parts = "\n".join(source.joinpath(f"{name}.js").read_text("utf-8") for name in _PARTS)
    style = source.joinpath("style.css").read_text("utf-8")
    version = hashlib.sha256((parts + style).encode()).hexdigest()[:12]
    script = _FRAME.format(
        version=version,
        up=up,
        quoted=json.dumps(version),
        style=json.dumps(style, ensure_ascii=False),
        parts=parts,
    )
    return Bundle(script, version)
