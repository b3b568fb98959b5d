"""One request of the parent process: a file to its records, or to one sentence that refuses it."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.catalog import CatalogEntry
from corpus.entries import Stated, infer_entry
from corpus.errors import UsageError, ZhengwenError
from corpus.facts import read_facts
from corpus.parse import parse_laid_out
from corpus.readers.formats import read_file
from corpus.readers.layout import LaidOut
from corpus.readers.refusal import broken, out_of_memory


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Read and parse one file: ``{"entry", "parsed"}`` or ``{"refused", "is_usage"}``."""
    name = str(request["name"])
    try:
        return _parsed(read_file(Path(request["path"]).read_bytes(), name), request)
    except ZhengwenError as error:
        return {"refused": str(error), "is_usage": isinstance(error, UsageError)}
    except (MemoryError, RecursionError):
        return {"refused": str(out_of_memory(name)), "is_usage": False}
    except Exception as error:  # noqa: BLE001 (a door: a library may fail in any way)
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return {"refused": str(broken(name)), "is_usage": False}


def _parsed(laid: LaidOut, request: dict[str, Any]) -> dict[str, Any]:
    if fields := request.get("entry"):
        entry = replace(CatalogEntry(**fields), aliases=tuple(fields["aliases"]))
    else:
        facts = read_facts(laid.blocks, laid.source)
        entry = infer_entry(facts, str(request["name"]), Stated(**request["stated"]))
    return {"entry": asdict(entry), "parsed": asdict(parse_laid_out(laid, entry))}


def to_plain(value: object) -> str:
    """Write a date for JSON."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
