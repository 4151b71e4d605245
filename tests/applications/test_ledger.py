"""登记台账: what stands in the sheet, who may take it, and that it is logged."""

import io
from datetime import date, datetime

import pytest
from django.contrib.admin.models import LogEntry
from openpyxl import load_workbook

from applications.ledger import COLUMNS, ledger
from applications.models import Application
from applications.seeding import load_applications
from tests.factories.applications import make_application, reply

LIST = "/admin/applications/application/"
TODAY = date(2026, 3, 25)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def written(bureau, calendar):
    """The whole register as a ledger file."""

    def write(*, masked: bool = False) -> bytes:
        return b"".join(ledger(Application.objects.order_by("pk"), calendar, TODAY, masked=masked))

    return write


def rows(content: bytes) -> list[dict]:
    heads, *lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def read(response) -> list[dict]:
    content = b"".join(response.streaming_content)
    return rows(content)


def test_a_row_of_the_ledger_says_all_of_a_case(confirmed, clerk, head, calendar, written):
    case = reply(
        confirmed(date(2026, 3, 3)), "GRANT", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar
    )
    assert rows(written()) == [
        {
            "申请编号": case.number,
            "申请渠道": "本网站在线提交",
            "提交日期": datetime(2026, 3, 3),  # noqa: DTZ001 -- as the sheet holds a day
            "收到申请之日": datetime(2026, 3, 3),  # noqa: DTZ001
            "答复期限": datetime(2026, 3, 31),  # noqa: DTZ001
            "期限暂定": None,
            "申请人类别": "自然人",
            "姓名或者名称": "张三丰",
            "所需政府信息": "2025年度外贸促进专项资金分配结果",
            "承办人": None,
            "办理阶段": "已办结",
            "办理结果": "予以公开",
            "办结日期": datetime(2026, 3, 20),  # noqa: DTZ001
            "已用工作日": 13,
            "是否逾期": "否",
        }
    ]


def test_an_unconfirmed_case_has_no_limit_and_no_days(written):
    make_application(date(2026, 3, 2))
    (row,) = rows(written())
    assert (row["答复期限"], row["已用工作日"], row["是否逾期"]) == (None, None, "否")


def test_names_of_people_are_hidden_and_of_organisations_not(written):
    make_application(date(2026, 3, 2))
    make_application(
        date(2026, 3, 3),
        applicant_kind="company",
        name="某某贸易有限公司",
        identity_kind="credit_code",
        contact_name="李四",
    )
    content = written(masked=True)
    assert [row["姓名或者名称"] for row in rows(content)] == ["张＊＊", "某某贸易有限公司"]
    assert "张三丰" not in str(rows(content))


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_is_text(written, text):
    make_application(date(2026, 3, 2), description=text)
    place = [column.head for column in COLUMNS].index("所需政府信息")
    cell = load_workbook(io.BytesIO(written())).active.cell(2, place + 1)
    assert (cell.value, cell.data_type) == (f"'{text}", "s")


def test_the_button_exports_the_filtered_list_and_logs_it(client, confirmed, clerk):
    case = confirmed(date(2026, 3, 3))
    make_application(date(2026, 3, 24))
    client.force_login(clerk)
    page = client.get(f"{LIST}?stage__exact=handling&p=1").content.decode()
    assert f'href="{LIST}ledger.xlsx?stage__exact=handling"' in page
    response = client.get(f"{LIST}ledger.xlsx?stage__exact=handling")
    assert [row["申请编号"] for row in read(response)] == [case.number]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.change_message) == (
        clerk,
        "登记台账",
        "导出登记台账 1 件；筛选条件：stage__exact=handling",
    )


def test_the_masked_button_hides_names(client, confirmed, clerk):
    confirmed(date(2026, 3, 3))
    client.force_login(clerk)
    response = client.get(f"{LIST}ledger-masked.xlsx?due=open")
    assert [row["姓名或者名称"] for row in read(response)] == ["张＊＊"]
    assert LogEntry.objects.get().change_message == "导出登记台账 1 件（隐去姓名）；筛选条件：due=open"


def test_a_filter_that_cannot_be_read_exports_nothing(client, confirmed, clerk):
    confirmed(date(2026, 3, 3))
    client.force_login(clerk)
    page = client.get(f"{LIST}ledger.xlsx?no_such_field=1", follow=True)
    assert "筛选条件无法识别，没有导出" in page.content.decode()
    assert LogEntry.objects.count() == 0


def test_the_action_exports_what_was_chosen(client, confirmed, clerk):
    chosen = confirmed(date(2026, 3, 3))
    confirmed(date(2026, 3, 4))
    client.force_login(clerk)
    response = client.post(LIST, {"action": "export_ledger", "_selected_action": [chosen.pk]})
    assert [row["申请编号"] for row in read(response)] == [chosen.number]


def test_strangers_get_no_ledger(client, confirmed, staff):
    confirmed(date(2026, 3, 3))
    client.force_login(staff("other", "disclosure.view_item"))
    assert client.get(f"{LIST}ledger.xlsx").status_code == 403
    assert LogEntry.objects.count() == 0


def test_the_ledger_is_read_in_chunks(written, calendar, django_assert_num_queries):
    load_applications(600, seed=1, calendar=calendar, today=TODAY)
    with django_assert_num_queries(3):  # the cases once, the events of each chunk of five hundred
        content = written()
    assert len(rows(content)) == 600
