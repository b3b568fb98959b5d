"""Reads question sets: one JSON object a line, in the form docs/evaluation.md describes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter, ValidationError

from corpus.errors import UsageError
from eval.types import Case, CaseFile

SHIPPED = Path(__file__).with_name("cases")

_CASE = TypeAdapter(Case)


def load_cases(files: Sequence[Path]) -> list[Case]:
    """Read every case of ``files`` in order; raises ``UsageError`` naming file and line."""
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for file in files:
        for where, case in _read_cases(file):
            if case.id in seen:
                raise UsageError(
                    f"{where}：编号 {case.id} 与 {seen[case.id]} 重复，请改用别的编号。"
                )
            seen[case.id] = where
            cases.append(case)
    if not cases:
        names = "、".join(str(file) for file in files)
        raise UsageError(f"题库 {names} 里一道题也没有，每行应是一个 JSON 对象。")
    return cases


def choose_split(cases: Sequence[Case], split: str | None) -> list[Case]:
    """Return the cases of one split, or all; raises ``UsageError`` where it has none."""
    chosen = [case for case in cases if split in {None, case.split}]
    if not chosen:
        known = "、".join(sorted({case.split or "（没有写）" for case in cases}))
        raise UsageError(f"题库里没有 split 为 {split} 的题，只有：{known}。")
    return chosen


def describe_case_file(file: Path) -> CaseFile:
    """Name a case file and hash its bytes."""
    return CaseFile(file.name, hashlib.sha256(file.read_bytes()).hexdigest())


def _read_cases(file: Path) -> Iterable[tuple[str, Case]]:
    for number, line in enumerate(_read_lines(file), start=1):
        if line.strip():
            where = f"{file} 第 {number} 行"
            yield where, _parse_line(line, where, f"line-{number}")


def _read_lines(file: Path) -> list[str]:
    try:
        # not splitlines(): a JSON string may hold U+2028
        return file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"题库 {file} 不是 UTF-8 文本（第 {error.start} 个字节），请另存。"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"读不到题库 {file}（{reason}），请检查 --cases 的路径。") from error


def _parse_line(line: str, where: str, default_id: str) -> Case:
    try:
        return _CASE.validate_python(_prepare(json.loads(line), default_id))
    except json.JSONDecodeError as error:
        raise UsageError(f"{where}不是合法的 JSON（第 {error.colno} 列：{error.msg}）。") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "整行"
        what = f"缺少 {field}" if first["type"] == "missing" else f"的 {field} 不对：{first['msg']}"
        raise UsageError(f"{where}{what}。") from error


def _prepare(line: object, default_id: str) -> object:
    """Let null mean the default, and one string a list of one; unknown fields are left to drop."""
    if not isinstance(line, dict):
        return line
    fields = {k: v for k, v in cast("dict[str, object]", line).items() if v is not None}
    for name in ("units", "deadlines"):
        pairs = fields.get(name)
        if isinstance(pairs, dict):
            listed = cast("dict[str, object]", pairs).items()
            fields[name] = {k: [v] if isinstance(v, str) else v for k, v in listed}
    return {"id": default_id, "type": "unlabelled"} | fields
