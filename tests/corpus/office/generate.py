"""Writes the office files of the tests: ``python -m tests.corpus.office.generate``.

The files are committed, so that tests need neither this script nor LibreOffice
(apt-get install libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.corpus.office.layouts import LAYOUTS
from tests.corpus.office.plans import shipped_plans
from tests.corpus.office.writing import Grid, Plan, write_docx, write_html, write_xlsx

FILES = Path(__file__).parent / "files"
HEADING_WIDTH = 26


def main() -> None:
    """Write every file anew, or only the layouts with ``--layouts``."""
    FILES.mkdir(exist_ok=True)
    for plan in () if "--layouts" in sys.argv else shipped_plans():
        write_docx(plan, FILES / f"{plan.name}.docx")
        write_xlsx(plan, FILES / f"{plan.name}.xlsx")
        write_html(plan, FILES / f"{plan.name}.html")
        convert(
            lambda path, plan=plan: write_docx(_landscape(plan), path), f"{plan.name}.pdf", ".docx"
        )
    for name, write in LAYOUTS.items():
        source, _, target = name.rpartition(">")
        if source:
            convert(write, target, source)
        else:
            write(FILES / name)


def _landscape(plan: Plan) -> Plan:
    """Give wide pages: a space at which a line is wrapped does not come back from a PDF."""
    parts = [
        replace(
            part,
            widths=tuple(
                HEADING_WIDTH if w == 12 and i < 2 else w for i, w in enumerate(part.widths)
            ),
        )
        if isinstance(part, Grid)
        else part
        for part in plan.parts
    ]
    return replace(plan, parts=parts, landscape=True)


def convert(write, name: str, suffix: str) -> None:
    """Write a file and let LibreOffice save it as ``name``."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{Path(name).stem}{suffix}"
        write(source)
        out = Path(folder) / "out"
        kind = Path(name).suffix[1:]
        subprocess.run(
            ["soffice", "--headless", "--convert-to", kind, "--outdir", str(out), str(source)],
            check=True,
            capture_output=True,
        )
        shutil.move(out / name, FILES / name)


if __name__ == "__main__":
    main()
