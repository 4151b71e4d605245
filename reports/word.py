"""A report as a Word file: chapters and the statutory tables with their merged heads."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .layout import Grid, tables
from .models import Report

BODY_FACE, TITLE_FACE, HEAD_FACE, CELL_FACE = "仿宋", "方正小标宋简体", "黑体", "宋体"
TEXT_WIDTH = 210 - 28 - 26  # millimetres between the margins
CELL_SIZE, NARROW_SIZE = 9, 7  # points; the fifteen columns of table four need the smaller


def report_docx(report: Report) -> bytes:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY_FACE, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FACE)

    _number_pages(section)
    for part in report.title_parts:
        _paragraph(document, part, face=TITLE_FACE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    for version in report.amendments:
        _paragraph(document, version.note, indent=True)
    grids = tables(report.form, report.figures) if report.form else {}
    sections = list(report.sections.all())
    if not sections:
        _paragraph(document, report.summary, indent=True)
    for chapter in sections:
        if chapter.title:
            _paragraph(document, chapter.heading, face=HEAD_FACE).paragraph_format.keep_with_next = True
        for text in chapter.paragraphs:
            _paragraph(document, text, indent=True)
        if chapter.number in grids:
            _table(document, grids.pop(chapter.number))
    for grid in grids.values():
        _paragraph(document, grid.caption, face=HEAD_FACE).paragraph_format.keep_with_next = True
        _table(document, grid)
    if report.signed_as_written:
        _paragraph(document, report.agency_name, align=WD_ALIGN_PARAGRAPH.RIGHT)
        _paragraph(document, report.signed_as_written, align=WD_ALIGN_PARAGRAPH.RIGHT)
    document.core_properties.title = report.title
    document.core_properties.author = report.agency_name
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(
    document: Document,
    text: str,
    *,
    face: str = BODY_FACE,
    size: int = 16,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing, form.space_after = Pt(28.95), Pt(0)
    if indent:
        form.first_line_indent = Pt(size * 2)
    _run(paragraph, text, face, size)
    return paragraph


def _run(paragraph: Paragraph, text: str, face: str, size: float) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    return run


def _table(document: Document, grid: Grid) -> None:
    """The statutory table, whole on a page if it can be; else its rows stay whole and its heads are repeated."""
    table = document.add_table(rows=len(grid.rows), cols=grid.width)
    table.style, table.autofit = "Table Grid", False
    _set_widths(table, [Mm(TEXT_WIDTH * share / 100) for share in grid.shares])
    size = CELL_SIZE if grid.width <= 10 else NARROW_SIZE
    for cell in grid.cells:
        box = table.cell(cell.row, cell.column)
        if cell.rowspan > 1 or cell.colspan > 1:
            box = box.merge(table.cell(cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1))
        box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = box.paragraphs[0]
        form = paragraph.paragraph_format
        form.space_after, form.line_spacing = Pt(0), Pt(size + 3)
        form.keep_with_next = cell.row + cell.rowspan < len(grid.rows)
        if not cell.is_head or cell.scope in {"col", "colgroup"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, cell.text, CELL_FACE, size)
    for row in table.rows:
        _mark(row, "w:cantSplit")
    for row in table.rows[: grid.head_rows]:
        _mark(row, "w:tblHeader")
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _set_widths(table: Table, widths: list[Mm]) -> None:
    """Both where Word looks and where other programs look; narrow margins inside the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "28")  # twentieths of a point: half a millimetre
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _number_pages(section: Section) -> None:
    """``— 1 —`` at the foot, as on official papers: 四号, 宋体."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", CELL_FACE, 14)
    run = _run(paragraph, "", CELL_FACE, 14)
    for kind in ("begin", None, "end"):
        field = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            field.set(qn("w:fldCharType"), kind)
        else:
            field.text = "PAGE"
        run._element.append(field)
    _run(paragraph, " —", CELL_FACE, 14)
