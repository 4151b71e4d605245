"""Versions, links, schedules and the reading point at the desk."""

import io
from datetime import date, datetime

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from disclosure.corrections import revise
from disclosure.models import Item, Link
from disclosure.publication import publish, retire
from tests.factories.disclosure import ItemFactory, moment, office, published, reviewed

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosure/item/"


@pytest.fixture
def desk(client, bureau, time_machine):
    time_machine.move_to("2026-03-20 10:00 +0800")
    client.force_login(office())
    return client


@pytest.fixture
def aged(bureau) -> Item:
    at = datetime(2023, 3, 10, 9, tzinfo=timezone.get_default_timezone())
    return published(at, title="三年前的统计", formed_on=date(2023, 3, 1))


def form(item: Item, **changes) -> dict:
    base = {
        **{"title": item.title, "body": item.body, "formed_on": "2026-03-02", "validity": "not_applicable"},
        **{"weight": "ordinary", "category": item.category_id},
        **{"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"},
        **{"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"},
    }
    return base | changes


def test_versions_are_compared_for_staff(desk):
    item = published(title="原标题", body="<p>第一段</p><p>第二段</p>")
    item.title, item.body = "新标题", "<p>第一段</p><p>改过的第二段</p>"
    revise(item, by=office())
    publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(12))
    page = desk.get(f"{LIST}{item.pk}/versions/").content.decode()
    for words in ("<del>原标题</del>", "<ins>新标题</ins>", "<del>第二段</del>", "<ins>改过的第二段</ins>"):
        assert words in page
    assert "<ins>第一段" not in page
    assert desk.get(f"{LIST}999/versions/").status_code == 404


def test_publishing_asks_for_the_time_and_the_list_says_it(desk):
    item = reviewed(ItemFactory())
    url = f"{LIST}publish/?ids={item.pk}"
    assert "定时公开" in desk.get(url).content.decode()
    assert "时间写作" in desk.post(url, {"opens_at": "明天"}).content.decode()
    desk.post(url, {"opens_at": "2026-03-25T08:30"})
    item.refresh_from_db()
    assert timezone.localtime(item.published_at).isoformat() == "2026-03-25T08:30:00+08:00"
    assert "定时公开（2026-03-25 08:30）" in desk.get(LIST).content.decode()
    page = desk.get(f"{LIST}{item.pk}/change/").content.decode()
    assert ("取消定时" in page, 'name="title"' in page) == (True, False)


def test_links_are_entered_and_taken_away_by_the_door(desk):
    old, new = published(title="旧办法", validity="in_force"), published()
    row = {"links-TOTAL_FORMS": "1", "links-0-kind": "repeals", "links-0-earlier": old.pk}
    refused = desk.post(f"{LIST}{new.pk}/change/", form(new, **row)).content.decode()
    assert "必须填写日期" in refused
    assert (
        desk.post(f"{LIST}{new.pk}/change/", form(new, **row, **{"links-0-on": "2026-03-20"})).status_code
        == 302
    )
    old.refresh_from_db()
    assert (old.validity, old.repealed_on) == ("repealed", date(2026, 3, 20))
    made = Link.objects.get()
    gone = {
        "links-TOTAL_FORMS": "1",
        "links-INITIAL_FORMS": "1",
        "links-0-id": made.pk,
        "links-0-later": new.pk,
    }
    desk.post(f"{LIST}{new.pk}/change/", form(new, **gone, **{"links-0-DELETE": "on"}))
    assert Link.objects.count() == 0


def test_the_dashboard_says_what_has_had_its_time_and_the_list_moves_it(desk, aged):
    assert "有 1 条信息已满网上留存期 2 年" in desk.get("/admin/").content.decode()
    fresh = published(title="新的统计")
    page = desk.post(
        LIST, {"action": "retire_selected", "_selected_action": [aged.pk, fresh.pk]}, follow=True
    ).content.decode()
    assert "1 条信息已转到公共查阅点" in page
    assert "“新的统计”没有转到查阅点" in page
    assert "已满网上留存期" not in desk.get("/admin/").content.decode()


def test_the_reading_point_has_its_list_on_paper_and_as_a_workbook(desk, aged):
    published(title="还在网上的")
    retire(aged, by=office(), at=moment(20))
    page = desk.get(f"{LIST}reading-point/").content.decode()
    assert ("三年前的统计" in page, aged.index_number in page, "还在网上的" in page) == (True, True, False)
    assert "行政许可类信息" in page
    response = desk.get(f"{LIST}reading-point.xlsx")
    rows = list(load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True))
    assert [row[:2] for row in rows] == [("索引号", "标题"), (aged.index_number, "三年前的统计")]


def test_the_reading_points_list_is_not_for_strangers(client, staff):
    client.force_login(staff("stranger"))
    for url in (f"{LIST}reading-point/", f"{LIST}reading-point.xlsx", f"{LIST}1/versions/"):
        assert client.get(url).status_code == 403
