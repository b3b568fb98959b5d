"""The ``zhengwen`` command: joins the rooms' command lines and is the one door for errors.

A room is imported only when one of its commands runs, so ``zhengwen --help`` stays instant.
"""

from __future__ import annotations

import io
import os
import re
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

os.environ.setdefault("TYPER_USE_RICH", "0")  # plain help and errors, for terminals and for grep

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from corpus.errors import ZhengwenError

if TYPE_CHECKING:
    from corpus.store import Store

USAGE, FAILED, INTERRUPTED = 2, 1, 130
HELP_NAMES = {"help_option_names": ["-h", "--help"]}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a command lives: a function, or a room's own Typer application."""

    module: str
    attribute: str
    help: str


DOORS = {
    "serve": Door("bot.cli", "serve", "打开网页、接口和挂件（同一个端口）"),
    "ask": Door("bot.cli", "ask", "提一个问题，得到带出处的回答"),
    "corpus": Door("corpus.cli", "corpus_app", "文件与记录：添加、核对、发布、替换、废止、导出"),
    "index": Door("index.cli", "index_app", "索引：建立、状态、校验、检索"),
    "eval": Door("eval.cli", "eval_app", "评测：运行、评分、报告、对比"),
    "encoder": Door("index.encoder.cli", "encoder_app", "编码器：裁剪、训练、导出、评测"),
}

# What the argument parser says in English, and how we say it; the first match wins.
SENTENCES = (
    (r"No such command '(.*)'\. Did you mean (.*)\?", "没有命令 {0}，是不是要用 {1}"),
    (r"No such command '(.*)'\.", "没有命令 {0}"),
    (r"Missing command\.", "后面还要写一个子命令"),
    (r"No such option: (\S+) \(Possible options: (.*)\)", "没有选项 {0}，是不是要用 {1}"),
    (r"No such option: (\S+)(?: Did you mean (.*)\?)?", "没有选项 {0}"),
    (r"Option '(.*)' requires an argument\.", "选项 {0} 后面要写一个值"),
    (r"Option '(.*)' does not take a value\.", "选项 {0} 后面不能写值"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", "多出了参数 {0}"),
    (r"Missing argument '(.*?)'\..*", "缺少参数 {0}"),
    (r"Missing option '(.*?)'\..*", "缺少选项 {0}"),
    (r"Invalid value for '(.*?)': Input should be a valid integer.*", "{0} 后面要写整数"),
    (r"Invalid value for '(.*?)': Input should be less than or equal to (\S+)", "{0} 最大 {1}"),
    (r"Invalid value for '(.*?)': Input should be greater than or equal to (\S+)", "{0} 最小 {1}"),
    (r"Invalid value for '(.*?)': \S+ '(.*)' does not exist\.", "{0} 指的 {1} 不存在"),
    (
        r"Invalid value for '(.*?)': (?:Value error, )?'(.*)' is not one of (.*?)\.*",
        "{0} 不能写 {1}，可以写 {2}",
    ),
    (r"Invalid value for '(.*?)': (.*)", "{0} 的值不对：{1}"),
    (r"Invalid value: (.*)", "值不对：{0}"),
)


class IndexPublisher:
    """What the corpus commands find in ``ctx.obj``: the corpus room may not import the index."""

    def rebuild(self, store: Store) -> None:
        """Index what ``store`` has published; does nothing when nothing changed."""
        import_module("index.publish").publish(store)


class DoorCommand(TyperCommand):
    """Stands in for a room's command in the help, and becomes it when it is run."""

    def __init__(self, name: str, door: Door) -> None:
        super().__init__(name=name, help=door.help)
        self.door = door

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  the parser's types are private
        """Import the room and hand over."""
        configure_logs()
        assert self.name is not None
        return load_command(self.name, self.door).make_context(*args, **kwargs)


def load_command(name: str, door: Door) -> TyperCommand | TyperGroup:
    """Import what is behind ``door`` as a command of that name."""
    target: Any = getattr(import_module(door.module), door.attribute)
    if isinstance(target, typer.Typer):
        command: Any = get_group(target)
    else:
        app = typer.Typer(add_completion=False)
        app.command(name, context_settings=HELP_NAMES)(target)
        command = get_command(app)
    command.name = name
    return command


def build_application(doors: Mapping[str, Door] = DOORS) -> TyperGroup:
    """Build the whole command line without importing any room."""
    app = typer.Typer(
        name="zhengwen", no_args_is_help=True, add_completion=False, context_settings=HELP_NAMES
    )

    @app.callback()
    def zhengwen(ctx: typer.Context) -> None:  # pyright: ignore[reportUnusedFunction]
        """政问：从政务公开工作计划的任务表作答，答案完整、逐字可查。"""
        ctx.obj = IndexPublisher()

    group = get_group(app)
    for name, door in doors.items():
        group.add_command(DoorCommand(name, door))
    return group


def configure_logs() -> None:
    """Send logs to stderr, so that stdout carries results only; ``ZHENGWEN_LOG`` sets the level."""
    import structlog  # noqa: PLC0415  not needed for --help

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(os.environ.get("ZHENGWEN_LOG", "info")),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # stderr as it is by then
    )


def say_usage(message: str) -> str:
    """Translate a sentence of the argument parser; one it does not know stays as it is."""
    for pattern, sentence in SENTENCES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return sentence.format(*match.groups())
    return message


def report_parser_error(error: typer.TyperException) -> int:
    """Tell what is wrong with the command line and where its help is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)  # noqa: T201  the help itself
        return USAGE
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "zhengwen"
    typer.echo(f"{say_usage(error.format_message())}。用法见 {command} --help", err=True)
    return error.exit_code


def report_bug(error: Exception) -> int:
    """Say that the fault is ours, with a number under which the log holds the details."""
    import structlog  # noqa: PLC0415  not needed for --help

    configure_logs()
    request_id = uuid.uuid4().hex[:12]
    structlog.get_logger().debug("command_failed", request_id=request_id, exc_info=error)
    typer.echo(
        f"程序内部出错（编号 {request_id}，{type(error).__name__}：{error}）。"
        "请设 ZHENGWEN_LOG=debug 再运行一次，把输出附在问题报告里。",
        err=True,
    )
    return FAILED


def run(arguments: Sequence[str], doors: Mapping[str, Door] = DOORS) -> int:
    """Run one command and return its exit code; 0 done, 1 failed, 2 wrong usage, 130 Ctrl-C."""
    try:
        result: object = build_application(doors).main(
            list(arguments), prog_name="zhengwen", standalone_mode=False
        )
        sys.stdout.flush()
    except ZhengwenError as error:
        typer.echo(str(error), err=True)
        return error.exit_code
    except typer.TyperException as error:
        return report_parser_error(error)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("已中断。", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return FAILED
    except Exception as error:  # noqa: BLE001  the door: a plain sentence, never a traceback
        return report_bug(error)
    if result == INTERRUPTED:  # the parser turns Ctrl-C inside a command into this code
        typer.echo("已中断。", err=True)
    return result if isinstance(result, int) else 0


def main() -> NoReturn:
    """Entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a stray byte must not end in a traceback
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read us is gone; keep the interpreter from complaining
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


if __name__ == "__main__":
    main()
