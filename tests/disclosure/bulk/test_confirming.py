"""The confirmation claims an upload and returns; the taking in follows in the background, once, whole or not at all."""

from datetime import date, timedelta
from functools import partial
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import timezone

from disclosure.bulk import taking, work
from disclosure.bulk.steps import Overtaken
from disclosure.bulk.taking import confirm, take
from disclosure.bulk.work import FAILED, discard, go_on, resume, start
from disclosure.law.publication import NotAllowed
from disclosure.models import BulkImport, BulkRow, Item
from liaocheng_gk.models import AuditEntry
from tests.factories.bulk import IMPORT, ROW, book, confirmed, preview, sheet, taken, uploaded
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, moment, office, published
from tests.factories.documents import zipped
from tests.migrating import migrate
from tests.steps import worked_in_steps

pytestmark = pytest.mark.django_db
REFRESH = 'http-equiv="refresh"'


@pytest.fixture
def desk(client, bureau):
    CategoryFactory(title="政策文件")
    client.force_login(office())
    return client


def ready(*rows: dict, by=None) -> BulkImport:
    made = start("表.xlsx", sheet(rows), total=len(rows) + 1, by=by or office(), at=timezone.now())
    return go_on(made)


def again(bulk: BulkImport) -> BulkImport:
    return BulkImport.objects.get(pk=bulk.pk)


def acts() -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(object__startswith="批量导入").order_by("seq")
    return list(found.values_list("actor", "act"))


def test_the_confirmation_takes_nothing_in_and_says_so_until_it_is_done(desk):
    address = preview(desk, book(ROW, ROW | {"标题": "第二条"})).request["PATH_INFO"]
    assert desk.post(address, {"confirm": "1"}).url == address
    page = desk.get(address).content.decode()
    assert REFRESH in page
    assert "正在写入：新增 2 条，更新 0 条" in page
    assert "写完以前目录没有任何改动" in page
    assert 'name="discard"' not in page
    assert 'href="?still=1"' in page
    assert REFRESH not in desk.get(f"{address}?still=1").content.decode()
    assert Item.objects.count() == 0
    assert "已确认，正在写入目录" in desk.get(IMPORT).content.decode()
    go_on(uploaded(address))
    page = desk.get(address).content.decode()
    assert REFRESH not in page
    assert "新增 2 条草稿" in page
    assert acts() == [("office", act) for act in ("上传批量导入", "确认批量导入", "批量导入")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_server_takes_it_in_by_itself(desk):
    address = f"{IMPORT}{ready(ROW).pk}/"
    with worked_in_steps(work, "take") as server:
        desk.post(address, {"confirm": "1"})
        for _ in server.steps():
            assert REFRESH in desk.get(address).content.decode()
            assert Item.objects.count() == 0
    assert "新增 1 条草稿" in desk.get(address).content.decode()
    assert Item.history.get().history_user == office()


def test_the_confirmation_asks_the_database_as_often_for_many_rows(desk, django_assert_max_num_queries):
    counted = []
    for count in (1, 400):
        bulk = ready(*(ROW | {"标题": f"{count}-{n}"} for n in range(count)))
        with django_assert_max_num_queries(13) as asked:
            confirm(bulk, at=timezone.now())
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_of_two_confirmations_one_wins_and_only_one_takes_it_in(desk):
    bulk = ready(ROW)
    first, second = again(bulk), again(bulk)
    confirm(first, at=timezone.now())
    with pytest.raises(NotAllowed, match="已经确认导入，没有重复导入"):
        confirm(second, at=timezone.now())
    one, other = again(bulk), again(bulk)
    take(one, at=timezone.now())
    for late in (other, second, again(bulk)):
        with pytest.raises(Overtaken):
            take(late, at=timezone.now())
    with pytest.raises(NotAllowed, match="没有重复导入"):
        confirm(second, at=timezone.now())
    assert (Item.objects.count(), again(bulk).stage) == (1, "done")
    assert [act for _, act in acts()].count("确认批量导入") == 1


def test_what_was_not_confirmed_is_never_taken_in(desk):
    bulk = ready(ROW)
    with pytest.raises(Overtaken):
        take(bulk, at=timezone.now())
    assert (Item.objects.count(), go_on(bulk).stage) == (0, "ready")


def test_what_is_confirmed_cannot_be_given_up(desk):
    address = preview(desk, book(ROW)).request["PATH_INFO"]
    stale = uploaded(address)
    desk.post(address, {"confirm": "1"})
    page = desk.post(address, {"discard": "1"}, follow=True).content.decode()
    assert "已经确认，不能放弃" in page
    with pytest.raises(NotAllowed):
        discard(stale, by=office())
    go_on(uploaded(address))
    with pytest.raises(NotAllowed):
        discard(stale, by=office())
    assert "导入完成" in desk.post(address, {"discard": "1"}, follow=True).content.decode()
    assert BulkImport.objects.get().counts["new"] == Item.objects.count() == 1


def test_cut_off_it_stays_confirmed_and_its_button_takes_it_up_again(
    desk, time_machine, monkeypatch, django_capture_on_commit_callbacks
):
    time_machine.move_to("2026-03-10 09:00 +0800", tick=False)
    begun = []
    monkeypatch.setattr(work, "Thread", lambda target, args, daemon: begun.append(args) or Mock())
    address = preview(desk, book(ROW)).request["PATH_INFO"]
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address, {"confirm": "1"})
    bulk = uploaded(address)
    time_machine.shift(19)
    assert REFRESH in desk.get(address).content.decode()
    time_machine.shift(5)
    page = desk.get(address).content.decode()
    assert REFRESH not in page
    assert "写入中断了。" in page
    assert 'name="go-on" value="继续"' in page
    assert 'name="discard"' not in page
    with django_capture_on_commit_callbacks(execute=True):
        page = desk.post(address, {"go-on": "1"}, follow=True).content.decode()
    assert REFRESH in page
    assert begun == [(bulk.pk,)] * 2
    go_on(uploaded(address))
    assert "新增 1 条草稿" in desk.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address, {"go-on": "1"})
    assert len(begun) == 2
    assert Item.objects.count() == 1


def test_a_long_file_is_given_two_milliseconds_a_row_before_the_page_speaks_of_a_cut(bureau):
    ago = timezone.now() - timedelta(seconds=200)
    for total, stage, stalled in (
        (100_000, "taking", False),
        (100, "taking", True),
        (100_000, "reading", True),
    ):
        assert BulkImport(stage=stage, total=total, moved_at=ago).stalled == stalled


def test_the_database_away_leaves_it_confirmed(desk, monkeypatch):
    bulk = ready(ROW)
    confirm(bulk, at=timezone.now())

    def away(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(work, "take", away)
        with pytest.raises(OperationalError):
            go_on(again(bulk))
    assert (again(bulk).stage, Item.objects.count()) == ("taking", 0)
    assert go_on(again(bulk)).stage == "done"


def test_a_fault_while_it_is_taken_in_is_told_with_what_was_kept(desk):
    address = preview(desk, book(ROW, ROW | {"标题": "第二条"})).request["PATH_INFO"]
    bulk = uploaded(address)
    bulk.rows.filter(number=3).update(repealed_on=date(2026, 3, 1))  # past every check of ours
    page = confirmed(desk, address)
    assert FAILED in page
    assert 'name="confirm"' in page
    assert (Item.objects.count(), Item.history.count(), bulk.rows.count()) == (0, 0, 2)
    bulk.rows.filter(number=3).update(repealed_on=None)
    page = confirmed(desk, address)
    assert FAILED not in page
    assert "新增 2 条草稿" in page
    assert again(bulk).fault == ""


@pytest.mark.parametrize("what", ["row", "file"])
def test_rights_are_asked_at_the_confirmation_and_when_it_is_taken_in(bureau, staff, what):
    category = CategoryFactory(title="政策文件")
    by = staff("publisher", *(f"disclosure.{right}_item" for right in ("view", "add", "change", "publish")))
    item = published(category=category, title="原题")
    right = Permission.objects.get(codename="publish_item")
    if what == "row":
        bulk = ready(ROW | {"索引号": item.index_number, "标题": "新题"}, by=by)
    else:
        archive = ("a.zip", zipped({f"编号{item.pk}/甲.txt": "甲"}), 1)
        bulk = go_on(start("a.zip", b"", total=0, by=by, at=timezone.now(), archive=archive))
    by.user_permissions.remove(right)
    with pytest.raises(PermissionDenied, match="没有“统一发布”的权限"):
        confirm(again(bulk), at=timezone.now())
    assert again(bulk).stage == "ready"
    by.user_permissions.add(right)
    confirm(again(bulk), at=timezone.now())
    by.user_permissions.remove(right)
    back = go_on(again(bulk))
    assert (back.stage, back.confirmed_at) == ("ready", None)
    assert back.fault.startswith("没有导入，目录没有任何改动：您没有“统一发布”的权限")
    item.refresh_from_db()
    assert (item.pending, item.attachments.count()) == (None, 0)


def test_who_may_not_publish_confirms_drafts(bureau, staff):
    CategoryFactory(title="政策文件")
    by = staff("liaison", "disclosure.view_item", "disclosure.add_item", "disclosure.change_item")
    own = ItemFactory(title="草稿")
    attach(own)
    taken(ready(ROW, by=by))
    assert Item.history.get(title=ROW["标题"]).history_user == by


def test_what_was_confirmed_before_another_changed_its_items_is_checked_anew_and_says_so(desk):
    address = preview(desk, book(ROW)).request["PATH_INFO"]
    ItemFactory(title=ROW["标题"], document_number=ROW["文号"], formed_on=date(2026, 1, 31))
    desk.post(address, {"confirm": "1"})
    bulk = go_on(uploaded(address))
    page = desk.get(address).content.decode()
    assert "已经重新核对，请再看一遍预览" in page
    assert "有 1 行需要更正" in page
    assert (bulk.stage, BulkRow.objects.count(), Item.objects.count()) == ("ready", 1, 1)


def test_the_time_of_what_was_taken_in_is_that_of_the_taking(desk, time_machine):
    time_machine.move_to(moment(9), tick=False)
    bulk = ready(ROW)
    confirm(bulk, at=timezone.now())
    time_machine.move_to(moment(10), tick=False)
    done = go_on(again(bulk))
    assert (done.confirmed_at, done.finished_at) == (moment(9), moment(10))
    assert Item.objects.get().updated_at == moment(10)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_it_at_once_take_it_in_once(desk):
    """PostgreSQL: the other comes within the transaction and leaves. SQLite has one writer: the other comes first."""
    bulk = ready(ROW)
    address = f"{IMPORT}{bulk.pk}/"
    within = connection.vendor == "postgresql"
    place = (taking, "is_outdated") if within else (work, "take")
    with worked_in_steps(*place) as server:
        desk.post(address, {"confirm": "1"})
        bulk = again(bulk)
        for _ in server.steps():
            if within:
                assert not resume(bulk)
                for act in (partial(take, at=timezone.now()), partial(discard, by=office())):
                    with pytest.raises((Overtaken, NotAllowed)):
                        act(bulk)
                page = desk.post(address, {"go-on": "1"}, follow=True).content.decode()
                assert "没有中断，正在办理" in page
                assert REFRESH in page
            else:
                take(bulk, at=timezone.now())
    assert len(server.threads) == 1
    assert (Item.objects.count(), again(bulk).stage) == (1, "done")
    assert [act for _, act in acts()] == ["上传批量导入", "确认批量导入", "批量导入"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_going_back_behind_the_migration_what_is_confirmed_waits_for_its_uploader_again(desk, put_back):
    bulk = ready(ROW)
    confirm(bulk, at=timezone.now())
    old = migrate(("disclosure", "0024_files_wait")).get_model("disclosure", "BulkImport")
    assert old.objects.get().stage == "ready"
    migrate(("disclosure", "0025_bulk_taking"))
    assert go_on(again(bulk)).stage == "ready"
