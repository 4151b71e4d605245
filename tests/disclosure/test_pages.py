"""The public pages: what they show, what they never show, and what they cost."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.models import Item
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, moment, published, withdrawn

pytestmark = pytest.mark.django_db

PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
EVERYWHERE = (
    "/",
    "/catalogue/",
    "/catalogue/news/",
    "/sitemap/",
    "/sitemap.xml",
    "/feed.atom",
    "/open-data/",
)
EVERYWHERE += ("/open-data/items.csv", "/open-data/items.json", "/search/?q=通知")


def read(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


@pytest.fixture
def news(bureau):
    return CategoryFactory(slug="news", title="通知公告")


@pytest.mark.parametrize("url", EVERYWHERE)
def test_s4_drafts_and_withdrawn_items_leak_nowhere(client, news, url):
    published(category=news, title="公开的通知")
    ItemFactory(category=news, title="机密草稿通知", document_number="草稿文号")
    gone = withdrawn(category=news, title="撤下的通知", reason="含个人信息")
    attach(ItemFactory(category=news), "草稿附件通知.pdf")
    page = read(client.get(url))
    for secret in ("机密草稿", "草稿文号", "撤下的通知", "草稿附件", gone.index_number):
        assert secret not in page


def test_counts_are_of_public_items_only(client, news):
    low = CategoryFactory(parent=news, title="下级")
    published(category=low)
    ItemFactory(category=news)
    withdrawn(category=news)
    page = read(client.get("/catalogue/"))
    assert page.count("1 条") == 2
    assert "共 1 条" in read(client.get("/catalogue/news/"))
    assert "现有 1 条" in read(client.get("/open-data/"))


# Six of them are the frame of every page: the bureau (four) and the calendar for the state of the office (two).
@pytest.mark.parametrize(
    ("url", "most"),
    [("/", 11), ("/catalogue/", 7), ("/catalogue/news/", 8), ("/search/?q=通知", 13), ("/sitemap/", 7)],
)
def test_lists_cost_few_queries(client, news, url, most, django_assert_max_num_queries):
    for parent in (news, CategoryFactory(parent=news)):
        for number in range(3):
            published(category=CategoryFactory(parent=parent), title=f"通知{number}")
    with django_assert_max_num_queries(most):
        assert client.get(url).status_code == 200


def link(page: str, words: str) -> str:
    """The address behind a link of the page navigation."""
    found = re.search(rf'href="([^"]*)">{words}</a>', page)
    return found.group(1).replace("&amp;", "&") if found else ""


def test_category_lists_twenty_newest_first_over_pages(client, news):
    below = CategoryFactory(parent=news)
    for number in range(45):
        published(
            category=(news, below)[number % 2], title=f"通知第{number:02d}号", at=moment(3 + number // 9)
        )
    pages = [read(client.get("/catalogue/news/"))]
    while further := link(pages[-1], "下一页"):
        pages.append(read(client.get(further)))
    titles = [re.findall(r"通知第(\d\d)号</a>", page) for page in pages]
    assert [len(some) for some in titles] == [20, 20, 5]
    assert [int(number) for some in titles for number in some] == list(range(44, -1, -1))
    assert "第 3 页" in pages[2]
    back = read(client.get(link(pages[2], "上一页")))
    assert re.findall(r"通知第(\d\d)号</a>", back) == titles[1]
    assert re.findall(r"通知第(\d\d)号</a>", read(client.get(link(back, "上一页")))) == titles[0]
    earliest = re.findall(r"通知第(\d\d)号</a>", read(client.get(link(pages[0], "最早的一页"))))
    assert [int(number) for number in earliest] == list(range(19, -1, -1))


@pytest.mark.parametrize(
    "where", ["after=abc", "before=1-", "after=99999999999999999999-1", "after=-1-2", "page=2"]
)
def test_an_address_that_was_tampered_with_shows_the_first_page(client, news, where):
    published(category=news, title="独一份通知")
    assert "独一份通知" in read(client.get(f"/catalogue/news/?{where}"))
    assert "独一份" in read(client.get(f"/search/?q=独一份&{where}"))


@pytest.mark.parametrize("url", ["/catalogue/news/", "/search/?category=news&order=date"])
def test_a_far_page_costs_the_same_queries_as_the_first(client, news, url, django_assert_num_queries):
    for number in range(70):
        published(category=news, title=f"通知第{number:02d}号")
    with CaptureQueriesContext(connection) as first:
        page = read(client.get(url))
    cost = len(first)
    for _ in range(2):
        page = read(client.get(link(page, "下一页")))
    with django_assert_num_queries(cost):
        client.get(link(page, "下一页"))


def test_item_page_has_the_whole_head_and_meta_tags(client, news):
    item = published(
        category=news,
        title="关于试点的通知",
        document_number="聊商发〔2026〕3号",
        formed_on=date(2026, 3, 2),
        validity="in_force",
    )
    attach(item, "附表.txt", b"x" * 2048)
    page = read(client.get(item.get_absolute_url()))
    for words in (
        *(
            item.index_number,
            "通知公告",
            "聊城市商务局",
            "聊商发〔2026〕3号",
            "2026年3月2日",
            "2026年3月10日 09:00",
            "有效",
        ),
        *("附表.txt", "TXT，2.0", '<svg role="img" class="qr"'),
        '<meta name="ArticleTitle" content="关于试点的通知">',
        '<meta name="PubDate" content="2026-03-10 09:00">',
        '<meta name="ContentSource" content="聊城市商务局">',
        '<meta name="ColumnName" content="通知公告">',
    ):
        assert words in page
    assert "审查员" not in page


def test_repealed_item_says_so(client, bureau):
    item = published(validity="repealed", repealed_on=date(2026, 3, 5))
    assert "本文件已废止" in read(client.get(item.get_absolute_url()))


def test_withdrawn_page_is_gone_with_an_explanation(client, bureau):
    item = withdrawn(title="泄露的标题", body="<p>泄露的正文</p>", reason="公示期满")
    attachment = attach(item, "泄露.pdf")
    for url in (item.get_absolute_url(), attachment.address_in(item)):
        response = client.get(url)
        page = read(response)
        assert response.status_code == 410
        assert "公示期满" in page
        assert bureau.receiving_room in page
        assert "泄露" not in page


@pytest.mark.parametrize(
    "url", ["/items/1/2026-00001/", "/items/a%00b/x/", "/catalogue/no-such/", "/items/1/2/files/9/"]
)
def test_unknown_addresses_are_404(client, bureau, url):
    assert client.get(url).status_code == 404


def test_attachment_is_a_download_under_its_own_name(client, bureau):
    item = published()
    attachment = attach(item, '表"<b>.pdf')
    response = client.get(attachment.address_in(item))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    response.close()


def test_attachment_of_another_item_or_a_draft_is_404(client, bureau):
    item, other = published(), published()
    foreign, draft = attach(other), attach(ItemFactory())
    for attachment in (foreign, draft):
        assert client.get(f"{item.get_absolute_url()}files/{attachment.pk}/").status_code == 404


def test_attachment_whose_file_is_lost_is_404_not_500(client, bureau):
    item = published()
    attachment = attach(item)
    attachment.file.storage.delete(attachment.file.name)
    assert client.get(attachment.address_in(item)).status_code == 404


def test_s16_payloads_are_shown_never_run(client, news):
    item = published(
        category=news,
        title=f"通知{PAYLOAD}",
        body=f"<p>{PAYLOAD}</p>",
        summary=PAYLOAD,
        source=PAYLOAD[:50],
        keywords=PAYLOAD,
        document_number=PAYLOAD[:50],
        department="<b>x</b>",
    )
    attach(item, f"{PAYLOAD.replace('/', '')}.pdf")
    urls = (*EVERYWHERE[:7], item.get_absolute_url(), "/search/?q=通知", f"/search/?q={PAYLOAD}")
    for url in urls:
        page = read(client.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_s17_rare_characters_come_out_as_they_went_in(client, bureau):
    item = published(title="任命王䶮、𠅤😀<b>&'\"")
    assert "任命王䶮、𠅤😀&lt;b&gt;&amp;&#x27;&quot;" in read(client.get(item.get_absolute_url()))
    assert '任命王䶮、𠅤😀<b>&\'""' in read(client.get("/open-data/items.csv"))
    assert client.get("/open-data/items.json").getvalue().decode().count("任命王䶮、𠅤😀<b>&'\\\"") == 1


@pytest.mark.parametrize("query", ["'", '"', "\x00", "%", "[]", "=1", "a" * 5000, "<mark>"])
def test_s19_no_query_breaks_search(client, bureau, query):
    assert client.get("/search/", {"q": query, "page": query}).status_code == 200


def test_pages_stand_before_anything_is_published(client, bureau):
    call_command("loaddata", "categories", verbosity=0)
    for url in (
        "/",
        "/catalogue/",
        "/catalogue/policies/",
        "/search/",
        "/sitemap/",
        "/open-data/",
        "/feed.atom",
    ):
        assert client.get(url).status_code == 200


def test_pages_change_nothing(client, bureau):
    item = published()
    before = Item.objects.values().get(pk=item.pk)
    for url in ("/", item.get_absolute_url(), "/catalogue/"):
        assert client.post(url).status_code == 405
    assert Item.objects.values().get(pk=item.pk) == before
