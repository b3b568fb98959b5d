"""Where the data of this installation lives."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DataSettings(BaseSettings):
    """Read from the environment; ``ZHENGWEN_DATA`` names the data directory."""

    model_config = SettingsConfigDict(env_prefix="ZHENGWEN_")

    data: Path = Field(default=Path("var"), description="data directory (sources, generations)")
