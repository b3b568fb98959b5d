"""The door to files of unknown origin: each is read and parsed in a child process with limits.

A file may be built to take hours or all memory, or to crash a library; here it costs at most
``SECONDS`` and ``MEMORY`` of a child, and the caller gets one sentence. Reading a file costs the
start of a Python process: keep what was parsed, by the content of the file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter

from corpus.catalog import CatalogEntry
from corpus.entries import Stated
from corpus.errors import DocumentError, UsageError
from corpus.readers.child import PATIENCE, SECONDS
from corpus.readers.refusal import broken, out_of_time
from corpus.types import ParsedDocument

_CHILD = "from corpus.readers.child import main; main()"
_ADAPTER: TypeAdapter[ParsedDocument] = TypeAdapter(ParsedDocument)
_ENTRY: TypeAdapter[CatalogEntry] = TypeAdapter(CatalogEntry)


def parse_file(path: Path, entry: CatalogEntry) -> ParsedDocument:
    """Read and parse the file at ``path``; errors call it ``entry.source_file``.

    Raises:
        DocumentError: it cannot be read, or not within the limits.
    """
    reply = _ask_child({"path": str(path), "name": entry.source_file, "entry": asdict(entry)})
    return _ADAPTER.validate_python(reply["parsed"])


def infer_file(
    path: Path, stated: Stated, *, name: str | None = None
) -> tuple[CatalogEntry, ParsedDocument]:
    """Read and parse a new file; what is not stated of it is read from its text.

    Raises:
        DocumentError: it cannot be read, or not within the limits.
        UsageError: jurisdiction, year or id cannot be inferred or is malformed.
    """
    reply = _ask_child({"path": str(path), "name": name or path.name, "stated": asdict(stated)})
    return _ENTRY.validate_python(reply["entry"]), _ADAPTER.validate_python(reply["parsed"])


def _ask_child(request: dict[str, Any]) -> dict[str, Any]:
    name = str(request["name"])
    command = [sys.executable, "-P", "-s", "-c", _CHILD]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=PATIENCE,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise out_of_time(name, SECONDS) from error
    if done.stderr:
        structlog.get_logger().info(
            "reader", file=name, said=done.stderr.decode(errors="replace")[-500:]
        )
    if done.returncode != 0 or not done.stdout:
        raise out_of_time(name, SECONDS) if _ran_out(done.returncode) else broken(name)
    reply: dict[str, Any] = json.loads(done.stdout)
    if refused := reply.get("refused"):
        raise UsageError(refused) if reply.get("is_usage") else DocumentError(refused)
    return reply


@cache
def _environment() -> dict[str, str]:
    """Return an environment in which the child finds the same packages, and no secret."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "LANG") if key in os.environ}
    paths = [entry for entry in sys.path if entry]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": "1",
        "OPENPYXL_LXML": "False",  # then it reads with defusedxml
    }


def _ran_out(code: int) -> bool:
    """Tell whether a child was ended by its limit of processor time."""
    return code in (-signal.SIGXCPU, -signal.SIGKILL)
