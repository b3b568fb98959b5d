"""One writer at a time: whoever changes documents and index holds the lock from first to last."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import DocumentError, IndexBusy

_PATIENCE = 600  # seconds; the longest build of a large corpus on a slow machine


@contextmanager
def one_writer(
    data: Path, tell: Callable[[str], object], *, patience: float = _PATIENCE
) -> Generator[None]:
    """Hold ``DATA/writer.lock``; while another process holds it, ``tell`` so once and wait.

    The lock goes with its process, however that ends.

    Raises:
        IndexBusy: the other process did not finish in ``patience`` seconds.
        DocumentError: the data directory cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / "writer.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell(f"另一个进程正在更新数据目录 {data}，等它结束后接着做（按 Ctrl-C 放弃）……")
            lock.acquire(timeout=patience)
    except Timeout as error:
        raise IndexBusy(
            f"另一个进程更新数据目录 {data} 已超过 {patience:.0f} 秒："
            "这次没有做任何改动，请稍后再试。"
        ) from error
    except OSError as error:
        raise DocumentError(
            f"无法写入数据目录 {data}（{error.strerror}），请检查 ZHENGWEN_DATA 和目录权限。"
        ) from error
    try:
        yield
    finally:
        lock.release()
