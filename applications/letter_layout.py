"""The layout of a letter that comes with the portal: 信函格式 of GB/T 9704-2012, as a template with placeholders.

The office may download it, change it in Word and upload its own under “告知书模板”. All figures of the standard stand
here, in the unit in which it gives them. Fonts are named as the standard names them; Word and WPS have them.
"""

import io
from functools import cache

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .law.letters import LetterKind

FANGSONG, TITLE_FACE, NUMBER_FACE = "仿宋", "方正小标宋简体", "宋体"
BODY, TITLE, NAME, PAGE_NUMBER = Pt(16), Pt(22), Pt(30), Pt(14)  # 3号, 2号, free, 4号
CHARACTER = BODY
RED = RGBColor(0xC0, 0, 0)

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, LEFT, RIGHT, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)  # 版心 156 x 225 mm
LINE = Pt(28.95)  # 225 mm / 22 lines, rounded down so that 22 lines fit
LINES_PITCH = 579  # twips
CHARACTERS_SPACE = -849  # 156 mm / 28 characters less 16 pt, in 4096ths of a point
# Programs snap characters to that grid in different ways, some to every second cell. So the text keeps it by itself:
# lines of the exact pitch, and 28 characters of 16 - 0.25 pt to 442 pt.
TIGHTENED = -5  # twentieths of a point
NAME_FROM_TOP, RULE_BELOW_NAME, RULE_FROM_BOTTOM = Mm(30), 11, Mm(20)  # the middle one in points: 4 mm
RULE_OUTDENT_LEFT, RULE_OUTDENT_RIGHT = Mm(-8), Mm(-6)  # 170 mm, centred on the paper
NUMBER_BELOW_RULE = Pt(14)  # 7/8 of a 3号 character
DATE_INDENT = 4  # characters
PAGE_NUMBER_SPACE = Mm(5)  # lifts the dashes to 7 mm below the type area

# The schema wants the children of a paragraph's properties in its own order; these follow w:snapToGrid.
AFTER_SNAP = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr")

SIGNATURE_STYLE, DATE_STYLE = "署名", "成文日期"


@cache
def letter_template(kind: LetterKind) -> bytes:
    """The .docx with placeholders; a numbered letter bears a 文号 under the red line, some a slip for the answer."""
    document = new_document()
    _letterhead(document.sections[0])
    if kind.series:
        number = line(document, "{{ number }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
        number.paragraph_format.space_before = NUMBER_BELOW_RULE
    line(document)
    line(document)
    line(document, "{{ title }}", face=TITLE_FACE, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    line(document)
    line(document, "{{ addressee }}：")
    _repeat(document, "paragraph", "paragraphs", indent=2)
    if kind.decision:
        line(document, "{%p if remedy %}")
        line(document, "{{ remedy }}", indent=2)
        line(document, "{%p endif %}")
    line(document, "{%p if attachments %}")
    line(document)
    # The name of a file that runs over goes on below its first character.
    _repeat(document, "attachment", "attachments", indent=-3, left=5)
    line(document, "{%p endif %}")
    line(document)
    line(document)
    line(document, "{{ agency_name }}", style=SIGNATURE_STYLE)
    line(document, "{{ issued_on }}", style=DATE_STYLE)
    if kind.slip:
        _slip(document)
    return saved(document)


def place_signature(document: DocumentObject, name: str, day: str) -> None:
    """Centre the name over the date, the date four characters from the right, never alone on a page.

    A name too long for that is kept in the line and the date is moved below its middle. Office templates that dropped
    the two styles keep the places they gave them.
    """
    overhang = (width(name) - width(day)) / 2
    name_indent = max(0.0, DATE_INDENT - overhang)
    indents = {SIGNATURE_STYLE: name_indent, DATE_STYLE: max(DATE_INDENT, name_indent + overhang)}
    paragraphs = document.paragraphs
    for place, paragraph in enumerate(paragraphs):
        indent = indents.get(paragraph.style.name)
        if indent is None:
            continue
        paragraph.paragraph_format.right_indent = Length(int(CHARACTER * indent))
        if paragraph.style.name == SIGNATURE_STYLE:
            _keep_with_text_before(paragraphs[: place + 1])


def _keep_with_text_before(paragraphs: list[Paragraph]) -> None:
    for paragraph in reversed(paragraphs):
        paragraph.paragraph_format.keep_with_next = True
        if paragraph.text.strip() and paragraph.style.name != SIGNATURE_STYLE:
            return


def width(text: str) -> float:
    """In characters of the grid: a Latin letter or figure takes half."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def new_document() -> DocumentObject:
    """A blank A4 document with the type area, the grid and the styles of the standard."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for key, value in {
        "type": "linesAndChars",
        "linePitch": LINES_PITCH,
        "charSpace": CHARACTERS_SPACE,
    }.items():
        grid.set(qn(f"w:{key}"), str(value))
    _page_numbers(document, section)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FANGSONG, BODY
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = LINE
    _off_the_grid(normal.element)
    for name in (SIGNATURE_STYLE, DATE_STYLE):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        style.paragraph_format.right_indent = Length(CHARACTER * DATE_INDENT)
    return document


def _off_the_grid(style: BaseOxmlElement) -> None:
    snap, spacing = OxmlElement("w:snapToGrid"), OxmlElement("w:spacing")
    snap.set(qn("w:val"), "0")
    spacing.set(qn("w:val"), str(TIGHTENED))
    style.pPr.insert_element_before(snap, *AFTER_SNAP)
    style.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def line(
    document: DocumentObject,
    text: str = "",
    *,
    face: str = FANGSONG,
    size: Length = BODY,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: int = 0,
    left: int = 0,
    style: str | None = None,
) -> Paragraph:
    """A paragraph; ``indent`` of its first line and ``left`` of the others are in characters."""
    paragraph = document.add_paragraph(style=style)
    if align is not None:
        paragraph.alignment = align
    if indent or left:
        _indent(paragraph, indent, left)
    _run(paragraph, text, face, size)
    return paragraph


def saved(document: DocumentObject) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _indent(paragraph: Paragraph, first: int, left: int) -> None:
    """In characters for Word, and in points for what does not know them."""
    form = paragraph.paragraph_format
    form.first_line_indent, form.left_indent = Length(CHARACTER * first), Length(CHARACTER * left)
    indents = paragraph._p.pPr.find(qn("w:ind"))
    indents.set(qn("w:firstLineChars" if first > 0 else "w:hangingChars"), str(abs(first) * 100))
    indents.set(qn("w:leftChars"), str(left * 100))


def _run(paragraph: Paragraph, text: str, face: str, size: Length, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, size
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour


def _repeat(document: DocumentObject, one: str, many: str, *, indent: int = 0, left: int = 0) -> None:
    line(document, f"{{%p for {one} in {many} %}}")
    line(document, f"{{{{ {one} }}}}", indent=indent, left=left)
    line(document, "{%p endfor %}")


def _slip(document: DocumentObject) -> None:
    """意见回执 on a page of its own."""
    title = line(document, "意见回执", face=TITLE_FACE, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.page_break_before = True
    line(document)
    _repeat(document, "row", "slip")


def _letterhead(section: Section) -> None:
    """First page only: the name 30 mm from the top, its rule, and the rule 20 mm from the bottom; no page number."""
    section.different_first_page_header_footer = True
    section.header_distance = NAME_FROM_TOP
    name = section.first_page_header.paragraphs[0]
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _exactly(name, NAME)
    _run(name, "{{ agency_name }}", TITLE_FACE, NAME, RED)
    _rule(name, "thickThinSmallGap", RULE_BELOW_NAME)
    foot = section.first_page_footer.paragraphs[0]
    _exactly(foot, Pt(1))
    _rule(foot, "thinThickSmallGap", 0)


def _exactly(paragraph: Paragraph, height: Length) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = height


def _rule(paragraph: Paragraph, kind: str, space: int) -> None:
    """A red double rule below, 170 mm long. Word calls the line next to the text the first of the two names."""
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = RULE_OUTDENT_LEFT, RULE_OUTDENT_RIGHT
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in {"val": kind, "sz": "24", "space": str(space), "color": str(RED)}.items():
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", *AFTER_SNAP
    )


def _page_numbers(document: DocumentObject, section: Section) -> None:
    """“— 2 —” in 4号: on odd pages one character from the right, on even pages one from the left."""
    document.settings.odd_and_even_pages_header_footer = True
    section.footer_distance = RULE_FROM_BOTTOM
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        _exactly(paragraph, PAGE_NUMBER)
        form = paragraph.paragraph_format
        form.space_after = PAGE_NUMBER_SPACE
        if align is WD_ALIGN_PARAGRAPH.RIGHT:
            form.right_indent = PAGE_NUMBER
        else:
            form.left_indent = PAGE_NUMBER
        _run(paragraph, "— ", NUMBER_FACE, PAGE_NUMBER)
        _page_field(paragraph)
        _run(paragraph, " —", NUMBER_FACE, PAGE_NUMBER)


def _page_field(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    _run(paragraph, "2", NUMBER_FACE, PAGE_NUMBER)
    field.append(paragraph.runs[-1]._element)
