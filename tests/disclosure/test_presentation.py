"""What the law wants on every page of the catalogue, and in which order."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.management import call_command

from disclosure.elements import elements_of
from disclosure.law.categories import DUTIES
from disclosure.law.elements import ELEMENTS, NORMATIVE
from disclosure.law.publication import NotAllowed
from disclosure.law.review import Step
from disclosure.models import Item
from disclosure.publication import retire
from disclosure.reviewing import pass_step
from tests.factories.disclosure import (
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    published,
    withdrawn,
)
from tests.factories.reports import make_report

pytestmark = pytest.mark.django_db

META = re.compile(r'<meta name="([^"]+)" content="([^"]*)">')
SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
CONTENT = ("ArticleTitle", "PubDate", "ContentSource")
PLAIN_PAGES = (
    *("/guide/", "/rules/", "/catalogue/", "/sitemap/", "/search/", "/search/?q=商务", "/open-data/"),
    *("/reports/", "/reports/trends/", "/apply/", "/apply/status/", "/feedback/", "/correction/"),
    *("/catalogue/normative-documents/", "/catalogue/policies/", "/catalogue/article20/20-01/"),
)


def read(response) -> str:
    return response.content.decode()


def tags(page: str) -> dict[str, str]:
    """The meta tags, each of which stands once."""
    found = META.findall(page)
    names = [name for name, _ in found]
    assert len(names) == len(set(names)), names
    return {name: unescape(content) for name, content in found}


@pytest.fixture
def columns(bureau):
    call_command("loaddata", "categories", verbosity=0)
    bureau.icp_number, bureau.police_number = "鲁ICP备05000000号", "鲁公网安备37150000000000号"
    bureau.organ_mark_url = "https://bszs.example.gov.cn/mark"
    bureau.save()


@pytest.fixture
def pages(columns, client) -> dict[str, str]:
    """Every public page by its address, the gone and the missing ones too."""
    make_report(2023)
    item = published(title="公开的通知", keywords="通知,试点", category=_column("normative-documents"))
    old = published(
        moment().replace(year=2023), formed_on=date(2023, 3, 1), category=_column("foreign-trade")
    )
    gone = [withdrawn(), retire(old, by=office(), at=moment(20))]
    addresses = [*PLAIN_PAGES, "/", "/reports/2023/", "/no-such-page/", item.get_absolute_url()]
    addresses += [row.get_absolute_url() for row in gone]
    return {address: read(client.get(address)) for address in addresses}


def _column(slug: str):
    return Item._meta.get_field("category").related_model.objects.get(slug=slug)


def test_every_page_has_the_tags_of_its_level(pages):
    poor = {}
    for address, page in pages.items():
        found = tags(page)
        wanted = list(SITE)
        if address != "/":
            wanted += COLUMN
        if "ArticleTitle" in found:
            wanted += CONTENT
        if missing := [name for name in wanted if not found.get(name)]:
            poor[address] = missing
    assert poor == {}
    assert set(tags(pages["/"])).isdisjoint(COLUMN)
    articles = [address for address, page in pages.items() if "ArticleTitle" in tags(page)]
    [item] = [address for address in articles if "/items/" in address]
    assert [name for name in ("Keywords", "Description", "Url") if not tags(pages[item]).get(name)] == []


def test_every_page_has_the_whole_footer(pages, bureau):
    wanted = (
        *("主办单位", bureau.phone, bureau.site_code, "鲁ICP备05000000号", "鲁公网安备37150000000000号"),
        *("党政机关网站标识", "https://bszs.example.gov.cn/mark", "我为政府网站找错", 'href="/sitemap/"'),
    )
    assert {
        address: missing
        for address, page in pages.items()
        if (missing := [words for words in wanted if words not in page.partition("<footer class=")[2]])
    } == {}


def test_every_inner_page_says_where_it_stands(pages):
    without = [address for address, page in pages.items() if 'aria-label="当前位置"' not in page]
    assert set(without) == {"/", "/no-such-page/"}


def test_the_fixed_parts_stand_in_the_order_of_the_layout(pages):
    parts = ("/guide/", "/rules/", "/catalogue/", "/reports/", "/apply/")
    nav = pages["/"].partition('aria-label="主导航"')[2].partition("</nav>")[0]
    places = [nav.index(f'href="{part}"') for part in parts]
    assert places == sorted(places)


def test_the_elements_stand_in_the_order_of_the_table(client, bureau):
    item = published(
        document_number="聊商发〔2026〕3号",
        genre="通知",
        department="流通科",
        keywords="消费",
        in_force_on=date(2026, 4, 1),
        validity="in_force",
        category=CategoryFactory(article20="20-03"),
    )
    page = read(client.get(item.get_absolute_url()))
    shown = re.findall(r"<dt>([^<]+)</dt>", page.partition("<main")[2].partition("</dl>")[0])
    assert shown == [
        *("索引号", "公开方式", "发布机构", "组配分类", "主题分类", "体裁", "文号", "成文日期", "发布日期"),
        *("有效性", "施行日期", "公开责任科室", "来源", "关键词", "公开依据", "内容概述"),
    ]
    assert [label for label in (element.label for element in ELEMENTS) if label in shown] == shown
    assert "商贸、海关、旅游" in page


def test_a_normative_document_shows_its_whole_form_even_what_it_has_not(bureau):
    column = CategoryFactory(article20=NORMATIVE)
    rows = {row.element.key: row.text for row in elements_of(published(category=column), date(2026, 3, 10))}
    assert {key: rows[key] for key in ("document_number", "in_force_on", "expires_on", "repealed_on")} == {
        **{"document_number": "无", "in_force_on": "无", "expires_on": "无", "repealed_on": "无"},
    }
    common = {row.element.key for row in elements_of(published(), date(2026, 3, 10))}
    assert common.isdisjoint({"document_number", "in_force_on", "expires_on", "repealed_on"})


def test_article_12_a_text_without_a_summary_does_not_go_for_review(bureau):
    item = ItemFactory(body="")
    attach(item)
    with pytest.raises(NotAllowed, match="缺少内容概述"):
        pass_step(Step.DRAFT, item, by=office(), at=moment())


def test_normative_columns_list_number_days_and_validity_of_today(client, columns, time_machine):
    time_machine.move_to("2026-03-20 10:00 +0800")
    column = _column("normative-documents")
    published(
        category=column,
        document_number="聊商发〔2026〕3号",
        validity="in_force",
        expires_on=date(2026, 3, 19),
    )
    page = read(client.get("/catalogue/normative-documents/"))
    for words in (
        '<th scope="col" role="columnheader">文号</th>',
        "聊商发〔2026〕3号",
        "2026-03-02",
        "2026-03-10",
        "失效",
    ):
        assert words in page


def test_columns_say_when_they_were_last_updated(client, columns):
    for day in (9, 12):
        published(moment(day), category=_column("plans"))
    for slug in ("plans", "work"):
        page = read(client.get(f"/catalogue/{slug}/"))
        assert '最近更新：<time datetime="2026-03-12">' in page


def test_article_20_all_fifteen_kinds_lead_to_their_items(client, bureau):
    statistics, other = CategoryFactory(article20="20-04"), CategoryFactory(article20="20-15")
    published(category=statistics, title="进出口统计")
    published(category=statistics, title="其实是预算", article20="20-07")
    published(category=other, title="其实也是统计", article20="20-04")
    withdrawn(category=statistics, title="撤下的统计")
    ItemFactory(category=statistics, title="草稿的统计")
    page = read(client.get("/catalogue/"))
    counts = re.findall(r'/catalogue/article20/(20-\d\d)/">[^<]*</a><span[^>]*>(\d+) 条', page)
    assert [key for key, _ in counts] == [duty.key for duty in DUTIES]
    assert {key: number for key, number in counts if number != "0"} == {"20-04": "2", "20-07": "1"}
    page = read(client.get("/catalogue/article20/20-04/"))
    shown = [words in page for words in ("进出口统计", "其实也是统计", "其实是预算", "撤下的", "草稿的")]
    assert shown == [True, True, False, False, False]
    assert "共 2 条" in page
    assert "其实是预算" in read(client.get("/catalogue/article20/20-07/"))
    assert "目前没有" in read(client.get("/catalogue/article20/20-09/"))


@pytest.mark.parametrize("key", ["20-16", "x", "20-04'", "%00"])
def test_there_are_no_other_kinds(client, bureau, key):
    assert client.get(f"/catalogue/article20/{key}/").status_code == 404


def test_pages_of_a_kind_follow_one_another_without_gap(client, bureau):
    columns = [CategoryFactory(article20="20-04") for _ in range(2)] + [CategoryFactory(article20="20-15")]
    titles = set()
    for place in range(45):
        column = columns[place % 3]
        own = {"article20": "20-04"} if column is columns[2] else {}
        titles.add(
            published(moment(1 + place % 28), category=column, formed_on=date(2026, 2, 2), **own).title
        )
    address, seen = "/catalogue/article20/20-04/", []
    while address:
        page = read(client.get(unescape(address)))
        seen += re.findall(r"关于促进消费的通知（\d+）", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1] if found else ""
    assert (len(seen), set(seen)) == (45, titles)


def test_pages_of_a_kind_cost_few_queries(client, bureau, django_assert_max_num_queries):
    column = CategoryFactory(article20="20-04")
    for _ in range(25):
        published(category=column)
    with django_assert_max_num_queries(10):
        client.get("/catalogue/article20/20-04/")


def test_an_item_for_paper_has_its_elements_text_files_and_the_code_of_its_page(client, bureau):
    item = published(title="打印的通知", body="<p>正文在纸上</p>")
    attach(item, "附表.pdf")
    address = item.get_absolute_url()
    assert f'href="{address}print/"' in read(client.get(address))
    page = read(client.get(f"{address}print/"))
    for words in (
        "打印的通知",
        item.index_number,
        "正文在纸上",
        "附表.pdf",
        '<svg role="img" class="qr"',
        f"http://testserver{address}",
    ):
        assert words in page
    assert tags(page)["robots"] == "noindex"


def test_what_is_gone_is_gone_on_paper_too(client, bureau):
    item = withdrawn(title="泄露的标题")
    response = client.get(f"{item.get_absolute_url()}print/")
    assert (response.status_code, "泄露" in read(response)) == (410, False)


def test_the_qr_code_of_an_item_leads_to_its_page(client, bureau):
    item = published()
    page = read(client.get(item.get_absolute_url()))
    assert f"<title>二维码：http://testserver{item.get_absolute_url()}</title>" in page
