"""The layout of a letter that comes with the portal: 信函格式 of GB/T 9704-2012, as a template with placeholders.

The office may download it, change it in Word and upload its own under “告知书模板”.
"""

import io
from functools import cache

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FANGSONG, TITLE_FACE = "仿宋", "方正小标宋简体"
BODY = Pt(16)  # 3号
TITLE = Pt(22)  # 2号
LINE = Pt(28.95)  # 225 mm / 22 lines
RED = RGBColor(0xC0, 0, 0)


@cache
def default_template(*, numbered: bool) -> bytes:
    """The .docx with placeholders; ``numbered`` letters bear a 文号 under the red line."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _style(document)

    name = _line(
        document, "{{ agency_name }}", TITLE_FACE, Pt(30), align=WD_ALIGN_PARAGRAPH.CENTER, colour=RED
    )
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _rule_below(name)
    if numbered:
        _line(document, "{{ number }}", FANGSONG, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "", FANGSONG, BODY)
    _line(document, "{{ title }}", TITLE_FACE, TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "", FANGSONG, BODY)
    _line(document, "{{ addressee }}：", FANGSONG, BODY)
    _line(document, "{%p for paragraph in paragraphs %}", FANGSONG, BODY)
    _line(document, "{{ paragraph }}", FANGSONG, BODY, indent=True)
    _line(document, "{%p endfor %}", FANGSONG, BODY)
    _line(document, "{%p if remedy %}", FANGSONG, BODY)
    _line(document, "{{ remedy }}", FANGSONG, BODY, indent=True)
    _line(document, "{%p endif %}", FANGSONG, BODY)
    _line(document, "{%p if attachments %}", FANGSONG, BODY)
    _line(document, "", FANGSONG, BODY)
    _line(document, "{%p for name in attachments %}", FANGSONG, BODY)
    _line(document, "附件：{{ loop.index }}.{{ name }}", FANGSONG, BODY, indent=True)
    _line(document, "{%p endfor %}", FANGSONG, BODY)
    _line(document, "{%p endif %}", FANGSONG, BODY)
    _line(document, "", FANGSONG, BODY)
    signature = _line(document, "{{ agency_name }}", FANGSONG, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    signature.paragraph_format.keep_with_next = True
    signature.paragraph_format.right_indent = Pt(16 * 2)
    day = _line(document, "{{ issued_on }}", FANGSONG, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    day.paragraph_format.right_indent = Pt(16 * 4)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FANGSONG, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)
    style.paragraph_format.space_after = Pt(0)


def _line(
    document: Document,
    text: str,
    face: str,
    size: Pt,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: bool = False,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        form.first_line_indent = Pt(size.pt * 2)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, size
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def _rule_below(paragraph: Paragraph) -> None:
    """The red double line, thick over thin, 4 mm below the name."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in {"val": "thickThinSmallGap", "sz": "24", "space": "11", "color": "C00000"}.items():
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
