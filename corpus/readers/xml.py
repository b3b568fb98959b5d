"""The one door to XML of unknown origin: no DTD, no entities, nothing fetched."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Defused

from corpus.readers.package import Package
from corpus.readers.refusal import unreadable

# Files of the strict dialect (ISO/IEC 29500-4 calls the usual one transitional) name it otherwise.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_xml(package: Package, part: str) -> Element:
    """Parse one part of a package.

    Raises:
        DocumentError: the part is missing, damaged or declares entities.
    """
    data = package.read(part).replace(_STRICT, _USUAL)
    try:
        return Defused.fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line = error.position[0]
        where = f"部件 {part} 第 {line} 行"
        raise unreadable(package.name, where, "已经损坏，不是完整的 XML") from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        where = f"部件 {part} "
        raise unreadable(package.name, where, "里有不允许的声明或编码，拒绝读取") from error
