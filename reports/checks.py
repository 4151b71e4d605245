"""What can be wrong with an annual report: rules as rows, functions that look for them. Pure; changes nothing.

The ids are those of the office's checklist (docs/rules.md). A finding names both sides and their place; whether it is a
mistake is for a person to say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.workdays import WorkCalendar

from .forms import Form, form_for
from .forms.form import APPLICANT_COLUMNS
from .reading import ReadReport

TABLES = {"t2": "表二", "t3": "表三", "t4": "表四"}
# 条例49: departments publish by 31 January; until the revision of 2019 everybody had until 31 March.
DEADLINE, DEADLINE_BEFORE_2019 = (1, 31), (3, 31)


class Severity(Labelled):
    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
    INFO = "info", "说明"


@dataclass(frozen=True)
class Check:
    rule: str
    severity: Severity
    title: str


@dataclass(frozen=True)
class Finding:
    """``left`` and ``right``: what does not agree, as figures or words; ``place``: where to look."""

    rule: str
    place: str
    left: str
    right: str
    sentence: str

    @property
    def severity(self) -> Severity:
        return CHECK_BY_RULE[self.rule].severity


E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 -- a legend for the table below
# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("T3-COL",    E, "表三每一列：第一项加第二项等于第三项总计加第四项"),
    Check("T3-SUM",    E, "表三每一列：（七）总计等于（一）至（六）各行之和"),
    Check("T3-ROW",    E, "表三每一行：总计等于自然人与各类法人之和"),
    Check("T3-INT",    E, "表三各格为不小于零的整数，没有空白"),
    Check("T2-INT",    E, "表二各格没有空白，计数为不小于零的整数"),
    Check("T4-SUM",    E, "表四每一组：总计等于维持、纠正、其他、未审结之和"),
    Check("T4-INT",    E, "表四各格为不小于零的整数，没有空白"),
    Check("TABLE",     W, "正文应附表二、表三、表四"),
    Check("X-T3",      E, "表三第二项等于上一年第四项（逐列）"),
    Check("X-T2a",     W, "现行有效件数等于上年现行有效加本年制发减本年废止"),
    Check("X-T2b",     W, "上一年项目数量等于上年报告的项目数量加增减"),
    Check("T2-NONNEG", W, "现行有效不少于本年制发减废止；对外公开总数不少于本年新公开"),
    Check("TXT-N",     W, "正文的数字与表格、与正文其他数字一致"),
    Check("TXT-YR",    W, "标题、统计年度与落款日期相符；落款在次年一月三十一日以前的工作日"),
    Check("TXT-ORG",   W, "机关名称是当年使用的名称；正文没有其他部门的名称"),
)
# fmt: on
CHECK_BY_RULE = {check.rule: check for check in CHECKS}


def check_report(
    report: ReadReport,
    *,
    name_in_force: str,
    calendar: WorkCalendar,
    earlier: ReadReport | None = None,
) -> list[Finding]:
    """Every finding about one report, in the order of ``CHECKS``.

    Args:
        name_in_force: the bureau's name on 31 December of the year.
        calendar: to tell whether the signature's day was a working day.
        earlier: the report of the year before, for what is carried over.
    """
    found: list[Finding] = []
    form = form_for(report.year)
    if form is not None:
        for look in (_absent_tables, _blanks, _sums, _bounds):
            found += look(report, form)
        if earlier is not None:
            found += _carried_over(report, earlier, form)
            found += _stock(report, earlier)
    found += _numbers_in_text(report)
    found += _signature(report, calendar)
    found += _names(report, name_in_force)
    order = [check.rule for check in CHECKS]
    return sorted(found, key=lambda finding: order.index(finding.rule))


# --- tables ---


def _absent_tables(report: ReadReport, form: Form) -> Iterator[Finding]:
    for prefix, name in TABLES.items():
        if not any(key.startswith(f"{prefix}.") for key in report.cells):
            yield Finding("TABLE", name, "无表", "应有表", f"公开文本没有{name}，无法核对其数字。")


def _blanks(report: ReadReport, form: Form) -> Iterator[Finding]:
    """One finding a table for its blanks, and one for each figure that is no proper count."""
    for prefix, name in TABLES.items():
        rule = f"{prefix.upper()}-INT"
        keys = [key for key in report.cells if key.startswith(f"{prefix}.")]
        blank = [key for key in keys if report.cells[key] is None]
        if blank:
            rows = len({key.rsplit(".", 1)[0] for key in blank})
            said = f"{len(blank)} 格空白"
            sentence = (
                f"{name}有 {rows} 行共 {len(blank)} 格空白（如{form.places[blank[0]]}）；没有发生的应填 0。"
            )
            yield Finding(rule, name, said, "0 或者数字", sentence)
        for key in keys:
            value = report.cells[key]
            if value is not None and not _is_proper(key, value, form):
                place = form.places[key]
                yield Finding(
                    rule, place, str(value), "不小于零的整数", f"{place}为 {value}，应为不小于零的整数。"
                )


def _is_proper(key: str, value: Decimal, form: Form) -> bool:
    whole = value == int(value) or key in form.decimal_keys
    return whole and (value >= 0 or key.endswith(".change"))


def _sums(report: ReadReport, form: Form) -> Iterator[Finding]:
    """The printed identities. A blank part adds nothing; a blank total beside parts that are there is a finding."""
    for entry in form.sums:
        for member in entry.across:
            left_keys, right_keys = entry.keys(member)
            cells = [report.cells.get(key) for key in (*left_keys, *right_keys)]
            if all(cell is None for cell in cells) or _rests_on_blank(entry.rule, report, right_keys):
                continue
            left, right = _total(report, left_keys), _total(report, right_keys)
            blank = all(report.cells.get(key) is None for key in left_keys)
            if left != right:
                place = _member(form, entry.rule, member)
                said = "空白" if blank else str(left)
                title = CHECK_BY_RULE[entry.rule].title
                yield Finding(
                    entry.rule, place, said, str(right), f"{place}：{title}，现为 {said} 与 {right}。"
                )


def _rests_on_blank(rule: str, report: ReadReport, keys: list[str]) -> bool:
    """T3-COL compares with the total of item three: where that is blank, T3-SUM says so already."""
    return rule == "T3-COL" and report.cells.get(keys[0]) is None


def _total(report: ReadReport, keys: list[str]) -> Decimal:
    return sum((report.cells.get(key) or Decimal(0) for key in keys), Decimal(0))


def _member(form: Form, rule: str, member: str) -> str:
    columns = {column.key: column.label for column in APPLICANT_COLUMNS}
    if rule in {"T3-COL", "T3-SUM"}:
        return f"表三“{columns[member]}”列"
    if rule == "T3-ROW":
        return f"表三“{form.rows_of_three[member].label.split('（区分')[0]}”行"
    return form.places[f"t4.{member}.total"].removesuffix("总计")


def _bounds(report: ReadReport, form: Form) -> Iterator[Finding]:
    for row in ("regulations", "normative"):
        made, repealed, valid = (
            report.cells.get(f"t2.{row}.{name}") for name in ("made", "repealed", "valid")
        )
        if made is not None and repealed is not None and valid is not None and valid < made - repealed:
            place = form.places[f"t2.{row}.valid"]
            yield Finding(
                "T2-NONNEG",
                place,
                str(valid),
                f"{made}-{repealed}",
                f"{place} {valid} 少于制发减废止 {made - repealed}。",
            )
        new, public = report.cells.get(f"t2.{row}.published"), report.cells.get(f"t2.{row}.public")
        if new is not None and public is not None and public < new:
            place = form.places[f"t2.{row}.public"]
            yield Finding(
                "T2-NONNEG", place, str(public), str(new), f"{place} {public} 少于本年新公开 {new}。"
            )


# --- across years ---


def _carried_over(report: ReadReport, earlier: ReadReport, form: Form) -> Iterator[Finding]:
    for column in APPLICANT_COLUMNS:
        left, right = report.cells.get(f"t3.r02.{column.key}"), earlier.cells.get(f"t3.r25.{column.key}")
        if left is not None and right is not None and left != right:
            place = form.places[f"t3.r02.{column.key}"]
            yield Finding("X-T3", place, str(left), str(right), f"{place} {left}，上年结转下年度为 {right}。")


def _stock(report: ReadReport, earlier: ReadReport) -> Iterator[Finding]:
    form, before = form_for(report.year), form_for(earlier.year)
    if form is None or form is not before:
        return
    names = {"valid": "X-T2a", "before": "X-T2b"}
    for block in form.table_two:
        keys = {column.key for column in block.columns}
        for row in block.rows:
            here = _values(report.cells, row.key, keys)
            there = _values(earlier.cells, row.key, keys)
            if "valid" in keys:
                left, expected = here["valid"], _plus(there["valid"], here["made"], _minus(here["repealed"]))
            elif "before" in keys:
                left, expected = here["before"], _plus(there["before"], there["change"])
            else:
                continue
            if left is not None and expected is not None and left != expected:
                name = "valid" if "valid" in keys else "before"
                place = form.places[f"t2.{row.key}.{name}"]
                yield Finding(
                    names[name], place, str(left), str(expected), f"{place} {left}，按上年推算为 {expected}。"
                )


def _values(cells: Mapping[str, Decimal | None], row: str, names: set[str]) -> dict[str, Decimal | None]:
    return {name: cells.get(f"t2.{row}.{name}") for name in names}


def _plus(*values: Decimal | None) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


# --- the text ---


def _numbers_in_text(report: ReadReport) -> Iterator[Finding]:
    stated = {key: row.value for key, row in report.stated.items() if row.value is not None}
    table = {
        "received": (
            "表三第一项、第二项之和",
            _plus(report.cells.get("t3.r01.c7"), report.cells.get("t3.r02.c7")),
        ),
        "granted": ("表三（一）予以公开", report.cells.get("t3.r03.c7")),
    }
    for key, (name, figure) in table.items():
        if key in stated and figure is not None and stated[key] != figure:
            said = f"正文“{report.stated[key].label}”"
            yield Finding(
                "TXT-N", said, str(stated[key]), str(figure), f"{said} {stated[key]}，{name} {figure}。"
            )
    parts = [stated.get(key) for key in ("visits", "calls", "online")]
    if "consultations" in stated and None not in parts:
        total = sum(part for part in parts if part is not None)
        if total != stated["consultations"]:
            written = "+".join(str(part) for part in parts)
            yield Finding(
                "TXT-N", "正文咨询人次", str(stated["consultations"]), f"{written}={total}",
                f"正文说咨询 {stated['consultations']} 人次，现场、电话、网上分别为 {written}，合计 {total}。",
            )  # fmt: skip
    none = re.search(r"无[^。，,]{0,14}依申请公开情况", report.text)
    if stated.get("received") and none:
        yield Finding(
            "TXT-N", "正文依申请公开", f"{stated['received']}件", none[0],
            f"正文一处说收到申请 {stated['received']} 件，另一处说“{none[0]}”。",
        )  # fmt: skip


def _signature(report: ReadReport, calendar: WorkCalendar) -> Iterator[Finding]:
    covers = {int(year) for year in re.findall(r"(?:将我单位|社会公布)(20\d\d)年度", report.text)} - {
        report.year
    }
    for year in sorted(covers):
        yield Finding(
            "TXT-YR", "正文", f"{year}年度", f"{report.year}年度", f"正文自称报告{year}年度的情况。"
        )
    ends = re.search(r"截止(\d{1,2})月(\d{1,2})日", report.text)
    if ends and (int(ends[1]), int(ends[2])) != (12, 31):
        yield Finding(
            "TXT-YR",
            "正文统计截止日",
            f"{ends[1]}月{ends[2]}日",
            "12月31日",
            f"统计截止于{ends[1]}月{ends[2]}日，不是全年。",
        )
    if report.signed_on is None:
        yield Finding("TXT-YR", "落款", "没有落款日期", f"{report.year + 1}年1月", "报告没有落款日期。")
        return
    day, written = report.signed_on, report.signed_as_written
    limit = DEADLINE if report.year >= 2019 else DEADLINE_BEFORE_2019
    first, last = date(report.year + 1, 1, 1), date(report.year + 1, *limit)
    if day < first:
        yield Finding("TXT-YR", "落款", written, f"{report.year + 1}年", f"落款{written}早于统计年度结束。")
    elif day > last:
        until = f"{last.year}年{last.month}月{last.day}日"
        yield Finding(
            "TXT-YR", "落款", written, f"{until}前", f"落款{written}晚于法定的{until}（条例第四十九条）。"
        )
    elif calendar.is_official(day) and not calendar.is_workday(day):
        yield Finding(
            "TXT-YR",
            "落款",
            written,
            calendar.reason(day),
            f"落款{written}不是工作日（{calendar.reason(day)}）。",
        )


# Words of other departments that do not belong into this bureau's report.
FOREIGN = re.compile(r"全[市县]([\u4e00-\u9fff]{2,6})系统")


def _names(report: ReadReport, name_in_force: str) -> Iterator[Finding]:
    if report.agency_name and report.agency_name != name_in_force:
        yield Finding(
            "TXT-ORG", "机关名称", report.agency_name, name_in_force,
            f"报告使用“{report.agency_name}”，{report.year}年底使用的名称是“{name_in_force}”。",
        )  # fmt: skip
    for other in dict.fromkeys(FOREIGN.findall(report.text)):
        if other not in name_in_force and "商务" not in other:
            count = report.text.count(f"{other}系统")
            yield Finding(
                "TXT-ORG",
                "正文",
                f"{other}系统",
                name_in_force,
                f"正文 {count} 次写到“{other}系统”，疑为照抄其他部门的文字。",
            )
