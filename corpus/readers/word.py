"""Names of WordprocessingML and small questions to its elements (ISO/IEC 29500-1, 17)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VAL = f"{W}val"
_OFF = ("0", "false", "off", "none")


def value(parent: Element | None, path: str) -> str | None:
    """Return the ``w:val`` of the element at ``path`` (``"rPr/color"``), ``None`` without one."""
    found = child(parent, path)
    return None if found is None else found.get(VAL)


def child(parent: Element | None, path: str) -> Element | None:
    """Return the element at ``path`` below ``parent``."""
    if parent is None:
        return None
    return parent.find("/".join(W + name for name in path.split("/")))


def is_on(parent: Element | None, path: str) -> bool:
    """Tell whether a toggle (``w:vanish``) is there and not switched off."""
    found = child(parent, path)
    return found is not None and found.get(VAL, "1") not in _OFF


def whole(text: str | None, default: int = 0) -> int:
    """Return a whole number, ``default`` where the text is none."""
    try:
        return int(text or "")
    except ValueError:
        return default
