"""The index of a running program: follows every switch to a new generation without a pause."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

import structlog

from corpus.errors import EncoderError, IndexMissing, IndexUnavailable
from index.generations import Stamp, current_stamp
from index.snapshot import Snapshot, open_current
from index.types import Encoder


class LiveIndex:
    """The current snapshot of a data directory; any number of threads may ask for it."""

    def __init__(self, data: Path, load_encoder: Callable[[], Encoder]) -> None:
        """Open nothing yet; ``load_encoder`` is called once, before the first snapshot."""
        self._data = data
        self._encoder = cache(load_encoder)
        self._opening = Lock()
        self._snapshot: Snapshot | None = None
        self._seen: Stamp | None = None

    def current(self) -> Snapshot:
        """Give the snapshot that serves; costs one ``stat`` while nothing was switched.

        After a switch one caller opens the new generation while the others keep getting the old
        one. When the new one cannot be opened, that is logged once and the old one, which is
        wholly in memory, goes on serving until the next switch.

        Raises:
            IndexMissing: nothing has been built, or all documents were withdrawn.
            IndexCorrupt: what was built is damaged, and nothing was open before.
            EncoderError: the encoder cannot be loaded, or another one built the index.
        """
        stamp = self._stamp()
        snapshot = self._snapshot
        if snapshot is None:
            with self._opening:
                return self._snapshot if self._snapshot else self._open(stamp)
        if stamp != self._seen and self._opening.acquire(blocking=False):
            try:
                return self._follow(snapshot, stamp)
            finally:
                self._opening.release()
        return snapshot

    def _stamp(self) -> Stamp:
        try:
            return current_stamp(self._data)
        except IndexMissing:
            self._snapshot = None
            raise

    def _open(self, stamp: Stamp) -> Snapshot:
        self._snapshot = open_current(self._data, self._encoder())
        self._seen = stamp
        return self._snapshot

    def _follow(self, old: Snapshot, stamp: Stamp) -> Snapshot:
        try:
            new = open_current(self._data, self._encoder())
            new.warm()
        except (IndexUnavailable, EncoderError) as error:
            structlog.get_logger().error(
                "new_generation_refused", serving=old.generation, reason=str(error)
            )
            new = old
        self._snapshot, self._seen = new, stamp
        return new
