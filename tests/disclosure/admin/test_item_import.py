"""Items in and out of spreadsheets: previews, faults in words, no change on re-import, no formulas."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from disclosure.bulk.columns import TEMPLATE_COLUMNS, TOO_LONG
from disclosure.models import BulkImport, Item
from tests.factories.bulk import EXPORT, IMPORT, ROW, book, confirmed, preview
from tests.factories.disclosure import CategoryFactory, ItemFactory, office, published
from tests.factories.documents import with_parts, xlsx, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, bureau):
    CategoryFactory(title="政策文件")
    client.force_login(office())
    return client


def confirm(client, response) -> str:
    return confirmed(client, response.request["PATH_INFO"])


def faults(client, file: SimpleUploadedFile) -> str:
    before = list(Item.objects.order_by("pk").values())
    response = preview(client, file)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="confirm"' not in page
    # Whoever presses a button that is not there.
    client.post(response.request["PATH_INFO"], {"confirm": "1"})
    assert not BulkImport.objects.filter(stage="taking").exists()
    assert list(Item.objects.order_by("pk").values()) == before
    assert "Traceback" not in page
    return page


def exported(client, kind: str = "xlsx") -> bytes:
    return client.post(EXPORT, {"format": kind}).getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_import_shows_a_preview_and_then_makes_drafts(desk, kind):
    shown = preview(desk, book(ROW, kind=kind))
    assert "新增 1 条" in shown.content.decode()
    assert Item.objects.count() == 0
    assert "新增 1 条草稿" in confirm(desk, shown)
    item = Item.objects.get()
    assert (item.status, item.index_number, item.awaiting) == ("draft", None, "draft")
    assert (item.title, item.formed_on, item.validity) == ("关于试点的通知", date(2026, 1, 31), "in_force")
    assert item.body == "<p>第一段</p><p>第二段 &lt;</p>"
    assert item.history.first().history_user == office()


@pytest.mark.parametrize("column", TEMPLATE_COLUMNS)
def test_missing_column_is_named_with_the_template(desk, column):
    columns = [name for name in TEMPLATE_COLUMNS if name != column]
    page = faults(desk, book(ROW, columns=columns))
    assert f"表格缺少“{column}”列，一行也没有导入" in page
    assert "导入模板" in page


def test_missing_columns_of_an_unrelated_file(desk):
    page = faults(desk, SimpleUploadedFile("a.csv", b"a,b\r\n1,2\r\n"))
    assert "表格缺少“索引号”、“标题”、“分类”" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"分类": "没有的分类"}, "分类：目录里没有名为“没有的分类”的分类"),
        ({"分类": ""}, "分类：请填写分类的名称"),
        ({"成文日期": "去年"}, "成文日期：“去年”不是有效日期，请写作 2026-01-31"),
        ({"成文日期": "2026-02-30"}, "不是有效日期"),
        ({"成文日期": ""}, "成文日期："),
        ({"有效性": "好"}, "有效性：“好”不是有效性的取值，可以填：有效、失效、废止"),
        ({"有效性": "废止"}, "已废止的信息必须填写废止日期"),
        ({"标题": ""}, "标题："),
        ({"标题": "长" * 201}, "标题："),
        ({"索引号": "1/2026-00009"}, "没有索引号为“1/2026-00009”的信息"),
    ],
)
def test_row_faults_name_row_and_column(desk, change, words):
    page = faults(desk, book(ROW, ROW | {"标题": "第二行"} | change))
    assert words in page
    assert 'data-label="行号">3</td>' in page
    assert 'data-label="行号">2</td>' not in page


def test_index_number_twice_in_a_file(desk):
    item = published(category=CategoryFactory(title="甲类"))
    row = ROW | {"索引号": item.index_number}
    assert "与第 2 行是同一条信息" in faults(desk, book(row, row))


def test_same_item_again_is_not_made_twice(desk):
    confirm(desk, preview(desk, book(ROW)))
    assert "已有标题、文号和成文日期都相同的信息" in faults(desk, book(ROW))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.pdf", b"%PDF-", "不是 .xlsx 或 .csv 表格"),
        ("表.xls", b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        ("表.xlsx", b"not a zip", "这个文件打不开"),
        ("表.xlsx", zipped({"xl/a.xml": b"0" * (30 * 1024 * 1024)}), "解压后过大，没有导入"),
        ("表.xlsx", with_parts(xlsx(), {"xl/vbaProject.bin": b"x"}), "含有宏，没有导入"),
        ("表.csv", b"\xff\xff\xff", "文字编码无法识别"),
        ("表.csv", b"x" * (41 * 1024 * 1024), "超过 40 MB 的上限"),
        ("表.csv", b"", "空"),
    ],
)
def test_unreadable_file_is_told_in_chinese(desk, name, content, words):
    assert words in faults(desk, SimpleUploadedFile(name, content))


def test_no_file_at_all(desk):
    assert "请选择要导入的表格文件" in desk.post(IMPORT, {}).content.decode()


def test_heads_without_rows(desk):
    assert "没有可以导入的数据" in faults(desk, book())


def test_csv_saved_by_excel_in_gb18030_is_read(desk):
    file = book(ROW, kind="csv")
    legacy = SimpleUploadedFile("旧.csv", file.read().decode().encode("gb18030"))
    confirm(desk, preview(desk, legacy))
    assert Item.objects.get().title == "关于试点的通知"


@pytest.mark.parametrize("written", ["2026年1月31日", "2026/1/31", "2026.01.31", "2026-01-31 00:00:00"])
def test_dates_as_people_write_them(desk, written):
    confirm(desk, preview(desk, book(ROW | {"成文日期": written})))
    assert Item.objects.get().formed_on == date(2026, 1, 31)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_reimport_of_an_export_changes_nothing(desk, suffix):
    category = CategoryFactory(title="甲类")
    published(
        category=category,
        title="=1+1，'引号\"与<b>",
        body="<p>甲</p>\n<ul><li><p>乙 &amp; 丙</p></li></ul>",
        document_number="007",
        validity="repealed",
        repealed_on=date(2026, 3, 5),
    )
    ItemFactory(category=category, title="'-草稿", summary="2026", body="")
    shown = preview(desk, SimpleUploadedFile(f"导出.{suffix}", exported(desk, suffix)))
    assert "新增 0 条，更新 0 条，未变 2 条" in shown.content.decode()
    before = list(Item.objects.order_by("pk").values())
    assert "未变 2 条" in confirm(desk, shown)
    assert list(Item.objects.order_by("pk").values()) == before


def test_changed_row_of_an_export_updates_only_that(desk):
    item, other = published(title="原标题"), published(title="其他")
    heads, *cells = load_workbook(io.BytesIO(exported(desk))).active.iter_rows(values_only=True)
    rows = [dict(zip(heads, row, strict=True)) for row in cells]
    rows = [row | {"标题": "新标题"} if row["标题"] == "原标题" else row for row in rows]
    shown = preview(desk, book(*rows, columns=heads))
    page = shown.content.decode()
    assert "<del>原标题</del> <ins>新标题</ins>" in page
    assert "style=" not in page.split("import-preview")[1]
    assert "更新 1 条，未变 1 条" in confirm(desk, shown)
    item.refresh_from_db()
    assert (item.title, item.status, item.pending) == ("原标题", "published", {"title": "新标题"})
    assert item.index_number != other.index_number


def test_liaison_cannot_change_what_is_public_by_a_file(client, bureau, staff):
    item = published(title="原标题", category=CategoryFactory(title="政策文件"))
    client.force_login(
        staff("liaison", "disclosure.view_item", "disclosure.add_item", "disclosure.change_item")
    )
    page = faults(client, book(ROW | {"索引号": item.index_number, "标题": "偷改"}))
    assert "没有“统一发布”的权限" in page


def test_body_too_long_for_a_cell_stays_as_it_is(desk):
    long = f"<p>{'字' * 40_000}</p>"
    item = published(body=long)
    file = exported(desk)
    assert TOO_LONG in [cell.value for cell in load_workbook(io.BytesIO(file)).active[2]]
    confirm(desk, preview(desk, SimpleUploadedFile("导出.xlsx", file)))
    item.refresh_from_db()
    assert item.body == long


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_s18_exported_cells_are_no_formulas(desk, start):
    ItemFactory(title=f"{start}HYPERLINK(1)", document_number=f"{start}2+3")
    cells = list(load_workbook(io.BytesIO(exported(desk))).active[2])
    assert [cell.data_type for cell in cells if cell.data_type == "f"] == []
    assert not any(str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in cells)
    text = exported(desk, "csv").decode("utf-8-sig")
    assert f"'{start}HYPERLINK(1)" in text


def test_s16_imported_html_is_cleaned(desk):
    shown = preview(
        desk,
        book(ROW | {"标题": "<script>alert(1)</script>", "正文": "<p onclick=x>甲<script>y</script></p>"}),
    )
    assert "<script>alert(1)" not in shown.content.decode()
    confirm(desk, shown)
    assert Item.objects.get().body == "<p>甲</p>"


def test_half_a_file_is_never_imported(desk):
    faults(desk, book(ROW, ROW | {"标题": "坏行", "成文日期": "x"}))
    assert Item.objects.count() == 0


def test_confirming_twice_imports_once(desk):
    shown = preview(desk, book(ROW))
    confirm(desk, shown)
    assert "已经确认导入，没有重复导入" in confirm(desk, shown)
    assert Item.objects.count() == 1


def test_a_twin_made_after_the_preview_stops_the_import_and_is_shown(desk):
    shown = preview(desk, book(ROW, ROW | {"标题": "第二条"}))
    ItemFactory(title=ROW["标题"], document_number=ROW["文号"], formed_on=date(2026, 1, 31))
    page = confirm(desk, shown)
    assert "预览之后，有的信息或者分类又有改动，没有导入" in page
    assert "已有标题、文号和成文日期都相同的信息" in page
    assert Item.objects.count() == 1


def test_template_is_importable_as_it_is(desk):
    content = desk.get("/admin/disclosure/item/import/template.xlsx").getvalue()
    assert [cell.value for cell in load_workbook(io.BytesIO(content)).active[1]] == list(TEMPLATE_COLUMNS)
    shown = preview(desk, SimpleUploadedFile("模板.xlsx", content))
    assert "新增 1 条" in shown.content.decode()


def test_import_pages_speak_chinese(desk):
    for url in (IMPORT, EXPORT):
        page = desk.get(url).content.decode()
        for english in ("Resource", "Select all", "Submit", ">Home<", "Format:"):
            assert english not in page
