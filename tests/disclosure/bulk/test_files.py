"""Attachments by zip: each entry finds its item or is named with the reason; all go through the check and the gate."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure.bulk import files as bulk_files
from disclosure.bulk.archive import base_name
from disclosure.bulk.columns import TEMPLATE_COLUMNS
from disclosure.bulk.taking import Outdated
from disclosure.bulk.work import discard, go_on, start
from disclosure.law.review import Step
from disclosure.models import Attachment, BulkFile, BulkImport, Item
from disclosure.publication import publish
from disclosure.release import GateClosed
from disclosure.reviewing import pass_step, progress
from liaocheng_gk.models import AuditEntry, StaffDepartment
from tests.factories.bulk import IMPORT, ROW, confirmed, preview, sheet, taken
from tests.factories.disclosure import (
    PDF,
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    reviewed,
    reviewer,
    withdrawn,
)
from tests.factories.documents import docx, mobile, zipped

pytestmark = pytest.mark.django_db
COLUMNS = (*TEMPLATE_COLUMNS, "附件")


@pytest.fixture
def category(bureau, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return CategoryFactory(title="政策文件")


def upload(content: bytes, *rows: dict, by=None) -> BulkImport:
    table = sheet(rows, COLUMNS) if rows else b""
    number = len(zipfile.ZipFile(io.BytesIO(content)).infolist())
    return go_on(
        start(
            "表.xlsx",
            table,
            total=len(rows) + 1,
            by=by or office(),
            at=timezone.now(),
            archive=("a.zip", content, number),
        )
    )


def told(bulk: BulkImport) -> dict[str, str]:
    return dict(bulk.files.values_list("path", "fault"))


def on_disk() -> set[str]:
    try:
        return {f"items/{name}" for name in default_storage.listdir("items")[1]}
    except FileNotFoundError:
        return set()


def test_files_named_in_the_column_come_with_new_and_old_rows(category):
    old = ItemFactory(category=category, title="旧件")
    old_row = {
        "编号": old.pk,
        "标题": "旧件",
        "分类": "政策文件",
        "成文日期": "2026-03-02",
        "正文": "<p>正文</p>",
        "附件": "乙.docx",
    }
    table = sheet([ROW | {"附件": "通知/甲.pdf；丙.txt"}, old_row], ("编号", *COLUMNS))
    content = zipped(
        {
            "通知/": b"",
            "通知/甲.pdf": PDF,
            "丙.txt": "丙的文字",
            "x/乙.docx": docx("乙的文字"),
            "__MACOSX/._甲.pdf": b"x",
        }
    )
    bulk = go_on(
        start("表.xlsx", table, total=3, by=office(), at=timezone.now(), archive=("a.zip", content, 3))
    )
    assert told(bulk) == {"通知/甲.pdf": "", "丙.txt": "", "x/乙.docx": ""}
    assert Attachment.objects.count() == 0
    taken(bulk)
    new = Item.objects.get(title=ROW["标题"])
    assert list(new.attachments.values_list("name", "content__text")) == [
        ("甲.pdf", ""),
        ("丙.txt", "丙的文字"),
    ]
    assert list(old.attachments.values_list("name", "content__text", "cleared")) == [
        ("乙.docx", "乙的文字", "")
    ]
    with new.attachments.first().file.open() as file:
        assert file.read() == PDF
    assert BulkFile.objects.count() == 0
    assert set(Attachment.objects.values_list("file", flat=True)) == on_disk()
    assert "附件 3" in AuditEntry.objects.get(act="批量导入").detail


@pytest.mark.parametrize(
    "form", ["{code}/{serial}/附件.pdf", "{serial}/附件.pdf", "{serial}_附件.pdf", "{code}_{serial} 附件.pdf"]
)
def test_files_named_by_index_number_without_a_table(category, form):
    item = withdrawn(category=category)
    code, serial = item.index_number.split("/")
    path = form.format(code=code, serial=serial)
    bulk = upload(zipped({path: PDF}))
    assert told(bulk) == {path: ""}
    taken(bulk)
    item.refresh_from_db()
    assert item.attachments.count() == 1
    assert item.history.first().history_user == office()


def test_a_new_file_voids_the_review_and_makes_its_importer_a_writer(category):
    item = reviewed(ItemFactory(category=category), until=Step.SECRECY)
    taken(upload(zipped({f"编号{item.pk}/甲.pdf": PDF})))
    item.refresh_from_db()
    state = progress(item)
    assert (item.awaiting, state.passed) == (Step.DRAFT, [])
    assert office().pk in state.hands[Step.DRAFT]


def hostile() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("../../etc/甲.pdf", "/乙.pdf", "C:/丙.pdf", "a/..\\丁.pdf"):
            made.writestr(name, PDF)
        made.writestr("编号1/炸弹.txt", b"0" * (11 * 1024 * 1024))
        made.writestr("没人要.pdf", PDF)
        made.writestr("编号1/程序.pdf", b"MZ\x00\x01")
        made.writestr("编号1/宏.exe", b"MZ")
        made.writestr("编号1/空.pdf", b"")
        made.writestr("编号1/两份.pdf", PDF)
        made.writestr("编号1/坏.txt", b"some words of text " * 9)
        made.writestr("编号1/好.pdf", PDF)
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("编号1/两份.pdf", PDF)
    content = bytearray(out.getvalue())
    spot = zipfile.ZipFile(io.BytesIO(bytes(content))).getinfo("编号1/坏.txt")
    content[spot.header_offset + 30 + len("编号1/坏.txt".encode()) + 4] ^= 0xFF
    return bytes(content)


def test_every_bad_entry_is_named_with_its_reason_and_nothing_is_taken(category, monkeypatch):
    item = ItemFactory(pk=1, category=category)
    bulk = upload(hostile())
    assert bulk.files.count() == 13  # nothing lost
    faults = list(bulk.files.values_list("path", "fault"))
    wanted = [
        ("../../etc/甲.pdf", "对不上任何一条信息"),
        ("/乙.pdf", "对不上任何一条信息"),
        ("C:/丙.pdf", "对不上任何一条信息"),
        ("a/../丁.pdf", "对不上任何一条信息"),
        ("编号1/炸弹.txt", "解开后超过 10 MB"),
        ("没人要.pdf", "对不上任何一条信息"),
        ("编号1/程序.pdf", "内容与扩展名 .pdf 不符"),
        ("编号1/宏.exe", "的类型不能上传"),
        ("编号1/空.pdf", "是空文件"),
        ("编号1/两份.pdf", "不止一个"),
        ("编号1/坏.txt", "已经损坏"),
        ("编号1/好.pdf", ""),
        ("编号1/两份.pdf", "不止一个"),
    ]
    assert [path for path, _ in faults] == [path for path, _ in wanted]
    assert [
        (path, fault) for (path, fault), (_, words) in zip(faults, wanted, strict=True) if words not in fault
    ] == []
    assert faults[11][1] == ""
    with pytest.raises(Exception, match="还有不能收的附件"):
        taken(bulk)
    assert item.attachments.count() == 0
    assert on_disk() == set(bulk.files.exclude(stored="").values_list("stored", flat=True))


@pytest.mark.parametrize("path", ["../甲.pdf", "x/../../甲.pdf", "/甲.pdf", "D:/甲.pdf", "..\\甲.pdf"])
def test_a_path_that_climbs_is_refused_even_where_the_column_names_it(category, path):
    bulk = upload(zipped({path: PDF}), ROW | {"附件": "甲.pdf"})
    assert "路径指向压缩包以外" in bulk.files.get().fault
    assert on_disk() == set()


def test_a_locked_entry_is_told(category):
    content = bytearray(zipped({"编号1/甲.pdf": PDF}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    ItemFactory(pk=1, category=category)
    assert "设有密码" in upload(bytes(content)).files.get().fault


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("name", ["通知", "聊城市商务局（公示）表一"])
def test_names_are_read_that_do_not_say_how_they_are_written(category, encoding, name):
    raw = name.encode(encoding)
    content = zipped({f"{'B' * len(raw)}.pdf": PDF}).replace(b"B" * len(raw), raw)
    assert told(upload(content, ROW | {"附件": f"{name}.pdf"})) == {f"{name}.pdf": ""}


@pytest.mark.parametrize("kind", ["scheduled", "unknown column", "no zip", "twice", "same name"])
def test_what_cannot_be_attached_is_told(category, kind):
    if kind == "scheduled":
        item = publish(
            reviewed(ItemFactory(category=category)), by=office(), at=moment(), opens_at=moment(20)
        )
        bulk = upload(zipped({f"{item.index_number}/甲.pdf": PDF}))
        assert "待定时公开，不能加附件" in bulk.files.get().fault
    elif kind == "unknown column":
        bulk = upload(zipped({"乙.pdf": PDF}), ROW | {"附件": "甲.pdf"})
        assert "压缩包里没有“甲.pdf”" in bulk.rows.get().faults
        assert "对不上任何一条信息" in bulk.files.get().fault
    elif kind == "no zip":
        made = start(
            "a.xlsx", sheet([ROW | {"附件": "甲.pdf"}], COLUMNS), total=2, by=office(), at=timezone.now()
        )
        assert "没有一起上传压缩包，找不到“甲.pdf”" in go_on(made).rows.get().faults
    elif kind == "twice":
        bulk = upload(
            zipped({"甲.pdf": PDF}), ROW | {"附件": "甲.pdf"}, ROW | {"标题": "二", "附件": "甲.pdf"}
        )
        assert "第 2、3 行都填了" in bulk.files.get().fault
    else:
        item = ItemFactory(category=category)
        attach(item, "甲.pdf")
        bulk = upload(
            zipped(
                {f"编号{item.pk}/甲.pdf": PDF, f"编号{item.pk}/a/乙.pdf": PDF, f"编号{item.pk}/b/乙.pdf": PDF}
            )
        )
        assert [bool(fault) for fault in told(bulk).values()] == [True, False, True]
        assert "同名" in told(bulk)[f"编号{item.pk}/甲.pdf"]
    assert Attachment.objects.count() == (kind == "same name")


def test_the_gate_tells_in_the_preview_and_stops_the_review(category, client):
    client.force_login(office())
    content = zipped({"名单.docx": docx(f"电话 {mobile()}")})
    table = SimpleUploadedFile("表.xlsx", sheet([ROW | {"文号": "", "附件": "名单.docx"}], COLUMNS))
    shown = preview(client, table, zip_file=SimpleUploadedFile("a.zip", content))
    page = shown.content.decode()
    assert "1 个附件发布检查有发现" in page
    assert "手机号码" in page
    assert mobile() not in page
    confirmed(client, shown.request["PATH_INFO"])
    item = Item.objects.get()
    assert item.attachments.get().cleared == ""
    with pytest.raises(GateClosed):
        pass_step(Step.DRAFT, item, by=reviewer(Step.DRAFT), at=moment())


def test_a_clean_file_is_served_and_searched_once_its_item_is_public(category, client):
    taken(upload(zipped({"甲.docx": docx("独一无二的词")}), ROW | {"文号": "", "附件": "甲.docx"}))
    item = Item.objects.get()
    item = publish(reviewed(item), by=office(), at=moment())
    file = item.attachments.get()
    assert len(file.cleared) == 64
    assert client.get(file.get_absolute_url()).getvalue().startswith(b"PK")
    item.save()
    assert "独一无二的词" in item.search_text


def test_the_file_of_what_is_public_by_now_waits_for_its_review(category, client):
    item = ItemFactory(category=category)
    bulk = upload(zipped({f"编号{item.pk}/甲.pdf": PDF}))
    item = publish(reviewed(item), by=office(), at=moment())
    taken(bulk)
    row = Attachment.objects.get()
    item.refresh_from_db()
    assert (row.state, row.cleared, item.awaiting) == ("waiting", "", "draft")
    assert client.get(row.get_absolute_url()).status_code == 404
    publish(reviewed(item), by=office(), at=moment(12))
    assert client.get(row.get_absolute_url()).getvalue().startswith(b"%PDF")


def test_what_was_scheduled_after_the_preview_gets_no_file(category):
    item = ItemFactory(category=category)
    bulk = upload(zipped({f"编号{item.pk}/甲.pdf": PDF}))
    publish(reviewed(item), by=office(), at=moment(), opens_at=moment(20))
    with pytest.raises(Outdated):
        taken(bulk)
    again = go_on(BulkImport.objects.get(pk=bulk.pk))
    assert "待定时公开" in again.files.get().fault
    assert Attachment.objects.count() == 0


def test_cut_off_while_a_file_is_written_it_is_written_once(
    category, monkeypatch, django_capture_on_commit_callbacks
):
    item = ItemFactory(category=category)
    content = zipped({f"编号{item.pk}/甲.pdf": PDF, f"编号{item.pk}/乙.pdf": PDF})
    kept, calls = bulk_files._keep, []

    def cut_off(row: BulkFile) -> None:
        calls.append(row.stored)
        if len(calls) == 2:
            raise KeyboardInterrupt
        kept(row)

    monkeypatch.setattr(bulk_files, "_keep", cut_off)
    with pytest.raises(KeyboardInterrupt):
        upload(content)
    assert len(on_disk()) == 2
    bulk = go_on(BulkImport.objects.get())
    assert (bulk.files.count(), bulk.files_read, len(on_disk())) == (2, 2, 2)
    assert calls[1] not in on_disk()
    with django_capture_on_commit_callbacks(execute=True):
        discard(bulk, by=office())
    assert (on_disk(), BulkImport.objects.count()) == (set(), 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", b"not a zip", "打不开"),
        ("a.zip", zipped({f"{n}.txt": b"" for n in range(2001)}), "超过一次 2000 个的上限"),
        ("a.zip", zipped({"夹/": b""}), "里没有文件"),
        ("a.zip", b"x" * (41 * 1024 * 1024), "超过 40 MB 的上限"),
    ],
)
def test_a_zip_that_is_none_is_told(category, client, name, content, words):
    client.force_login(office())
    response = client.post(IMPORT, {"zip_file": SimpleUploadedFile(name, content)})
    assert words in response.content.decode()
    assert BulkImport.objects.count() == 0


def test_who_may_not_attach_is_offered_no_zip(category, client, staff):
    client.force_login(staff("writer", "disclosure.view_item", "disclosure.add_item"))
    assert "附件压缩包" not in client.get(IMPORT).content.decode()
    table = SimpleUploadedFile("表.xlsx", sheet([ROW], COLUMNS))
    preview(client, table, zip_file=SimpleUploadedFile("a.zip", zipped({"甲.pdf": PDF})))
    assert (BulkImport.objects.get().zip_name, BulkFile.objects.count()) == ("", 0)


def test_a_file_for_another_department_is_refused_to_whoever_belongs_to_one(category):
    by = reviewer(Step.DRAFT)
    StaffDepartment.objects.create(user=by, department="外贸科")
    own, other = ItemFactory(department="外贸科"), ItemFactory(department="外资科")
    bulk = upload(zipped({f"编号{own.pk}/一.pdf": PDF, f"编号{other.pk}/二.pdf": PDF}), by=by)
    faults = {base_name(file.path): file.fault for file in bulk.files.all()}
    assert faults["一.pdf"] == ""
    assert "只能办理本科室的信息" in faults["二.pdf"]
