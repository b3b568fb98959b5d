"""The child process that reads one file under limits of memory, time and output.

It reads one JSON request from stdin and writes one JSON answer to stdout (``corpus.readers.
request``); nothing is imported before the limits stand.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from types import ModuleType
from typing import cast

MEMORY = 1 << 30  # bytes of address space
SECONDS = 15  # of processor time: on an idle machine a bomb is stopped well within 20 s
PATIENCE = 20  # seconds on the clock


def main() -> None:
    """Serve one request."""
    limit()
    sys.modules["numpy"] = cast("ModuleType", None)  # openpyxl would import it and does not need it
    from corpus.readers.request import answer, to_plain  # noqa: PLC0415 (under the limits)

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the records
    reply = answer(json.loads(sys.stdin.buffer.read()))
    out.write(json.dumps(reply, ensure_ascii=False, default=to_plain).encode("utf-8", "replace"))
    out.close()


def limit() -> None:
    """Bound memory and processor time; no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
