"""Cell values of a workbook as they are printed: dates and numbers by the format of their cell."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(AM/PM|上午/下午|y+|m+|d+|h+|s+|a{3,4})|([0#?,.]+%?)|(.)',
    re.IGNORECASE,
)
_WEEKDAYS = "一二三四五六日"


def printed(value: object, number_format: str) -> str:
    """Return what a cell shows; an unknown format falls back to the plain value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date, time)):
        return _moment(value, number_format)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    return str(value)


def is_invisible(number_format: str) -> bool:
    """Tell whether a format (``;;;``) shows nothing at all."""
    return number_format.strip() in (";;;", ";;")


def _moment(value: datetime | date | time, number_format: str) -> str:
    form = number_format.partition(";")[0]
    if not re.search("[ymdhs]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", form), re.IGNORECASE):
        form = "yyyy-m-d"
    tokens = list(_TOKEN.finditer(form))
    return "".join(_date_part(tokens, index, value) for index in range(len(tokens))).strip()


def _date_part(tokens: list[re.Match[str]], index: int, value: datetime | date | time) -> str:
    match = tokens[index]
    if match[1] is not None or match[2] is not None:
        return match[1] or match[2] or ""
    if match[3] is None or "/" in match[3]:
        return match[4] or match[5] or ""
    code = match[3].lower()
    if code.startswith("m") and _is_minute(tokens, index):
        return _padded(getattr(value, "minute", 0), code)
    return _calendar(code, value)


def _is_minute(tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether an m stands beside hours or seconds."""
    codes = [token[3].lower()[0] if token[3] else "" for token in tokens]
    before = [code for code in codes[:index] if code]
    after = [code for code in codes[index + 1 :] if code]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _calendar(code: str, value: datetime | date | time) -> str:
    if code[0] in "hs":
        return _padded(getattr(value, "hour" if code[0] == "h" else "second", 0), code)
    if not isinstance(value, date):
        return ""
    if code[0] == "y":
        return f"{value.year:04}" if len(code) > 2 else f"{value.year % 100:02}"
    if code[0] in "md" and (code[0] == "m" or len(code) < 3):
        return _padded(value.month if code[0] == "m" else value.day, code)
    weekday = _WEEKDAYS[value.weekday()]
    return f"星期{weekday}" if len(code) > 3 else weekday


def _padded(number: int, code: str) -> str:
    return f"{number:02}" if len(code) == 2 else str(number)


def _number(value: float, number_format: str) -> str:
    """Print a number: its digits by the first section of the format, with the words around them."""
    sections = number_format.split(";")
    form = sections[0]
    if value < 0 and len(sections) > 1 and sections[1]:
        form, value = sections[1], -value  # this section writes the sign itself
    if form.lower() in ("general", "@", "常规", ""):
        return _plain(value)
    parts: list[str] = []
    is_written = False
    for match in _TOKEN.finditer(form):
        if match[1] is not None or match[2] is not None:
            parts.append(match[1] or match[2] or "")
        elif match[4] and not is_written:
            parts.append(_digits(value, match[4]))
            is_written = True
        elif match[3] or match[5]:
            parts.append(match[3] or match[5])
    return "".join(parts).strip() if is_written else _plain(value)


def _digits(value: float, pattern: str) -> str:
    is_share = pattern.endswith("%")
    whole, _, decimals = pattern.rstrip("%").partition(".")
    amount = value * 100 if is_share else value
    text = f"{amount:{',' if ',' in whole else ''}.{len(decimals)}f}"
    if set(decimals) & set("#?"):
        text = text.rstrip("0").rstrip(".")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, dot, tail = digits.partition(".")
    return sign + head.zfill(whole.count("0")) + dot + tail + ("%" if is_share else "")


def _plain(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)
