"""What a deployment may choose about its web door; each setting has a sentence for a wrong value.

All are read from the environment, lists separated by commas or spaces: ``ZHENGWEN_PORTALS``,
``ZHENGWEN_API_KEYS``, ``ZHENGWEN_RATE_ASK``, ``ZHENGWEN_RATE_READ``, ``ZHENGWEN_RATE_KEY``,
``ZHENGWEN_TRUSTED_PROXIES`` and ``ZHENGWEN_ROOT_PATH``.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from typing import Annotated

import limits
from pydantic import BeforeValidator, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.web.api_words import api_words
from bot.web.origins import Portals
from corpus.errors import ServerError

OFF = "off"

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


def _split(value: object) -> object:
    return tuple(re.findall(r"[^,\s]+", value)) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class WebSettings(BaseSettings):
    """Portals that may embed the service, keys, rates, proxies, and the path it is served under.

    A rate is written ``120/minute`` (see the library ``limits``) or ``off``.
    """

    model_config = SettingsConfigDict(env_prefix="ZHENGWEN_", frozen=True)

    portals: Words = ()
    api_keys: Words = ()
    rate_ask: str = "120/minute"
    rate_read: str = "600/minute"
    rate_key: str = "1200/minute"
    trusted_proxies: Words = ()
    root_path: str = ""

    @field_validator("portals")
    @classmethod
    def _check_portals(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return Portals.parse(value).patterns

    @field_validator("api_keys")
    @classmethod
    def _check_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < 16 or not key.isascii() for key in value):
            raise ValueError(api_words().setting["api_keys"])  # never the key itself
        return value

    @field_validator("rate_ask", "rate_read", "rate_key")
    @classmethod
    def _check_rate(cls, value: str) -> str:
        if value != OFF:
            try:
                limits.parse(value)
            except ValueError as error:
                raise ValueError(api_words().setting["rate"].format(value=value)) from error
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ipaddress.ip_network(one)
            except ValueError as error:
                sentence = api_words().setting["trusted_proxies"].format(value=one)
                raise ValueError(sentence) from error
        return value

    @field_validator("root_path")
    @classmethod
    def _check_root(cls, value: str) -> str:
        path = value.strip().rstrip("/")
        if not _ROOT_PATH.fullmatch(path):
            raise ValueError(api_words().setting["root_path"].format(value=value))
        return path


def read_settings() -> WebSettings:
    """Read the settings from the environment; raises ServerError naming the variable at fault."""
    try:
        return WebSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"ZHENGWEN_{str(first['loc'][0]).upper()}"
        sentence = first["msg"].removeprefix("Value error, ")
        raise ServerError(f"设置 {name} 不对：{sentence}") from error


@cache
def root_path() -> str:
    """Return the path the service is shown under; the same as long as the process runs."""
    return read_settings().root_path
