"""Which reader a file needs, told by its content and not by its name."""

from __future__ import annotations

from corpus.normalise import unify_breaks
from corpus.readers.layout import LaidOut, lay_out_text
from corpus.readers.text import decode


def read_file(data: bytes, name: str) -> LaidOut:
    """Read a received file of any format and lay it out as lines.

    Raises:
        DocumentError: the file is empty, damaged, hostile or of a format that cannot be read.
    """
    return lay_out_text(unify_breaks(decode(data, name)))
