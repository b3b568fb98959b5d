"""One written form for a question: width, script, case and spaces."""

from __future__ import annotations

import re
import unicodedata

from corpus.errors import QuestionError
from corpus.script import to_simplified

MAX_LENGTH = 500

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]")
_SPACE = re.compile(r"\s+")
# 「不问几天答复，我就问…」: what is not asked, up to what is.
_NOT_ASKED = re.compile(
    r"(?<![^,。;!?])(?:我|咱|可|又|也|先|都)*(?:不(?:是)?|没有?)(?:要|想|来)?(?:问|打听|关心)(?!题)[^。!?]*?,"
    r"(?=(?:我|咱|而|单|光|就|只|偏|是|想|要)*(?:问|打听|关心)"
    r"|(?:我|咱|单|光|就|只)*想(?:知道|晓得|了解|看))"
)
# A space counts only between two Latin words; inside Chinese it is noise (「莱 芜 区」, 「1 + N」).
_NOISE_SPACE = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")


def check_question(asked: str) -> None:
    """Raise QuestionError for an empty question or one over ``MAX_LENGTH`` characters."""
    if not _INVISIBLE.sub("", asked).strip():
        raise QuestionError("问题是空的，请输入想问的事，例如「谁负责涉农补贴公开、何时完成」。")
    if len(asked) > MAX_LENGTH:
        raise QuestionError(
            f"问题有 {len(asked)} 个字，超过了 {MAX_LENGTH} 个字的上限，请只留下要问的那一件事。"
        )


def normalise_question(asked: str) -> str:
    """Return ``asked`` in half width, simplified script and lower case, without noise spaces.

    Normalising twice changes nothing.
    """
    text = _fold(asked)
    while (folded := _fold(text)) != text:  # a removed space may let two characters combine
        text = folded
    return text


def drop_not_asked(text: str) -> str:
    """Leave out of a normalised question what it says it does not ask."""
    return _NOT_ASKED.sub("", text)


def _fold(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _SPACE.sub(" ", to_simplified(text).lower()).strip()
    return _NOISE_SPACE.sub("", text)
