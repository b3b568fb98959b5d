"""The command as a whole: quick help, help everywhere, exit codes, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer

from corpus.errors import IndexMissing, QuestionError
from zhengwen import DOORS, Door, build_application, run, say_usage

ROOT = Path(__file__).parents[1]
HEAVY = ("bot", "chromadb", "eval", "gradio", "index", "jieba", "llama_index", "numpy", "structlog")


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        """假命令"""
        raise error

    return command


def echo(word: str, year: int = 2022) -> None:
    """重复一个词"""
    typer.echo(f"{word} {year}")


@pytest.fixture
def rooms() -> Iterator[dict[str, Door]]:
    module = ModuleType("a_room_of_the_tests")
    commands: dict[str, Callable[..., None]] = {
        "echo": echo,
        "usage": raising(QuestionError("问题是空的，请写一个问题。")),
        "missing": raising(IndexMissing("还没有索引，请先发布文件。")),
        "bug": raising(KeyError("item")),
        "stop": raising(KeyboardInterrupt()),
        "gone": raising(BrokenPipeError()),
        "three": raising(typer.Exit(3)),
    }
    room = typer.Typer(help="一个房间")
    room.command("only")(echo)
    for name, function in commands.items():
        setattr(module, name, function)
    module.room = room
    sys.modules[module.__name__] = module
    yield {name: Door(module.__name__, name, "假") for name in (*commands, "room")}
    del sys.modules[module.__name__]


def zhengwen(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhengwen", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys, zhengwen; zhengwen.run(['--help']);"
        f"sys.exit(','.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    for name, door in DOORS.items():
        assert name in done.stdout
        assert door.help in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["echo", "词"], (0, "词 2022\n", "")),
        (["echo", "词", "--year", "2021"], (0, "词 2021\n", "")),
        (["room", "only", "词"], (0, "词 2022\n", "")),
        (["three"], (3, "", "")),
        (["usage"], (2, "", "问题是空的，请写一个问题。\n")),
        (["missing"], (1, "", "还没有索引，请先发布文件。\n")),
        (["stop"], (130, "", "已中断。\n")),
        (["gone"], (1, "", "")),
        (["ehco"], (2, "", "没有命令 ehco，是不是要用 'echo'。用法见 zhengwen --help\n")),
        (["echo"], (2, "", "缺少参数 word。用法见 zhengwen echo --help\n")),
        (
            ["echo", "--yaer", "1"],
            (2, "", "没有选项 --yaer，是不是要用 --year。用法见 zhengwen echo --help\n"),
        ),
        (["echo", "词", "词"], (2, "", "多出了参数 词。用法见 zhengwen echo --help\n")),
        (["room", "none"], (2, "", "没有命令 none。用法见 zhengwen room --help\n")),
    ],
)
def test_exit_codes_and_sentences(
    rooms: dict[str, Door],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    expected: tuple[int, str, str],
) -> None:
    assert (run(arguments, rooms), *capsys.readouterr()) == expected


def test_a_bug_becomes_a_sentence(
    rooms: dict[str, Door], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHENGWEN_LOG", raising=False)
    assert run(["bug"], rooms) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("程序内部出错（编号 ")
    assert "KeyError：'item'" in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_a_bug_can_be_looked_into(
    rooms: dict[str, Door], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_LOG", "debug")
    assert run(["bug"], rooms) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Option '--cases' requires an argument.", "选项 --cases 后面要写一个值"),
        ("Missing option '--cases'.", "缺少选项 --cases"),
        ("Invalid value for '--year': Input should be a valid integer, x", "--year 后面要写整数"),
        ("Invalid value for '--port': Input should be less than or equal to 9", "--port 最大 9"),
        ("Invalid value for 'FILE': File 'x.txt' does not exist.", "FILE 指的 x.txt 不存在"),
        (
            "Invalid value for '--format': Value error, 'pdf' is not one of 'jsonl', 'csv'.",
            "--format 不能写 pdf，可以写 'jsonl', 'csv'",
        ),
        ("Invalid value for '--out': 太长", "--out 的值不对：太长"),
        ("什么别的话", "什么别的话"),
    ],
)
def test_say_usage(message: str, sentence: str) -> None:
    assert say_usage(message).startswith(sentence)


def test_without_arguments_it_shows_its_help() -> None:
    done = zhengwen()
    assert done.returncode == 2
    assert "政问" in done.stderr


def test_a_reader_that_leaves_early_is_no_accident() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "zhengwen", "--help"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in {0, 1}


def test_the_application_is_built_without_importing_rooms() -> None:
    assert list(build_application().commands) == list(DOORS)
