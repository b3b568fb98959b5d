"""How many items a second are read from each format, in processor time.

``python -m benchmarks.parsing``: one document of 400 items as the child process reads it (start of
Python, import of the reader, reading, parsing), and the five documents without the start.
"""

import resource
import tempfile
import time
from pathlib import Path

from corpus.catalog import CatalogEntry, shipped_entries
from corpus.parse import parse_laid_out
from corpus.readers.formats import read_file
from corpus.reading import parse_file
from tests.corpus.office.writing import Box, Grid, Plan, write_docx, write_html, write_xlsx

FILES = Path(__file__).parents[1] / "tests" / "corpus" / "office" / "files"
ITEMS = 400
WRITERS = {"docx": write_docx, "xlsx": write_xlsx, "html": write_html}


def plan() -> Plan:
    """Make a plan of many items."""
    header = [Box(text) for text in ("序号", "工作任务", "牵头单位", "责任单位", "完成时限")]
    rows = [
        [
            Box(str(n)),
            Box(f"围绕群众关心的第{n}类事项，细化公开内容，优化公开方式，{n % 12 + 1}月底前完成。"),
            Box(f"区第{n % 40}局"),
            Box("区财政局、区民政局、各镇政府、街道办事处"),
            Box("全年" if n % 3 else "9月底前"),
        ]
        for n in range(1, ITEMS + 1)
    ]
    return Plan(
        "many", ["2022年某区政务公开工作任务分解表", Grid([header, *rows], (6, 50, 14, 20, 12))]
    )


def main() -> None:
    """Print one line a format."""
    entry = CatalogEntry("many-2022", "某区", (), 2022, "many")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, write in WRITERS.items():
            path = Path(folder) / f"many.{suffix}"
            write(plan(), path)
            before = spent()
            count = len(parse_file(path, entry).items)
            print(f"{suffix} {count} 项，含子进程启动：{count / (spent() - before):.0f} 项/秒")
    for suffix in (*WRITERS, "pdf"):
        files = [(FILES / f"{entry.id}.{suffix}", entry) for entry in shipped_entries()]
        started = time.process_time()
        count = sum(
            len(parse_laid_out(read_file(path.read_bytes(), path.name), entry).items)
            for path, entry in files
        )
        print(f"{suffix} 五份文件 {count} 项：{count / (time.process_time() - started):.0f} 项/秒")


def spent() -> float:
    """Processor time of this process and of its children, in seconds."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
