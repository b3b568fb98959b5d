"""Zip packages (docx, xlsx): opened only when their parts are few, small and where they belong."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from corpus.readers.refusal import RESAVE, unreadable

MACROS = "文件里有宏，没有读取也不会运行"

_MOST_PARTS = 3000
_MOST_BYTES = 256 * 1024 * 1024
_MOST_XML = 48 * 1024 * 1024
_STEEPEST = 400  # times its packed size: no office program packs a part of 4 MB that well
_STEEP_FROM = 4 * 1024 * 1024
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")
_HEAD = 65536
_SMALLER = f"请删去图片等大件，只留正文和任务表；{RESAVE}"
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package; ``data`` is the file and ``parts`` are the names in it."""

    name: str
    data: bytes
    parts: frozenset[str]

    def has(self, part: str) -> bool:
        """Tell whether the package holds a part."""
        return part in self.parts

    @property
    def has_macros(self) -> bool:
        """Whether macros travel in the file; they are never read."""
        return any(part.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in self.parts)

    def read(self, part: str) -> bytes:
        """Unpack one part.

        Raises:
            DocumentError: the part is missing or damaged.
        """
        try:
            with ZipFile(BytesIO(self.data)) as archive:
                return archive.read(part)
        except (KeyError, *_DAMAGED) as error:
            raise unreadable(self.name, f"部件 {part} ", "缺失或损坏") from error


def open_package(data: bytes, name: str) -> Package:
    """Open a package after checking every part of it.

    Raises:
        DocumentError: it is damaged, locked, a bomb, or holds paths or entities it must not.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts, name)
            for part in parts:
                _check_part(archive, part, name)
    except _DAMAGED as error:
        raise unreadable(name, "压缩结构", "已经损坏，不是完整的 .docx 或 .xlsx") from error
    return Package(name, data, frozenset(part.filename for part in parts))


def _check_directory(parts: Sequence[ZipInfo], name: str) -> None:
    names = [part.filename for part in parts]
    if len(names) > _MOST_PARTS:
        raise unreadable(name, "压缩结构", f"有 {len(names)} 个部件，多于 {_MOST_PARTS} 个")
    if twice := [part for part, count in Counter(names).items() if count > 1]:
        raise unreadable(name, f"部件 {_shown(twice[0])} ", "出现了两次，无法确定哪个是真的")
    for part in names:
        if part.startswith(("/", "\\")) or ":" in part or ".." in re.split(r"[/\\]", part):
            raise unreadable(name, f"部件 {_shown(part)} ", "的路径指向压缩包之外，不是正常的文件")
    if sum(part.file_size for part in parts) > _MOST_BYTES:
        size = sum(part.file_size for part in parts) // (1024 * 1024)
        raise unreadable(name, "内容", f"解压后有 {size} MB，超过 {_MOST_BYTES >> 20} MB", _SMALLER)


def _check_part(archive: ZipFile, part: ZipInfo, name: str) -> None:
    where = f"部件 {_shown(part.filename)} "
    if part.flag_bits & 1:
        raise unreadable(name, where, "加了密码", "请去掉密码另存后再添加")
    steep = part.file_size > _STEEP_FROM and part.file_size > _STEEPEST * max(1, part.compress_size)
    is_xml = part.filename.lower().endswith(_XML)
    if steep or (is_xml and part.file_size > _MOST_XML):
        size = part.file_size // (1024 * 1024)
        raise unreadable(name, where, f"解压后有 {size} MB，像是压缩炸弹", _SMALLER)
    if not is_xml:
        return
    with archive.open(part) as stream:
        head = stream.read(_HEAD).replace(b"\x00", b"")
    if _DOCTYPE.search(head):
        raise unreadable(name, where, "里有实体或 DOCTYPE 声明，可能用来攻击，拒绝读取")


def _shown(part: str) -> str:
    """Return a part's name as it may be printed."""
    return re.sub(r"[^\w./\\:+\[\] -]", "?", part)[:80]
