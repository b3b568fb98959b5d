"""Loads the segmenter's dictionary on import, for processes that are forked by the hundred."""

from __future__ import annotations

from index.tokens import Segmenter

Segmenter().cut("政务公开")
