"""The commands of the bot: ``zhengwen ask`` and ``zhengwen serve``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from bot.types import Answer, Turn
from corpus.errors import UsageError


def ask(
    question: Annotated[str, typer.Argument(help="要问的话，500 字以内；可写 - 从标准输入读")],
    as_json: Annotated[bool, typer.Option("--json", help="输出一行 JSON（Answer 对象）")] = False,
    history: Annotated[
        Path | None, typer.Option("--history", help="此前的对话：JSON 列表，每项有 role 和 content")
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help="只看这个地区；问题里写明的地区优先")
    ] = None,
) -> None:
    """提一个问题，得到带出处的回答。"""
    from bot.answer import open_answerer  # noqa: PLC0415 (brings the index: not for --help)

    turns = read_history(history) if history else ()
    asked = sys.stdin.read() if question == "-" else question
    answer = open_answerer().answer(asked, history=turns, jurisdiction=jurisdiction)
    typer.echo(answer.model_dump_json() if as_json else render_answer(answer))


def serve(
    host: Annotated[str, typer.Option(help="监听地址；:: 为所有 IPv6 地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口", min=1, max=65535)] = 7860,
) -> None:
    """打开网页和接口（同一个端口），按 Ctrl-C 停止。"""
    from bot.web.server import serve as run_server  # noqa: PLC0415 (brings gradio: not for --help)

    run_server(host, port)


def read_history(path: Path) -> tuple[Turn, ...]:
    """Read a conversation; raises UsageError for a file that is none."""
    try:
        turns = json.loads(path.read_text("utf-8"))
        return TypeAdapter(tuple[Turn, ...]).validate_python(turns)
    except OSError as error:
        raise UsageError(f"读不到对话文件 {path}：请检查路径。") from error
    except (ValueError, ValidationError) as error:
        raise UsageError(
            f"对话文件 {path} 的格式不对：应是 JSON 列表，每项形如"
            ' {"role": "user", "content": "……"}，role 为 user 或 assistant。'
        ) from error


def render_answer(answer: Answer) -> str:
    """Lay an answer out for a terminal: the text, its sources, what is close, the notice."""
    lines = [answer.text, ""]
    for citation in answer.citations:
        heading = " › ".join(citation.heading)
        lines.append(f"[{citation.marker}] {citation.label}　{heading}　{citation.url}")
    lines += [f"相关（{one.reason}）：{one.label}　{one.url}" for one in answer.related]
    if answer.suggestions:
        lines += ["", "可以接着问：" + "　".join(answer.suggestions)]
    return "\n".join([*lines, "", answer.notice])
