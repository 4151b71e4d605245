"""The layout of a letter against the figures of GB/T 9704-2012 (信函格式), read from the XML that Word reads."""

import io
from datetime import date

import pytest
from django.core.files.base import ContentFile
from docx import Document
from docx.oxml.ns import qn

from applications.casework import perform
from applications.deed import Deed
from applications.law.letters import LETTERS_BY_CODE
from applications.law.transitions import Act
from applications.letter_layout import width
from applications.letters import standard_template
from tests.factories.applications import make_application, reply
from tests.factories.documents import pdf, words

TWIPS_A_MM = 1440 / 25.4
# One of each build: a form, a procedural letter, one with a slip, a decision, a form to sign.
KINDS = [LETTERS_BY_CODE[code] for code in ("L01", "L02", "L07", "L15", "L30")]
SENT = [kind for kind in KINDS if kind.series]


def mm(length: int) -> float:
    """From the document's own unit."""
    return round(length / 36000, 1)


def template(code: str = "L15"):
    return Document(io.BytesIO(standard_template(LETTERS_BY_CODE[code])))


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def with_text(document, text: str):
    return next(paragraph for paragraph in document.paragraphs if paragraph.text == text)


@pytest.fixture
def letter(bureau, clerk, head, calendar):
    """A refusal with two files, as it goes out on a day of the given year."""

    def make(year: int = 2026):
        case, confirmed, replied = make_application(date(year, 3, 2)), date(year, 3, 3), date(year, 3, 20)
        case = perform(Act.CONFIRM_RECEIPT, case, Deed(confirmed), by=clerk, calendar=calendar, today=replied)
        files = [(name, ContentFile(pdf(words("x")), name="a.pdf")) for name in ("甲.pdf", "乙.pdf")]
        case = reply(case, "DENY_CASE", replied, clerk=clerk, head=head, calendar=calendar, files=files)
        with case.letters.last().file.open("rb") as file:
            return Document(io.BytesIO(file.read()))

    return make


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_gbt_9704_a4_with_a_type_area_of_156_by_225_mm(kind):
    section = template(kind.code).sections[0]
    assert (mm(section.page_width), mm(section.page_height)) == (210, 297)
    assert (mm(section.top_margin), mm(section.left_margin)) == (37, 28)
    assert mm(section.page_width - section.left_margin - section.right_margin) == 156
    assert mm(section.page_height - section.top_margin - section.bottom_margin) == 225


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_gbt_9704_22_lines_of_28_characters(kind):
    document = template(kind.code)
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch")))
    assert (22 * pitch <= 225 * TWIPS_A_MM, 23 * pitch <= 225 * TWIPS_A_MM) == (True, False)
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(156 / 25.4 * 72 / character) == 28


def test_gbt_9704_the_text_keeps_the_grid_in_programs_that_do_not_know_it():
    normal = template().styles["Normal"]
    assert round(225 / 25.4 * 72 / normal.paragraph_format.line_spacing.pt, 2) >= 22
    tightened = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (16 + tightened)) == 28


@pytest.mark.parametrize("kind", SENT, ids=lambda kind: kind.code)
def test_gbt_9704_letter_form_name_at_30_mm_between_red_double_rules_170_mm_long(kind):
    section = template(kind.code).sections[0]
    name, foot = section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0]
    assert (name.text, mm(section.header_distance), name.alignment.name) == (
        "{{ agency_name }}",
        30,
        "CENTER",
    )
    assert str(name.runs[0].font.color.rgb) == "C00000"
    assert mm(section.footer_distance) == 20
    rules = [paragraph._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")) for paragraph in (name, foot)]
    assert [rule.get(qn("w:val")) for rule in rules] == ["thickThinSmallGap", "thinThickSmallGap"]
    assert round(int(rules[0].get(qn("w:space"))) / 72 * 25.4) == 4
    assert [rule.get(qn("w:color")) for rule in rules] == ["C00000", "C00000"]
    for paragraph in (name, foot):
        form = paragraph.paragraph_format
        assert (
            mm(
                section.page_width
                - section.left_margin
                - section.right_margin
                - form.left_indent
                - form.right_indent
            )
            == 170
        )
        assert mm(section.left_margin + form.left_indent) == 20  # as far from the left edge as from the right


def test_gbt_9704_number_under_the_rule_title_two_lines_lower_in_22_pt_addressee_flush_left():
    document = template()
    number, title, addressee = (
        with_text(document, text) for text in ("{{ number }}", "{{ title }}", "{{ addressee }}：")
    )
    assert texts(document)[:6] == ["{{ number }}", "", "", "{{ title }}", "", "{{ addressee }}："]
    assert (number.alignment.name, title.alignment.name, addressee.alignment) == ("RIGHT", "CENTER", None)
    assert (title.runs[0].font.size.pt, title.runs[0].font.name) == (22, "方正小标宋简体")
    assert addressee.paragraph_format.first_line_indent is None


def test_gbt_9704_body_is_16_pt_fangsong_indented_two_characters():
    document = template()
    for text in ("{{ paragraph }}", "{{ remedy }}"):
        paragraph = with_text(document, text)
        face = paragraph.runs[0]._element.rPr.rFonts
        assert (paragraph.runs[0].font.size.pt, face.get(qn("w:eastAsia"))) == (16, "仿宋")
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_gbt_9704_attachments_stand_one_line_below_the_body_two_characters_in(letter):
    document = letter()
    lines = texts(document)
    place = lines.index("附件：1.甲")
    assert (lines[place - 1], lines[place + 1]) == ("", "　　　2.乙")
    form = document.paragraphs[place].paragraph_format
    assert form.left_indent.pt + form.first_line_indent.pt == 32


@pytest.mark.parametrize(("year", "name"), [(2026, "聊城市商务局"), (2021, "聊城市商务和投资促进局")])
def test_gbt_9704_the_name_is_centred_over_a_date_four_characters_from_the_right(letter, year, name):
    document = letter(year)
    signature, day = document.paragraphs[-2:]
    assert (signature.text, day.text) == (name, f"{year}年3月20日")
    right = [paragraph.paragraph_format.right_indent.pt / 16 for paragraph in (signature, day)]
    assert right[1] == 4
    assert right[0] + width(signature.text) / 2 == right[1] + width(day.text) / 2


def test_a_name_too_long_to_stand_over_the_date_moves_the_date(bureau, letter):
    bureau.names.update(name="聊城市商务和投资促进以及对外经济技术合作局")
    signature, day = letter().paragraphs[-2:]
    right = [paragraph.paragraph_format.right_indent.pt / 16 for paragraph in (signature, day)]
    assert right[0] == 0
    assert width(signature.text) / 2 == right[1] + width(day.text) / 2


def test_gbt_9704_the_seal_never_stands_alone_on_a_page(letter):
    paragraphs = letter().paragraphs
    together = [paragraph.paragraph_format.keep_with_next for paragraph in paragraphs[-5:-1]]
    assert together == [True] * 4  # the last line of text, two blank lines for the seal, the name
    assert paragraphs[-5].text.strip() != ""


@pytest.mark.parametrize("kind", SENT, ids=lambda kind: kind.code)
def test_gbt_9704_page_numbers_in_14_pt_song_begin_on_page_two(kind):
    document = template(kind.code)
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert document.settings.odd_and_even_pages_header_footer
    assert section.first_page_footer.paragraphs[0].text == ""
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [paragraph.alignment.name for paragraph in (odd, even)] == ["RIGHT", "LEFT"]
    assert (odd.paragraph_format.right_indent.pt, even.paragraph_format.left_indent.pt) == (14, 14)
    for paragraph in (odd, even):
        assert [run.text for run in paragraph.runs] == ["— ", " —"]
        assert {(run.font.size.pt, run.font.name) for run in paragraph.runs} == {(14, "宋体")}
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_the_slip_begins_on_a_page_of_its_own():
    assert with_text(template("L07"), "意见回执").paragraph_format.page_break_before
    assert "意见回执" not in texts(template("L15"))


def test_every_fixed_property_stands_where_the_schema_wants_it():
    """Word calls a file damaged whose paragraph properties are out of order."""
    order = [
        "pStyle", "keepNext", "pageBreakBefore", "pBdr", "snapToGrid", "spacing", "ind", "jc", "rPr",
    ]  # fmt: skip
    for code in ("L01", "L07", "L15", "L30"):
        document = template(code)
        section = document.sections[0]
        parts = [document, section.first_page_header, section.first_page_footer, section.footer]
        found = [p._p.pPr for part in parts for p in part.paragraphs if p._p.pPr is not None]
        found.append(document.styles["Normal"].element.pPr)
        for properties in found:
            places = [order.index(child.tag.split("}")[1]) for child in properties]
            assert places == sorted(places)
