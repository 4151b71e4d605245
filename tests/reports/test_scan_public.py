"""S15: nightly over everything public; findings are printed, and the command fails while any stands."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.law.review import Step
from disclosure.models import Attachment, GateStop, Item
from disclosure.publication import publish
from disclosure.release import GateClosed, release
from disclosure.scanning import scan_items
from liaocheng_gk.models import Heartbeat, PublicPhone
from reports.models import Report
from tests.factories.disclosure import (
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    published,
    reviewed,
    reviewer,
    withdrawn,
)  # fmt: skip
from tests.factories.documents import docx, mobile, resident_number, xlsx
from tests.factories.reports import make_report

pytestmark = pytest.mark.django_db
ID = resident_number()


def scan() -> tuple[int, str]:
    """Exit code and output, without the inspection of columns and links that follows (test_inspection.py)."""
    out = StringIO()
    try:
        call_command("scan_public", stdout=out)
    except SystemExit as stopped:
        return stopped.code, _of_the_gate(out)
    return 0, _of_the_gate(out)


def _of_the_gate(out: StringIO) -> str:
    return "\n".join(line for line in out.getvalue().splitlines() if not line.startswith("网站巡检："))


def test_a_clean_site_passes_and_the_run_is_on_record(bureau):
    item = ItemFactory()
    attach(item, "表.xlsx", xlsx())
    publish(reviewed(item), by=office(), at=moment())
    withdrawn()
    ItemFactory(body=f"<p>草稿 {ID}</p>")  # not public
    make_report(2023)
    code, out = scan()
    assert (code, out.splitlines()) == (0, ["公开内容检查：发现 0 处，其中 0 处已经第二人放行，0 处须处理。"])
    assert Heartbeat.objects.filter(name="scan_public").exists()


def test_what_reached_the_site_by_another_way_is_found(bureau):
    """Words by SQL, a file exchanged on the disk, a reason of withdrawal, a report."""
    item = published()
    Item.objects.filter(pk=item.pk).update(body=f"<p>名单 {ID}</p>")
    other = ItemFactory()
    row = attach(other, "表.docx", docx("甲"))
    other = publish(reviewed(other), by=office(), at=moment())
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(docx(f"甲 {ID}"))
    gone = withdrawn()
    Item.objects.filter(pk=gone.pk).update(withdrawn_reason=f"误公开了 {mobile()}")
    make_report(2023)
    Report.objects.filter(year=2023).update(summary=f"联系人手机 {mobile()}")
    code, out = scan()
    assert code == 1
    lines = out.splitlines()
    assert [line.split("：")[0:3] for line in lines[:-1]] == [
        [f"{item.get_absolute_url()} 标题、正文等文字", "正文，第 1 段", "居民身份证号码"],
        [f"{other.get_absolute_url()} 表.docx", "第 1 段", "居民身份证号码"],
        [f"{other.get_absolute_url()} 表.docx", "放行以后被改动的文件"],
        [f"{gone.get_absolute_url()} 撤下原因", "第 1 段", "个人手机号码"],
        [
            "/reports/2023/ 总体情况" if "总体情况" in lines[4] else lines[4].split("：")[0],
            "第 1 段",
            "个人手机号码",
        ],
    ]
    assert lines[-1].endswith("5 处须处理。")
    assert ID not in out
    assert mobile() not in out


def test_what_a_second_person_released_is_printed_and_does_not_fail(bureau):
    item = ItemFactory(body=f"<p>公告 {ID}</p>")
    with pytest.raises(GateClosed):
        reviewed(item)
    release(GateStop.objects.get(), by=reviewer(Step.SECRECY), at=moment(), reason="法院公告")
    publish(reviewed(item), by=office(), at=moment())
    code, out = scan()
    assert code == 0, out
    assert "（已由第二人放行）" in out
    assert "其中 1 处已经第二人放行，0 处须处理" in out


def test_a_number_that_is_no_longer_the_offices_own_is_found(bureau):
    phone = PublicPhone.objects.create(agency=bureau, number=mobile(), what="值班")
    published(body=f"<p>值班 {mobile()}</p>")
    assert scan()[0] == 0
    phone.delete()
    assert scan()[0] == 1


def test_files_from_before_the_gate_are_looked_into_and_marked(bureau):
    item = published()
    good, bad = attach(item, "好.xlsx", xlsx()), attach(item, "坏.xlsx", xlsx(("甲", ID)))
    Attachment.objects.update(cleared=Attachment.BEFORE_THE_GATE)
    assert scan()[0] == 1
    good.refresh_from_db()
    bad.refresh_from_db()
    assert len(good.cleared) == 64
    assert bad.cleared == Attachment.BEFORE_THE_GATE


@pytest.mark.django_db(transaction=True)  # the pages are kept until the edition moves, at the commit
def test_the_words_of_columns_and_of_the_bureau_are_read_too(bureau):
    """No door lets them out, so the nightly look is the only one."""
    column = CategoryFactory(description=f"联系人电话 {mobile()}")
    assert {(row.address, row.finding.rule) for row in scan_items()} == {
        (column.get_absolute_url(), "MOBILE"),
        ("/guide/", "MOBILE"),  # which lists the columns
    }
    column.delete()
    bureau.receiving_room = f"张某（{resident_number()}）处"
    bureau.save()
    assert {(row.address, row.finding.rule) for row in scan_items()} == {("/guide/", "ID")}


def test_many_items_cost_no_more_queries_than_one(bureau):
    published()
    with CaptureQueriesContext(connection) as one:
        scan()
    for _ in range(5):
        published()
    with CaptureQueriesContext(connection) as six:
        assert scan()[0] == 0
    assert len(six) <= len(one)
