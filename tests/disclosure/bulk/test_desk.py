"""The way of a large file over the desk: progress, preview by pages, confirmation, and back again unchanged."""

import csv
import io
import re
from datetime import date
from unittest.mock import Mock

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.bulk import work
from disclosure.models import BulkImport, BulkRow, Item
from liaocheng_gk.models import AuditEntry
from tests.factories.bulk import EXPORT, IMPORT, ROW, book, comma_file, confirmed, preview, uploaded
from tests.factories.disclosure import CategoryFactory, ItemFactory, office, published
from tests.steps import worked_in_steps

pytestmark = pytest.mark.django_db
MANY = 10_000


@pytest.fixture
def desk(client, bureau):
    CategoryFactory(title="政策文件")
    client.force_login(office())
    return client


def many(count: int, **odd: dict) -> list[dict]:
    """``odd``: changes of rows by their number in the spreadsheet, as ``row7``."""
    rows = (ROW | {"标题": f"第{n}批名单", "文号": f"聊商字〔2026〕{n}号"} for n in range(2, count + 2))
    return [row | odd.get(f"row{n}", {}) for n, row in enumerate(rows, 2)]


def table(rows: list[dict]) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", comma_file(rows))


def progress_of(page: str) -> tuple[int, int]:
    bar = re.search(r"<progress[^>]*>", page)[0]
    return int(re.search(r'value="(\d+)"', bar)[1]), int(re.search(r'max="(\d+)"', bar)[1])


def test_ten_thousand_rows_with_a_bar_then_whole_and_back_unchanged(desk, monkeypatch):
    address = desk.post(IMPORT, {"import_file": table(many(MANY))}).url
    reached, check = [], work.Checker.check

    def looked_at(self, rows):
        page = desk.get(address).content.decode()
        assert 'http-equiv="refresh"' in page
        assert "已核对到" in page
        reached.append(progress_of(page))
        return check(self, rows)

    with monkeypatch.context() as patched:
        patched.setattr(work.Checker, "check", looked_at)
        work.go_on(uploaded(address))
    page = desk.get(address).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert {most for _, most in reached} == {MANY + 1}  # with the heads
    assert [now for now, _ in reached] == sorted({now for now, _ in reached})
    assert len(reached) >= 3
    assert f"新增 {MANY} 条，更新 0 条，未变 0 条" in page
    assert page.count('<tr class="new">') == 50
    assert "共 200 页" in page
    assert "第10001批名单" in desk.get(f"{address}?show=new&page=200").content.decode()
    assert Item.objects.count() == 0
    done = confirmed(desk, address)
    assert f"新增 {MANY} 条草稿，更新 0 条，未变 0 条" in done
    assert (Item.objects.count(), Item.history.count(), BulkRow.objects.count()) == (MANY, MANY, 0)
    assert AuditEntry.objects.filter(act="新建").count() == MANY
    assert list(Item.objects.order_by("pk").values_list("title", flat=True)[:2]) == ["第2批名单", "第3批名单"]

    before = list(Item.objects.order_by("pk").values_list("pk", "updated_at", "body", "search_text"))
    exported = desk.post(EXPORT, {"format": "xlsx"}).getvalue()
    shown = preview(desk, SimpleUploadedFile("导出.xlsx", exported))
    assert f"新增 0 条，更新 0 条，未变 {MANY} 条" in shown.content.decode()
    confirmed(desk, shown.request["PATH_INFO"])
    assert list(Item.objects.order_by("pk").values_list("pk", "updated_at", "body", "search_text")) == before
    assert Item.history.count() == MANY


def test_a_page_of_the_preview_asks_the_database_as_often_for_many_rows(desk, django_assert_max_num_queries):
    address = preview(desk, table(many(1200, row700={"成文日期": "x"}))).request["PATH_INFO"]
    with django_assert_max_num_queries(12):
        page = desk.get(f"{address}?show=new&page=20").content.decode()
    assert "第 20 页，共 24 页" in page


def test_problem_rows_come_first_with_all_their_reasons(desk):
    odd = {"row5": {"成文日期": "去年", "分类": "没有"}, "row90": {"标题": ""}}
    page = preview(desk, table(many(120, **odd))).content.decode()
    assert "有 2 行需要更正，一行也没有导入" in page
    assert "新增 118 条" in page
    rows = re.findall(r"<tr class=\"error\">.*?</tr>", page, re.DOTALL)
    assert [re.search(r"<td[^>]*>(\d+)</td>", row)[1] for row in rows] == ["5", "90"]
    assert rows[0].count("<li>") == 2
    assert 'name="confirm"' not in page


def test_the_progress_survives_leaving_and_another_colleague_sees_nothing(desk, client, staff):
    address = desk.post(IMPORT, {"import_file": table(many(3))}).url
    assert "正在核对表格" in desk.get(address).content.decode()
    assert address in desk.get(IMPORT).content.decode()
    client.force_login(staff("other", "disclosure.view_item", "disclosure.add_item"))
    assert (client.get(address).status_code, client.post(address, {"confirm": "1"}).status_code) == (404, 404)
    assert address not in client.get(IMPORT).content.decode()
    client.force_login(office())
    work.go_on(uploaded(address))
    assert "新增 3 条" in client.get(address).content.decode()


def test_looking_moves_nothing_and_a_work_that_was_cut_off_goes_on_by_its_button(
    desk, time_machine, monkeypatch, django_capture_on_commit_callbacks
):
    begun = []
    monkeypatch.setattr(work, "Thread", lambda target, args, daemon: begun.append(args) or Mock())
    time_machine.move_to("2026-03-10 09:00 +0800", tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        address = desk.post(IMPORT, {"import_file": table(many(3))}).url
    before = BulkImport.objects.values().get()
    assert 'http-equiv="refresh"' in desk.get(address).content.decode()
    time_machine.shift(30)
    page = desk.get(address).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "核对中断了" in page
    assert BulkImport.objects.values().get() == before
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address, {"go-on": "1"})
    assert begun == [(before["id"],)] * 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_server_works_while_the_page_looks(desk):
    with worked_in_steps(work.Checker, "check") as server:
        address = desk.post(IMPORT, {"import_file": table(many(2_000))}).url
        reached = [progress_of(desk.get(address).content.decode())[0] for _ in server.steps()]
    assert reached == [1, 501, 1001, 1501]
    assert "新增 2000 条" in desk.get(address).content.decode()


def test_two_pages_open_at_once_keep_each_row_once(desk, monkeypatch):
    monkeypatch.setattr(work, "PIECE", 10)
    made = BulkImport.objects.get(pk=desk.post(IMPORT, {"import_file": table(many(40))}).url.split("/")[-2])
    first, second = (BulkImport.objects.get(pk=made.pk) for _ in range(2))
    check = work.Checker.check

    def meanwhile(self, rows):
        monkeypatch.setattr(work.Checker, "check", check)
        work.go_on(second)  # the other page does it all while this one holds its first piece
        return check(self, rows)

    monkeypatch.setattr(work.Checker, "check", meanwhile)
    assert work.go_on(first).stage == "ready"
    assert list(made.rows.values_list("number", flat=True)) == list(range(2, 42))


def test_nothing_is_taken_before_it_is_ready_or_without_the_right_any_more(desk, client, staff):
    address = desk.post(IMPORT, {"import_file": table(many(2))}).url
    assert "还没有核对完" in desk.post(address, {"confirm": "1"}, follow=True).content.decode()
    publisher = staff(
        "publisher", *(f"disclosure.{right}_item" for right in ("view", "add", "change", "publish"))
    )
    item = published(title="原题")
    client.force_login(publisher)
    row = ROW | {"索引号": item.index_number, "标题": "新题"}
    address = preview(client, book(row)).request["PATH_INFO"]
    publisher.user_permissions.remove(publisher.user_permissions.get(codename="publish_item"))
    assert "没有“统一发布”的权限" in client.post(address, {"confirm": "1"}, follow=True).content.decode()
    assert Item.objects.get(pk=item.pk).pending is None


@pytest.mark.parametrize("button", ["confirm", "discard"])
def test_the_upload_is_kept_no_longer_than_it_waits(desk, button, django_capture_on_commit_callbacks):
    address = preview(desk, table(many(2))).request["PATH_INFO"]
    name = BulkImport.objects.get().file.name
    assert storages["private"].exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        page = (
            confirmed(desk, address)
            if button == "confirm"
            else desk.post(address, {button: "1"}, follow=True).content.decode()
        )
    assert not storages["private"].exists(name)
    assert BulkRow.objects.count() == 0
    assert Item.objects.count() == (2 if button == "confirm" else 0)
    assert ("导入完成" in page) == (button == "confirm")
    acts = list(
        AuditEntry.objects.filter(object__startswith="批量导入").values_list("act", flat=True).order_by("seq")
    )
    rest = ["确认批量导入", "批量导入"] if button == "confirm" else ["放弃批量导入"]
    assert acts == ["上传批量导入", *rest]


def test_the_export_follows_the_filters_of_the_list(desk):
    category = CategoryFactory(title="甲类")
    ItemFactory(category=category, title="甲的一件", formed_on=date(2026, 3, 1))
    ItemFactory(title="别的")
    query = f"?category__id__exact={category.pk}"
    assert f"{EXPORT}{query}" in desk.get(f"/admin/disclosure/item/{query}").content.decode()
    assert "将导出 1 条信息" in desk.get(EXPORT + query).content.decode()
    text = desk.post(EXPORT + query, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert [row["标题"] for row in csv.DictReader(io.StringIO(text))] == ["甲的一件"]
    assert "请选择" not in text
    assert desk.post(EXPORT, {"format": "exe"}).status_code == 200
    assert desk.get(f"{EXPORT}?category__id__exact=x").status_code == 404
