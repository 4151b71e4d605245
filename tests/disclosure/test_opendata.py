import csv
import io
import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from disclosure import sitemaps
from disclosure.opendata import PUBLIC_FIELDS
from liaocheng_gk.models import Agency, AgencyName
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, public_row, published
from tests.factories.reports import make_report

pytestmark = pytest.mark.django_db

FILES = (
    "/open-data/items.csv",
    "/open-data/items.json",
    "/feed.atom",
    "/catalogue/news/feed.atom",
    "/sitemap.xml",
    "/sitemap-0.xml",
    "/sitemap-columns.xml",
)


def rows_of(client) -> list[list[str]]:
    text = client.get("/open-data/items.csv").getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_s24_public_fields_are_these_and_no_others():
    assert [field.key for field in PUBLIC_FIELDS] == [
        *("index_number", "title", "category", "article20", "publisher", "department", "document_number"),
        *("formed_on", "published_at", "validity", "repealed_on", "abstract", "keywords", "source"),
    ]


def test_every_file_and_every_field_is_documented(client, bureau):
    make_report(2023)
    item = published()
    attach(item)
    page = client.get("/open-data/").content.decode()
    (row,) = json.loads(client.get("/open-data/items.json").getvalue())["items"]
    (report,) = client.get("/open-data/reports.json").json()["reports"]
    keys = [*row, *row["attachments"][0], *report, "reports", "items"]
    assert [key for key in keys if f"<code>{key}</code>" not in page] == []
    assert [head for head in rows_of(client)[0] if f"<td>{head}</td>" not in page] == []
    addresses = ("items.csv", "items.json", "reports.json", "/feed.atom", "/sitemap.xml")
    assert [address for address in addresses if f'{address}"' not in page] == []
    assert f"/catalogue/{item.category.slug}/feed.atom" in page


def test_csv_opens_in_a_spreadsheet(client, bureau):
    item = published(title='甲，乙"丙', formed_on=date(2026, 3, 2), validity="in_force")
    attach(item, "表.pdf")
    heads, row = rows_of(client)
    cells = dict(zip(heads, row, strict=True))
    assert cells["标题"] == '甲，乙"丙'
    assert (cells["成文日期"], cells["有效性"], cells["附件"]) == ("2026-03-02", "有效", "表.pdf")
    assert cells["网址"] == f"http://testserver{item.get_absolute_url()}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_s18_csv_cells_never_become_formulas(client, bureau, start):
    attach(published(title=f"{start}HYPERLINK(1)", summary=f"{start}1+1"), f"{start}附件.pdf")
    for cell in rows_of(client)[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_json_holds_items_and_files(client, bureau):
    item = published(title="甲")
    attach(item, "表.pdf")
    (row,) = json.loads(client.get("/open-data/items.json").getvalue())["items"]
    assert row["published_at"] == "2026-03-10T09:00:00+08:00"
    assert row["attachments"][0]["name"] == "表.pdf"
    assert row["attachments"][0]["url"].startswith(f"http://testserver{item.get_absolute_url()}files/")


def test_open_data_costs_the_same_for_more_rows(client, bureau, django_assert_num_queries):
    for _ in range(2):
        attach(published())
    with django_assert_num_queries(3):  # edition, items, attachments
        client.get("/open-data/items.json").getvalue()
    attach(published())
    with django_assert_num_queries(3):
        client.get("/open-data/items.json").getvalue()


def rename_item(item):
    item.title = "新标题"
    item.save()


def rename_column(item):
    item.category.title = "改名"
    item.category.save()


def rename_bureau(item):
    AgencyName.objects.create(agency=Agency.objects.current(), name="新名局", since=date(2026, 3, 1))


@pytest.mark.django_db(transaction=True)  # the edition moves at the commit
@pytest.mark.parametrize("change", [rename_item, rename_column, rename_bureau])
def test_files_answer_304_until_something_changes(client, bureau, change):
    item = published(title="原标题", category=CategoryFactory(slug="news"))
    tags = {url: client.get(url).headers["ETag"] for url in FILES}
    for url, tag in tags.items():
        assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304
    change(item)
    for url, tag in tags.items():
        assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_files_are_other_ones_on_another_day(client, bureau, time_machine):
    """A text may end by its own date without anybody touching it."""
    published()
    time_machine.move_to("2026-03-12 12:00 +0800")
    tag = client.get("/open-data/items.json").headers["ETag"]
    time_machine.move_to("2026-03-13 12:00 +0800")
    assert client.get("/open-data/items.json", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_feed_survives_control_characters(client, bureau):
    published(title="响铃\x07换页\x0c", body="<p>正\x0b文</p>")
    feed = client.get("/feed.atom")
    assert feed.status_code == 200
    assert "响铃换页" in feed.content.decode()
    assert rows_of(client)[1][1] == "响铃换页"


def test_feed_entries_keep_their_identity(client, bureau):
    item = published(title="甲")
    text = client.get("/feed.atom").content.decode()
    assert f"<id>urn:govinfo:{item.index_number}</id>" in text
    assert f"http://testserver{item.get_absolute_url()}" in text
    assert "<published>2026-03-10T01:00:00+00:00</published>" in text


def test_sitemap_names_items_and_columns(client, bureau):
    item = published()
    text = client.get("/sitemap.xml").getvalue().decode()
    assert text.count("/catalogue/article20/") == 15
    assert f"<loc>http://testserver{item.get_absolute_url()}</loc>" in text
    assert item.category.get_absolute_url() in text
    assert "/guide/" in text


def test_a_category_has_a_feed_of_its_own_and_of_what_stands_below(client, bureau):
    top = CategoryFactory(slug="top", title="上级栏目")
    low = CategoryFactory(slug="low", parent=top)
    for title, category in (("上面的", top), ("下面的", low), ("别处的", CategoryFactory())):
        public_row(title=title, category=category)
    ItemFactory(title="草稿的", category=top)
    feed = client.get("/catalogue/top/feed.atom").content.decode()
    assert [title in feed for title in ("上面的", "下面的", "别处的", "草稿的")] == [True, True, False, False]
    assert "上级栏目" in feed
    assert "上面的" not in client.get("/catalogue/low/feed.atom").content.decode()
    assert client.get("/catalogue/none/feed.atom").status_code == 404
    assert 'href="/catalogue/top/feed.atom"' in client.get("/catalogue/top/").content.decode()
    assert 'href="/catalogue/low/feed.atom"' in client.get("/open-data/").content.decode()


def test_a_sitemap_that_grows_too_large_becomes_an_index_of_files(client, bureau, monkeypatch):
    monkeypatch.setattr(sitemaps, "LARGEST", 3)
    items = [public_row() for _ in range(7)]
    ItemFactory()
    index = client.get("/sitemap.xml").getvalue().decode()
    addresses = re.findall(r"<loc>http://testserver(/[^<]*)</loc>", index)
    assert addresses[0] == "/sitemap-columns.xml"
    files = [client.get(address).getvalue().decode() for address in addresses]
    assert max(file.count("<url>") for file in files[1:]) <= 3
    named = re.findall(r"<loc>http://testserver(/items/[^<]*)</loc>", "".join(files))
    assert sorted(named) == sorted(item.get_absolute_url() for item in items)
    for text in (index, *files):
        ElementTree.fromstring(text.encode())  # noqa: S314 -- our own


def test_large_files_are_sent_while_they_are_read(client, bureau):
    public_row()
    for url in ("/open-data/items.csv", "/open-data/items.json", "/sitemap.xml"):
        assert client.get(url).streaming
