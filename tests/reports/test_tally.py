"""Table three and four from the register: by dated events, each identity holding, each figure opening its cases."""

from datetime import date
from decimal import Decimal

import pytest

from applications.casework import perform
from applications.deed import Deed
from applications.law.outcomes import OUTCOME_ROWS
from applications.law.transitions import Act
from applications.models import Application, Dispute
from applications.seeding import load_applications
from reports.forms import FORMS, form_for
from reports.tally import cases_behind, disputes_behind, result_row, tally_four, tally_three
from tests.factories.applications import make_application, reply

NOW = date(2026, 3, 25)


@pytest.fixture
def clerk(staff):
    return staff("clerk", "applications.receive_application", "applications.handle_application")


@pytest.fixture
def head(staff):
    return staff("head", "applications.approve_application")


@pytest.fixture
def handle(clerk, head, calendar):
    """Receive a case on a day, and answer it on another if an outcome is given."""

    def make(received: date, closed: date | None = None, outcome: str = "GRANT", **fields) -> Application:
        case = make_application(received, **fields)
        perform(Act.CONFIRM_RECEIPT, case, Deed(received), by=clerk, calendar=calendar, today=NOW)
        if closed is None:
            return case
        extra = {"withheld": "第三条", "grounds": ("15",)} if outcome == "PARTIAL" else {}
        return reply(case, outcome, closed, clerk=clerk, head=head, calendar=calendar, today=NOW, **extra)

    return make


def nonzero(figures: dict[str, Decimal]) -> dict[str, int]:
    return {key.removeprefix("t3."): int(value) for key, value in figures.items() if value}


def test_a_case_counts_when_received_carried_over_and_closed(handle):
    handle(date(2025, 12, 19), date(2026, 1, 12))
    handle(date(2025, 6, 3), date(2025, 6, 20), "UNABLE_NONE", applicant_kind="law_firm", contact_name="李四")
    handle(date(2026, 3, 2))
    assert nonzero(tally_three(form_for(2025), 2025)) == {
        "r01.c1": 1, "r01.c5": 1, "r01.c7": 2, "r13.c5": 1, "r13.c7": 1, "r24.c5": 1, "r24.c7": 1,
        "r25.c1": 1, "r25.c7": 1,
    }  # fmt: skip
    assert nonzero(tally_three(form_for(2026), 2026)) == {
        "r01.c1": 1, "r01.c7": 1, "r02.c1": 1, "r02.c7": 1, "r03.c1": 1, "r03.c7": 1, "r24.c1": 1, "r24.c7": 1,
        "r25.c1": 1, "r25.c7": 1,
    }  # fmt: skip


def test_article_31_the_year_is_that_of_receipt_not_of_submission(handle, clerk, calendar):
    case = make_application(date(2025, 12, 30))
    perform(Act.CONFIRM_RECEIPT, case, Deed(date(2026, 1, 4)), by=clerk, calendar=calendar, today=NOW)
    assert nonzero(tally_three(form_for(2025), 2025)) == {}
    assert nonzero(tally_three(form_for(2026), 2026))["r01.c7"] == 1


def test_article_30_a_supplement_after_new_year_makes_no_new_case(handle, clerk, calendar):
    case = handle(date(2025, 12, 19))
    for act, deed in (
        (Act.ASK_CLARIFICATION, Deed(date(2025, 12, 24), note="x", until=date(2026, 1, 15))),
        (Act.RECEIVE_CLARIFICATION, Deed(date(2026, 1, 8))),
    ):
        perform(act, case, deed, by=clerk, calendar=calendar, today=NOW)
    assert nonzero(tally_three(form_for(2026), 2026)) == {"r02.c1": 1, "r02.c7": 1, "r25.c1": 1, "r25.c7": 1}


def test_a_case_reopened_later_does_not_rewrite_the_year_it_was_closed_in(handle, head, calendar):
    case = handle(date(2025, 6, 3), date(2025, 6, 20), "DENY_CASE")
    before = tally_three(form_for(2025), 2025)
    perform(Act.REOPEN, case, Deed(date(2026, 3, 2), note="撤销"), by=head, calendar=calendar, today=NOW)
    assert tally_three(form_for(2025), 2025) == before
    assert nonzero(tally_three(form_for(2026), 2026)) == {}


def test_60_hao_and_30_hao_count_what_ends_otherwise_in_their_own_rows(handle, clerk, calendar):
    for year in (2020, 2022):
        case = handle(date(year, 6, 3))
        perform(Act.WITHDRAW, case, Deed(date(year, 6, 9)), by=clerk, calendar=calendar, today=NOW)
    assert nonzero(tally_three(form_for(2020), 2020))["r21.c7"] == 1
    assert nonzero(tally_three(form_for(2022), 2022))["r23.c7"] == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.authority)
def test_every_outcome_is_counted_in_a_row_of_every_form(form):
    assert {result_row(form, outcome.code) for outcome in OUTCOME_ROWS} <= set(form.rows_of_three)


@pytest.mark.parametrize("year", [2020, 2023, 2026])
def test_every_identity_holds_on_a_drawn_register(bureau, calendar, year):
    load_applications(400, seed=5, calendar=calendar, today=NOW)
    form = form_for(year)
    figures = tally_three(form, year) | tally_four(form, year)
    broken = [
        (entry.rule, member)
        for entry in form.sums
        for member in entry.across
        for left, right in [entry.keys(member)]
        if sum(figures[key] for key in left) != sum(figures[key] for key in right)
    ]
    assert figures["t3.r24.c7"] > 10
    assert broken == []


def test_what_is_carried_out_of_a_year_is_carried_into_the_next(bureau, calendar):
    load_applications(300, seed=9, calendar=calendar, today=NOW)
    for year in range(2021, 2026):
        this, following = tally_three(form_for(year), year), tally_three(form_for(year + 1), year + 1)
        assert [this[f"t3.r25.c{n}"] for n in range(1, 8)] == [following[f"t3.r02.c{n}"] for n in range(1, 8)]


def test_each_figure_opens_exactly_its_cases(bureau, calendar):
    load_applications(300, seed=2, calendar=calendar, today=NOW)
    form = form_for(2023)
    figures = tally_three(form, 2023)
    assert {key: cases_behind(form, 2023, key).count() for key in figures} == figures
    with pytest.raises(KeyError):
        cases_behind(form, 2023, "t3.r99.c1")


def test_table_four_counts_what_was_concluded_and_what_is_pending(handle):
    case = handle(date(2025, 6, 3), date(2025, 6, 20), "DENY_CASE")
    for kind, accepted, result, concluded in (
        ("review", date(2025, 7, 1), "corrected", date(2025, 8, 20)),
        ("review", date(2025, 11, 3), "upheld", date(2026, 1, 8)),
        ("direct_suit", date(2025, 12, 1), "pending", None),
        ("suit_after_review", date(2026, 2, 2), "pending", None),
    ):
        Dispute.objects.create(
            application=case,
            kind=kind,
            body="聊城市人民政府",
            accepted_on=accepted,
            result=result,
            concluded_on=concluded,
        )
    figures = {
        key.removeprefix("t4."): int(value)
        for key, value in tally_four(form_for(2025), 2025).items()
        if value
    }
    assert figures == {
        "review.corrected": 1, "review.pending": 1, "review.total": 2, "direct.pending": 1, "direct.total": 1,
    }  # fmt: skip
    assert tally_four(form_for(2026), 2026)["t4.review.upheld"] == 1


def test_each_table_is_one_query(bureau, calendar, django_assert_num_queries):
    load_applications(50, seed=1, calendar=calendar, today=NOW)
    with django_assert_num_queries(1):
        tally_three(form_for(2023), 2023)
    with django_assert_num_queries(1):
        tally_four(form_for(2023), 2023)


def test_each_figure_of_table_four_opens_exactly_its_disputes(bureau, calendar):
    load_applications(60, seed=4, calendar=calendar, today=NOW)
    results = ("upheld", "corrected", "other", "pending")
    for number, case in enumerate(Application.objects.filter(reported_on__year__lte=2023)[:36]):
        result, accepted = results[number % 4], date(2021 + number % 3, 1 + number % 12, 5)
        concluded = None if result == "pending" else date(accepted.year + number % 2, 12, 1)
        Dispute.objects.create(
            application=case, kind=list(Dispute.Kind)[number % 3].value, body="市政府", accepted_on=accepted,
            result=result, concluded_on=concluded,
        )  # fmt: skip
    form = form_for(2022)
    figures = tally_four(form, 2022)
    assert {key for key, value in figures.items() if value} >= {"t4.review.total", "t4.direct.pending"}
    assert {key: disputes_behind(form, 2022, key).count() for key in figures} == figures
    with pytest.raises(KeyError):
        disputes_behind(form, 2022, "t3.r01.c1")
