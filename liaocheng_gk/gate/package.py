"""A zip package (Office, OFD) opened with care: parsed without entities, never unpacked beyond a limit."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000
# What zipfile raises of what is no package, or is packed in a way that it does not know (NotImplementedError) ...
NO_PACKAGE = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)
# ... and of a part that is locked (RuntimeError), cut off or damaged.
NO_PART = (*NO_PACKAGE, RuntimeError, EOFError, zlib.error)


class Unreadable(Exception):
    """Not a package, damaged, or larger unpacked than anybody would send."""


class Package:
    """``names``: the parts of the package, in the order they are stored."""

    def __init__(self, content: bytes, *, most_unpacked: int = MOST_UNPACKED) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except NO_PACKAGE as error:
            raise Unreadable from error
        rows = self._archive.infolist()
        if len(rows) > MOST_PARTS or sum(row.file_size for row in rows) > most_unpacked:
            raise Unreadable
        self.names = [row.filename for row in rows]
        self.encrypted = any(row.flag_bits & 1 for row in rows)

    def read(self, name: str) -> bytes:
        """Raises: Unreadable, also where the part is longer than it says."""
        try:
            return self._archive.read(name)
        except (KeyError, *NO_PART) as error:
            raise Unreadable from error

    def xml(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable from error

    def named(self, start: str, end: str = ".xml") -> list[str]:
        return sorted(
            (name for name in self.names if name.startswith(start) and name.endswith(end)), key=_natural
        )

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)


def _natural(name: str) -> tuple[int, str]:
    """sheet2 before sheet10."""
    return len(name), name


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name, whichever namespace it has."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return value
    return None
