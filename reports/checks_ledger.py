"""What the checks see when they hold a report against the bureau's own books: the register and the catalogue. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .forms import Form
from .rules import Finding
from .shapes import ReadReport


@dataclass(frozen=True)
class Ledger:
    """What the books say of the year.

    ``counts``: every cell of table three and four, counted live. ``fees_yuan``: fees paid in the year, whole yuan.
    ``documents``: the figures of table two that the catalogue counts; none if it holds no normative document.
    ``direct_suits``: suits without review over a refusal under 条例14-16, accepted from 2024 on, in the year's table.
    ``begun``: whether the register holds cases of this year or an earlier one; before that it cannot be a witness.
    """

    counts: Mapping[str, Decimal]
    fees_yuan: int = 0
    documents: Mapping[str, Decimal] = field(default_factory=dict)
    direct_suits: int = 0
    begun: bool = True


def look(report: ReadReport, ledger: Ledger, form: Form) -> list[Finding]:
    return [
        *_documents(report, ledger, form),
        *_direct_suits(ledger, form),
        *_fees(report, ledger, form),
        *_live(report, ledger, form),
    ]


def _live(report: ReadReport, ledger: Ledger, form: Form) -> Iterator[Finding]:
    """SYS: a finding a cell. A blank where the books have nothing either is left to T3-INT and T4-INT."""
    for key, counted in ledger.counts.items():
        if key not in report.cells:
            continue
        entered, place = report.cells[key], form.places[key]
        if (entered or 0) != counted:
            said = "空白" if entered is None else str(entered)
            why = "" if ledger.begun else "（台账从以后的年度开始，仅供参考）"
            yield Finding(
                "SYS", place, said, str(counted), f"{place}填写 {said}，台账推算为 {counted}{why}。",
                note_only=not ledger.begun,
            )  # fmt: skip


def _documents(report: ReadReport, ledger: Ledger, form: Form) -> Iterator[Finding]:
    for key, counted in ledger.documents.items():
        stated, place = report.cells.get(key), form.places[key]
        if stated is not None and stated != counted:
            yield Finding(
                "T2-VALID", place, str(stated), str(counted),
                f"{place} {stated}，按目录推算{report.year}年为 {counted} 件。",
            )  # fmt: skip


def _direct_suits(ledger: Ledger, form: Form) -> Iterator[Finding]:
    if ledger.direct_suits:
        place = form.places["t4.direct.total"]
        yield Finding(
            "T4-FIRST", place, str(ledger.direct_suits), "应先申请行政复议",
            f"{place}中有 {ledger.direct_suits} 件针对不予公开的答复，2024年起应先申请行政复议"
            "（行政复议法第二十三条）；法院已受理的请说明。",
        )  # fmt: skip


FEE_WORDS = "信息处理费"
SECTION = 6
NOTHING = re.compile(r"(?:未|没有|无)(?:产生|收取|收费|收)")
AMOUNT = re.compile(r"收(?:取|费)[^。；;]{0,30}?(\d+(?:\.\d+)?)\s*(万)?元")


def _fees(report: ReadReport, ledger: Ledger, form: Form) -> Iterator[Finding]:
    """FEE: chapter six says what was charged since the form of 2021; silence is a finding only if there was something."""
    body = next((section.body for section in report.sections if section.number == SECTION), "")
    if not body or form.first_year < 2021:
        return
    stated = stated_fee(body)
    if (stated or 0) != ledger.fees_yuan:
        said = "没有写明" if stated is None else f"{stated.normalize():f}元"
        yield Finding(
            "FEE", "正文第六部分信息处理费", said, f"{ledger.fees_yuan}元",
            f"正文第六部分信息处理费{said}，台账中当年缴清 {ledger.fees_yuan} 元。",
            note_only=not ledger.begun,
        )  # fmt: skip


def stated_fee(body: str) -> Decimal | None:
    """Yuan that the text says were charged, 0 for 未收取; None if it says nothing that can be read."""
    for sentence in re.split(r"[。；;\n]", body):
        if FEE_WORDS not in sentence:
            continue
        amount = AMOUNT.search(sentence)
        if amount:
            return Decimal(amount[1]) * (10_000 if amount[2] else 1)
        if NOTHING.search(sentence):
            return Decimal(0)
    return None
