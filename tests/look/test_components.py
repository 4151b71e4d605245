"""Parts that several rooms use, each drawn by its contract."""

import re
from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string

from applications.law.citations import cited
from applications.law.transitions import TRANSITIONS
from disclosure.paging import Links
from liaocheng_gk.templatetags.site import domain, qr

TODAY = date(2026, 11, 24)


class Sample(forms.Form):
    name = forms.CharField(label="姓名")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)

    def clean(self):
        raise forms.ValidationError("两次填写的内容不一致。")


def test_errors_lead_to_their_fields():
    form = Sample({})
    page = render_to_string("components/_errors.html", {"form": form})
    assert re.findall(r'href="#([^"]+)"', page) == ["id_name", "id_kind_0"]
    assert 'id="id_kind_0"' in str(form["kind"])
    assert 'role="alert"' in page
    assert "两次填写的内容不一致。" in page


def test_errors_of_an_unbound_form_are_silent():
    assert "error-summary" not in render_to_string("components/_errors.html", {"form": Sample()})


def test_errors_escape_what_was_typed():
    form = Sample({"name": "x", "kind": "<script>"})
    assert "<script>" not in render_to_string("components/_errors.html", {"form": form})


def page_links(**links) -> str:
    return render_to_string("components/_page_links.html", {"links": Links(**links)})


def test_links_around_the_only_page_are_nothing():
    assert "<nav" not in page_links()


def test_links_around_a_page_name_the_way_and_escape_the_words():
    text = page_links(first="?q=a", previous="?q=a&before=1", next='?q="><b>&after=2', number=3)
    assert re.findall(r'rel="(\w+)" href="([^"]*)"', text) == [
        ("prev", "?q=a&amp;before=1"),
        ("next", "?q=&quot;&gt;&lt;b&gt;&amp;after=2"),
    ]
    assert "第 3 页" in text
    assert "最早的一页" not in text


def test_breadcrumb_takes_crumbs_and_the_page_itself():
    page = render_to_string(
        "components/_breadcrumb.html", {"crumbs": [("目录", "/catalogue/")], "here": "政策文件"}
    )
    assert re.findall(r'href="([^"]+)"', page) == ["/", "/catalogue/"]
    assert page.count('aria-current="page"') == 1


def test_qr_is_clean_and_escapes_its_words():
    svg = qr('https://example.org/?a=1&b="<x>')
    assert svg.startswith('<svg role="img" class="qr" ')
    assert "<title>二维码：https://example.org/?a=1&amp;b=&quot;&lt;x&gt;</title>" in svg
    assert (svg.count("style="), svg.count("data:")) == (0, 0)
    assert svg.endswith('"/></svg>')


@pytest.mark.parametrize(
    ("url", "host"), [("http://swj.liaocheng.gov.cn/", "swj.liaocheng.gov.cn"), ("", ""), (None, "")]
)
def test_domain_of_an_address(url, host):
    assert domain(url) == host


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("条例33¶2", "条例第33条第2款"),
        ("条例10、36(五)", "条例第10条、第36条第五项"),
        ("109号6、条例32", "109号第6条、条例第32条"),
        ("条例30、109号", "条例第30条、109号"),
        ("行政复议法、行政诉讼法", "行政复议法、行政诉讼法"),
        ("申请人自愿", "申请人自愿"),
    ],
)
def test_articles_are_cited_in_words_that_need_no_lawyer(short, words):
    assert cited(short) == words


def test_no_article_of_the_tables_is_left_in_signs():
    assert [row.article for row in TRANSITIONS if set("¶()") & set(cited(row.article))] == []
