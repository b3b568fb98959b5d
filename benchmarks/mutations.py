"""Damaged files: 1,000 mutants at a fixed seed, each read in the child process.

``python -m benchmarks.mutations [COUNT]``: none may crash the reader, take more than 20 s of
processor time or 1 GB, or be refused without a sentence that names the file and what to do.
"""

import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

from corpus.entries import Stated
from corpus.errors import DocumentError
from corpus.reading import infer_file
from tests.corpus.office.mutate import mutants

SEED = 20221122
FILES = Path(__file__).parents[1] / "tests" / "corpus" / "office" / "files"
STATED = Stated("mutant", "某市某县", 2022)


def main() -> int:
    """Read them all and print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    ends: Counter[str] = Counter()
    slowest = 0.0
    bad: list[str] = []
    files = sorted(path for path in FILES.iterdir() if path.is_file())
    with tempfile.TemporaryDirectory() as folder:
        for name, data in mutants(files, count, SEED):
            path = Path(folder) / name
            path.write_bytes(data)
            before = spent()
            end, sentence = attempt(path)
            slowest = max(slowest, spent() - before)
            ends[end] += 1
            if end == "refused" and not (name in sentence and "请" in sentence):
                bad.append(sentence)
            path.unlink()
            if (done := sum(ends.values())) % 100 == 0:
                print(f"{done} 份：{dict(ends)}，最慢 {slowest:.1f} s", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} 份：{dict(ends)}；不合格 {len(bad)}")
    print(f"最慢 {slowest:.1f} s（处理器时间）；内存峰值 {peak:.0f} MB")
    print("\n".join(bad[:20]))
    return 1 if bad or slowest > 20 else 0


def spent() -> float:
    """Processor time of the children so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def attempt(path: Path) -> tuple[str, str]:
    """Say whether a file was read or refused, and the sentence."""
    try:
        infer_file(path, STATED)
    except DocumentError as error:
        return "refused", str(error)
    return "read", ""


if __name__ == "__main__":
    sys.exit(main())
