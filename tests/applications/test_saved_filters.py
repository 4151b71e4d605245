"""Filters with a name: saved from the list, shown to their owner, deleted without a trace in the cases."""

from datetime import date

import pytest

from applications.admin.saved_filters import MOST, filter_query
from applications.models import SavedFilter
from tests.factories.applications import make_application

LIST = "/admin/applications/application/"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", ""),
        ("p=2", ""),
        ("due=overdue&p=2&e=1", "due=overdue"),
        ("q=%E5%A4%96%E8%B4%B8&o=-5&all=", "q=%E5%A4%96%E8%B4%B8&o=-5"),
    ],
)
def test_a_filter_is_what_chooses_and_sorts(address, kept):
    assert filter_query(address) == kept


def save(client, name: str, query: str):
    return client.post(f"{LIST}filters/", {"name": name, "query": query}, follow=True).content.decode()


def test_the_present_filter_is_saved_shown_and_deleted(client, bureau, clerk):
    client.force_login(clerk)
    assert "把现在的筛选保存为" not in client.get(LIST).content.decode()
    assert 'name="query" value="due=overdue"' in client.get(f"{LIST}?due=overdue&p=1").content.decode()
    html = save(client, "我的逾期", "due=overdue&p=3")
    assert "已保存为常用筛选“我的逾期”" in html
    assert '<a href="?due=overdue" aria-current="true">我的逾期</a>' in html
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.query) == (clerk, "due=overdue")
    client.post(f"{LIST}filters/{kept.pk}/delete/")
    assert SavedFilter.objects.count() == 0


def test_the_same_name_keeps_the_newer_filter(client, bureau, clerk):
    client.force_login(clerk)
    save(client, "常看", "due=overdue")
    save(client, "常看", "due=open")
    assert [(kept.name, kept.query) for kept in SavedFilter.objects.all()] == [("常看", "due=open")]


def test_colleagues_see_only_their_own(client, bureau, clerk, head):
    SavedFilter.objects.create(user=head, name="领导的", query="due=to_approve")
    client.force_login(clerk)
    assert "领导的" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("name", "query", "fault"),
    [
        ("全部", "", "列表现在没有筛选条件"),
        ("", "due=open", "请给这个筛选起一个 40 字以内的名称"),
        ("长" * 41, "due=open", "请给这个筛选起一个 40 字以内的名称"),
        ("长", f"q={'x' * 600}", "筛选条件过长"),
    ],
)
def test_what_cannot_be_saved_is_told(client, bureau, clerk, name, query, fault):
    client.force_login(clerk)
    assert fault in save(client, name, query)
    assert SavedFilter.objects.count() == 0


def test_the_name_of_an_applicant_names_no_filter(client, bureau, clerk):
    """The name of a filter is not sealed, what it looks for is."""
    case = make_application(date(2026, 3, 2))
    client.force_login(clerk)
    assert "名称不要写申请人的姓名" in save(client, case.name, f"q={case.name}")
    assert SavedFilter.objects.count() == 0


def test_no_more_than_a_list_one_can_read(client, bureau, clerk):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=clerk, name=f"筛选{number}", query="due=open") for number in range(MOST)
    )
    client.force_login(clerk)
    assert "最多保存" in save(client, "又一个", "due=open")
    assert "已保存" in save(client, "筛选1", "due=soon")
    assert SavedFilter.objects.count() == MOST


def test_a_filter_is_never_saved_or_deleted_by_a_link(client, bureau, clerk):
    kept = SavedFilter.objects.create(user=clerk, name="常看", query="due=open")
    client.force_login(clerk)
    assert [
        client.get(f"{LIST}{path}").status_code for path in ("filters/", f"filters/{kept.pk}/delete/")
    ] == [405, 405]
    assert SavedFilter.objects.count() == 1


def test_what_is_saved_stays_inside_the_list(client, bureau, clerk):
    SavedFilter.objects.create(user=clerk, name='"><b>', query='//evil.example/"><b>')
    client.force_login(clerk)
    html = client.get(LIST).content.decode()
    assert 'href="?//evil.example/&quot;&gt;&lt;b&gt;"' in html
    assert "<b>" not in html
