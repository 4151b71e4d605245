"""What the rows of a file would do, against the model and the door that decide for one item at a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from disclosure.bulk.checking import Checker
from disclosure.bulk.columns import HEADS, TEMPLATE_COLUMNS
from disclosure.bulk.comparing import TWINS
from disclosure.bulk.taking import OUTDATED, Outdated
from disclosure.bulk.work import go_on, start
from disclosure.corrections import revise, revise_all
from disclosure.law.lifetime import LinkKind
from disclosure.law.publication import NotAllowed, Status, Validity
from disclosure.law.review import Step
from disclosure.models import BulkImport, Category, Item, Link
from disclosure.publication import publish
from disclosure.reviewing import pass_step
from liaocheng_gk.models import AuditEntry, StaffDepartment
from tests.factories.bulk import ROW, sheet, taken
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
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(bureau) -> Category:
    return CategoryFactory(title="政策文件")


def upload(*rows: dict, columns=TEMPLATE_COLUMNS, by=None) -> BulkImport:
    content = sheet(rows, columns)
    made = start("表.xlsx", content, total=len(rows) + 1, by=by or office(), at=timezone.now())
    return go_on(made)


def states(bulk: BulkImport) -> list[str]:
    return [row.state for row in bulk.rows.all()]


def test_a_row_passes_where_the_model_lets_its_item_pass(category):
    ends = [(validity, day) for validity in Validity for day in (None, date(2026, 3, 1))]
    texts = [
        {"标题": ""},
        {"标题": "长" * 200},
        {"标题": "长" * 201},
        {"文号": "号" * 61},
        {"内容概述": "述" * 501},
    ]
    odd = [{"有效性": validity.label, "废止（失效）日期": day} for validity, day in ends]
    odd += [
        *texts,
        {"来源": "源" * 61},
        {"关键词": "词" * 101},
        {"公开责任科室": "科" * 41},
        {"发布机构": "机" * 61},
    ]
    heads = list(HEADS)
    checker = Checker(BulkImport(by=office()), heads, office())
    rows = [(n, [(ROW | change).get(head) for head in heads]) for n, change in enumerate(odd, 2)]
    for row in checker.check(rows):
        item = Item(category_id=row.category or category.pk, title=row.title)
        given = dict(zip(heads, rows[row.number - 2][1], strict=True))
        item.title, item.document_number = given["标题"], given["文号"] or ""
        item.summary, item.source = given["内容概述"] or "", given["来源"] or ""
        item.keywords, item.department = given["关键词"] or "", given["公开责任科室"] or ""
        item.publisher, item.formed_on = given["发布机构"] or "", date(2026, 1, 31)
        item.validity = next(one.value for one in Validity if one.label == given["有效性"])
        item.repealed_on = given["废止（失效）日期"]
        try:
            item.full_clean()
            passes = True
        except ValidationError:
            passes = False
        assert (row.state == "new") == passes, (row.number, row.faults)


def kinds_of_items(category: Category) -> list[Item]:
    """One of each standing that a file may change."""
    under_review = ItemFactory(category=category, title="审核中")
    pass_step(Step.DRAFT, under_review, by=reviewer(Step.DRAFT), at=moment())
    waiting = published(category=category, title="有待审修改")
    waiting.summary = "待审的概述"
    revise(waiting, by=office())
    with_file = ItemFactory(category=category, title="带附件")
    attach(with_file)
    gone = withdrawn(category=category, title="已撤下")
    repealing = ItemFactory(category=category, title="废止他件")
    Link.objects.create(later=repealing, kind=LinkKind.REPEALS, earlier=gone, on=date(2026, 3, 1))
    items = [ItemFactory(category=category, title="草稿"), under_review, waiting, with_file, gone, repealing]
    items += [published(category=category, title="已公开"), published(category=category, title="将失效")]
    return [Item.objects.get(pk=item.pk) for item in items]


def looks(item: Item) -> tuple:
    row = Item.objects.get(pk=item.pk)
    newest = row.history.first()
    words = {
        field.attname: getattr(row, field.attname)
        for field in Item._meta.concrete_fields
        if field.attname
        not in ("id", "index_number", "updated_at", "search_text", "published_at", "withdrawn_at")
    }
    text = row.search_text.replace(str(row.index_number), "")
    trace = (newest.history_type, newest.history_user, newest.history_change_reason, row.history.count())
    return words, text, trace, [(version.change, version.note) for version in row.versions.all()]


def test_many_are_revised_as_one_by_one(category):
    one_by_one, together = kinds_of_items(category), kinds_of_items(category)
    change = {"body": "<p>新的正文</p>", "department": "外资科", "validity": "in_force"}
    for item in one_by_one:
        own = change | (
            {"validity": "lapsed", "repealed_on": date(2026, 3, 2)} if item.title == "将失效" else {}
        )
        for name, value in own.items():
            setattr(item, name, value)
        item.summary = (item.pending or {}).get("summary", item.summary)
        revise(item, by=office(), at=moment(12))
    words = {}
    for item in together:
        own = change | (
            {"validity": "lapsed", "repealed_on": date(2026, 3, 2)} if item.title == "将失效" else {}
        )
        words[item.pk] = own | {"summary": (item.pending or {}).get("summary", item.summary)}
    before = AuditEntry.objects.count()
    revise_all(words, by=office(), at=moment(12))
    assert AuditEntry.objects.filter(act="修改").count() >= 2 * len(together)
    assert AuditEntry.objects.count() == before + len(together)
    assert [looks(item) for item in together] == [looks(item) for item in one_by_one]


def test_a_new_row_becomes_the_draft_that_the_desk_would_make(category):
    made = ItemFactory.build(category=category, title="关于试点的通知")
    made.body, made.document_number, made.validity = (
        "<p>第一段</p><p>第二段 &lt;</p>",
        "聊商字〔2026〕1号",
        "in_force",
    )
    made.department, made.summary, made.formed_on = "办公室", "概述", date(2026, 1, 31)
    revise(made, by=office())
    Item.objects.filter(pk=made.pk).update(title="关于试点的通知。")
    taken(upload(ROW))
    new = Item.objects.get(title="关于试点的通知")
    theirs, ours = looks(made), looks(new)
    assert ours[0] | {"title": ""} == theirs[0] | {"title": ""}
    assert ours[1:] == theirs[1:]
    acts = AuditEntry.objects.filter(object=f"信息条目 #{new.pk}").values_list("actor", "act")
    assert list(acts) == [("office", "新建")]


def test_imported_drafts_go_the_whole_review_and_no_shorter_way(category):
    taken(upload(ROW))
    item = Item.objects.get()
    with pytest.raises(NotAllowed, match="起草送审"):
        publish(item, by=office(), at=moment())
    reviewed(item)
    assert publish(item, by=office(), at=moment()).index_number.endswith("2026-00001")


def test_who_imported_a_row_wrote_it_and_cannot_review_it(category):
    author = reviewer(Step.FIRST)
    taken(upload(ROW | {"文号": ""}, by=author))
    item = Item.objects.get()
    pass_step(Step.DRAFT, item, by=reviewer(Step.DRAFT), at=moment())
    with pytest.raises(NotAllowed, match="不能由同一个人"):
        pass_step(Step.FIRST, item, by=author, at=moment())


def test_a_correction_that_waits_is_kept_beside_what_the_file_changes(category):
    item = published(category=category, title="原题", summary="原概述")
    item.summary = "新概述，待审"
    revise(item, by=office())
    row = ROW | {
        "索引号": item.index_number,
        "标题": "新题",
        "文号": "",
        "成文日期": "2026-03-02",
        "正文": "<p>正文</p>",
    }
    row |= {"发布机构": "", "有效性": "不适用", "公开责任科室": "", "内容概述": "原概述"}
    bulk = upload(row)
    assert [one.changes for one in bulk.rows.all()] == [[["标题", "原题", "新题"]]]
    taken(bulk)
    item.refresh_from_db()
    assert (item.title, item.pending) == ("原题", {"title": "新题", "summary": "新概述，待审"})


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([{}, {}], [(3, "与第 2 行是同一条信息（标题、文号和成文日期都相同），请只保留一行。")]),
        ([{}, {"文号": ""}, {"标题": "另"}], []),
        ([{}, {"标题": "另"}, {}, {}], [(4, "与第 2 行"), (5, "与第 2 行")]),
    ],
)
def test_new_rows_that_stand_twice(category, rows, faults):
    bulk = upload(*(ROW | row for row in rows))
    told = list(bulk.rows.filter(state="error").values_list("number", "faults"))
    assert [(number, True) for number, _ in faults] == [
        (number, words in text) for (number, text), (_, words) in zip(told, faults, strict=True)
    ]


@pytest.mark.parametrize("move", ["edited", "deleted", "category", "scheduled"])
def test_what_moved_after_the_preview_is_checked_anew(category, move):
    item = ItemFactory(category=category, title="原题")
    row = {
        "编号": item.pk,
        "索引号": "",
        "标题": "新题",
        "分类": "政策文件",
        "成文日期": "2026-03-02",
        "正文": "<p>正文</p>",
    }
    bulk = upload(row, columns=("编号", *TEMPLATE_COLUMNS))
    assert states(bulk) == ["changed"]
    if move == "edited":
        Item.objects.filter(pk=item.pk).update(updated_at=timezone.now() + timedelta(seconds=1))
    elif move == "deleted":
        Item.objects.filter(pk=item.pk).delete()
    elif move == "category":
        Item.objects.filter(pk=item.pk).update(category=CategoryFactory())
        Category.objects.filter(pk=category.pk).delete()
    else:
        Item.objects.filter(pk=item.pk).update(
            status=Status.SCHEDULED, index_number="1/2026-00001", published_at=moment(), publisher="x",
            secrecy_reviewer="x", updated_at=timezone.now() + timedelta(seconds=1),
        )  # fmt: skip
    with pytest.raises(Outdated, match="重新核对"):
        taken(bulk)
    assert Item.objects.filter(title="新题").count() == 0
    again = go_on(BulkImport.objects.get(pk=bulk.pk))
    assert states(again) == ["changed" if move == "edited" else "error"]
    assert (again.stage, again.fault, again.confirmed_at) == ("ready", OUTDATED, None)


def test_refused_by_the_database_at_the_last_moment_nothing_is_kept(category):
    bulk = upload(ROW, ROW | {"标题": "第二条"})
    bulk.rows.filter(number=3).update(repealed_on=date(2026, 3, 1))  # past every check of ours
    with pytest.raises(Exception, match="item_day_only_if_ended"):
        taken(bulk)
    assert (Item.objects.count(), Item.history.count()) == (0, 0)


def test_rows_are_looked_for_among_many_items_by_an_index(category):
    """Without it SQLite goes through every item for every row: an hour for a hundred thousand of each."""
    bulk = upload(ROW)
    analyse = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the tables are small
        cursor.execute(f"{analyse} {TWINS}", [bulk.pk])
        plan = str(cursor.fetchall())
    assert "item_title" in plan or "Hash Join" in plan, plan


def test_rows_of_another_department_are_refused_to_whoever_belongs_to_one(category):
    by = reviewer(Step.DRAFT)
    StaffDepartment.objects.create(user=by, department="外贸科")
    rows = [
        ROW | {"标题": f"第{place}份", "公开责任科室": name}
        for place, name in enumerate(("外贸科", "外资科", ""))
    ]
    assert states(upload(*rows, by=by)) == ["new", "error", "new"]
    assert states(upload(*rows, by=office())) == ["new", "new", "new"]
