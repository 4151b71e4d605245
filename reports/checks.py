"""What can be wrong with an annual report: functions that look for it. Pure; they change nothing.

The ids are those of the office's checklist (docs/rules.md). A finding names both sides and their place; whether it is a
mistake is for a person to say.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from liaocheng_gk.workdays import WorkCalendar

from . import checks_ledger, checks_text
from .checks_ledger import Ledger
from .forms import Form, form_for
from .forms.form import APPLICANT_COLUMNS
from .rules import CHECK_BY_RULE, CHECKS, Check, Finding, Severity
from .shapes import ReadReport

__all__ = ["CHECKS", "CHECK_BY_RULE", "Check", "Finding", "Ledger", "Severity", "check_report"]

TABLES = {"t2": "表二", "t3": "表三", "t4": "表四"}


def check_report(
    report: ReadReport,
    *,
    name_in_force: str,
    calendar: WorkCalendar,
    earlier: ReadReport | None = None,
    phones: Collection[str] = (),
    ledger: Ledger | None = None,
) -> list[Finding]:
    """Every finding about one report, in the order of ``CHECKS``.

    Args:
        name_in_force: the bureau's name on 31 December of the year.
        calendar: to tell whether the signature's day was a working day.
        earlier: the report of the year before, for what is carried over or copied.
        phones: the bureau's telephone and fax numbers; none: the numbers in the text are not looked at.
        ledger: what the register and the catalogue say of the year; None: not compared.
    """
    found: list[Finding] = []
    form = form_for(report.year)
    if form is not None:
        for look in (_absent_tables, _blanks, _sums, _bounds, _decisions):
            found += look(report, form)
        if earlier is not None:
            found += _carried_over(report, earlier, form)
            found += _stock(report, earlier)
            found += _bridge(report, earlier, form)
        if ledger is not None:
            found += checks_ledger.look(report, ledger, form)
    found += checks_text.look(report, calendar, name_in_force, phones)
    if earlier is not None:
        found += checks_text.copied(report, earlier)
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


def _decisions(report: ReadReport, form: Form) -> Iterator[Finding]:
    """The form of 2019: decisions made in the year are a number of their own, not the new number of items."""
    for block in form.table_two:
        keys = {column.key for column in block.columns}
        for row in block.rows if keys == {"before", "change", "decisions"} else ():
            here = _values(report.cells, row.key, keys)
            items = _plus(here["before"], here["change"])
            if items and here["decisions"] == items:
                place = form.places[f"t2.{row.key}.decisions"]
                written = f"{here['before']}+{here['change']}"
                yield Finding(
                    "T2-SEM", place, str(items), written,
                    f"{place} {items}，恰为上一年项目数量加增减（{written}），疑把项目数量当作处理决定数量填写。",
                )  # fmt: skip


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


def _bridge(report: ReadReport, earlier: ReadReport, form: Form) -> Iterator[Finding]:
    """From the last report of the form of 2019 to the first of 2021: what stood public should be what was valid."""
    if earlier.year + 1 != form.first_year:
        return
    for row in ("regulations", "normative"):
        public = earlier.cells.get(f"t2.{row}.public")
        here = _values(report.cells, row, {"valid", "made", "repealed"})
        base = _plus(here["valid"], _minus(here["made"]), here["repealed"])
        if public is not None and base is not None and public != base:
            place = form.places[f"t2.{row}.valid"]
            yield Finding(
                "X-T2c", place, str(base), str(public),
                f"{place}减制发加废止为 {base}，{earlier.year}年报告的对外公开总数量为 {public}；两年口径不同。",
            )  # fmt: skip


def _values(cells: Mapping[str, Decimal | None], row: str, names: set[str]) -> dict[str, Decimal | None]:
    return {name: cells.get(f"t2.{row}.{name}") for name in names}


def _plus(*values: Decimal | None) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value
