"""What the model takes, by day, with a limit; kept in ``<data>/llm/usage.json`` across processes.

A call reserves the most it may take before it is made, and is settled with what it took, so that
any number of calls at once stay within the limit.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

import structlog
from filelock import FileLock, Timeout
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.llm.faults import OverLimit
from bot.llm.types import Usage

_KEPT_DAYS = 92
_LOCK_SECONDS = 0.5  # waiting for the lock counts against the person who waits
_MILLION = 1_000_000


class Day(BaseModel):
    """What one day took; a call under way counts with the most it may take."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.prompt_tokens + self.completion_tokens


_DAYS = TypeAdapter(dict[date, Day])


@dataclass(frozen=True, slots=True)
class Limits:
    """Prices in yuan for a million tokens, and what a day may take; 0 is no limit."""

    price_in: float = 0.0
    price_out: float = 0.0
    daily_tokens: int = 0
    daily_cost: float = 0.0

    def cost(self, usage: Usage) -> float:
        """Price of a call in yuan."""
        paid_in = self.price_in * usage.prompt_tokens
        return (paid_in + self.price_out * usage.completion_tokens) / _MILLION


class Accounts:
    """The book of one data directory; any number of threads and processes may write."""

    def __init__(self, data: Path, limits: Limits, today: Callable[[], date] = date.today) -> None:
        self._file = data / "llm" / "usage.json"
        self._limits = limits
        self._today = today
        self._threads = Lock()  # the file's own lock polls, which is slow between threads
        self._processes = FileLock(self._file.with_suffix(".lock"), poll_interval=0.005)

    def reserve(self, most: Usage) -> None:
        """Book the most a call may take; raises OverLimit where the day cannot hold it."""
        with self._open() as days:
            day = days.setdefault(self._today(), Day())
            cost = self._limits.cost(most)
            tokens = most.prompt_tokens + most.completion_tokens
            if 0 < self._limits.daily_tokens < day.tokens + tokens:
                raise OverLimit(f"{day.tokens} + {tokens} tokens")
            if 0 < self._limits.daily_cost < day.cost + cost:
                raise OverLimit(f"{day.cost:.4f} + {cost:.4f} yuan")
            _add(day, most, cost, calls=1)

    def settle(self, reserved: Usage, taken: Usage) -> float:
        """Replace a reservation by what was taken; returns its cost in yuan."""
        cost = self._limits.cost(taken)
        difference = Usage(
            taken.prompt_tokens - reserved.prompt_tokens,
            taken.completion_tokens - reserved.completion_tokens,
        )
        try:
            with self._open() as days:
                day = days.setdefault(self._today(), Day())
                _add(day, difference, cost - self._limits.cost(reserved), calls=0)
        except OverLimit as error:  # the reservation, which is more, stays in the book
            structlog.get_logger().warning("llm_not_settled", error=str(error))
        return cost

    def read(self) -> dict[date, Day]:
        """Return what each day took, oldest first."""
        return dict(sorted(self._read().items()))

    @contextmanager
    def _open(self) -> Generator[dict[date, Day]]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                days = self._read()
                yield days
                self._write(days)
        except (Timeout, OSError) as error:  # what cannot be counted cannot be limited
            raise OverLimit(f"{self._file}: {type(error).__name__}") from error

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Keep out all other threads and processes; raises Timeout after ``_LOCK_SECONDS``."""
        until = time.monotonic() + _LOCK_SECONDS
        if not self._threads.acquire(timeout=_LOCK_SECONDS):
            raise Timeout(str(self._file))
        try:
            with self._processes.acquire(timeout=max(0.0, until - time.monotonic())):
                yield
        finally:
            self._threads.release()

    def _read(self) -> dict[date, Day]:
        try:
            return _DAYS.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except ValidationError as error:  # never written by us: somebody edited it
            raise OverLimit(f"{self._file} is damaged") from error

    def _write(self, days: dict[date, Day]) -> None:
        kept = dict(sorted(days.items())[-_KEPT_DAYS:])
        new = self._file.with_suffix(f".{os.getpid()}.new")
        dumped = {str(day): entry.model_dump() for day, entry in kept.items()}
        new.write_text(json.dumps(dumped, indent=1), encoding="utf-8")
        new.replace(self._file)


def _add(day: Day, usage: Usage, cost: float, *, calls: int) -> None:
    day.calls += calls
    day.prompt_tokens = max(0, day.prompt_tokens + usage.prompt_tokens)
    day.completion_tokens = max(0, day.completion_tokens + usage.completion_tokens)
    day.cost = max(0.0, day.cost + cost)
