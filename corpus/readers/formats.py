"""Which reader a file needs, told by its content and not by its name."""

from __future__ import annotations

import re

from corpus.errors import DocumentError
from corpus.normalise import unify_breaks
from corpus.readers.layout import LaidOut, lay_out, lay_out_text
from corpus.readers.package import Package, open_package
from corpus.readers.refusal import RESAVE, unreadable
from corpus.readers.text import decode

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta|p)[\s>]", re.IGNORECASE)
_SCANNED = "请先用 OCR 软件识别成文字，另存为 .docx 或 .txt 再添加"
_NO_READER = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), what, remedy)
    for pattern, what, remedy in (
        (re.escape(_OLE), "旧版 Office 文件（.doc、.xls、.wps、.et）", RESAVE),
        (rb"\{\\rtf", "RTF 文件", RESAVE),
        (rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\x00\x00|II\*\x00|MM\x00\*", "图片", _SCANNED),
        (rb"\s*<\?xml.*<w:", "Word 2003 XML 文件", RESAVE),
        (
            rb"(?:From:|MIME-Version:)",
            "单个文件的网页（.mht）",
            "请在浏览器里另存为“网页，仅 HTML”（.html）再添加",
        ),
        (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "压缩包", "请解压后逐个添加里面的文件"),
    )
)


def read_file(data: bytes, name: str) -> LaidOut:
    """Read a received file of any format and lay it out as lines.

    Raises:
        DocumentError: the file is empty, damaged, hostile or of a format that cannot be read.
    """
    laid = _read(data, name)
    if not laid.source.strip():
        raise unreadable(name, "内容", "里没有文字", "请确认它是工作计划的全文后重新添加")
    return laid


def _read(data: bytes, name: str) -> LaidOut:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_package(open_package(data, name))
    if b"%PDF-" in data[:1024]:
        from corpus.readers.pdf import read_pdf  # noqa: PLC0415 (only the reader that is needed)

        return lay_out(read_pdf(data, name))
    if refused := _refusal(data, name):
        raise refused
    if _is_html(data, name):
        from corpus.readers.html import read_html  # noqa: PLC0415

        return lay_out(read_html(data, name))
    return lay_out_text(unify_breaks(decode(data, name)))


def _read_package(package: Package) -> LaidOut:
    if package.has("word/document.xml"):
        from corpus.readers.docx import read_docx  # noqa: PLC0415

        return lay_out(read_docx(package))
    if package.has("xl/workbook.xml"):
        from corpus.readers.xlsx import read_xlsx  # noqa: PLC0415

        return lay_out(read_xlsx(package))
    for part, kind in (
        ("content.xml", "OpenDocument（.odt、.ods）格式"),
        ("ppt/presentation.xml", "演示文稿（.pptx）"),
        ("OFD.xml", "版式文件（.ofd）"),
        ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
    ):
        if package.has(part):
            raise unreadable(package.name, "格式", f"是{kind}，读不了", RESAVE)
    raise unreadable(
        package.name,
        "内容",
        "是压缩包，里面没有 word/document.xml 或 xl/workbook.xml",
        "请解压后逐个添加里面的文件，或用 Word、Excel、WPS 打开后另存为 .docx 或 .xlsx 再添加",
    )


def _refusal(data: bytes, name: str) -> DocumentError | None:
    """Refuse a format that has no reader, with what to do instead."""
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return unreadable(name, "内容", "加了打开密码", "请去掉密码另存后再添加")
    head = data[:_HEAD]
    for pattern, what, remedy in _NO_READER:
        if pattern.match(head):
            return unreadable(name, "格式", f"是{what}，读不了", remedy)
    return None


def _is_html(data: bytes, name: str) -> bool:
    """Tell a web page from a text: by its markup, or its name where the markup comes late."""
    head = data[:_HEAD].replace(b"\x00", b"")
    if re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<", head) and _MARKUP.search(head):
        return True
    is_named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return is_named and _MARKUP.search(data.replace(b"\x00", b"")) is not None
