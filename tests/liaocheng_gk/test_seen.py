"""S30: of two colleagues at one form the second saves nothing, and reads what the first changed."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure.models import Category
from liaocheng_gk.models import Agency
from reports.models import Report
from tests.factories import person
from tests.factories.disclosure import CategoryFactory
from tests.factories.reports import make_report


def typed(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and "checked" not in tag:
            continue
        if given.get("name") and given.get("type") not in ("submit", "file"):
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = unescape(text.removeprefix("\r\n").removeprefix("\n"))
    for name, choices in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*\bselected', choices)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if not name.startswith("_")}


def agency(bureau, user):
    return "liaocheng_gk_agency", Agency.objects.get(), "address", "甲路1号", "乙路2号"


def category(bureau, user):
    return "disclosure_category", CategoryFactory(), "description", "先改的说明", "后改的说明"


def report(bureau, user):
    return "reports_report", make_report(2025), "summary", "先改的摘要", "后改的摘要"


def feedback(bureau, user):
    return (
        "applications_feedback",
        person.side_tables(user, timezone.now()),
        "answer",
        "先改的答复",
        "后改的答复",
    )


@pytest.mark.parametrize("case", [agency, category, report, feedback])
def test_s30_the_second_to_save_is_refused_and_told_what_changed(bureau, admin_user, case):
    name, row, field, first, second = case(bureau, admin_user)
    address = reverse(f"admin:{name}_change", args=[row.pk])
    one, two = Client(), Client()
    for browser in (one, two):
        browser.force_login(admin_user)
    pages = [typed(browser.get(address).content.decode()) for browser in (one, two)]
    assert '"' in pages[0]["seen"]
    saved = one.post(address, pages[0] | {field: first})
    assert saved.status_code == 302, saved.content.decode()[:20000]
    refused = two.post(address, pages[1] | {field: second})
    html = unescape(refused.content.decode())
    assert (refused.status_code, f"现在是“{first}”" in html, second in html) == (200, True, True)
    row.refresh_from_db()
    assert getattr(row, field) == first
    again = typed(two.get(address).content.decode()) | {field: second}
    assert two.post(address, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == second


def test_s30_a_row_of_an_inline_counts_too(bureau, admin_client):
    row = Agency.objects.get()
    address = reverse("admin:liaocheng_gk_agency_change", args=[row.pk])
    page = typed(admin_client.get(address).content.decode())
    row.public_phones.create(number="0635-1111111")
    html = unescape(admin_client.post(address, page | {"address": "丙路3号"}).content.decode())
    assert "各行" in html
    assert Agency.objects.get().address != "丙路3号"


def test_the_marks_tell_nothing_of_what_they_stand_for(bureau, admin_client):
    category = CategoryFactory(description="说明")
    page = admin_client.get(reverse("admin:disclosure_category_change", args=[category.pk])).content.decode()
    assert "说明" not in typed(page)["seen"]
    assert Category.objects.count() >= 1
    assert Report.objects.count() == 0
