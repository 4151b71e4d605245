"""A letter as it went out, read back from its .docx for the case file: its blocks in order."""

import io
from dataclasses import dataclass
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

PLACES = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right"}


@dataclass(frozen=True)
class Block:
    """A paragraph (``text``, where it stands, whether its first line is indented or it begins a page) or the rows of a table."""

    text: str = ""
    place: str = ""
    indented: bool = False
    new_page: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(content: bytes) -> list[Block]:
    """What a reader of the letter sees, letterhead first.

    Raises:
        ValueError: no readable .docx.
    """
    try:
        document = Document(io.BytesIO(content))
    except (BadZipFile, KeyError, PackageNotFoundError) as error:
        raise ValueError("文件无法读取") from error
    head = document.sections[0].first_page_header
    found = [] if head.is_linked_to_previous else [_paragraph(paragraph) for paragraph in head.paragraphs]
    for part in document.iter_inner_content():
        found.append(_table(part) if isinstance(part, Table) else _paragraph(part))
    return found


def _paragraph(paragraph: Paragraph) -> Block:
    alignment = paragraph.alignment
    if alignment is None:
        alignment = paragraph.style.paragraph_format.alignment
    return Block(
        paragraph.text,
        PLACES.get(alignment, ""),
        indented=bool((paragraph.paragraph_format.first_line_indent or 0) > 0),
        new_page=bool(paragraph.paragraph_format.page_break_before),
    )


def _table(table: Table) -> Block:
    """Merged cells once; ``row.cells`` repeats them for every column they span."""
    return Block(
        rows=tuple(tuple({cell._tc: cell.text for cell in row.cells}.values()) for row in table.rows)
    )
