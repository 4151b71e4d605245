"""What an attached file says, so that it can be found: Word, Excel, PDF and plain text, within bounds of size and time."""

import io
import time
from collections.abc import Iterator
from pathlib import PurePath
from xml.etree.ElementTree import ParseError

import pikepdf
from lxml import etree

from liaocheng_gk.gate.files import decoded
from liaocheng_gk.gate.package import Package, Unreadable, local
from liaocheng_gk.gate.pdf import text_of
from liaocheng_gk.gate.pdf_page import glyphs_of

LONGEST = 200_000  # characters kept
MOST_SECONDS = 10.0
MOST_UNPACKED = 40 * 1024 * 1024  # bytes of one part
_WORD_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")


class NoText(Exception):
    """The file could not be read; the message says why, for the desk."""


def text_in(name: str, content: bytes) -> str:
    """The visible text of a file, at most ``LONGEST`` characters; empty for a kind that holds none.

    Raises:
        NoText: damaged, locked, too large unpacked, or not read in ``MOST_SECONDS``.
    """
    read = _READERS.get(PurePath(name).suffix.lower())
    if read is None:
        return ""
    until = time.monotonic() + MOST_SECONDS
    kept: list[str] = []
    length = 0
    try:
        for piece in read(content):
            if time.monotonic() > until:
                raise NoText(f"读取超过 {MOST_SECONDS:.0f} 秒，已停止")
            kept.append(piece)
            length += len(piece) + 1
            if length > LONGEST:
                break
    except pikepdf.PasswordError as error:
        raise NoText("文件设有密码") from error
    except (Unreadable, pikepdf.PdfError, etree.XMLSyntaxError, ParseError, ValueError) as error:
        raise NoText("文件已损坏或者不是所写的格式") from error
    return "\n".join(kept)[:LONGEST]


def _pdf(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            yield text_of(glyphs_of(page)).replace("\ufffd", "")


def _word(content: bytes) -> Iterator[str]:
    package = Package(content)
    parts = [part for start in _WORD_PARTS for part in package.named(start)]
    if not parts:
        raise Unreadable
    for part in parts:
        for paragraph in _elements(package, part, "p"):
            text = "".join(_shown(paragraph))
            if text.strip():
                yield text


def _shown(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph; deleted ones bear another name, hidden runs are left out."""
    for run in paragraph.iter("{*}r"):
        if run.find("{*}rPr/{*}vanish") is not None:
            continue
        for element in run:
            if local(element) == "t":
                yield element.text or ""
            elif local(element) in ("tab", "br"):
                yield " "


def _excel(content: bytes) -> Iterator[str]:
    package = Package(content)
    if "xl/workbook.xml" not in package:
        raise Unreadable
    strings = [
        "".join(element.text or "" for element in row.iter("{*}t"))
        for row in (
            _elements(package, "xl/sharedStrings.xml", "si") if "xl/sharedStrings.xml" in package else ()
        )
    ]
    for part in package.named("xl/worksheets/sheet"):
        for row in _elements(package, part, "row"):
            cells = [text for cell in row.iter("{*}c") if (text := _cell(cell, strings))]
            if cells:
                yield "\n".join(cells)


def _cell(cell: etree._Element, strings: list[str]) -> str:
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    return "".join(element.text or "" for element in cell.iter("{*}t")) or value


def _elements(package: Package, part: str, name: str) -> Iterator[etree._Element]:
    """The elements of that name, one after the other, without the whole part in memory."""
    content = package.read(part)
    if len(content) > MOST_UNPACKED:
        raise NoText("解开后过大，未读取")
    found = etree.iterparse(
        io.BytesIO(content), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in found:
        yield element
        element.clear()


def _plain(content: bytes) -> Iterator[str]:
    yield decoded(content)


_READERS = {".pdf": _pdf, ".docx": _word, ".xlsx": _excel, ".txt": _plain, ".csv": _plain}
