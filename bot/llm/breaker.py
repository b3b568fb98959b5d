"""A circuit breaker: after several faults in a row the model is left alone for a while.

Closed, every call goes through. Open, none does. When the pause is over one call goes through as a
probe (half-open): if it succeeds the breaker closes, if it fails the pause is twice as long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Literal

from bot.llm.faults import ModelFault, Paused, Refused

State = Literal["closed", "half_open", "open"]

_FAULTS_IN_A_ROW = 3
_FIRST_PAUSE = 10.0
_LONGEST_PAUSE = 300.0


class Breaker:
    """Shared by all requests of a process; times in seconds of ``clock``."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, faults: int = _FAULTS_IN_A_ROW
    ) -> None:
        self._clock = clock
        self._allowed = faults
        self._lock = Lock()
        self._faults = 0
        self._pause = _FIRST_PAUSE
        self._until: float | None = None  # set while open
        self._probing = False

    @property
    def state(self) -> State:
        """Which of the three it is now."""
        with self._lock:
            if self._until is None:
                return "closed"
            return "open" if self._clock() < self._until and not self._probing else "half_open"

    def enter(self) -> None:
        """Let a call through, or raise Paused."""
        with self._lock:
            if self._until is None:
                return
            if self._probing or self._clock() < self._until:
                raise Paused
            self._probing = True

    def succeed(self) -> None:
        """Note that a call that entered went well."""
        with self._lock:
            self._faults, self._pause = 0, _FIRST_PAUSE
            self._until, self._probing = None, False

    def fail(self, fault: ModelFault) -> None:
        """Note that a call that entered went wrong; who asks to wait is believed at once."""
        with self._lock:
            if not fault.counts:
                self._probing = False
                return
            self._faults += 1
            asked = fault.seconds if isinstance(fault, Refused) else 0.0
            if self._probing:
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            if self._probing or asked or self._faults >= self._allowed:
                pause = max(self._pause, min(asked, _LONGEST_PAUSE))
                self._until, self._probing = self._clock() + pause, False
