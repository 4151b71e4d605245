import csv
import io
import json
from datetime import date

import pytest

from disclosure.opendata import PUBLIC_FIELDS
from tests.factories.disclosure import attach, published

pytestmark = pytest.mark.django_db

FILES = ("/open-data/items.csv", "/open-data/items.json", "/feed.atom", "/sitemap.xml")


def rows_of(client) -> list[list[str]]:
    text = client.get("/open-data/items.csv").getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_s24_public_fields_are_these_and_no_others():
    assert [key for _, key, _ in PUBLIC_FIELDS] == [
        *("index_number", "title", "category", "article20", "publisher", "department", "document_number"),
        *("formed_on", "published_at", "validity", "repealed_on", "abstract", "keywords", "source"),
    ]


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
    with django_assert_num_queries(4):  # state, items, attachments
        client.get("/open-data/items.json").getvalue()
    attach(published())
    with django_assert_num_queries(4):
        client.get("/open-data/items.json").getvalue()


@pytest.mark.parametrize("url", FILES)
def test_files_answer_304_until_something_changes(client, bureau, url):
    item = published(title="原标题")
    tag = client.get(url).headers["ETag"]
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304
    item.title = "新标题"
    item.save()
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200


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
    text = client.get("/sitemap.xml").content.decode()
    assert f"<loc>http://testserver{item.get_absolute_url()}</loc>" in text
    assert item.category.get_absolute_url() in text
    assert "/guide/" in text
