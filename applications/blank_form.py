"""The blank application form (.docx) for those who apply at the counter or by post: the fields of 条例29."""

import io
from datetime import date

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from liaocheng_gk.models import Agency

from .law.applicants import ApplicantKind, Carrier, Delivery
from .law.letters import LETTERS_BY_CODE

BOX = "□"


def blank_form_docx(agency: Agency, today: date) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")

    name = agency.name_on(today)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(f"{name}政府信息公开申请表")
    run.bold, run.font.size = True, Pt(18)

    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    organisations = [kind.label for kind in ApplicantKind if kind is not ApplicantKind.NATURAL]
    _row(table, "自然人", ["姓名", "", "证件名称及号码", ""])
    _row(table, "", ["联系电话", "", "电子邮箱", ""])
    _row(table, "", ["通信地址", "", "邮政编码", ""])
    _row(table, "法人或者其他组织", ["名称", "", "统一社会信用代码", ""])
    _row(table, "", ["类别", "  ".join(BOX + label for label in organisations), "法定代表人或者负责人", ""])
    _row(table, "", ["联系人", "", "联系电话", ""])
    _row(table, "", ["通信地址", "", "电子邮箱", ""])
    _wide(table, "所需政府信息的名称、文号或者便于查询的其他特征性描述", "\n\n\n\n\n")
    _wide(table, "载体形式", "  ".join(BOX + carrier.label for carrier in Carrier))
    _wide(
        table,
        "获取信息的方式",
        "  ".join(BOX + way.label for way in Delivery if way is not Delivery.ONLINE),
    )
    _wide(table, "申请人签名或者盖章", "\n\n　　　　　　　　　　　　　　　　年　　月　　日")

    for text in (
        "填写说明",
        "1.请随表提供有效身份证明（邮寄的附复印件）；不需要说明申请的理由和用途。",
        f"2.当面提交：{agency.address}，{agency.receiving_room}，电话 {agency.phone}。",
        f"3.邮寄：{agency.address}，{name}办公室（收），邮政编码 {agency.postcode}，"
        f"请在信封左下角注明“{agency.envelope_mark}”字样。",
        f"4.电子邮件：{agency.email}；也可以在 {agency.website} 在线提交。",
    ):
        document.add_paragraph(text).paragraph_format.space_after = Pt(2)
    document.core_properties.title = LETTERS_BY_CODE["L01"].title
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _row(table, group: str, texts: list[str]) -> None:
    if group:
        cell = _merged(table)
        cell.text = group
        cell.paragraphs[0].runs[0].bold = True
    cells = table.add_row().cells
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def _wide(table, label: str, text: str) -> None:
    cells = table.add_row().cells
    cells[0].text = label
    cells[1].merge(cells[3]).text = text


def _merged(table) -> _Cell:
    cells = table.add_row().cells
    return cells[0].merge(cells[3])
