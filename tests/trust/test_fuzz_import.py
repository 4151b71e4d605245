"""A spreadsheet of items in any state: every row told of, all or nothing kept, never a fault of the server."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from disclosure.bulk.columns import TEMPLATE_COLUMNS
from disclosure.models import Item
from tests.factories.bulk import comma_file as comma_file_of
from tests.factories.bulk import confirmed, preview, sheet
from tests.factories.disclosure import CategoryFactory, ItemFactory, office, published
from tests.factories.documents import with_parts, xlsx

COLUMNS = ("编号", *TEMPLATE_COLUMNS, "废止（失效）日期", "来源", "关键词", "状态")
GOOD = {
    **{"标题": "关于试点的通知", "分类": "政策文件", "成文日期": "2026-01-31", "有效性": "有效"},
    **{"公开责任科室": "办公室", "正文": "正文", "文号": "聊商字〔2026〕1号"},
}
fixed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
slow = settings(max_examples=15, suppress_health_check=fixed)
NASTY = (
    "", "'", "'=1", "=1+1", "-1", "0", "１", "٣", "9" * 30, "1e5", "NaN", "2026-02-30", "0000-01-01", "9999-12-31",
    "2026年1月1日", "<script>alert(1)</script>", "<p>", "\u202e", "x" * 5000, "政策文件", "失效", "\ud7ff", "\x7f", "\t",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
)
values = st.one_of(texts, st.none(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes())


@st.composite
def rows(draw, cells) -> list[dict]:
    """Rows that mostly would be taken, each with a few cells of any kind."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        odd = draw(
            st.dictionaries(st.sampled_from(COLUMNS), cells, max_size=draw(st.sampled_from([0, 1, 3])))
        )
        made.append(GOOD | {"标题": f"关于第{number}批的通知"} | odd)
    return made


def workbook(table: list[dict]) -> bytes:
    return sheet(table, COLUMNS)


def comma_file(table: list[dict]) -> bytes:
    return comma_file_of(table, COLUMNS)


@pytest.fixture
def desk(bureau) -> Client:
    category = CategoryFactory(title="政策文件")
    ItemFactory(category=category, title="草稿")
    published(category=category, title="已公开")
    client = Client(raise_request_exception=True)
    client.force_login(office())
    return client


def send(desk: Client, name: str, content: bytes):
    response = preview(desk, SimpleUploadedFile(name, content))
    assert response.status_code == 200
    return response


def stored() -> list[dict]:
    return list(Item.objects.order_by("pk").values())


def go_through(desk: Client, name: str, content: bytes, rows_sent: int) -> bool:
    """Preview and, where that is offered, confirm. True if the file was taken."""
    before = stored()
    response = send(desk, name, content)
    assert stored() == before  # a preview keeps nothing
    page, bulk = response.content.decode(), response.context.get("bulk")
    assert "Traceback" not in page
    if bulk is None:
        assert [words for words in response.context["form"].errors.values() if words]
        return False
    if bulk.stage == "refused":
        assert bulk.fault in page.replace("&#x27;", "'")
        return False
    counts = response.context["counts"]
    assert sum(counts.values()) == rows_sent  # each row is told of
    assert bulk.rows.filter(state="error").exclude(faults="").count() == counts["error"]
    assert ('name="confirm"' in page) == (counts["error"] == 0)
    if counts["error"]:
        return False
    done = confirmed(desk, response.request["PATH_INFO"])
    assert f"新增 {counts['new']} 条草稿，更新 {counts['changed']} 条，未变 {counts['same']} 条" in done
    assert Item.objects.count() == len(before) + counts["new"]
    assert {row["id"] for row in before} <= set(Item.objects.values_list("pk", flat=True))
    return True


@pytest.mark.parametrize(
    ("suffix", "cells", "make"), [("xlsx", values, workbook), ("csv", texts, comma_file)]
)
def test_any_rows_are_taken_whole_or_refused_by_row(desk, suffix, cells, make):
    taken = []

    @slow
    @given(rows(cells))
    def go(table):
        Item.objects.filter(title__startswith="关于第").delete()
        if go_through(desk, f"a.{suffix}", make(table), len(table)):
            taken.append(table)

    go()
    assert taken  # else the good way was never gone


@slow
@given(st.sampled_from(["a.xlsx", "a.csv", "a.txt", "a"]), st.binary(max_size=200))
@example("a.xlsx", b"PK\x05\x06" + b"\x00" * 18)
@example("a.csv", b"")
@example("a.csv", b'"')
@example("a.csv", "标题,分类\n".encode("gb18030"))
@example("a.csv", b"\x00\x00")
@example("a.csv", b"x" * 200_000)
def test_any_bytes_are_refused_in_words(desk, name, content):
    assert not go_through(desk, name, content, 0)


@slow
@given(
    st.lists(st.sampled_from(["关键字", "", " 标题 ", "标题", "关键词", "编号"]), max_size=4),
    st.integers(0, 3),
    st.integers(-2, 2),
)
def test_any_heads_lose_no_row_in_silence(desk, more, count, ragged):
    """Columns doubled, misspelt or unnamed, rows too long or too short: taken with every row, or refused in words."""
    heads = [*TEMPLATE_COLUMNS, *more]
    Item.objects.filter(title__startswith="关于第").delete()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for number in range(count):
        row = GOOD | {"标题": f"关于第{number}批的通知"}
        writer.writerow([row.get(head.strip(), "") for head in [*heads, "", ""]][: len(heads) + ragged])
    go_through(desk, "a.csv", out.getvalue().encode(), count)


@pytest.mark.parametrize("head", ["关键字", "", "标题"])
def test_a_column_that_would_be_lost_stops_the_file(desk, head):
    rest = ("索引号", "发布机构", "内容概述")
    out = io.StringIO()
    csv.writer(out).writerows([[*GOOD, *rest, head], [*GOOD.values(), *[""] * len(rest), "丢失的内容"]])
    response = send(desk, "a.csv", out.getvalue().encode())
    assert "一行也没有导入" in response.content.decode()
    assert 'name="confirm"' not in response.content.decode()


def test_a_workbook_of_millions_of_cells_is_refused_at_once(desk):
    content = xlsx(tuple(GOOD), change=lambda book: book.active.cell(1_048_576, 16_384, "1"))
    assert "过大" in send(desk, "a.xlsx", content).content.decode()


def test_a_damaged_sheet_in_a_whole_package_is_told(desk):
    content = with_parts(xlsx(tuple(GOOD)), {}, replace=("xl/worksheets/sheet1.xml", "</worksheet>", ""))
    assert not go_through(desk, "a.xlsx", content, 0)
