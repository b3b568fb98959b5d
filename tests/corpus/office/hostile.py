"""Files made to harm: bombs, entities, macros, paths that lead out; formats without a reader."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

FILES = Path(__file__).parent / "files"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def package(parts: dict[str, bytes | str]) -> bytes:
    """Pack parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body: str, before: str = "", **others: bytes | str) -> bytes:
    """Make the smallest Word file around a body."""
    document = f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    return package({"word/document.xml": document} | others)


def changed(name: str, part: str, content: bytes | None, add: dict[str, bytes] | None = None):
    """Change a part of a good file, or add parts to it."""
    with ZipFile(FILES / name) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    if content is not None:
        parts[part] = content
    return package(parts | (add or {}))


def sheet(rows: str, merges: str = "") -> bytes:
    """Make a good workbook whose sheet is replaced."""
    xml = f"<worksheet {S}><sheetData>{rows}</sheetData>{merges}</worksheet>"
    return changed("jiangbei-2022.xlsx", "xl/worksheets/sheet1.xml", xml.encode())


def pdf(*objects: bytes) -> bytes:
    """Make a PDF of these objects, the first one being the catalog."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def one_page(content: bytes, resources: bytes = b"<<>>") -> bytes:
    """Make a PDF of one page with a packed content stream."""
    packed = zlib.compress(content, 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %s>>"
        % resources,
        stream,
    )


def deep(count: int) -> str:
    """Nest content controls."""
    return "<w:sdt><w:sdtContent>" * count + "</w:sdtContent></w:sdt>" * count


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.docx": (b"", "是空的"),
    "old.doc": (OLE + bytes(2000), "旧版 Office 文件"),
    "locked.docx": (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
    "plan.rtf": (b"{\\rtf1\\ansi hello}", "RTF"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(100), "是图片"),
    "page.mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", ".mht"),
    "plan.odt": (
        package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "OpenDocument",
    ),
    "plan.ofd": (package({"OFD.xml": "<a/>"}), "版式文件"),
    "archive.zip": (package({"a.txt": "计划"}), "压缩包"),
    "scanned.pdf": (one_page(b"q 600 0 0 800 0 0 cm Q"), "扫描"),
    "cut.docx": ((FILES / "laiwu-2021.docx").read_bytes()[:9000], "已经损坏"),
    "cut.pdf": ((FILES / "laiwu-2021.pdf").read_bytes()[:3000], "损坏"),
    "laughs.docx": (
        word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f'<!DOCTYPE d [<!ENTITY l0 "哈">{LAUGHS}]>'),
        "DOCTYPE",
    ),
    "entity.xlsx": (
        changed(
            "laiwu-2021.xlsx",
            "xl/sharedStrings.xml",
            b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst/>',
        ),
        "DOCTYPE",
    ),
    "zeros.docx": (
        word("", **{"word/styles.xml": b"<a>" + b" " * (40 << 20) + b"</a>"}),
        "压缩炸弹",
    ),
    "large.docx": (
        word("", **{f"word/media/{n}.bin": bytes(range(256)) * (1 << 17) for n in range(9)}),
        "解压后有",
    ),
    "parts.docx": (word("", **{f"word/{n}.bin": b"" for n in range(3100)}), "个部件"),
    "out.docx": (word("", **{"../../etc/cron.d/x": b"x"}), "压缩包之外"),
    "drive.xlsx": (package({"xl/workbook.xml": "<a/>", "C:\\x": b"x"}), "压缩包之外"),
    "cells.xlsx": (
        sheet(
            "".join(f'<row r="{n}"><c r="A{n}"><v>{n * n}</v></c></row>' for n in range(420_000))
        ),
        "个单元格",
    ),
    "merged.xlsx": (
        sheet(
            '<row r="1"><c r="A1" t="n"><v>1</v></c></row>',
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        "合并区域",
    ),
    "corner.xlsx": (sheet('<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'), "行"),
    "deep.docx": (word(deep(30_000)), "展开后过大"),
    "wide.docx": (word("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 300 + "</w:tr></w:tbl>"), "列"),
    "pages.pdf": (
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
        "",
    ),
    "rules.pdf": (
        one_page(
            b"BT /F1 9 Tf (x) Tj ET "
            + b"".join(
                b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (n % 600, n % 600, n % 800, n % 800)
                for n in range(240_000)
            ),
            b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
        ),
        "",
    ),
    "spans.html": (
        b"<html><body><table>"
        + b"<tr><td rowspan=9999 colspan=9999>x</td></tr>" * 4000
        + b"</table></body></html>",
        "",
    ),
    "nested.html": (b"<html><body>" + b"<table><tr><td>" * 5000 + b"</body></html>", ""),
}
