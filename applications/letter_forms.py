"""The forms of the file: 申请登记表 (L01) and 送达回证 (L30), as tables with placeholders on one A4 sheet."""

from functools import cache

from docx.document import Document as DocumentObject
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell

from .law.letters import LetterKind
from .letter_layout import FANGSONG, TITLE, TITLE_FACE, line, new_document, saved

CELL = Pt(12)  # 小4号
LABEL_WIDTH, VALUE_WIDTH = Mm(34), Mm(44)  # twice both: the 156 mm of the type area

# Label and field; a row holds two pairs or one wide one. A tall row leaves room for handwriting.
Pair = tuple[str, str]
REGISTRATION: tuple[tuple[Pair, ...], ...] = (
    (("申请编号", "application_number"), ("申请渠道", "channel")),
    (("提交时间", "submitted_at"), ("签收日期", "signed_on")),
    (("收到申请之日", "received_on"), ("答复期限", "due_on")),
    (("申请人类别", "applicant_kind"), ("姓名或者名称", "applicant_name")),
    (("身份证明", "identity"),),
    (("法定代表人或者负责人", "representative"), ("联系人", "contact_name")),
    (("联系电话", "applicant_phone"), ("电子邮箱", "applicant_email")),
    (("通信地址和邮政编码", "applicant_address"),),
    (("所需政府信息的名称、文号或者其他特征性描述", "description"),),
    (("载体形式", "carrier"), ("获取信息的方式", "delivery")),
    (("承办人", "handler"), ("办理结果", "outcome")),
)
SERVICE: tuple[tuple[Pair, ...], ...] = (
    (("申请编号", "application_number"),),
    (("受送达人", "addressee"),),
    (("送达文书名称", "served_letter"),),
    (("送达文书文号", "served_number"),),
    (("送达方式", "service_way"), ("送达日期", "served_on")),
    (("送达凭证", "service_proof"),),
)
SIGNED_BY_HAND = ("受送达人签名或者盖章", "代收人签名及代收理由", "送达人签名", "备注")
TALL = Mm(22)


@cache
def registration_form(kind: LetterKind) -> bytes:
    document = _headed()
    table = _table(document)
    for pairs in REGISTRATION:
        _row(table, pairs, height=Mm(36) if pairs[0][1] == "description" else None)
    _row(table, (("备注", ""),), height=TALL)
    _closing_line(document, "登记人：　　　　　　　　登记日期：{{ issued_on }}")
    return saved(document)


@cache
def service_form(kind: LetterKind) -> bytes:
    document = _headed()
    table = _table(document)
    for pairs in SERVICE:
        _row(table, pairs)
    for label in SIGNED_BY_HAND:
        _row(table, ((label, ""),), height=TALL)
    _closing_line(document, "填发日期：{{ issued_on }}")
    return saved(document)


def _headed() -> DocumentObject:
    document = new_document()
    document.sections[0].different_first_page_header_footer = True  # no page number on the one page there is
    line(document, "{{ agency_name }}", face=TITLE_FACE, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    line(document, "{{ title }}", face=TITLE_FACE, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
    line(document)
    return document


def _table(document: DocumentObject) -> Table:
    table = document.add_table(rows=0, cols=4)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(table.columns, (LABEL_WIDTH, VALUE_WIDTH) * 2, strict=True):
        column.width = wide
    return table


def _row(table: Table, pairs: tuple[Pair, ...], *, height: Length | None = None) -> None:
    row = table.add_row()
    row.height = height or Mm(11)
    cells = row.cells
    for cell, wide in zip(cells, (LABEL_WIDTH, VALUE_WIDTH) * 2, strict=True):
        cell.width = wide
    if len(pairs) == 1:
        cells[1].merge(cells[3])
    for place, (label, field) in enumerate(pairs):
        _write(cells[2 * place], label, WD_ALIGN_PARAGRAPH.CENTER)
        _write(cells[2 * place + 1], f"{{{{ {field} }}}}" if field else "", WD_ALIGN_PARAGRAPH.LEFT)


def _write(cell: _Cell, text: str, align: WD_ALIGN_PARAGRAPH) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(18)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = FANGSONG, CELL
    run._element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)


def _closing_line(document: DocumentObject, text: str) -> None:
    line(document, text, size=CELL)
