"""From what is published to an index that serves it; does nothing when nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexCorrupt, IndexMissing
from corpus.store import Store
from corpus.types import ParsedDocument
from index.contents import fingerprint, gather
from index.encoder.load import encoder_name, load_encoder
from index.generations import Manifest, check_files, current_generation, read_manifest, retire
from index.progress import progress_bar
from index.settings import IndexSettings


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that serves now; ``built`` is false where the one at hand already fitted."""

    generation: Path | None
    built: bool


def publish(store: Store, settings: IndexSettings | None = None) -> Published:
    """Index what ``store`` has published, unless the current generation was built from just that.

    Only the encoder is taken from ``settings`` (by default, the environment's).
    Where nothing is published any more, nothing serves any more (``generation`` is None).
    Imports neither Chroma nor llama-index nor jieba when there is nothing to do.

    Raises:
        IndexBusy, IndexCorrupt, IndexUnavailable, EncoderError: see ``build_generation``.
    """
    settings = settings or IndexSettings()
    parsed = store.published()
    if not parsed:
        retire(store.data)
        return Published(None, built=False)
    current = _current(store.data)
    if current and current[1].fingerprint == fingerprint(gather(parsed), encoder_name(settings)):
        return Published(current[0], built=False)
    return Published(rebuild(store.data, parsed, settings), built=True)


def rebuild(data: Path, parsed: Sequence[ParsedDocument], settings: IndexSettings) -> Path:
    """Build a generation in any case, with a progress bar on stderr."""
    from index.build import build_generation  # noqa: PLC0415 (segmenter, Chroma, llama-index)

    encoder = load_encoder(settings)
    with progress_bar() as progress:
        return build_generation(data, parsed, encoder, progress=progress)


def _current(data: Path) -> tuple[Path, Manifest] | None:
    """Give the generation that serves, if it is intact."""
    try:
        directory = current_generation(data)
        manifest = read_manifest(directory)
        check_files(directory, manifest)
    except (IndexMissing, IndexCorrupt):
        return None
    return directory, manifest
