from datetime import timedelta

import pytest
from django.core.management import call_command

from disclosure.models import Category, Item, ItemChange, SearchEntry, SearchPage, SearchSegment, Version
from disclosure.search import search
from disclosure.search.indexing import rebuild, take_in_changes
from tests.factories.disclosure import CategoryFactory, ItemFactory, moment, public_row, published

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {row.title: row.number for row in Category.objects.tree_with_counts()}


def test_counts_follow_every_change_with_or_without_the_log(bureau):
    top = CategoryFactory(title="上")
    low = CategoryFactory(title="下", parent=top)
    items = [public_row(category=low), public_row(category=top)]
    withdrawn_row = {"status": "withdrawn", "withdrawn_at": moment(20), "withdrawn_reason": "公示期满"}
    public_row(category=low, **withdrawn_row)
    ItemFactory(category=low)
    for _ in range(2):
        assert counts() == {"上": 2, "下": 1}
        take_in_changes()
    items[0].category = top
    items[0].save()
    for _ in range(2):
        assert counts() == {"上": 2, "下": 0}
        take_in_changes()
    Version.objects.all().delete()
    Item.objects.all().delete()
    low.delete()
    for _ in range(2):
        assert counts() == {"上": 0}
        take_in_changes()


def test_changes_in_bulk_are_seen_like_any_other(bureau):
    items = [public_row(title=f"批量{number}") for number in range(3)]
    take_in_changes()
    one = Item.objects.filter(pk=items[0].pk)
    one.update(status="withdrawn", withdrawn_at=moment(20), withdrawn_reason="公示期满")
    assert search("批量").count == 2
    one.update(status="published", withdrawn_at=None, withdrawn_reason="")
    assert search("批量").count == 3
    Version.objects.all().delete()
    Item.objects.all().delete()
    assert search("批量").count == 0


def test_drafts_do_not_enter_the_log(bureau):
    item = ItemFactory()
    item.title = "改过的草稿"
    item.save()
    item.versions.all().delete()
    item.delete()
    assert not ItemChange.objects.exists()


def test_only_the_segments_that_changed_are_made_anew(bureau, small_segments):
    items = [published(title=f"分段{number}", at=moment(3) + timedelta(days=number)) for number in range(9)]
    take_in_changes()
    before = list(SearchSegment.objects.values_list("pk", "size"))
    assert [size for _, size in before] == [3, 3, 3]
    items[4].title = "改了题目"
    items[4].save()
    assert take_in_changes() == 2
    after = list(SearchSegment.objects.values_list("pk", "size"))
    assert [size for _, size in after] == [3, 3, 3]
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] != before[1]
    assert search("改了题目").count == 1
    assert search("分段4").count == 0


def test_an_item_older_than_all_finds_its_place(bureau, small_segments):
    for number in range(4):
        published(title=f"新的{number}", at=moment(10 + number))
    take_in_changes()
    published(title="旧的", at=moment(4))
    take_in_changes()
    assert [item.title for item in search("的").items()] == ["新的3", "新的2", "新的1", "新的0", "旧的"]


def test_what_nobody_holds_any_more_leaves_no_trace(bureau):
    public_row(title="要删除的")
    take_in_changes()
    assert SearchEntry.objects.count() == 1
    Version.objects.all().delete()
    Item.objects.all().delete()
    take_in_changes()
    assert (SearchEntry.objects.count(), SearchPage.objects.count(), SearchSegment.objects.count()) == (
        0,
        0,
        0,
    )


def test_the_command_takes_in_or_rebuilds(bureau, capsys):
    published(title="命令行")
    call_command("index_search")
    assert "1 处变动" in capsys.readouterr().out
    SearchPage.objects.all().delete()
    call_command("index_search", "--rebuild")
    assert "公开信息 1 条" in capsys.readouterr().out
    assert search("命令行").count == 1


def test_a_rebuild_keeps_the_counts(bureau):
    top = CategoryFactory(title="甲")
    published(category=top)
    take_in_changes()
    published(category=top)
    assert rebuild() == 2
    assert counts() == {"甲": 2}
