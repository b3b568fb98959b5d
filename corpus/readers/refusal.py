"""Why a file is refused: one Chinese sentence that names the file, the place and the remedy."""

from __future__ import annotations

from corpus.errors import DocumentError

RESAVE = "请用 Word、Excel 或 WPS 打开后另存为 .docx 或 .xlsx 再添加"


def unreadable(name: str, place: str, problem: str, remedy: str = RESAVE) -> DocumentError:
    """Say what is wrong where, and what to do."""
    return DocumentError(f"文件“{name}”的{place}{problem}，{remedy}。")


def broken(name: str) -> DocumentError:
    """Refuse a file that a reader could not make sense of."""
    return unreadable(name, "内容", "已经损坏，读不出来", f"请确认能正常打开；{RESAVE}")


def out_of_memory(name: str) -> DocumentError:
    """Refuse a file that takes more memory than a plan can need."""
    return unreadable(
        name,
        "内容",
        "展开后过大，读取它要用 1 GB 以上的内存",
        "请只保留正文和任务表，删去图片和空白行列，另存后再添加",
    )


def out_of_time(name: str, seconds: int) -> DocumentError:
    """Refuse a file that takes longer than a plan can need."""
    return unreadable(
        name,
        "内容",
        f"过于复杂，{seconds} 秒内没有读完",
        "请只保留正文和任务表，删去图片和空白行列，另存后再添加",
    )
