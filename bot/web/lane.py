"""The worker threads that questions are answered in: no more than pay off."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from bot.types import Answer
from bot.web.ports import QuestionAnswerer

P = ParamSpec("P")
T = TypeVar("T")

_WAITING = 40  # threads that mostly wait for a language model


class Lane:
    """Runs the answerer off the event loop, first come first served.

    An answer is mostly computing: a thread a core is enough, and with many of them fifty questions
    take half as long again.
    """

    def __init__(self, answerer: QuestionAnswerer) -> None:
        computing = len(os.sched_getaffinity(0))
        self._waits = answerer.waits
        self._limiter = CapacityLimiter(_WAITING if answerer.waits else computing)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``function`` returns, and raise what it raises."""
        return await run_sync(partial(function, *args, **kwargs), limiter=self._limiter)

    async def grow(self, answers: Iterator[Answer]) -> AsyncIterator[Answer]:
        """Yield the answers as they come; those that are not waited for need no thread."""
        if not self._waits:
            for answer in answers:
                yield answer
            return
        while (answer := await self.run(next, answers, None)) is not None:
            yield answer
