"""What is public already is offered before the application is filed, and filing stays one click away."""

import re

import pytest

from applications.models import Application
from tests.factories.disclosure import CategoryFactory, ItemFactory, published, withdrawn

TITLE = "关于2025年度外贸促进专项资金分配结果的公示"
OFFER = "这些已公开的信息可能就是您要的"


@pytest.fixture
def check(client, filled):
    def post(**changes) -> str:
        return client.post("/apply/", filled(**changes) | {"step": "check"}).content.decode()

    return post


def test_a_matching_item_is_offered_with_a_link_that_opens(client, bureau, check):
    item = published(title=TITLE)
    html = check()
    assert OFFER in html
    assert f'<a href="{item.get_absolute_url()}" target="_blank" rel="noopener">{TITLE}</a>' in html
    assert TITLE in client.get(item.get_absolute_url()).content.decode()
    assert "确认提交" in html


def test_at_most_five_are_offered(bureau, check):
    category = CategoryFactory()
    for year in range(2016, 2026):
        published(title=f"{year}年度外贸促进专项资金分配结果", category=category)
    html = check()
    assert html.count('target="_blank"') == 5
    assert html.index(">2025年度外贸") < html.index(">2024年度外贸")


def test_drafts_withdrawn_and_unrelated_items_are_not_offered(bureau, check):
    category = CategoryFactory()
    ItemFactory(title=TITLE, category=category)
    withdrawn(title=TITLE, category=category)
    published(title="聊城市商务局2025年部门预算", category=category)
    html = check()
    assert OFFER not in html
    assert TITLE not in html


def test_the_bureaus_own_name_matches_nothing(bureau, check):
    published(title="聊城市商务局2025年部门预算")
    assert OFFER not in check(description="聊城市商务局食堂的菜谱")


def test_nothing_is_offered_in_place_of_an_error(bureau, check):
    published(title=TITLE)
    assert OFFER not in check(name="")


def test_the_application_is_filed_all_the_same(client, bureau, check):
    published(title=TITLE)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', check()))
    client.post("/apply/", hidden | {"step": "submit"})
    assert Application.objects.get().description == "2025年度外贸促进专项资金分配结果"
