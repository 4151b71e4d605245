"""A report held against the register and the catalogue: pure first, then as the books are gathered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from applications.models import Application, Dispute, FeeNotice
from disclosure.law.publication import Validity
from reports.books import ledger_of
from reports.catalogue import NORMATIVE
from reports.checks import Ledger, Severity, check_report
from reports.checks_ledger import stated_fee
from reports.findings import judged_findings
from reports.models import Report
from reports.shapes import Section
from tests.factories.applications import make_application
from tests.factories.disclosure import CategoryFactory, ItemFactory
from tests.factories.disclosure import published as publish_item
from tests.factories.reports import make_report
from tests.reports.conftest import name_on
from tests.reports.test_checks import CALENDAR, found, good


def books(report, **changed) -> Ledger:
    counts = {key: value for key, value in report.cells.items() if key.startswith(("t3.", "t4."))}
    return Ledger(counts=counts, **changed)


@pytest.mark.parametrize("year", [2020, 2023])
def test_sys_every_cell_that_differs_from_the_books_is_found_and_no_other(year):
    report = good(year)
    ledger = books(report)
    assert found(report, ledger=ledger) == []
    for key, value in ledger.counts.items():
        rows = found(report, ledger=replace(ledger, counts={**ledger.counts, key: value + 1}))
        assert [(row[0], row[2], row[3]) for row in rows] == [("SYS", str(value), str(value + 1))]


def test_sys_before_the_register_began_a_difference_is_only_a_note():
    report = good(2023)
    counts = dict.fromkeys(books(report).counts, Decimal(0))
    for begun, severity in ((True, Severity.WARNING), (False, Severity.INFO)):
        findings = check_report(
            report, name_in_force=name_on(2023), calendar=CALENDAR, ledger=Ledger(counts, begun=begun)
        )
        assert {(row.rule, row.severity) for row in findings} == {("SYS", severity)}


def test_sys_a_blank_is_compared_with_what_the_books_hold_and_an_absent_table_is_not():
    report = good(2023)
    blank = replace(report, cells=report.cells | {"t4.review.other": None})
    assert ("SYS", "表四“行政复议”其他结果", "空白", "7") in found(blank, ledger=books(report))
    absent = replace(report, cells={k: v for k, v in report.cells.items() if not k.startswith("t3.")})
    assert "SYS" not in {row[0] for row in found(absent, ledger=books(report))}


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("我局2021年度未收取政府信息公开信息处理费，无其他需要报告的事项。", 0),
        (
            "依申请公开信息处理费收费情况。根据《政府信息公开信息处理费管理办法》，本年度没有收取信息处理费。",
            0,
        ),
        ("本年度对2件申请收取信息处理费120元。", 120),
        ("信息处理费共计收取 0.03 万元。", 300),
        ("行政事业性收费500元。没有其他事项。", None),
        ("无。", None),
    ],
)
def test_the_fee_that_the_text_states_is_read(text, fee):
    assert stated_fee(text) == fee


@pytest.mark.parametrize(
    ("text", "paid", "expected"),
    [
        ("未收取信息处理费。", 0, []),
        ("收取信息处理费120元。", 120, []),
        ("没有其他事项。", 0, []),
        ("未收取信息处理费。", 120, [("FEE", "0元", "120元")]),
        ("收取信息处理费120元。", 0, [("FEE", "120元", "0元")]),
        ("没有其他事项。", 120, [("FEE", "没有写明", "120元")]),
    ],
)
def test_the_fee_in_chapter_six_is_the_sum_that_was_paid(text, paid, expected):
    report = replace(good(2023), sections=(Section(6, "其他需要报告的事项", text),))
    rows = found(report, ledger=books(report, fees_yuan=paid))
    assert [(row[0], row[2], row[3]) for row in rows] == expected


def test_t2_valid_and_t4_first_come_from_the_books():
    report = good(2023)
    assert found(report, ledger=books(report, documents={"t2.normative.valid": Decimal(0)})) == []
    rows = found(report, ledger=books(report, documents={"t2.normative.valid": Decimal(3)}, direct_suits=2))
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("T2-VALID", "0", "3"),
        ("T4-FIRST", "2", "应先申请行政复议"),
    ]


# --- the books as they are gathered ---


def test_the_books_hold_the_fees_paid_in_the_year(bureau):
    for received, paid, yuan in (
        (date(2025, 3, 3), date(2025, 4, 1), 120),
        (date(2025, 12, 1), date(2026, 1, 5), 40),
        (date(2025, 5, 6), None, 900),
    ):
        FeeNotice.objects.create(
            application=make_application(received), scale="pages", count=40, yuan=yuan, paid_on=paid
        )
    assert (ledger_of(2025).fees_yuan, ledger_of(2026).fees_yuan, ledger_of(2024).fees_yuan) == (120, 40, 0)


def test_the_books_hold_the_documents_that_were_valid_at_the_years_end(bureau):
    category = CategoryFactory(slug=NORMATIVE)
    assert ledger_of(2025).documents == {}
    for formed, validity, ended in (
        (date(2020, 1, 6), Validity.IN_FORCE, None),
        (date(2021, 3, 1), Validity.REPEALED, date(2026, 1, 1)),
        (date(2021, 3, 1), Validity.REPEALED, date(2025, 12, 31)),
        (date(2026, 1, 5), Validity.IN_FORCE, None),
        (date(2021, 3, 1), Validity.NOT_APPLICABLE, None),
    ):
        publish_item(category=category, formed_on=formed, validity=validity.value, repealed_on=ended)
    ItemFactory(category=category, formed_on=date(2020, 1, 6), validity=Validity.IN_FORCE.value)
    assert ledger_of(2025).documents["t2.normative.valid"] == 2
    assert ledger_of(2019).documents == {}


def test_the_books_hold_direct_suits_over_refusals_only_from_2024(bureau):
    for number, (outcome, kind, accepted, concluded) in enumerate(
        (
            ("DENY_PROCESS", "direct_suit", date(2024, 5, 6), None),
            ("DENY_PROCESS", "direct_suit", date(2023, 12, 6), None),
            ("DENY_PROCESS", "suit_after_review", date(2024, 5, 6), None),
            ("UNABLE_NONE", "direct_suit", date(2024, 5, 6), None),
            ("DENY_CASE", "direct_suit", date(2024, 5, 6), date(2024, 9, 2)),
        )
    ):
        case = make_application(date(2024, 1, 8), description=f"申请{number}")
        Application.objects.filter(pk=case.pk).update(reported_outcome=outcome)
        Dispute.objects.create(
            application=case, kind=kind, body="东昌府区人民法院", accepted_on=accepted,
            concluded_on=concluded, result="upheld" if concluded else "pending",
        )  # fmt: skip
    assert [ledger_of(year).direct_suits for year in (2023, 2024, 2025)] == [0, 2, 1]


def test_the_register_is_a_witness_from_its_first_case_on(bureau):
    assert ledger_of(2025).begun is False
    Application.objects.filter(pk=make_application(date(2025, 3, 3)).pk).update(received_on=date(2025, 3, 3))
    assert [ledger_of(year).begun for year in (2024, 2025, 2026)] == [False, True, True]
    assert ledger_of(2018) is None


def test_the_books_cost_a_fixed_number_of_queries(bureau, django_assert_max_num_queries):
    CategoryFactory(slug=NORMATIVE)
    with django_assert_max_num_queries(8):
        ledger_of(2025)


def test_a_draft_that_differs_from_the_register_must_be_explained(bureau):
    report = make_report(2025, publish=False, signed_on=date(2026, 1, 15), signed_as_written="2026年1月15日")
    assert [row for row in judged_findings(report) if row.stands] == []
    Application.objects.filter(pk=make_application(date(2025, 3, 3)).pk).update(received_on=date(2025, 3, 3))
    assert [row.finding.rule for row in judged_findings(report) if row.stands] == ["SYS"] * 4


def test_notes_stand_apart_from_findings_in_the_office_and_off_the_page(client, published, clerk_of_reports):
    client.force_login(clerk_of_reports)
    report = Report.objects.get(year=2023)
    page = client.get(f"/admin/reports/report/{report.pk}/findings/").content.decode()
    assert "供参考的说明（8 处" in page
    assert page.count("保存意见") == 1
    assert "核对发现 1 处不符" in client.get("/reports/2023/").content.decode()
