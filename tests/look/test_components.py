"""Parts that several rooms use, each drawn by its contract."""

import re
from datetime import date

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

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


def pages(number: int, total: int, query: str = "") -> str:
    page = Paginator(range(total), 10).page(number)
    return render_to_string("components/_pagination.html", {"page": page, "query": query})


def test_pagination_of_one_page_is_nothing():
    assert "<nav" not in pages(1, 10)


def test_pagination_keeps_the_query_and_elides():
    text = pages(25, 500, "q=%E5%95%86&year=2026")
    numbers = [int(number) for number in re.findall(r"amp;page=(\d+)", text)]
    assert numbers == [24, 1, 23, 24, 25, 26, 27, 50, 26]
    assert text.count("q=%E5%95%86&amp;year=2026&amp;page=") == len(numbers)
    assert text.count("…") == 2


def test_breadcrumb_takes_crumbs_and_the_page_itself():
    page = render_to_string(
        "components/_breadcrumb.html", {"crumbs": [("目录", "/catalogue/")], "here": "政策文件"}
    )
    assert re.findall(r'href="([^"]+)"', page) == ["/", "/catalogue/"]
    assert page.count('aria-current="page"') == 1


def test_qr_is_clean_and_escapes_its_title():
    svg = qr('https://example.org/?a=1&b="<x>')
    assert svg.startswith('<svg role="img" ')
    assert (svg.count("style="), svg.count("<x>"), svg.count('class="qr"')) == (0, 0, 1)


@pytest.mark.parametrize(
    ("url", "host"), [("http://swj.liaocheng.gov.cn/", "swj.liaocheng.gov.cn"), ("", ""), (None, "")]
)
def test_domain_of_an_address(url, host):
    assert domain(url) == host
