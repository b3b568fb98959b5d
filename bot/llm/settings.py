"""What a deployment may choose about the language model; without ``LLM_BASE_URL`` there is none."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from corpus.settings import DataSettings


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, f"ZHENGWEN_{name}")


class LlmSettings(DataSettings):
    """Read from the environment: ``LLM_*`` and ``ZHENGWEN_DATA``; times are in seconds.

    ``timeout`` is how long a person may wait for the first word on account of the model: for the
    first checked sentence of a stream, for the whole of an answer that comes in one piece. A
    stream that has begun may go on for ``stream_timeout``. ``extra`` is a JSON object that is added
    to every request, for what one kind of server wants. Prices are yuan for a million tokens;
    a limit of 0 is none.
    """

    model_config = SettingsConfigDict(env_prefix="ZHENGWEN_", populate_by_name=True)

    base_url: str = Field(default="", validation_alias=_named("LLM_BASE_URL"))
    model: str = Field(default="", validation_alias=_named("LLM_MODEL"))
    api_key: SecretStr = Field(default=SecretStr(""), validation_alias=_named("LLM_API_KEY"))
    timeout: float = Field(default=2.0, gt=0, validation_alias=_named("LLM_TIMEOUT"))
    stream_timeout: float = Field(default=15.0, gt=0, validation_alias=_named("LLM_STREAM_TIMEOUT"))
    rewrite: bool = Field(default=True, validation_alias=_named("LLM_REWRITE"))
    choose: bool = Field(default=False, validation_alias=_named("LLM_CHOOSE"))
    phrase: bool = Field(default=True, validation_alias=_named("LLM_PHRASE"))
    json_form: Literal["schema", "object", "none"] = Field(
        default="schema", validation_alias=_named("LLM_JSON")
    )
    extra: dict[str, Any] = Field(default={}, validation_alias=_named("LLM_EXTRA"))
    context: int = Field(default=4096, ge=512, validation_alias=_named("LLM_CONTEXT"))
    price_in: float = Field(default=0.0, ge=0, validation_alias=_named("LLM_PRICE_IN"))
    price_out: float = Field(default=0.0, ge=0, validation_alias=_named("LLM_PRICE_OUT"))
    daily_tokens: int = Field(default=2_000_000, ge=0, validation_alias=_named("LLM_DAILY_TOKENS"))
    daily_cost: float = Field(default=0.0, ge=0, validation_alias=_named("LLM_DAILY_COST"))

    @property
    def configured(self) -> bool:
        """Whether a model is to be used at all."""
        return bool(self.base_url.strip())
