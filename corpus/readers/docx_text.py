"""The visible text of a Word paragraph, and what in it no reader of the page sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.readers.word import MC, W, child, is_on, value, whole
from corpus.types import ForeignKind

_TINY = 6  # half points: smaller than any print
_WHITE = ("FFFFFF", "FEFEFE", "FDFDFD")
_SKIPPED = frozenset(
    W + name
    for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr", "sdtEndPr")
)
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


@dataclass(slots=True)
class Runs:
    """What a paragraph says, what is hidden in it, its footnotes and its text boxes."""

    text: str = ""
    hidden: list[tuple[str, ForeignKind]] = field(default_factory=list[tuple[str, ForeignKind]])
    footnotes: list[str] = field(default_factory=list[str])
    boxes: list[Element] = field(default_factory=list[Element])


class TextReader:
    """Reads paragraphs with the styles of one document."""

    def __init__(self, styles: Element | None) -> None:
        found = [] if styles is None else styles.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}

    def read(self, paragraph: Element, is_shaded: bool) -> Runs:
        """Read a paragraph; ``is_shaded`` where white letters stand on a dark ground."""
        runs = Runs()
        own = child(paragraph, "pPr")
        shaded = is_shaded or is_dark(child(own, "shd"))
        style = self._styles.get(value(own, "pStyle") or "")
        self._walk(paragraph, runs, shaded, self._hidden_by(child(style, "rPr"), shaded))
        return runs

    def _walk(self, parent: Element, runs: Runs, is_shaded: bool, why: ForeignKind | None) -> None:
        for element in parent:
            if element.tag == f"{W}r":
                self._read_run(element, runs, is_shaded, why)
            elif element.tag == f"{MC}AlternateContent":
                if (choice := _choice(element)) is not None:
                    self._walk(choice, runs, is_shaded, why)
            elif element.tag not in _SKIPPED:
                self._walk(element, runs, is_shaded, why)

    def _read_run(self, run: Element, runs: Runs, is_shaded: bool, why: ForeignKind | None) -> None:
        properties = child(run, "rPr")
        style = self._styles.get(value(properties, "rStyle") or "")
        shaded = is_shaded or is_dark(child(properties, "shd")) or value(properties, "highlight")
        hidden = self._hidden_by(properties, bool(shaded)) or self._hidden_by(
            child(style, "rPr"), bool(shaded)
        )
        hidden = hidden or (why if value(properties, "color") is None else None)
        text = "".join(_run_text(run, runs))
        if hidden and text.strip():
            runs.hidden.append((text, hidden))
        else:
            runs.text += text

    @staticmethod
    def _hidden_by(properties: Element | None, is_shaded: bool) -> ForeignKind | None:
        """Tell why text of these properties cannot be seen, ``None`` where it can."""
        if is_on(properties, "vanish") or is_on(properties, "webHidden"):
            return "hidden"
        if not is_shaded and (value(properties, "color") or "").upper() in _WHITE:
            return "white"
        size = value(properties, "sz")
        return "tiny" if size is not None and 0 < whole(size, _TINY + 1) <= _TINY else None


def is_dark(shading: Element | None) -> bool:
    """Tell whether a ground is not white, so that white letters can be read on it."""
    if shading is None:
        return False
    fill = (shading.get(f"{W}fill") or "auto").upper()
    is_themed = shading.get(f"{W}themeFill") is not None
    is_solid = shading.get(f"{W}val") in ("solid",)
    return is_themed or is_solid or fill not in ("AUTO", *_WHITE)


def _choice(alternate: Element) -> Element | None:
    """Return the variant that is read: the first one; the others say the same again."""
    found = alternate.find(f"{MC}Choice")
    return found if found is not None else alternate.find(f"{MC}Fallback")


def _run_text(run: Element, runs: Runs) -> Iterator[str]:
    for element in run:
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag in _CHARACTERS:
            if element.get(f"{W}type") not in ("page", "column"):
                yield _CHARACTERS[element.tag]
        elif element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "foot" if element.tag == f"{W}footnoteReference" else "end"
            runs.footnotes.append(f"{kind}{element.get(f'{W}id', '')}")
        elif element.tag in (f"{W}drawing", f"{W}pict", f"{MC}AlternateContent"):
            drawn = _choice(element) if element.tag == f"{MC}AlternateContent" else element
            if drawn is not None:
                runs.boxes += drawn.iter(f"{W}txbxContent")
