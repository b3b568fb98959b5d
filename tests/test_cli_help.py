"""Every command and every parameter explains itself in Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup

from zhengwen import DOORS, load_command


def walk(command: TyperCommand | TyperGroup, path: str) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        yield path, command
        for name, child in command.commands.items():
            yield from walk(child, f"{path} {name}")
    else:
        yield path, command


def has_chinese(text: str | None) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text or "")


@pytest.mark.parametrize("name", DOORS)
def test_every_command_and_parameter_has_chinese_help(name: str) -> None:
    for path, command in walk(load_command(name, DOORS[name]), name):
        assert has_chinese(command.help), f"{path}: no help"
        for parameter in command.params:
            if parameter.name != "help":
                assert has_chinese(parameter.help), f"{path} {parameter.name}: no help"
