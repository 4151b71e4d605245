"""The frame of the public pages, drawn around a page of nothing."""

import re

import pytest
from django.db import OperationalError
from django.template import engines
from django.template.loader import render_to_string

from liaocheng_gk.models import Agency

BARE = '{% extends "base.html" %}{% block title %}样张{% endblock %}{% block content %}<h1>样张</h1>{% endblock %}'


@pytest.fixture
def draw(rf):
    def _draw(path: str = "/", source: str = BARE, **cookies: str) -> str:
        request = rf.get(path)
        request.COOKIES.update(cookies)
        return engines["django"].from_string(source).render({}, request)

    return _draw


def metas(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta name="(Site\w+)" content="([^"]*)">', page))


def test_base_carries_the_site_metas_of_the_guideline(bureau, draw):
    assert metas(draw()) == {
        "SiteName": bureau.name,
        "SiteDomain": "swj.liaocheng.gov.cn",
        "SiteIDCode": bureau.site_code,
    }


def test_base_title_names_page_and_site(bureau, draw):
    page = draw()
    assert re.findall(r"<title>(.*?)</title>", page) == [f"样张 - {bureau.name}政府信息公开"]
    assert '<html lang="zh-CN">' in page


def test_base_skip_link_leads_to_main(bureau, draw):
    page = draw()
    assert page.index('href="#main"') < page.index("<header")
    assert page.count('id="main"') == 1


def footer(page: str) -> str:
    return page[page.index("<footer") :]


def test_footer_holds_the_facts_of_the_guideline(bureau, draw):
    text = footer(draw())
    facts = [bureau.name, bureau.address, bureau.postcode, bureau.phone, bureau.email, bureau.site_code]
    assert [fact for fact in facts if fact not in text] == []
    links = ["/sitemap/", "/feedback/", "/open-data/", "/apply/status/"]
    assert [link for link in links if f'href="{link}"' not in text] == []


def test_footer_shows_record_numbers_only_when_there_are_any(bureau, draw):
    assert "备案" not in footer(draw())
    Agency.objects.update(icp_number="鲁ICP备00000000号", police_number="鲁公网安备00000000000000号")
    text = footer(draw())
    assert [word in text for word in ("鲁ICP备00000000号", "鲁公网安备00000000000000号")] == [True, True]


def test_nav_marks_the_page_itself(bureau, draw):
    page = draw("/guide/")
    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', page) == [("/guide/", "page")]


@pytest.mark.parametrize("path", ["/catalogue/policy/", "/items/3715000045/2026-00001/"])
def test_nav_marks_the_column_of_a_page_inside_it(bureau, draw, path):
    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', draw(path)) == [("/catalogue/", "true")]


def test_nav_keeps_the_fixed_order(bureau, draw):
    """国办公开办函〔2019〕61号: 指南、制度、法定主动公开内容、年报; 依申请公开 beside them."""
    nav = re.search(r'<nav class="main-nav".*?</nav>', draw(), re.DOTALL).group(0)
    assert re.findall(r'href="([^"]+)"', nav) == [
        "/",
        "/guide/",
        "/rules/",
        "/catalogue/",
        "/reports/",
        "/apply/",
    ]


def test_demo_banner_only_in_a_demonstration(bureau, draw, settings):
    settings.GK_DEMO = False
    assert "demo-banner" not in draw()
    settings.GK_DEMO = True
    assert "演示系统，数据均为虚构示例" in draw()


def test_base_without_a_bureau_still_stands(db, draw):
    page = draw()
    assert metas(page) == {}
    assert "<h1>样张</h1>" in page


def test_type_switch_comes_back_to_the_same_page(bureau, draw):
    assert 'name="next" value="/search/?q=%E5%95%86&amp;page=2"' in draw("/search/?q=%E5%95%86&page=2")


def test_print_base_carries_address_and_code(bureau, draw):
    page = draw("/reports/2023/print/", '{% extends "base_print.html" %}')
    assert "本页网址：http://testserver/reports/2023/print/" in page
    assert (page.count('class="qr"'), page.count("<nav")) == (1, 0)


def test_missing_page_is_answered_without_a_bureau(db, client):
    response = client.get("/no-such-page/")
    page = response.content.decode()
    assert response.status_code == 404
    assert [link for link in ("/", "/sitemap/", "/apply/") if f'href="{link}"' not in page] == []


def test_missing_page_is_answered_when_the_database_is_gone(client, monkeypatch):
    """No ``db`` fixture either: pytest-django refuses any other query."""

    def gone(manager):
        raise OperationalError("server gone")

    monkeypatch.setattr(type(Agency.objects), "current", gone)
    assert client.get("/no-such-page/").status_code == 404


def test_fault_page_stands_alone():
    """Rendered as Django does it: no context, no request, no database."""
    page = render_to_string("500.html")
    assert "系统出现故障" in page
    assert page.count('rel="stylesheet"') >= 1


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "429.html"])
def test_error_page_says_what_was_kept_and_what_to_do(bureau, rf, template):
    page = render_to_string(template, {}, rf.get("/"))
    assert [word for word in ("不受影响", "您可以", bureau.phone) if word not in page] == []
