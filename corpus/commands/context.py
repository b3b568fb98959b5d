"""What every command works on: the store, the index behind it, and the one lock."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

import typer

from corpus.errors import ZhengwenError
from corpus.settings import DataSettings
from corpus.store import Store
from corpus.writer import one_writer


class Rebuilder(Protocol):
    """What ``ctx.obj`` must be: it indexes what a store has published."""

    def rebuild(self, store: Store) -> None:
        """Index what ``store`` has published; nothing happens when nothing changed."""
        ...


def open_store() -> Store:
    """Open the store of this installation."""
    return Store(DataSettings().data)


@contextmanager
def changing(store: Store) -> Generator[None]:
    """Hold the lock of ``store``; who waits for it is told on stderr."""
    with one_writer(store.data, lambda told: typer.echo(told, err=True)):
        yield


def update_index(ctx: typer.Context, store: Store) -> None:
    """Index what ``store`` has published; an error says what is left to do."""
    rebuilder: Rebuilder = ctx.find_root().obj
    try:
        rebuilder.rebuild(store)
    except ZhengwenError as error:
        raise type(error)(
            f"{error}文件目录的改动已经记下，索引还是原来的：解决之后运行 zhengwen corpus publish。"
        ) from error
