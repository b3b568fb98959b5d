"""What it costs to publish one changed document of fifty: CPU seconds beyond the imports.

Run ``python benchmarks/publish.py [--documents 50]`` in an installation; it works in a directory of
its own. CPU seconds count every child process; the imports are those of the same processes,
measured by themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.catalog import shipped_entries, shipped_file
from corpus.parse import parse_document
from corpus.store import Store

ROOT = Path(__file__).parents[1]
BUDGET = 3.0
HEADER = "序号\t工作任务\t牵头单位\t责任单位\t完成时限\n"
IMPORTS = (
    ("replace", "corpus.cli, corpus.export, zhengwen"),
    ("reader", "corpus.readers.child, corpus.readers.request"),
    (
        "build",
        "index.publish, index.build, index.encoder.bundled, chromadb, chromadb.config, bm25s,"
        " jieba, onnxruntime, tokenizers, llama_index.core.schema,"
        " llama_index.vector_stores.chroma",
    ),
    ("verify", "index.verify, chromadb, chromadb.config, bm25s, jieba"),
)


def write_plans(folder: Path, count: int) -> list[Path]:
    """Write plans of places that do not exist, each with the rows of a shipped one."""
    shipped = [
        parse_document(shipped_file(entry).read_text(encoding="utf-8"), entry)
        for entry in shipped_entries()
    ]
    files: list[Path] = []
    for number in range(count):
        items = shipped[number % len(shipped)].items
        rows = (
            f"{item.number}\t{item.text}（{number}）\t{'、'.join(item.lead_units)}\t"
            f"{'、'.join(item.units)}\t{item.deadline.raw}\n"
            for item in items
        )
        file = folder / f"plan-{number:03}.txt"
        title = f"试验省试验市第{number}区2022年政务公开工作要点\n"
        file.write_text(title + HEADER + "".join(rows), encoding="utf-8")
        files.append(file)
    return files


def change_rows(file: Path, rows: int) -> None:
    """Change the first ``rows`` tasks of a plan."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for line in range(2, min(2 + rows, len(lines))):
        lines[line] = lines[line].replace("（", "（按新要求）（", 1)
    file.write_text("".join(lines), encoding="utf-8")


def cpu_of(command: Sequence[str], data: Path) -> float:
    """CPU seconds of a command and all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def zhengwen(*arguments: str) -> list[str]:
    """Build a command line of this installation."""
    return [sys.executable, "-m", "zhengwen", *arguments]


def main() -> None:
    """Publish all, then replace one; print the figures as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--rows", type=int, nargs="*", default=[5, 60])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        files = write_plans(Path(folder), arguments.documents)
        store = Store(data)
        for number, file in enumerate(files):
            place = f"试验省试验市第{number}区"
            store.add(file, id=f"plan-{number}", jurisdiction=place, year=2022)
        figures: dict[str, float] = {"documents": arguments.documents}
        figures["first_publish"] = cpu_of(zhengwen("corpus", "publish"), data)
        imports = [cpu_of([sys.executable, "-c", f"import {names}"], data) for _, names in IMPORTS]
        figures["imports"] = sum(imports)
        for rows in arguments.rows:
            change_rows(files[0], rows)
            cost = cpu_of(zhengwen("corpus", "replace", "plan-0", str(files[0]), "--yes"), data)
            figures[f"replace_{rows}_rows"] = cost - figures["imports"]
        figures["budget"] = BUDGET
        print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
