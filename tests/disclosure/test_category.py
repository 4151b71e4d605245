import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from disclosure.models import Category
from tests.factories.disclosure import CategoryFactory, published

pytestmark = pytest.mark.django_db

NAMED_BY_THE_BUREAU = {
    *("主要职能", "领导分工", "内设机构", "规范性文件", "部门预决算", "“三公”经费"),
    *("政策文件", "政策解读", "规划计划", "会议解读", "建议提案办理", "重要部署执行公布"),
    *("管理和服务公开", "行政执法", "人事信息", "政府开放月", "组织保障"),
}


@pytest.fixture
def loaded(db):
    call_command("loaddata", "categories", verbosity=0)


def test_fixture_has_the_guides_five_classes_in_order(loaded):
    tops = [row for row in Category.objects.tree() if row.parent is None]
    assert [row.title for row in tops] == ["机构职能", "政策法规", "业务工作", "财政资金信息", "其他"]
    assert all(row.branches for row in tops)


def test_fixture_has_every_name_the_bureau_counts(loaded):
    assert NAMED_BY_THE_BUREAU - set(Category.objects.values_list("title", flat=True)) == set()


def test_fixture_rows_are_valid_with_fixed_keys(loaded):
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures/categories.json").read_text())
    assert sorted(row["pk"] for row in rows) == sorted(Category.objects.values_list("pk", flat=True))
    for row in Category.objects.all():
        row.full_clean()


def test_tree_costs_one_query_however_deep(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        for row in Category.objects.tree():
            assert (row.pk in row.family(), row not in row.ancestors()) == (True, True)


def test_family_reaches_the_grandchildren():
    top = CategoryFactory()
    middle = CategoryFactory(parent=top)
    low = CategoryFactory(parent=middle)
    CategoryFactory()
    assert sorted(top.family()) == sorted([top.pk, middle.pk, low.pk])
    assert low.ancestors() == [top, middle]


def test_category_cannot_lie_below_itself():
    top = CategoryFactory()
    low = CategoryFactory(parent=top)
    top.parent = low
    with pytest.raises(ValidationError, match="下级"):
        top.full_clean()


@pytest.mark.parametrize("slug", ["Policy", "政策", "a b", "a/b", "-a"])
def test_category_slug_is_plain(slug):
    with pytest.raises(ValidationError, match="小写字母"):
        CategoryFactory.build(slug=slug).full_clean()


def test_the_address_of_a_column_stays_whoever_writes():
    column = CategoryFactory(slug="news")
    column.title = "改名可以"
    column.save()
    with pytest.raises(IntegrityError, match="address stays"), transaction.atomic():
        Category.objects.filter(pk=column.pk).update(slug="other")


def test_the_desk_changes_no_address_of_a_column_and_deletes_none_that_held_public_items(
    client, bureau, admin_client
):
    column, new = CategoryFactory(), CategoryFactory()
    item = published(category=column)
    item.category = new
    item.save()
    assert (
        'name="slug"'
        not in admin_client.get(f"/admin/disclosure/category/{column.pk}/change/").content.decode()
    )
    assert admin_client.get(f"/admin/disclosure/category/{column.pk}/delete/").status_code == 403
    assert admin_client.get(f"/admin/disclosure/category/{CategoryFactory().pk}/delete/").status_code == 200
