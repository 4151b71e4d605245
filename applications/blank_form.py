"""The blank application form (.docx) for those who apply at the counter or by post: the fields of 条例29."""

import io
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from liaocheng_gk.models import Agency

from .law.applicants import ApplicantKind, Carrier, Delivery
from .law.letters import LETTERS_BY_CODE

BOX = "□"


class Line(NamedTuple):
    """One line of the form's table: a heading alone, two pairs of label and space, or one label with a wide space."""

    cells: tuple[str, ...]
    space: int = 0
    """Empty lines left to write in."""


def form_lines() -> list[Line]:
    """The table of the form, the same in Word and on the printed page."""
    organisations = [kind.label for kind in ApplicantKind if kind is not ApplicantKind.NATURAL]
    ways = [way.label for way in Delivery if way is not Delivery.ONLINE]
    return [
        Line(("自然人",)),
        Line(("姓名", "", "证件名称及号码", "")),
        Line(("联系电话", "", "电子邮箱", "")),
        Line(("通信地址", "", "邮政编码", "")),
        Line(("法人或者其他组织",)),
        Line(("名称", "", "统一社会信用代码", "")),
        Line(("类别", _boxes(organisations), "法定代表人或者负责人", "")),
        Line(("联系人", "", "联系电话", "")),
        Line(("通信地址", "", "电子邮箱", "")),
        Line(("所需政府信息的名称、文号或者便于查询的其他特征性描述", ""), space=5),
        Line(("载体形式", _boxes(carrier.label for carrier in Carrier))),
        Line(("获取信息的方式", _boxes(ways))),
        Line(("申请人签名或者盖章", "　　　　　　　　　　　　　　　　年　　月　　日"), space=2),
    ]


def form_notes(agency: Agency, today: date) -> list[str]:
    return [
        "请随表提供有效身份证明（邮寄的附复印件）；不需要说明申请的理由和用途。",
        f"当面提交：{agency.address}，{agency.receiving_room}，电话 {agency.phone}。",
        f"邮寄：{agency.address}，{agency.name_on(today)}办公室（收），邮政编码 {agency.postcode}，"
        f"请在信封左下角注明“{agency.envelope_mark}”字样。",
        f"电子邮件：{agency.email}；也可以在 {agency.website} 在线提交。",
    ]


def _boxes(labels: Iterable[str]) -> str:
    return "  ".join(BOX + label for label in labels)


def blank_form_docx(agency: Agency, today: date) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")

    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(f"{agency.name_on(today)}政府信息公开申请表")
    run.bold, run.font.size = True, Pt(18)

    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for line in form_lines():
        _add(table, line)

    notes = [f"{number}.{text}" for number, text in enumerate(form_notes(agency, today), 1)]
    for text in ("填写说明", *notes):
        document.add_paragraph(text).paragraph_format.space_after = Pt(2)
    document.core_properties.title = LETTERS_BY_CODE["L01"].title
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(table, line: Line) -> None:
    cells = table.add_row().cells
    if len(line.cells) == 1:
        cell = cells[0].merge(cells[3])
        cell.text = line.cells[0]
        cell.paragraphs[0].runs[0].bold = True
    elif len(line.cells) == 2:
        cells[0].text = line.cells[0]
        cells[1].merge(cells[3]).text = "\n" * line.space + line.cells[1]
    else:
        for cell, text in zip(cells, line.cells, strict=True):
            cell.text = text
