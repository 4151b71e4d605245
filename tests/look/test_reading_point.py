"""What the reading point prints: address as text and as a code, A4 with page numbers, nothing that is not public."""

import io
import re
from urllib.parse import quote

import pikepdf
import pytest
from django.conf import settings
from django.urls import reverse

from applications.blank_form import form_lines
from liaocheng_gk.pdf import pdf_of
from tests.factories.disclosure import CategoryFactory, ItemFactory, published, withdrawn


@pytest.fixture
def column(bureau):
    return CategoryFactory(slug="news", title="通知公告")


PAPERS = ["/guide/print/", "/catalogue/news/print/", "/apply/form/print/"]


@pytest.mark.parametrize("url", PAPERS)
def test_each_paper_carries_its_address_as_text_and_as_code(client, column, url):
    published(category=column)
    html = client.get(url).content.decode()
    assert f"本页网址：http://testserver{url}" in html
    assert f"二维码：http://testserver{url}" in html
    assert [tag for tag in ("<script", "<nav", 'method="post"') if tag in html] == []


@pytest.mark.parametrize("url", PAPERS)
def test_each_paper_is_a4_with_page_numbers(client, column, url):
    for _ in range(60):
        published(category=column)
    made = pdf_of(client.get(url).content.decode(), ("css/paper.css",))
    with pikepdf.open(io.BytesIO(made)) as document:
        sizes = {
            tuple(round(float(edge) * 25.4 / 72) for edge in page.mediabox[2:]) for page in document.pages
        }
        assert (sizes, len(document.pages) >= 1) == ({(210, 297)}, True)
    assert 'counter(page) " 页' in (settings.BASE_DIR / "static/css/paper.css").read_text("utf-8")


def test_the_printed_catalogue_lists_what_is_public_and_nothing_else(client, column):
    shown = published(category=column, title="公开的通知", document_number="聊商发〔2026〕3号")
    ItemFactory(category=column, title="未公开的草稿")
    withdrawn(category=column, title="已撤下的通知")
    html = client.get("/catalogue/news/print/").content.decode()
    rows = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    assert rows[:4] == ["1", shown.index_number, "公开的通知", "聊商发〔2026〕3号"]
    assert "共 1 条" in html
    assert "草稿" not in html
    assert "撤下" not in html


def test_an_empty_class_says_so_and_an_unknown_one_is_not_there(client, column):
    assert "目前没有公开的信息" in client.get("/catalogue/news/print/").content.decode()
    assert client.get("/catalogue/nothing/print/").status_code == 404


def test_the_printed_catalogue_takes_as_many_queries_for_one_as_for_many(
    client, column, django_assert_max_num_queries
):
    for _ in range(40):
        published(category=column)
    with django_assert_max_num_queries(8):
        client.get("/catalogue/news/print/")


def test_the_blank_form_asks_what_the_word_file_asks(client, bureau):
    html = client.get("/apply/form/print/").content.decode()
    asked = [text for line in form_lines() for text in line.cells if text]
    assert [text for text in asked if text not in html] == []
    assert "不需要说明申请的理由和用途" in html


def test_the_papers_are_linked_where_they_are_looked_for(client, column):
    published(category=column)
    for page, name, args in (
        ("/guide/", "disclosure:guide_print", []),
        ("/catalogue/news/", "disclosure:category_print", ["news"]),
        ("/apply/", "applications:blank_form_print", []),
    ):
        assert f'href="{reverse(name, args=args)}"' in client.get(page).content.decode()


@pytest.mark.parametrize("url", PAPERS)
def test_a_paper_left_on_the_reading_points_screen_goes_home_too(client, column, url):
    """Where a browser shows no buttons, a paper is no dead end, and what the last reader looked up is cleared."""
    published(category=column)
    usual = client.get(url).content.decode()
    assert ("refresh" in usual, "返回首页" in usual) == (False, False)
    client.cookies["gk_terminal"] = "on"
    html = client.get(url).content.decode()
    assert (
        f'http-equiv="refresh" content="180;url=/apply/terminal/waiting/?back={quote(url, safe="")}"' in html
    )
    assert f'<a href="{reverse("disclosure:home")}">返回首页</a>' in html
