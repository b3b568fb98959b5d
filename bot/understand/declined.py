"""What is no question for the plans: what is refused, and errands that are done elsewhere.

``refusals.toml`` holds what is refused (setting the sources aside, making things up, abuse, lures,
crime), ``errands.toml`` what nobody can look up in a plan (writing a poem, judging people, how to
get a certificate). Both list classes of words, and which of them say enough when they stand in one
sentence, in any order.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.understand.normalise import normalise_question

_SENTENCES = re.compile(r"[。！？!?；;\n]+")
_WORD = re.compile(r"[a-z]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEW_WORDS, _FEW_HAN = 3, 2  # so many Latin words with hardly a Chinese character are a language


@dataclass(frozen=True, slots=True)
class _Rule:
    reason: str
    all: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]

    def meets(self, sentence: str) -> bool:
        return all(words.search(sentence) for words in self.all) and not any(
            words.search(sentence) for words in self.unless
        )


@cache
def _load_rules(name: str) -> tuple[_Rule, ...]:
    table = tomllib.loads(files("bot.understand").joinpath(name).read_text("utf-8"))
    words = {
        name: re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
        for name, patterns in table["words"].items()
    }
    return tuple(
        _Rule(
            row["reason"],
            tuple(words[name] for name in row["all"]),
            tuple(words[name] for name in row.get("unless", ())),
        )
        for row in table["rule"]
    )


def find_refusal(text: str) -> str | None:
    """Return the reason to refuse ``text`` (normalised); None where there is none."""
    return _first_met("refusals.toml", text)


def without_orders(text: str) -> str:
    """Leave out the sentences of ``text``, as received, that are refused; empty where all are."""
    sentences = (one for one in _SENTENCES.split(text) if one)
    return "。".join(one for one in sentences if not find_refusal(normalise_question(one)))


def find_errand(text: str) -> str | None:
    """Return what ``text`` (normalised) asks for that no plan can answer; None for a question."""
    if len(_WORD.findall(text)) >= _FEW_WORDS and len(_HAN.findall(text)) < _FEW_HAN:
        return "language"
    return _first_met("errands.toml", text)


def _first_met(name: str, text: str) -> str | None:
    """Try each sentence, then all of them as one."""
    sentences = [*_SENTENCES.split(text), text.replace("\n", " ")]
    found = (rule.reason for one in sentences for rule in _load_rules(name) if rule.meets(one))
    return next(found, None)
