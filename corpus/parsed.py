"""What was parsed is kept in ``DATA/parsed``, so that no file is read twice.

The name of a kept file covers all that goes into parsing: the source file, its catalog entry and
the parser itself. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.catalog import CatalogEntry
from corpus.holdings import Holding, write_whole
from corpus.types import ParsedDocument

_ADAPTER = TypeAdapter(ParsedDocument)
_ENTRY = TypeAdapter(CatalogEntry)
_ROOM = Path(__file__).parent


class ParsedFiles:
    """The parsed form of the files of one store, by what they were parsed from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, holding: Holding, parse: Callable[[], ParsedDocument]) -> ParsedDocument:
        """Give what is kept of this version, or parse and keep it."""
        file = self._file(holding)
        try:
            return _ADAPTER.validate_json(file.read_bytes())
        except (OSError, ValidationError):
            parsed = parse()
        self.keep(holding, parsed)
        return parsed

    def keep(self, holding: Holding, parsed: ParsedDocument) -> None:
        """Keep a parsed document; where the folder cannot be written, nothing is kept."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(holding), _ADAPTER.dump_json(parsed))
        except OSError:
            return  # read-only data serve as well, only slower

    def keep_only(self, holdings: Collection[Holding]) -> None:
        """Drop what belongs to no version any more, or to an older parser."""
        kept = {self._file(holding) for holding in holdings}
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if path not in kept:
                path.unlink(missing_ok=True)

    def _file(self, holding: Holding) -> Path:
        entry = _ENTRY.dump_json(holding.entry)
        key = hashlib.sha256(holding.file.encode() + b"\0" + entry + parser_mark())
        return self.folder / f"{holding.entry.id}.{key.hexdigest()[:16]}.json"


@cache
def parser_mark() -> bytes:
    """Digest of the code and rules of this room: another parser, another mark."""
    digest = hashlib.sha256()
    for path in sorted(_ROOM.rglob("*")):
        if path.suffix in {".py", ".toml"} and path.parent.name != "documents":
            digest.update(path.relative_to(_ROOM).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.digest()
