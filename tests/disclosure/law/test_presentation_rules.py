from disclosure.law.categories import ColumnType
from disclosure.law.columns import FRESHNESS, days_allowed
from disclosure.law.elements import ELEMENTS, Duty


def test_article_12_index_summary_and_day_are_required_with_what_the_states_guide_wants():
    must = [element.key for element in ELEMENTS if element.duty is Duty.MUST]
    assert must == [
        *(
            "index_number",
            "publisher",
            "category",
            "theme",
            "formed_on",
            "published_at",
            "source",
            "abstract",
        ),
    ]


def test_normative_documents_show_what_their_form_wants_even_when_empty():
    assert [element.label for element in ELEMENTS if element.normative] == [
        *("文号", "有效性", "施行日期", "有效期至", "废止（失效）日期"),
    ]


def test_columns_have_the_limits_of_the_inspection_unless_the_office_sets_its_own():
    assert {row.column_type: row.days for row in FRESHNESS}[ColumnType.NEWS] == 14
    assert days_allowed("通知公告", None) == 183
    assert days_allowed("信息公开目录", None) is None
    assert days_allowed("信息公开目录", 90) == 90
    assert days_allowed("工作动态", 0) is None
