"""What the desk should know of a case before it decides."""

from datetime import date

import pytest

from applications.hints import OTHER_CASES, bigrams, frequency, hints_for, likeness, same_applicant
from applications.seeding import load_applications
from tests.factories.applications import make_application, reply

WANTED = "2025年度外贸促进专项资金分配结果"


@pytest.fixture
def case(bureau):
    return make_application(date(2026, 3, 20), description=WANTED)


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        (WANTED, WANTED, 100),
        (WANTED, "２０２５年度外贸促进，专项资金分配结果", 100),  # width and signs make no difference
        (WANTED, "2024年度外贸促进专项资金分配结果", 88),
        (WANTED, "某某路步行街改造会议纪要", 0),
        ("表", "表", 100),
        ("", "", 0),
        ("，。", WANTED, 0),
    ],
)
def test_likeness_of_two_descriptions(one, other, percent):
    assert round(100 * likeness(bigrams(one), bigrams(other))) == percent


def test_same_applicant_is_known_by_the_number_of_the_certificate(case):
    renamed = make_application(date(2026, 3, 2), name="张三", phone="0635-1111111")
    make_application(date(2026, 3, 2), identity_number="E99999999")
    assert list(same_applicant(case)) == [renamed]


def test_same_applicant_without_a_number_is_known_by_name_and_phone(case):
    make_application(date(2026, 3, 2), identity_number="E99999999", phone="0635-1111111")
    namesake = make_application(date(2026, 3, 2), identity_number="E99999999")
    case.identity_hash = ""
    assert list(same_applicant(case)) == [namesake]


def test_article_36_6_an_answered_duplicate_of_the_applicant_comes_before_others(
    case, clerk, head, calendar, confirmed
):
    answered = confirmed(date(2026, 1, 5), description="2024年度外贸促进专项资金分配结果")
    answered = reply(answered, "GRANT", date(2026, 1, 20), clerk=clerk, head=head, calendar=calendar)
    twin = make_application(date(2026, 3, 2), identity_number="E99999999", description=WANTED)
    make_application(date(2026, 3, 2), identity_number="E99999999", description="步行街改造会议纪要")
    hints = hints_for(case)
    assert [(row.case, row.percent, row.own) for row in hints.similar] == [
        (answered, 88, True),
        (twin, 100, False),
    ]
    assert [(own.number, own.outcome_label) for own in hints.own] == [(answered.number, "予以公开")]


def test_article_35_pieces_are_counted_in_the_calendar_month_and_year_of_submission(bureau):
    make_application(date(2025, 12, 31))
    make_application(date(2026, 1, 31))
    make_application(date(2026, 2, 1), identity_number="E99999999")
    first, second, third = (make_application(date(2026, 2, day)) for day in (1, 14, 28))
    make_application(date(2026, 3, 1))
    found = frequency(second)
    assert (found.place, found.in_month, found.in_year) == (2, 3, 5)
    assert (frequency(first).place, frequency(third).place) == (1, 3)


def test_article_42_the_eleventh_piece_of_a_month_may_be_charged(bureau):
    cases = [make_application(date(2026, 12, 1)) for _ in range(11)]
    found = [frequency(case) for case in cases[-2:]]
    assert [(row.place, row.chargeable, row.yuan) for row in found] == [(10, False, 0), (11, True, 100)]


def test_other_matters_are_hinted_at_with_the_words_found(bureau):
    hints = hints_for(make_application(date(2026, 3, 2), description="举报某商场并要求处罚"))
    assert [(label, words, article) for label, words, _, article in hints.diversions] == [
        ("举报", "举报、要求处罚", "条例第三十九条第一款")
    ]


def test_hints_of_a_large_register_take_three_bounded_queries(case, calendar, django_assert_num_queries):
    load_applications(OTHER_CASES + 100, seed=1, calendar=calendar, today=date(2026, 3, 20))
    with django_assert_num_queries(3) as queries:
        hints_for(case)
    assert [f"LIMIT {OTHER_CASES}" in query["sql"] for query in queries].count(True) == 1
