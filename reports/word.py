"""A report as a Word file: chapters and the statutory tables with their merged heads."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from .layout import Grid, tables
from .models import Report

BODY_FACE, TITLE_FACE, HEAD_FACE = "仿宋", "方正小标宋简体", "黑体"


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

    _paragraph(document, report.title, face=TITLE_FACE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    for version in report.amendments:
        _paragraph(document, version.note, indent=True)
    grids = tables(report.form, report.figures) if report.form else {}
    sections = list(report.sections.all())
    if not sections:
        _paragraph(document, report.summary, indent=True)
    for chapter in sections:
        if chapter.title:
            _paragraph(document, chapter.heading, face=HEAD_FACE)
        for text in chapter.paragraphs:
            _paragraph(document, text, indent=True)
        if chapter.number in grids:
            _table(document, grids.pop(chapter.number))
    for grid in grids.values():
        _paragraph(document, grid.caption, face=HEAD_FACE)
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
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing, form.space_after = Pt(28.95), Pt(0)
    if indent:
        form.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _table(document: Document, grid: Grid) -> None:
    rows = grid.rows
    table = document.add_table(rows=len(rows), cols=grid.width)
    table.style = "Table Grid"
    for cell in grid.cells:
        box = table.cell(cell.row, cell.column)
        if cell.rowspan > 1 or cell.colspan > 1:
            box = box.merge(table.cell(cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1))
        paragraph = box.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if not cell.is_head or cell.scope in {"col", "colgroup"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(cell.text)
        run.font.name, run.font.size = "宋体", Pt(9)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    _repeat_heads(table, grid.head_rows)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _repeat_heads(table: Table, count: int) -> None:
    for row in table.rows[:count]:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)
