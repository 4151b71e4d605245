"""Which remedy a decision names, before whom, and until when."""

from datetime import date

import pytest

from applications.law.outcomes import OUTCOMES, Remedy
from applications.law.remedies import (
    RemedyPeriods,
    add_months,
    remedy_of,
    remedy_paragraph,
    remedy_periods,
    review_until,
    suit_after_review_until,
    suit_until,
)

LAST_OLD, FIRST_NEW = date(2023, 12, 31), date(2024, 1, 1)


@pytest.mark.parametrize(
    "code", [code for code, row in OUTCOMES.items() if row.remedy is Remedy.REVIEW_FIRST]
)
def test_review_law_23_a_refusal_is_reviewed_first_from_2024_on(code):
    assert (remedy_of(code, LAST_OLD), remedy_of(code, FIRST_NEW)) == (Remedy.EITHER, Remedy.REVIEW_FIRST)


def test_review_law_23_a_partial_refusal_depends_on_its_ground():
    assert remedy_of("PARTIAL", FIRST_NEW) is Remedy.EITHER
    assert remedy_of("PARTIAL", FIRST_NEW, refused_under_14_to_16=True) is Remedy.REVIEW_FIRST
    assert remedy_of("PARTIAL", LAST_OLD, refused_under_14_to_16=True) is Remedy.EITHER


@pytest.mark.parametrize(
    "code", ["GRANT", "UNABLE_NONE", "NOPROC_REPEAT", "OTHER_NOSUPPLEMENT", "OTHER_NOFEE"]
)
def test_other_answers_may_be_reviewed_or_sued_over(code):
    assert remedy_of(code, FIRST_NEW) is Remedy.EITHER


def test_a_withdrawal_names_no_remedy():
    assert remedy_of("OTHER_WITHDRAWN", FIRST_NEW) is Remedy.NONE
    assert remedy_paragraph(Remedy.NONE, review_body="聊城市人民政府") == ""


def test_the_paragraph_says_that_review_comes_first_and_before_whom():
    first = remedy_paragraph(Remedy.REVIEW_FIRST, review_body="聊城市人民政府", court="某法院")
    either = remedy_paragraph(Remedy.EITHER, review_body="聊城市人民政府")
    assert "60日内向聊城市人民政府申请行政复议" in first
    assert "应当先申请行政复议" in first
    assert "某法院" in first
    assert "6个月内依法向人民法院提起行政诉讼" in either
    assert "应当先" not in either


def test_civil_code_203_the_sixtieth_day_in_a_holiday_moves_to_the_first_day_after_it(calendar):
    assert review_until(date(2026, 8, 3), calendar) == date(2026, 10, 8)  # law.md 10, extra


def test_civil_code_202_a_month_without_the_day_ends_on_its_last_one(calendar):
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert suit_until(date(2026, 8, 31), calendar) == date(2027, 3, 1)  # 28 February 2027 is a Sunday


def test_add_months_runs_over_the_years_end_and_backwards():
    assert add_months(date(2026, 11, 24), 2) == date(2027, 1, 24)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -12) == date(2025, 1, 15)


def test_review_law_34_fifteen_days_after_the_review_decision(calendar):
    assert suit_after_review_until(date(2026, 3, 2), calendar) == date(2026, 3, 17)
    assert suit_after_review_until(date(2026, 9, 17), calendar) == date(2026, 10, 8)


def test_periods_of_each_remedy(calendar):
    received = date(2026, 3, 2)
    assert remedy_periods(Remedy.NONE, received, calendar) is None
    assert remedy_periods(Remedy.REVIEW_FIRST, received, calendar) == RemedyPeriods(date(2026, 5, 6), None)
    assert remedy_periods(Remedy.EITHER, received, calendar) == RemedyPeriods(
        date(2026, 5, 6), date(2026, 9, 2)
    )
